"""Built-ins that make lists of lists (DMN 10.3.4.4, and 10.3.4.9 for `sort`), and Camunda's `partition`, `is empty`."""
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.budget import VALUE_DEPTH_LIMIT
from engine.feel.builtins.aggregates import of_one_kind
from engine.feel.builtins.registry import builtin, variadic
from engine.feel.functions import invoke
from engine.feel.problems import BudgetExceeded, Unfit
from engine.feel.temporal import Date
from engine.feel.values import Function, equal, hash_key

# Kinds whose equality Python's own hash agrees with: these need no comparing of all with all.
_HASHED = frozenset({Decimal, str, bool, Date})


def _place(items: list, position: Decimal) -> int:
    """A FEEL position, from 1 or from the end, as an index."""
    number = int(position)
    if number == 0 or abs(number) > len(items):
        raise Unfit("feel.null.no_item", place=str(number), count=len(items))
    return number - 1 if number > 0 else len(items) + number


class _Seen:
    """Which values came by, equal as FEEL means it; what cannot be hashed is compared with all, and charged."""

    def __init__(self, run):
        self.run = run
        self._hashed: set = set()
        self._others: list = []

    def knows(self, value) -> bool:
        if type(value) in _HASHED:
            return hash_key(value) in self._hashed
        for other in self._others:
            self.run.step()
            if equal(self.run, value, other) is True:
                return True
        return False

    def add(self, value) -> None:
        if type(value) in _HASHED:
            self._hashed.add(hash_key(value))
        else:
            self._others.append(value)


@builtin("list contains", "list:list, element:any!")
def list_contains(run, items, element):
    run.step(len(items) // 2)
    return any(equal(run, item, element) is True for item in items)


@builtin("sublist", "list:list, start position:integer, length:integer!?")
def sublist(_run, items, start, length=None):
    first = _place(items, start)
    if length is None:
        return items[first:]
    if length < 1 or first + int(length) > len(items):
        raise Unfit("feel.null.place")
    return items[first:first + int(length)]


def _as_list(value) -> list:
    if value is None:
        raise Unfit("feel.null.argument_empty", parameter="list")
    return value if type(value) is list else [value]


@variadic("append")
def append(run, arguments):
    items = _as_list(arguments[0])
    run.step(len(items) // 32)
    return items + arguments[1:]


def _joined(run, arguments: list) -> list:
    made: list = []
    for argument in arguments:
        made += _as_list(argument)
        run.step(len(made) // 32)
    return made


@variadic("concatenate")
def concatenate(run, arguments):
    return _joined(run, arguments)


def _distinct(run, items: list) -> list:
    seen, made = _Seen(run), []
    for item in items:
        run.step()
        if not seen.knows(item):
            seen.add(item)
            made.append(item)
    return made


@variadic("union")
def union(run, arguments):
    return _distinct(run, _joined(run, arguments))


@builtin("distinct values", "list:list")
def distinct_values(run, items):
    return _distinct(run, items)


@builtin("duplicate values", "list:list")
def duplicate_values(run, items):
    seen, twice, made = _Seen(run), _Seen(run), []
    for item in items:
        run.step()
        if seen.knows(item) and not twice.knows(item):
            twice.add(item)
            made.append(item)
        seen.add(item)
    return made


@builtin("insert before", "list:list, position:integer, newItem:any!")
def insert_before(_run, items, position, new):
    place = _place(items, position)
    return [*items[:place], new, *items[place:]]


@builtin("remove", "list:list, position:integer")
def remove(_run, items, position):
    place = _place(items, position)
    return items[:place] + items[place + 1:]


@builtin("list replace", "list:list, position:integer, newItem:any!", "list:list, match:function, newItem:any!")
def list_replace(run, items, chosen, new):
    if type(chosen) is Function:
        return [new if _holds(run, chosen, item, new) else item for item in items]
    place = _place(items, chosen)
    return [*items[:place], new, *items[place + 1:]]


def _holds(run, asked: Function, one, other) -> bool:
    verdict = invoke(run, asked, [one, other])
    if type(verdict) is not bool:
        raise Unfit("feel.null.match")
    return verdict


@builtin("reverse", "list:list")
def reverse(_run, items):
    return items[::-1]


@builtin("index of", "list:list, match:any!")
def index_of(run, items, match):
    run.step(len(items) // 2)
    return [Decimal(number) for number, item in enumerate(items, 1) if equal(run, item, match) is True]


@builtin("flatten", "list:list")
def flatten(run, items):
    made: list = []
    _flatten(run, items, made, 0)
    return made


def _flatten(run, items: list, made: list, depth: int) -> None:
    if depth >= VALUE_DEPTH_LIMIT:
        raise BudgetExceeded("feel.budget.depth")
    for item in items:
        run.step()
        if type(item) is list:
            _flatten(run, item, made, depth + 1)
        else:
            made.append(item)


@builtin("sort", "list:list, precedes:function", "list:list")
def sort(run, items, precedes=None):
    run.step(len(items))
    if precedes is None:
        return _sorted(items)
    if len(precedes.parameters) != 2:
        raise Unfit("feel.null.precedes")

    def compare(left, right) -> int:
        if _holds(run, precedes, left, right):
            return -1
        return 1 if _holds(run, precedes, right, left) else 0
    return sorted(items, key=cmp_to_key(compare))


def _sorted(items: list) -> list:
    if not items:
        return []
    return sorted(of_one_kind(items), key=lambda item: item.key() if hasattr(item, "key") else item)


@builtin("is empty", "list:list")
def is_empty(_run, items):
    return not items


@builtin("partition", "list:list, size:integer")
def partition(_run, items, size):
    """Camunda's: pieces of that size, the last one smaller."""
    length = int(size)
    if length < 1:
        raise Unfit("feel.null.place")
    return [items[start:start + length] for start in range(0, len(items), length)]
