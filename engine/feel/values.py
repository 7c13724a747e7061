"""The values FEEL computes with, when two are equal, and which comes first (DMN 10.3.2.15)."""
from collections.abc import Callable
from decimal import Decimal

from engine.feel.budget import VALUE_DEPTH_LIMIT
from engine.feel.numbers import CONTEXT
from engine.feel.problems import BudgetExceeded
from engine.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths


class Range:
    """An interval. A missing end (None) is open for ever, unless `unknown` says it was written as null."""

    __slots__ = ("end", "end_included", "start", "start_included", "unknown")

    def __init__(self, start, end, start_included: bool, end_included: bool, unknown: bool = False):
        self.start, self.end = start, end
        self.start_included, self.end_included = start_included, end_included
        self.unknown = unknown


class Function:
    """A function value: `call(run, arguments)`; `parameters` are its names in order, `types` what they must be."""

    __slots__ = ("call", "name", "parameters", "result", "types")

    def __init__(self, parameters: list[str], call: Callable, types: list | None = None, result=None, name: str | None = None):
        self.parameters, self.call, self.types, self.result, self.name = parameters, call, types, result, name


KINDS = {
    type(None): "null", bool: "boolean", Decimal: "number", str: "string", list: "list", dict: "context",
    Date: "date", Time: "time", DateTime: "date and time", YearsMonths: "years and months duration",
    DaysTime: "days and time duration", Range: "range", Function: "function",
}
ORDERED = frozenset({Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime})
DURATIONS = (YearsMonths, DaysTime)
_PLAIN = frozenset({Decimal, str, bool, Date, YearsMonths, DaysTime})


def kind_of(value) -> str:
    return KINDS.get(type(value), "unknown")


def hash_key(value: Decimal | str | bool | Date) -> tuple[type, str]:
    """What a set or dictionary keeps for a value: Python's hash of text is salted, that of a number is anyone's to make collide."""
    if type(value) is Decimal:
        return Decimal, str((value or Decimal(0)).normalize(CONTEXT))
    return type(value), str(value)


def equal(run, left, right) -> bool | None:
    """True or False, or None when the two are of different kinds. Charges the run for each pair it looks at."""
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        return left == right
    return _equal(run, left, right, 0)


def _equal(run, left, right, depth: int) -> bool | None:
    if left is right:
        return True
    if left is None or right is None:
        return False
    kind = type(left)
    if kind is not type(right):
        if kind in DURATIONS and type(right) in DURATIONS:
            return left.key() == 0 == right.key()
        return None
    if kind is list or kind is dict:
        if depth >= VALUE_DEPTH_LIMIT:
            raise BudgetExceeded("feel.budget.depth")
        return (_equal_lists if kind is list else _equal_contexts)(run, left, right, depth + 1)
    if kind is Range:
        return _equal_ranges(run, left, right, depth)
    return left == right


def _equal_lists(run, left: list, right: list, depth: int) -> bool | None:
    if len(left) != len(right):
        return False
    for one, other in zip(left, right):
        run.step()
        verdict = _equal(run, one, other, depth)
        if verdict is not True:
            return verdict
    return True


def _equal_contexts(run, left: dict, right: dict, depth: int) -> bool:
    if left.keys() != right.keys():
        return False
    for key, value in left.items():
        run.step()
        if _equal(run, value, right[key], depth) is not True:
            return False
    return True


def _equal_ranges(run, left: Range, right: Range, depth: int) -> bool:
    if (left.start_included, left.end_included) != (right.start_included, right.end_included):
        return False
    return _equal(run, left.start, right.start, depth) is True and _equal(run, left.end, right.end, depth) is True


def sort_keys(left, right) -> tuple | None:
    """Two keys that Python can compare, or None where FEEL gives null."""
    kind = type(left)
    if kind is not type(right) or kind not in ORDERED:
        return None
    if kind is Decimal or kind is str:
        return left, right
    if kind in (Time, DateTime) and left.aware() != right.aware():
        return left.wall(), right.wall()              # what has no offset takes the other's
    return left.key(), right.key()


def less(left, right) -> bool | None:
    keys = sort_keys(left, right)
    return None if keys is None else keys[0] < keys[1]


def less_or_equal(left, right) -> bool | None:
    keys = sort_keys(left, right)
    return None if keys is None else keys[0] <= keys[1]


def greater(left, right) -> bool | None:
    return less(right, left)


def greater_or_equal(left, right) -> bool | None:
    return less_or_equal(right, left)


def make_range(start, end, start_included: bool, end_included: bool) -> Range | None:
    """None when the ends cannot be compared; a null end gives a range in which nothing is known to lie.

    The ends may be in the wrong order: in such a range nothing lies, and as a value of its own it is none (`in_order`).
    """
    if start is None or end is None:
        return Range(start, end, start_included, end_included, unknown=True)
    if type(start) is not type(end) or type(start) not in ORDERED:
        return None
    return Range(start, end, start_included, end_included)


def in_order(interval: Range) -> bool:
    """Whether the start is not behind the end, as a range as a value must be (DMN 10.3.2.7)."""
    return interval.start is None or interval.end is None or less(interval.end, interval.start) is not True


def in_range(value, interval: Range) -> bool | None:
    if interval.unknown:
        return None
    inside: bool | None = True
    if interval.start is not None:
        inside = less_or_equal(interval.start, value) if interval.start_included else less(interval.start, value)
        if inside is None:
            return None
    if interval.end is not None:
        below = less_or_equal(value, interval.end) if interval.end_included else less(value, interval.end)
        return None if below is None else inside and below
    return inside


def belongs(run, value, test) -> bool | None:
    """Does a value satisfy what a unary test computed: a range, a list of either, or one value (DMN table 55)."""
    if type(test) is Range and type(value) is not Range:
        return in_range(value, test)
    if type(test) is not list:
        return equal(run, value, test)
    if type(value) is list and equal(run, value, test) is True:
        return True
    for item in test:
        run.step()
        if type(item) is Range and type(value) is not Range:
            if in_range(value, item) is True:
                return True
        elif equal(run, value, item) is True:
            return True
    return False
