"""Calling a function value: arguments by place or by name, fitted to the parameters."""
from engine.feel.run import Run
from engine.feel.types import coerce
from engine.feel.values import Function


def invoke(run: Run, function: Function, arguments: list):
    """Call with arguments in order. A wrong number or kind gives null and says so."""
    if function.name is not None:
        return function.call(run, arguments, None)
    if len(arguments) != len(function.parameters):
        return run.problem("feel.null.argument_count", expected=len(function.parameters), given=len(arguments))
    if function.types is None:
        return function.call(run, arguments)
    fitted = [coerce(value, kind, run) for value, kind in zip(arguments, function.types)]
    for name, value, before in zip(function.parameters, fitted, arguments):
        if value is None and before is not None:
            return run.problem("feel.null.argument_type", parameter=name)
    return function.call(run, fitted)


def invoke_named(run: Run, function: Function, arguments: dict):
    """Call with arguments by name. A name the function does not have gives null; one left out is null."""
    if function.name is not None:
        return function.call(run, None, arguments)
    for name in arguments:
        if name not in function.parameters:
            return run.problem("feel.null.argument_name", parameter=name)
    return invoke(run, function, [arguments.get(name) for name in function.parameters])
