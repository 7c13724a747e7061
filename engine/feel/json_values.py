"""FEEL values to and from what JSON can hold."""
import datetime
import math
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Protocol

from engine.feel.budget import NODES_LIMIT, TEXT_LIMIT, VALUE_DEPTH_LIMIT
from engine.feel.numbers import CONTEXT
from engine.feel.problems import BudgetExceeded, FeelError, kind_word
from engine.feel.temporal import SECOND, Date, DateTime, DaysTime, Time, YearsMonths, written_offset
from engine.feel.values import KINDS, kind_of

_LONGEST_INTEGER = 34


class Meter(Protocol):
    """What is charged for work: a Run, in short."""

    def step(self, count: int = 1) -> None: ...


def from_json(value, meter: Meter | None = None, depth: int = 0):
    """A FEEL value of a JSON value; FEEL values and Python's own dates pass too. Text stays text, dates included."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is Decimal:
        return _rounded(value)
    if kind is int or kind is float:
        return _number(value)
    if kind is list or kind is tuple or isinstance(value, Mapping):
        return _structure(value, meter, depth)
    if kind in KINDS:
        return value
    return _foreign(value)


def _rounded(value: Decimal) -> Decimal | None:
    """Within 34 digits and the exponents of decimal128: what lies outside costs more than a step should."""
    try:
        number = CONTEXT.plus(value)
    except DecimalException:
        return None
    return number if number.is_finite() else None


def _number(value: int | float) -> Decimal | None:
    if _is_out_of_reach(value):
        return None
    try:
        return CONTEXT.create_decimal(value if type(value) is int else repr(value))
    except DecimalException:
        return None


def _is_out_of_reach(value: int | float) -> bool:
    """Not a number to FEEL: NaN, the infinities, and integers too long to convert quickly."""
    return not math.isfinite(value) if type(value) is float else value.bit_length() > 20_000


def _structure(value, meter: Meter | None, depth: int):
    if depth >= VALUE_DEPTH_LIMIT:
        raise BudgetExceeded("feel.budget.depth")
    if meter is not None:
        meter.step(1 + len(value) // 8)
    if isinstance(value, Mapping):
        return {str(key): from_json(item, meter, depth + 1) for key, item in value.items()}
    return [from_json(item, meter, depth + 1) for item in value]


def _foreign(value):
    if isinstance(value, datetime.datetime):
        return from_datetime(value)
    if isinstance(value, datetime.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, datetime.timedelta):
        return DaysTime((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1_000)
    if isinstance(value, str | int | float):
        return from_json(str(value) if isinstance(value, str) else (value + 0))
    raise FeelError("feel.json.unknown", kind=type(value).__name__)


def from_datetime(value: datetime.datetime, zone: str | None = None) -> DateTime:
    """Keep the zone by name where it has one, else its offset; `zone` names it for the caller."""
    nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * 1_000
    name = zone or getattr(value.tzinfo, "key", None)
    offset = value.utcoffset()
    # Only an offset tells the second of two equal wall times in autumn from the first.
    if name is not None and not value.fold:
        time = Time(nanos, None, name)
    else:
        time = Time(nanos, None if offset is None else int(offset.total_seconds()))
    return DateTime(Date(value.year, value.month, value.day), time)


def to_date(value: Date) -> datetime.date:
    """Raises ValueError outside the years 1 to 9999."""
    return datetime.date(value.year, value.month, value.day)


def to_datetime(value: DateTime) -> datetime.datetime:
    """Aware where the value is; parts of a second beyond microseconds are dropped."""
    seconds, nanos = divmod(value.time.nanos, SECOND)
    offset = value.utc_offset()
    zone = None if offset is None else datetime.timezone(datetime.timedelta(seconds=offset))
    clock = datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60, nanos // 1_000, zone)
    return datetime.datetime.combine(to_date(value.date), clock)


class _Parcel:
    """Counts what goes out: a list that holds one list many times over is small in memory and endless as text."""

    __slots__ = ("characters", "values")

    def __init__(self):
        self.values = self.characters = 0

    def add(self, characters: int) -> None:
        self.values += 1
        self.characters += characters
        if self.values > NODES_LIMIT or self.characters > TEXT_LIMIT:
            raise BudgetExceeded("feel.budget.memory", limit=TEXT_LIMIT)


def to_json(value):
    """A JSON value: numbers int or float, dates and durations ISO text with offsets instead of zone names.

    Raises FeelError for a range, a function, or a number JSON readers cannot hold; BudgetExceeded for what is too large.
    """
    return _to_json(value, _Parcel(), 0)


def _to_json(value, parcel: _Parcel, depth: int):
    kind = type(value)
    parcel.add(len(value) if kind is str else 1)
    if kind is str:
        return _storable(value)
    if value is None or kind is bool:
        return value
    if kind is Decimal:
        return _json_number(value)
    if kind is list or kind is dict:
        if depth >= VALUE_DEPTH_LIMIT:
            raise BudgetExceeded("feel.budget.depth")
        if kind is list:
            return [_to_json(item, parcel, depth + 1) for item in value]
        return {_storable(key): _to_json(item, parcel, depth + 1) for key, item in value.items()}
    if kind is Time or kind is DateTime:
        return _iso(value)
    if kind is Date or kind is YearsMonths or kind is DaysTime:
        return str(value)
    raise FeelError("feel.json.unstorable", kind=kind_word(kind_of(value)))


def _storable(text: str) -> str:
    """Databases take no NUL and no half of a surrogate pair; both become the sign for a character that is lost."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


def _json_number(value: Decimal) -> int | float:
    if not value.is_finite():
        raise FeelError("feel.json.number")
    if value == value.to_integral_value() and value.adjusted() < _LONGEST_INTEGER:
        return int(value)
    number = float(value)
    if not math.isfinite(number):
        raise FeelError("feel.json.number")
    return number


def _iso(value: Time | DateTime) -> str:
    offset = value.utc_offset()
    clock = value if type(value) is Time else value.time
    written = clock.clock() + ("" if offset is None else written_offset(offset))
    return written if type(value) is Time else f"{value.date}T{written}"
