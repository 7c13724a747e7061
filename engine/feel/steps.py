"""Compiles names, paths, filters, calls and functions: everything that is asked of one value."""
from collections.abc import Callable
from decimal import Decimal

from engine.feel.builtins import BUILTINS, QUIET
from engine.feel.functions import invoke, invoke_named
from engine.feel.properties import PROPERTIES
from engine.feel.run import Run, Scope, word_for
from engine.feel.tree import Call, Filter, FunctionDefinition, InstanceOf, Literal, Name, Postfix, Property, height, size
from engine.feel.types import is_instance
from engine.feel.values import Function

# Frames of Python between a call and the body of the function it calls.
_FRAMES_OF_A_CALL = 6


def compile_name(node: Name, _build) -> Callable:
    """A variable; a built-in of that name when there is none."""
    name, builtin = node.name, BUILTINS.get(node.name)
    if builtin is None:
        return lambda scope: scope[name]
    return lambda scope: scope[name] if scope.knows(name) else builtin


def plain_name(node) -> str | None:
    """The name, where the tree is nothing but a variable's name."""
    return node.name if type(node) is Name and node.name not in BUILTINS else None


def _called_name(node: Name, _build) -> Callable:
    """Before brackets only a function counts: a variable `count` does not hide the built-in."""
    name, builtin = node.name, BUILTINS.get(node.name)

    def evaluate(scope):
        found = scope[name] if builtin is None or scope.knows(name) else builtin
        return found if type(found) is Function or builtin is None else builtin
    return evaluate


def compile_postfix(node: Postfix, build) -> Callable:
    first = node.steps[0]
    calls_name = type(node.base) is Name and type(first) is Call
    base = _called_name(node.base, build) if calls_name else build(node.base)
    said = node.base.name if type(node.base) is Name else ""
    steps = []
    for step in node.steps:
        steps.append(_STEPS[type(step)](step, said, build))
        said = step.name if type(step) is Property else ""
    if len(steps) == 1:
        only = steps[0]
        return lambda scope: only(base(scope), scope)

    def evaluate(scope):
        value = base(scope)
        for step in steps:
            value = step(value, scope)
        return value
    return evaluate


def _property(step: Property, said: str, _build) -> Callable:
    name = step.name

    def evaluate(value, scope):
        if type(value) is dict and name in value:
            return value[name]
        return _read_property(scope.run, value, name, said)
    return evaluate


def _read_property(run: Run, value, name: str, said: str):
    kind = type(value)
    if kind is list:
        run.step(len(value))
        return run.keep([_read_property(run, item, name, said) for item in value])
    if kind is dict:
        if name in value:
            return value[name]
        near = run.near(name, value)
        if near:
            return run.problem("feel.null.no_entry_near", name=name, of=said or "…", near=near)
        return run.problem("feel.null.no_entry", name=name, of=said or "…")
    reader = PROPERTIES.get(kind, {}).get(name)
    if reader is not None:
        return reader(value)
    if value is None:
        return run.problem("feel.null.path_of_null", name=name, of=said or "…")
    return run.problem("feel.null.no_property", name=name, kind=word_for(value))


def _filter(step: Filter, said: str, build) -> Callable:
    if type(step.node) is Literal and type(step.node.value) is Decimal:
        place = step.node.value

        def choose(value, scope):
            return _nothing_to_choose(scope.run, said) if value is None else _item_at(scope.run, _as_list(value), place)
        return choose
    condition, weight = build(step.node), 1 + size(step.node) // 8

    def evaluate(value, scope):
        return _nothing_to_choose(scope.run, said) if value is None else filtered(scope, _as_list(value), condition, weight)
    return evaluate


def _nothing_to_choose(run: Run, said: str) -> None:
    return run.problem("feel.null.filter_of_null", name=said or "…")


def _as_list(value) -> list:
    return value if type(value) is list else [value]


def filtered(scope: Scope, items: list, condition: Callable, weight: int = 1):
    """The items for which the condition is true, or the item at the place it computes (DMN table 68)."""
    run, kept = scope.run, []
    for number, item in enumerate(items):
        run.step(weight)
        verdict = condition(_item_scope(scope, item))
        if number == 0 and type(verdict) is Decimal:
            return _item_at(run, items, verdict)
        if verdict is True:
            kept.append(item)
        elif verdict is not False and verdict is not None:
            return run.problem("feel.null.filter_kind", kind=word_for(verdict))
    if not items:
        noted = run.problems and list(run.problems)
        place = type(condition(_item_scope(scope, None))) is Decimal
        run.problems = noted
        if place:
            return None
    return run.keep(kept)


def _item_scope(scope: Scope, item) -> Scope:
    inner = Scope(scope.run, scope, {"item": item})
    if type(item) is dict:
        scope.run.step(len(item) // 16)
        inner.update(item)
    return inner


def _item_at(run: Run, items: list, place: Decimal):
    number = int(place) if place == place.to_integral_value() and place.adjusted() < 12 else 0
    if 0 < number <= len(items):
        return items[number - 1]
    if number < 0 and -number <= len(items):
        return items[number]
    return run.problem("feel.null.no_item", place=str(place), count=len(items))


def _call(step: Call, said: str, build) -> Callable:
    arguments, names = [build(argument) for argument in step.arguments], step.names

    def evaluate(function, scope):
        run = scope.run
        if type(function) is not Function:
            return run.problem("feel.null.no_function", name=said or "…")
        if names is None:
            return invoke(run, function, [argument(scope) for argument in arguments])
        return invoke_named(run, function, {name: argument(scope) for name, argument in zip(names, arguments)})
    return _quiet(evaluate) if said in QUIET else evaluate


def _quiet(call: Callable) -> Callable:
    """A function that asks whether there is something: an empty argument is no problem to report."""
    def evaluate(function, scope):
        noted = list(scope.run.problems)
        value = call(function, scope)
        if value is not None:
            scope.run.problems = noted
        return value
    return evaluate


def _instance_of(step: InstanceOf, _said: str, _build) -> Callable:
    kind = step.kind
    return lambda value, scope: is_instance(value, kind, scope.run)


def compile_function(node: FunctionDefinition, build) -> Callable:
    body, parameters = build(node.body), node.parameters
    frames, weight = height(node.body) + _FRAMES_OF_A_CALL, 1 + size(node.body) // 8
    types = node.types if any(kind is not None for kind in node.types) else None

    def evaluate(scope):
        def call(run, arguments):
            run.step(weight)
            run.enter(frames)
            value = body(Scope(run, scope, zip(parameters, arguments)))
            run.leave(frames)
            return value
        return Function(parameters, call, types)
    return evaluate


_STEPS = {Property: _property, Filter: _filter, Call: _call, InstanceOf: _instance_of}
