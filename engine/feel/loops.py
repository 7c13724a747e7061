"""Compiles `for`, `some` and `every`, which walk lists and ranges in nested rounds (DMN 10.3.2.14)."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat

from engine.feel.numbers import is_whole
from engine.feel.problems import BudgetExceeded
from engine.feel.run import Run, Scope
from engine.feel.temporal import Date
from engine.feel.tree import For, Iterator, Quantified, mentions, size
from engine.feel.values import Range, less


@dataclass(frozen=True, slots=True)
class _Walk:
    """`from..to` of an iterator: not a value, for it may run downward."""

    interval: Range


def items_of(run: Run, value) -> Iterable | None:
    """What an iteration walks over: a list, a closed range of whole numbers or dates, or one value."""
    if type(value) is list:
        return value
    if type(value) is _Walk:
        return _items_of_range(run, value.interval, downward=True)
    if type(value) is Range:
        return _items_of_range(run, value, downward=False)
    return None if value is None else [value]


def _items_of_range(run: Run, interval: Range, downward: bool) -> Iterable | None:
    """Only `for i in 5..1` walks down; a range as a value that starts behind its end holds nothing to walk over."""
    start, end = interval.start, interval.end
    if not (interval.start_included and interval.end_included):
        return None
    if not downward and less(end, start) is not False:
        return None
    if type(start) is Decimal and type(end) is Decimal:
        if not (is_whole(start) and is_whole(end)):
            return None
        _refuse_endless(run, abs(end - start))
        return map(Decimal, _steps(int(start), int(end)))
    if type(start) is Date and type(end) is Date:
        _refuse_endless(run, abs(end.key() - start.key()))
        return map(Date.of, _steps(start.key(), end.key()))
    return None


def _refuse_endless(run: Run, length) -> None:
    """Do not begin on a range that the budget cannot walk to its end."""
    limit = run.world.budget.steps
    if length > limit:
        raise BudgetExceeded("feel.budget.steps", limit=limit)


def _steps(start: int, end: int) -> range:
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


def _domain(iterator: Iterator, build) -> tuple[str, Callable]:
    if iterator.end is None:
        return iterator.name, build(iterator.domain)
    start, end = build(iterator.domain), build(iterator.end)
    return iterator.name, lambda scope: _Walk(Range(start(scope), end(scope), True, True))


def _rounds(domains: list, place: int, scope: Scope):
    """Every scope of the innermost round in order; None where a domain is not to be walked."""
    name, domain = domains[place]
    run = scope.run
    items = items_of(run, domain(scope))
    if items is None:
        run.problem("feel.null.no_list", name=name)
        items, inner_place = repeat(None, 1), -1
    else:
        inner_place = place + 1
    for item in items:
        run.step()
        if inner_place < 0:
            yield None
        elif inner_place == len(domains):
            yield Scope(run, scope, {name: item})
        else:
            yield from _rounds(domains, inner_place, Scope(run, scope, {name: item}))


def compile_for(node: For, build) -> Callable:
    domains = [_domain(iterator, build) for iterator in node.iterators]
    body, weight = build(node.body), 1 + size(node.body) // 8
    partial = mentions(node.body, "partial")

    def evaluate(scope):
        run, made = scope.run, []
        for inner in _rounds(domains, 0, scope):
            if inner is None:
                return None
            run.step(weight)
            if partial:
                inner["partial"] = run.keep(list(made))
                run.step(len(made) // 32)
            made.append(body(inner))
        return run.keep(made)
    return evaluate


def compile_quantified(node: Quantified, build) -> Callable:
    """True or false as soon as one round decides; null when none does and one could not tell."""
    domains = [_domain(iterator, build) for iterator in node.iterators]
    body, weight, deciding = build(node.body), 1 + size(node.body) // 8, node.some

    def evaluate(scope):
        unknown = False
        for inner in _rounds(domains, 0, scope):
            scope.run.step(weight)
            verdict = None if inner is None else body(inner)
            if verdict is deciding:
                return deciding
            if type(verdict) is not bool:
                unknown = True
        return None if unknown else not deciding
    return evaluate
