"""Functions drawn as boxes, and the boxes that call them."""
from engine.dmn.bench import Evaluator
from engine.feel.functions import invoke_named
from engine.feel.run import Scope
from engine.feel.types import Type
from engine.feel.values import Function

# Frames of Python one call of a boxed function may take before the next one begins.
FRAMES = 14


def make_function(names: list[str], types: list[Type | None], checks: list, body: Evaluator | None, owner: str) -> Evaluator:
    """A closure over the scope it is met in. `body` is None for functions of other languages: called, they give null."""
    def define(scope: Scope) -> Function:
        def call(run, arguments: list) -> object:
            if body is None:
                return run.problem("dmn.external_called", decision=owner)
            inner = scope.child()
            for name, value, check in zip(names, arguments, checks):
                inner[name] = value if check is None else check(scope, value)
            return guarded(run, body, inner)
        return Function(names, call, types)
    return define


def guarded(run, body: Evaluator, scope: Scope) -> object:
    """Evaluate a body one call deeper; the run refuses when calls go too deep."""
    run.step()
    run.enter(FRAMES)
    try:
        return body(scope)
    finally:
        run.leave(FRAMES)


def invoking(function: Evaluator, bindings: list[tuple[str, Evaluator]], owner: str) -> Evaluator:
    def evaluate(scope: Scope) -> object:
        called = function(scope)
        if type(called) is not Function:
            return scope.run.problem("dmn.not_a_function", decision=owner)
        return invoke_named(scope.run, called, {name: value(scope) for name, value in bindings})
    return evaluate
