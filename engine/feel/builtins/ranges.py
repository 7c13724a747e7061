"""Built-ins that compare points and ranges (DMN 10.3.4.7, table 78), and range() itself."""
import re
from collections.abc import Callable

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import CONTEXT
from engine.feel.problems import Unfit
from engine.feel.scanner import NUMBER, unescape
from engine.feel.temporal_text import read_at_literal, read_date, read_date_time, read_duration, read_time
from engine.feel.values import ORDERED, Range, in_range, less
from engine.feel.values import equal as equal_values

_BOTH = ("point1:any, point2:any", "point:any, range:any", "range:any, point:any", "range1:any, range2:any")
_RANGES = ("range1:range, range2:range",)
_POINT_IN = ("point:any, range:range", *_RANGES)
_RANGE_OF = ("range:range, point:any", *_RANGES)


def _is_point(value) -> bool:
    return type(value) is not Range


def _check(*values) -> None:
    """Points and ends must be there, and of one kind."""
    kinds = set()
    for value in values:
        if value is None:
            raise Unfit
        kinds.update(type(end) for end in ((value.start, value.end) if type(value) is Range else (value,)) if end is not None)
    if len(kinds) > 1 or not kinds <= ORDERED:
        raise Unfit("feel.null.mixed_list")


def _relation(name: str, *signatures: str) -> Callable:
    """Register a relation; what is not certain in it (an end without limit) is null."""
    def register(relation: Callable) -> Callable:
        @builtin(name, *signatures)
        def related(_run, left, right):
            _check(left, right)
            verdict = relation(left, right)
            return None if verdict is None else bool(verdict)
        return relation
    return register


def equal(left, right) -> bool:
    return left is not None and equal_values(None, left, right) is True


@_relation("before", *_BOTH)
def before(left, right):
    if _is_point(left) and _is_point(right):
        return less(left, right)
    if _is_point(left):
        return less(left, right.start) or (equal(left, right.start) and not right.start_included)
    if _is_point(right):
        return less(left.end, right) or (equal(left.end, right) and not left.end_included)
    return less(left.end, right.start) or (
        equal(left.end, right.start) and not (left.end_included and right.start_included))


@_relation("after", *_BOTH)
def after(left, right):
    return before(right, left)


@_relation("meets", *_RANGES)
def meets(left, right):
    return left.end_included and right.start_included and equal(left.end, right.start)


@_relation("met by", *_RANGES)
def met_by(left, right):
    return meets(right, left)


def _reaches(left: Range, right: Range) -> bool:
    """Does the left range reach the beginning of the right one."""
    return less(right.start, left.end) or (equal(left.end, right.start) and left.end_included and right.start_included)


@_relation("overlaps", *_RANGES)
def overlaps(left, right):
    return _reaches(left, right) and _reaches(right, left)


def _starts_first(left: Range, right: Range) -> bool:
    return less(left.start, right.start) or (
        equal(left.start, right.start) and left.start_included and not right.start_included)


def _starts_no_later(left: Range, right: Range) -> bool:
    return less(left.start, right.start) or (
        equal(left.start, right.start) and (left.start_included or not right.start_included))


def _ends_no_later(left: Range, right: Range) -> bool:
    return less(left.end, right.end) or (equal(left.end, right.end) and (not left.end_included or right.end_included))


@_relation("overlaps before", *_RANGES)
def overlaps_before(left, right):
    return _starts_first(left, right) and _reaches(left, right) and _ends_no_later(left, right)


@_relation("overlaps after", *_RANGES)
def overlaps_after(left, right):
    return _starts_first(right, left) and _reaches(right, left) and _ends_no_later(right, left)


@_relation("finishes", *_POINT_IN)
def finishes(left, right):
    if _is_point(left):
        return right.end_included and equal(right.end, left)
    return left.end_included == right.end_included and equal(left.end, right.end) and _starts_no_later(right, left)


@_relation("finished by", *_RANGE_OF)
def finished_by(left, right):
    return finishes(right, left)


@_relation("includes", *_RANGE_OF)
def includes(left, right):
    if _is_point(right):
        return in_range(right, left)
    return _starts_no_later(left, right) and _ends_no_later(right, left)


@_relation("during", *_POINT_IN)
def during(left, right):
    return includes(right, left)


@_relation("starts", *_POINT_IN)
def starts(left, right):
    if _is_point(left):
        return right.start_included and equal(right.start, left)
    return equal(left.start, right.start) and left.start_included == right.start_included and _ends_no_later(left, right)


@_relation("started by", *_RANGE_OF)
def started_by(left, right):
    return starts(right, left)


@_relation("coincides", "point1:any, point2:any", *_RANGES)
def coincides(left, right):
    if _is_point(left) != _is_point(right):
        return None
    if _is_point(left):
        return equal_values(None, left, right)
    same_ends = left.start_included == right.start_included and left.end_included == right.end_included
    return same_ends and equal(left.start, right.start) and equal(left.end, right.end)


_LONGEST = 500
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_CALL = re.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"]*)"\s*\)')
_READERS = {"date": read_date, "time": read_time, "date and time": read_date_time, "duration": read_duration}


@builtin("range", "from:text")
def range_of(_run, text):
    """A range of literals written as text, as in range("[1..10)")."""
    text = text.strip()
    if not 4 <= len(text) <= _LONGEST or text[0] not in "[(]" or text[-1] not in "])[":
        raise Unfit("feel.null.range")
    start, end = map(_end, _halves(text[1:-1]))
    start_included, end_included = text[0] == "[", text[-1] == "]"
    if (start is None and (end is None or start_included)) or (end is None and end_included):
        raise Unfit("feel.null.range")
    if start is not None and end is not None and (type(start) is not type(end) or less(end, start) is not False):
        raise Unfit("feel.null.range")
    return Range(start, end, start_included, end_included)


def _halves(text: str) -> tuple[str, str]:
    """What stands on either side of the two dots; dots within a quoted end are not those."""
    at = text.find("..")
    while at >= 0:
        start = text[:at].strip()
        if start in ("", "null") or _literal(start) is not None:
            return start, text[at + 2:].strip()
        at = text.find("..", at + 1)
    raise Unfit("feel.null.range")


def _end(text: str):
    """One end: empty for none, or a literal. Nothing is computed."""
    if text in ("", "null"):
        return None
    value = _literal(text)
    if value is None:
        raise Unfit("feel.null.range")
    return value


def _literal(text: str):
    if NUMBER.fullmatch(text.removeprefix("-")):
        return CONTEXT.create_decimal(text)
    quoted = _QUOTED.fullmatch(text.removeprefix("@"))
    if quoted:
        plain = unescape(quoted[1])
        return read_at_literal(plain) if text.startswith("@") else plain
    call = _CALL.fullmatch(text)
    return _READERS[call[1]](call[2]) if call else None
