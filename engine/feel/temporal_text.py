"""Reads dates, times and durations from their ISO 8601 text, as XML Schema and DMN 10.3.4.1 write them."""
import re
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.temporal import DAY, HOUR, MINUTE, SECOND, Date, DateTime, DaysTime, Time, YearsMonths

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)\Z", re.A)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
    r"(?:(?:(?P<utc>[Zz])|(?P<sign>[+-])(\d\d):(\d\d)(?::(\d\d))?)(?:\[(?P<bracketed>[A-Za-z0-9_+\-/]+)\])?"
    r"|@(?P<zone>[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+)*))?\Z", re.A)
_YEARS_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?\Z", re.A)
_DAYS_TIME = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?\Z", re.A)
_LONGEST = 120
FURTHEST_OFFSET = 18 * 3600


@lru_cache(1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(256)
def is_zone(name: str) -> bool:
    """Only names of the zone database: a path in a name would otherwise read a file."""
    if name not in _zones():
        return False
    ZoneInfo(name)
    return True


def _nanos(digits: str | None) -> int:
    return int(((digits or "") + "000000000")[:9])


def read_date(text: str) -> Date | None:
    found = _DATE.match(text)
    if not found:
        return None
    try:
        return Date(int(found[1] + found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def read_time(text: str) -> Time | None:
    found = _TIME.match(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if (hour, minute, second, found[4]) == (24, 0, 0, None):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = hour * HOUR + minute * MINUTE + second * SECOND + _nanos(found[4])
    if found["bracketed"]:
        # Camunda and Java write the offset and the zone; the zone says more.
        return _with_zone(nanos, found["bracketed"])
    if found["utc"]:
        return Time(nanos, 0)
    if found["sign"]:
        return _with_offset(nanos, found)
    if found["zone"]:
        return _with_zone(nanos, found["zone"])
    return Time(nanos)


def _with_zone(nanos: int, zone: str) -> Time | None:
    return Time(nanos, None, zone) if is_zone(zone) else None


def _with_offset(nanos: int, found: re.Match) -> Time | None:
    size = int(found[7]) * 3600 + int(found[8]) * 60 + int(found[9] or 0)
    if size > FURTHEST_OFFSET or int(found[8]) > 59 or int(found[9] or 0) > 59:
        return None
    return Time(nanos, -size if found["sign"] == "-" else size)


def read_date_time(text: str) -> DateTime | None:
    """A date alone is its midnight; 24:00:00 is the next day's."""
    day, separator, clock = text.partition("T")
    date = read_date(day)
    if date is None:
        return None
    if not separator:
        return DateTime(date, Time(0))
    time = read_time(clock)
    if time is None:
        return None
    return DateTime(Date.of(date.key() + 1) if clock.startswith("24:") else date, time)


def read_duration(text: str) -> YearsMonths | DaysTime | None:
    if len(text) > _LONGEST:
        return None
    found = _YEARS_MONTHS.match(text)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonths(-months if found[1] else months)
    found = _DAYS_TIME.match(text)
    if not found or text.endswith("T") or not any(found[part] for part in (2, 3, 4, 5)):
        return None
    nanos = int(found[2] or 0) * DAY + int(found[3] or 0) * HOUR + int(found[4] or 0) * MINUTE + int(found[5] or 0) * SECOND
    nanos += _nanos(found[6])
    return DaysTime(-nanos if found[1] else nanos)


def read_at_literal(text: str) -> Date | Time | DateTime | YearsMonths | DaysTime | None:
    """What stands between the quotes of @"..."."""
    for read in (read_date, read_duration, read_time):
        value = read(text)
        if value is not None:
            return value
    return read_date_time(text) if "T" in text else None
