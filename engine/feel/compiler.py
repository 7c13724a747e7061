"""Turns a tree into closures: each takes a scope and gives a value."""
from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt

from engine.feel import arithmetic
from engine.feel.explaining import nothing_compared, nothing_computed
from engine.feel.loops import compile_for, compile_quantified
from engine.feel.run import Scope
from engine.feel.steps import compile_function, compile_name, compile_postfix, plain_name
from engine.feel.tree import (
    Arithmetic, Between, Comparison, ContextLiteral, For, FunctionDefinition, HalfRange, If, In, Interval, ListLiteral,
    Literal, Logic, Name, Negation, Node, Operand, Postfix, Quantified, Test)
from engine.feel.values import (
    Range, belongs, equal, greater, greater_or_equal, in_order, less, less_or_equal, make_range)

# A power may take as long as this many other steps.
_COST_OF_A_POWER = 30

Code = Callable[[Scope], object]
TestCode = Callable[[object, Scope], object]
_ORDERINGS = {"<": less, "<=": less_or_equal, ">": greater, ">=": greater_or_equal}
_PLAIN_ORDERINGS = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OPERATIONS = {
    "+": arithmetic.add, "-": arithmetic.subtract, "*": arithmetic.multiply, "/": arithmetic.divide,
    "**": arithmetic.power}


def build(node: Node) -> Code:
    """The closure of a tree."""
    return _BUILDERS[type(node)](node, build)


def _literal(node: Literal, _build) -> Code:
    value = node.value
    return lambda scope: value


def _logic(node: Logic, build) -> Code:
    """Three-valued: one deciding term settles it, whatever the others are (DMN table 50)."""
    deciding = node.operator == "or"
    terms = [build(term) for term in node.terms]

    def evaluate(scope):
        unknown = False
        for term in terms:
            value = term(scope)
            if value is deciding:
                return deciding
            if type(value) is not bool:
                unknown = True
        return None if unknown else not deciding
    return evaluate


def _arithmetic(node: Arithmetic, build) -> Code:
    first = build(node.first)
    rest = [(_OPERATIONS[step.operator], build(step.node), step) for step in node.rest]
    label = node.label

    def evaluate(scope):
        value = first(scope)
        said = label
        for operation, right, step in rest:
            left, other = value, right(scope)
            if step.operator == "**":
                scope.run.step(_COST_OF_A_POWER)
            value = operation(left, other)
            if value is None:
                value = nothing_computed(scope.run, step, said, left, other)
            said = ""
        return value
    return evaluate


def _negation(node: Negation, build) -> Code:
    inner, twice = build(node.node), node.twice

    def evaluate(scope):
        value = arithmetic.negate(inner(scope))
        return arithmetic.negate(value) if twice else value
    return evaluate


def _comparison(node: Comparison, build) -> Code:
    code, label = build(node.first), node.label
    if len(node.rest) == 1:
        return _compare_step(node.first, code, label, node.rest[0], build)
    steps = [_compare_step(None, lambda scope: scope["?left"], "", step, build) for step in node.rest]

    def evaluate(scope):
        value = code(scope)
        for step in steps:
            value = step(Scope(scope.run, scope, {"?left": value}))
        return value
    return evaluate


def _compare_step(node: Node | None, left: Code, label: str, step, build) -> Code:
    if type(step) is Between:
        return _between(left, build(step.low), build(step.high))
    if type(step) is In:
        return _in(left, step, build)
    right = build(step.node)
    if step.operator in ("=", "!="):
        return _equality(left, right, label, step)
    if type(step.node) is Literal and type(step.node.value) is Decimal:
        return _against_number(node, left, step.node.value, label, step)
    ordering = _ORDERINGS[step.operator]

    def evaluate(scope):
        one, other = left(scope), right(scope)
        value = ordering(one, other)
        return nothing_compared(scope.run, step, label, one, other) if value is None else value
    return evaluate


def _against_number(node: Node | None, left: Code, number: Decimal, label: str, step: Operand) -> Code:
    """The commonest comparison by far, so the shortest way: a name is looked up without a call."""
    ordering, name = _PLAIN_ORDERINGS[step.operator], plain_name(node)

    def evaluate(scope):
        value = left(scope) if name is None else scope[name]
        if type(value) is Decimal:
            return ordering(value, number)
        return nothing_compared(scope.run, step, label, value, number)
    return evaluate


def _equality(left: Code, right: Code, label: str, step: Operand) -> Code:
    wanted = step.operator == "="

    def evaluate(scope):
        one, other = left(scope), right(scope)
        verdict = equal(scope.run, one, other)
        if verdict is None:
            return nothing_compared(scope.run, step, label, one, other)
        return verdict is wanted
    return evaluate


def _between(value: Code, low: Code, high: Code) -> Code:
    def evaluate(scope):
        asked = value(scope)
        above, below = greater_or_equal(asked, low(scope)), less_or_equal(asked, high(scope))
        if above is False or below is False:
            return False
        return True if above and below else None
    return evaluate


def _in(value: Code, step: In, build) -> Code:
    tests = compile_tests(step.tests, True, build)

    def evaluate(scope):
        return tests(value(scope), scope)
    return evaluate


def compile_tests(tests: list[Test], member: bool, build=build) -> TestCode:
    """Tests of which one must hold. The answer is null when none does and one could not tell."""
    codes = [_test(test, member, build) for test in tests]
    asks = any(test.asks for test in tests)
    if len(codes) == 1 and not asks:
        return codes[0]

    def evaluate(value, scope):
        inner = Scope(scope.run, scope, {"?": value}) if asks else scope
        unknown = False
        for code in codes:
            verdict = code(value, inner)
            if verdict is True:
                return True
            if verdict is None:
                unknown = True
        return None if unknown else False
    return evaluate


def _test(test: Test, member: bool, build) -> TestCode:
    if test.operator is None and type(test.node) is Interval:
        return _interval_test(_ends(test.node, build))
    right = build(test.node)
    if test.operator is not None:
        return _operator_test(test, right)
    if test.asks:
        return lambda value, scope: right(scope)

    # A condition holds by itself, whatever the input; a cell that says `true` or `false` wants just that, and no answer at all is neither.
    plain = member or type(test.node) is Literal

    def evaluate(value, scope):
        wanted = right(scope)
        if type(wanted) is bool and type(value) is not bool and not plain:
            return wanted
        return belongs(scope.run, value, wanted)
    return evaluate


def _interval_test(ends: Code) -> TestCode:
    """`>= start and <= end` (DMN table 55), in whatever order the ends are."""
    def evaluate(value, scope):
        interval = ends(scope)
        return scope.run.problem("feel.null.range") if interval is None else belongs(scope.run, value, interval)
    return evaluate


def _operator_test(test: Test, right: Code) -> TestCode:
    if test.operator in ("=", "!="):
        wanted = test.operator == "="

        def same(value, scope):
            verdict = equal(scope.run, value, right(scope))
            return None if verdict is None else verdict is wanted
        return same
    ordering = _ORDERINGS[test.operator]
    return lambda value, scope: ordering(value, right(scope))


def _if(node: If, build) -> Code:
    branches = [(build(condition), build(result)) for condition, result in node.branches]
    otherwise = build(node.otherwise)

    def evaluate(scope):
        for condition, result in branches:
            if condition(scope) is True:
                return result(scope)
        return otherwise(scope)
    return evaluate


def _list(node: ListLiteral, build) -> Code:
    items = [build(item) for item in node.items]
    return lambda scope: scope.run.keep([item(scope) for item in items])


def _context(node: ContextLiteral, build) -> Code:
    entries = [(key, build(value)) for key, value in node.entries]

    def evaluate(scope):
        inner, made = Scope(scope.run, scope), {}
        for key, value in entries:
            inner[key] = made[key] = value(inner)
        return scope.run.keep(made)
    return evaluate


def _interval(node: Interval, build) -> Code:
    made_of = _ends(node, build)

    def evaluate(scope):
        made = made_of(scope)
        return made if made is not None and in_order(made) else scope.run.problem("feel.null.range")
    return evaluate


def _ends(node: Interval, build) -> Code:
    start, end = build(node.start), build(node.end)
    start_included, end_included = node.start_included, node.end_included
    return lambda scope: make_range(start(scope), end(scope), start_included, end_included)


def _half_range(node: HalfRange, build) -> Code:
    code, operator = build(node.node), node.operator
    included = operator.endswith("=")

    def evaluate(scope):
        end = code(scope)
        if operator == "=":
            return Range(end, end, True, True)
        if operator == "!=":
            return None
        return Range(None, end, False, included) if operator[0] == "<" else Range(end, None, included, False)
    return evaluate


_BUILDERS = {
    Literal: _literal, Name: compile_name, Logic: _logic, Arithmetic: _arithmetic, Negation: _negation,
    Comparison: _comparison, Postfix: compile_postfix, If: _if, For: compile_for, Quantified: compile_quantified,
    FunctionDefinition: compile_function, ListLiteral: _list, ContextLiteral: _context, Interval: _interval,
    HalfRange: _half_range,
}
