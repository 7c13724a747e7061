"""Evaluates what a definition writes: FEEL after an equals sign, plain text without."""
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from SpiffWorkflow.task import Task

from engine import feel
from engine.bpmn.step import BrokenStep, Problem
from engine.bpmn.variables import sight
from engine.language import quoted


@lru_cache(maxsize=8192)
def compiled(source: str) -> feel.Expression:
    return feel.compile(source)


def is_feel(text: str | None) -> bool:
    return bool(text) and text.lstrip().startswith("=")


def evaluate(task: Task, text: str, place: str, **extra: object) -> object:
    """The FEEL value of a text at a token; a text without an equals sign stands for itself.

    `place` names the attribute for the sentence a coordinator reads. Raises BrokenStep.
    """
    if not is_feel(text):
        return text
    value, _ = _explained(task, text, place, sight(task, **extra))
    return value


def evaluate_json(task: Task, text: str, place: str, **extra: object) -> object:
    """As evaluate, but as the JSON value that a variable keeps."""
    value = evaluate(task, text, place, **extra)
    try:
        return feel.to_json(value)
    except feel.FeelError as error:
        raise BrokenStep(_id(task), "bpmn.value_no_variable", place=place, expression=text.strip()) from error


def condition(task: Task, text: str, place: str, element: str | None = None, **extra: object) -> bool:
    """True or false. Anything else is a mistake in the definition and says why."""
    value, problems = _explained(task, text, place, sight(task, **extra))
    if value is True or value is False:
        return value
    why = quoted(problems[0]) if problems else ""
    raise BrokenStep(element or _id(task), "bpmn.condition_no_answer", expression=text.strip(), why=why)


def _explained(task: Task, text: str, place: str, names: Mapping[str, object]) -> tuple[object, tuple]:
    source = text.strip().removeprefix("=").strip()
    try:
        expression = compiled(source)
        outcome = expression.explain(names, task.workflow.world())
    except feel.FeelError as error:
        raise BrokenStep(_id(task), "bpmn.expression_fails", place=place, expression=source,
                         why=quoted(error)) from error
    if outcome.value is None:
        task.workflow.journal.problems.extend(Problem(_id(task), p.key, quoted(p)["params"]) for p in outcome.problems)
    return outcome.value, outcome.problems


def as_text(value: object) -> str | None:
    """How a key, an id or a name that was computed is compared: as text."""
    if value is None or isinstance(value, str):
        return value
    plain = feel.to_json(value)
    return ("true" if plain else "false") if isinstance(plain, bool) else str(plain)


def as_texts(value: object) -> tuple[str, ...]:
    """A list of texts, or one text with commas."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, (list, tuple)):
        return tuple(filter(None, map(as_text, value)))
    return (as_text(value),)


def is_plain_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _id(task: Task) -> str:
    return task.task_spec.element_id
