"""The boxes that go through a list: filter, for, some and every (DMN 10.2.1)."""
from collections.abc import Iterable
from decimal import Decimal

from engine.dmn.bench import Evaluator
from engine.feel.loops import items_of
from engine.feel.run import Scope

_NO_ITEM = object()


def filtered(scope: Scope, source: object, match: Evaluator, owner: str) -> object:
    """The items that match; a number picks one item by its place. What cannot be told is no match; another kind gives null."""
    items = source if type(source) is list else [] if source is None else [source]
    kept = []
    for item in items or [_NO_ITEM]:
        scope.run.step()
        verdict = match(_with_item(scope, item))
        if type(verdict) is Decimal:
            return _at(items, verdict)
        if verdict is not None and type(verdict) is not bool:
            return scope.run.problem("dmn.match_not_boolean", decision=owner)
        if verdict is True and item is not _NO_ITEM:
            kept.append(item)
    return kept


def _with_item(scope: Scope, item: object) -> Scope:
    """The item's own entries can be named in the match, as in FEEL."""
    inner = scope.child({"item": None if item is _NO_ITEM else item})
    if type(item) is dict:
        inner.update(item)
    return inner


def _at(items: list, place: Decimal) -> object:
    if place != place.to_integral_value() or not 0 < abs(place) <= len(items):
        return None
    return items[int(place) - 1 if place > 0 else int(place)]


def for_each(scope: Scope, name: str, source: object, body: Evaluator, owner: str, partial: bool) -> object:
    """The body for every item; where it asks for `partial`, that is what came out so far."""
    run, made = scope.run, []
    items = _domain(scope, source, owner)
    if items is None:
        return None
    for item in items:
        run.step()
        inner = scope.child({name: item})
        if partial:
            inner["partial"] = run.keep(list(made))
            run.step(len(made) // 32)
        made.append(body(inner))
    return run.keep(made)


def quantified(scope: Scope, name: str, source: object, body: Evaluator, some: bool, owner: str) -> object:
    """`some` and `every` in three values: one item can decide, else one unknown makes the whole unknown."""
    items = _domain(scope, source, owner)
    if items is None:
        return None
    unknown = False
    for item in items:
        scope.run.step()
        verdict = body(scope.child({name: item}))
        if verdict is some:
            return some
        unknown = unknown or type(verdict) is not bool
    return None if unknown else not some


def _domain(scope: Scope, source: object, owner: str) -> Iterable | None:
    items = items_of(scope.run, source)
    return scope.run.problem("dmn.not_a_list", decision=owner) if items is None else items
