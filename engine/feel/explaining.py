"""What stands behind an operator that gave nothing: text that is joined after all, or the reason for the null."""
from decimal import Decimal

from engine.feel.run import Run, word_for
from engine.feel.temporal import Date, DateTime, DaysTime, YearsMonths
from engine.feel.tree import Operand
from engine.feel.values import DURATIONS


def nothing_computed(run: Run, step: Operand, label: str, left, right):
    """Join two texts, which arithmetic leaves to us because it costs memory; else say why there is no result."""
    if step.operator == "+" and type(left) is str and type(right) is str:
        length = len(left) + len(right)
        run.reserve(length, length)
        run.step(length // 256)
        return left + right
    if type(right) is Decimal and not right and step.operator == "/" and left is not None:
        return run.problem("feel.null.zero", label=step.label)
    if _lies_too_far(step.operator, left, right):
        return run.problem("feel.null.too_far_away", operator=step.operator)
    return nothing_compared(run, step, label, left, right)


def _lies_too_far(operator: str, left, right) -> bool:
    """Whether these can be taken together, so that only the size of the outcome can be what is wrong."""
    if type(left) in DURATIONS and type(right) in DURATIONS:
        return type(left) is type(right) and operator in "+-"
    if operator == "+" and type(left) in DURATIONS:
        left, right = right, left
    if operator in ("+", "-"):
        return type(left) in (Date, DateTime) and type(right) in DURATIONS
    if operator == "*":
        return {type(left), type(right)} in ({YearsMonths, Decimal}, {DaysTime, Decimal})
    return operator == "/" and type(left) in DURATIONS and type(right) is Decimal


def nothing_compared(run: Run, step: Operand, label: str, left, right) -> None:
    for value, said in ((left, label), (right, step.label)):
        if value is None:
            if said and not any(problem.params.get("name") == said for problem in run.problems):
                run.problem("feel.null.empty", label=said, operator=step.operator)
            return
    if type(left) is type(right):
        run.problem("feel.null.no_result", operator=step.operator, kind=word_for(left))
    else:
        run.problem("feel.null.kinds", operator=step.operator, left=word_for(left), right=word_for(right))
