"""Boxed expressions as closures (DMN 10.2.1): each kind of box, one function."""
from engine.dmn.bench import Bench, Evaluator
from engine.dmn.definitions import (Conditional, Context, Expression, Filter, Function, Invocation, Iteration, Listed, Literal,
                                    Relation, Table)
from engine.dmn.functions import invoking, make_function
from engine.dmn.iterating import filtered, for_each, quantified
from engine.dmn.tables import compile_table
from engine.feel.run import Scope


def compile_box(box: Expression | None, bench: Bench) -> Evaluator:
    """An empty box is null."""
    if box is None:
        return lambda scope: None
    evaluator = _COMPILERS[type(box)](box, bench)
    if type(box) is Function:
        return evaluator                              # its type says what the function gives, not what the box holds
    return bench.fitted(evaluator, box.type_ref, element=box.id)


def _literal(box: Literal, bench: Bench) -> Evaluator:
    return bench.expression(box.text, box.id)


def _context(box: Context, bench: Bench) -> Evaluator:
    entries = []
    for entry in box.entries:
        name = entry.variable.name if entry.variable else None
        if name and type(entry.expression) is Function:
            bench = bench.seeing([name])              # a function may call itself
        value = compile_box(entry.expression, bench)
        if entry.variable:
            value = bench.fitted(value, entry.variable.type_ref, name, box.id)
            bench = bench.seeing([name])
        entries.append((name, value))

    def evaluate(scope: Scope) -> object:
        inner, made = scope.child(), {}
        for name, value in entries:
            if name is None:
                return value(inner)
            inner[name] = made[name] = value(inner)
        return made
    return evaluate


def _listed(box: Listed, bench: Bench) -> Evaluator:
    items = [compile_box(item, bench) for item in box.items]
    return lambda scope: [item(scope) for item in items]


def _relation(box: Relation, bench: Bench) -> Evaluator:
    columns = [column.name for column in box.columns]
    rows = [[bench.fitted(compile_box(cell, bench), column.type_ref, column.name, box.id)
             for column, cell in zip(box.columns, row)] for row in box.rows]
    return lambda scope: [{name: cell(scope) for name, cell in zip(columns, row)} for row in rows]


def _conditional(box: Conditional, bench: Bench) -> Evaluator:
    condition, then, otherwise = (compile_box(part, bench) for part in (box.condition, box.then, box.otherwise))
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


def _filter(box: Filter, bench: Bench) -> Evaluator:
    source, match = compile_box(box.source, bench), compile_box(box.match, bench.seeing(["item"]))
    return lambda scope: filtered(scope, source(scope), match, bench.owner)


def _iteration(box: Iteration, bench: Bench) -> Evaluator:
    source = compile_box(box.source, bench)
    body = compile_box(box.body, bench.seeing([box.variable, "partial"] if box.kind == "for" else [box.variable]))
    if box.kind == "for":
        partial = "partial" in repr(box.body)
        return lambda scope: for_each(scope, box.variable, source(scope), body, bench.owner, partial)
    return lambda scope: quantified(scope, box.variable, source(scope), body, box.kind == "some", bench.owner)


def _function(box: Function, bench: Bench) -> Evaluator:
    inner = bench.seeing(parameter.name for parameter in box.parameters)
    body = None if box.kind != "FEEL" else compile_box(box.body, inner)
    types = [bench.types.find(parameter.type_ref) for parameter in box.parameters]
    checks = [bench.fitting(parameter.type_ref, parameter.name, box.id) for parameter in box.parameters]
    return make_function([parameter.name for parameter in box.parameters], types, checks, body, bench.owner)


def _invocation(box: Invocation, bench: Bench) -> Evaluator:
    function = compile_box(box.function, bench)
    bindings = [(binding.parameter.name, bench.fitted(compile_box(binding.expression, bench), binding.parameter.type_ref,
                                                      binding.parameter.name, box.id)) for binding in box.bindings]
    return invoking(function, bindings, bench.owner)


_COMPILERS = {
    Literal: _literal, Table: compile_table, Context: _context, Invocation: _invocation, Listed: _listed, Relation: _relation,
    Function: _function, Conditional: _conditional, Filter: _filter, Iteration: _iteration,
}
