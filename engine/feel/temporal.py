"""Dates, times and durations as FEEL knows them: any year, nanoseconds, offsets and IANA zone names."""
import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SECOND = 10**9
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_YEAR = 999_999_999


def days_in_month(year: int, month: int) -> int:
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _MONTH_LENGTHS[month - 1]


def truncated(amount: int, unit: int) -> int:
    """Whole units, towards zero, as the components of a negative duration are counted."""
    return amount // unit if amount >= 0 else -(-amount // unit)


def _days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar, for any year (eras of 400 years)."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def _civil_from_days(number: int) -> tuple[int, int, int]:
    era, day_of_era = divmod(number + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, in months."""

    months: int

    def key(self) -> int:
        return self.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if self.months < 0 else "") + "P" + body


@dataclass(frozen=True, slots=True)
class DaysTime:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def key(self) -> int:
        return self.nanos

    def __str__(self) -> str:
        days, rest = divmod(abs(self.nanos), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if rest:
            clock += f"{rest // SECOND}{_fraction(rest % SECOND)}S"
        if not days and not clock:
            return "PT0S"
        return ("-" if self.nanos < 0 else "") + "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar. Raises ValueError for a day that does not exist."""

    year: int
    month: int
    day: int

    def __post_init__(self):
        if not (abs(self.year) <= _LAST_YEAR and 1 <= self.month <= 12 and 1 <= self.day <= days_in_month(self.year, self.month)):
            raise ValueError("no such date")

    @staticmethod
    def of(number: int) -> "Date":
        """The date that many days after 1970-01-01."""
        return Date(*_civil_from_days(number))

    def key(self) -> int:
        return _days_from_civil(self.year, self.month, self.day)

    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.key() + 3) % 7 + 1

    def add_months(self, months: int) -> "Date":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


def written_offset(seconds: int) -> str:
    if seconds == 0:
        return "Z"
    size = abs(seconds)
    whole = f"{'-' if seconds < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}"
    return whole + (f":{size % 60:02d}" if size % 60 else "")


def _zone_offset(zone: str, nanos: int, date: Date | None) -> int:
    """Seconds east of UTC of a wall time in a zone; a time without a date is read on 1 January 2000."""
    if date is None:
        date = Date(2000, 1, 1)
    year = date.year if 1 < date.year < 9998 else 2000 + date.year % 400
    seconds = nanos // SECOND
    wall = datetime.datetime(year, date.month, date.day, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=ZoneInfo(zone))
    return int(wall.utcoffset().total_seconds())


@dataclass(frozen=True, slots=True, eq=False)
class Time:
    """A time of day: nanoseconds since midnight, with an offset in seconds, a zone name, or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    def aware(self) -> bool:
        return self.offset is not None or self.zone is not None

    def utc_offset(self, date: Date | None = None) -> int | None:
        if self.zone is not None and self.offset is None:
            return _zone_offset(self.zone, self.nanos, date)
        return self.offset

    def key(self) -> int:
        return self.nanos - (self.utc_offset() or 0) * SECOND

    def wall(self) -> int:
        return self.nanos

    def __eq__(self, other: object) -> bool:
        return type(other) is Time and self.aware() == other.aware() and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((self.key(), self.aware()))

    def clock(self) -> str:
        seconds, nanos = divmod(self.nanos, SECOND)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{_fraction(nanos)}"

    def __str__(self) -> str:
        if self.zone is not None:
            return f"{self.clock()}@{self.zone}"
        return self.clock() + ("" if self.offset is None else written_offset(self.offset))


@dataclass(frozen=True, slots=True, eq=False)
class DateTime:
    """A date and time; with an offset or zone it is an instant, without one a wall time."""

    date: Date
    time: Time

    def aware(self) -> bool:
        return self.time.aware()

    def utc_offset(self) -> int | None:
        return self.time.utc_offset(self.date)

    def key(self) -> int:
        return self.wall() - (self.utc_offset() or 0) * SECOND

    def wall(self) -> int:
        return self.date.key() * DAY + self.time.nanos

    def __eq__(self, other: object) -> bool:
        return type(other) is DateTime and self.aware() == other.aware() and self.key() == other.key()

    def __hash__(self) -> int:
        return hash((self.key(), self.aware()))

    def add_months(self, months: int) -> "DateTime":
        return DateTime(self.date.add_months(months), self.time)

    def add_nanos(self, nanos: int) -> "DateTime":
        """Elapsed time: in a named zone the wall clock may jump, with an offset or none it cannot."""
        if self.time.zone is not None:
            return at_instant(self.key() + nanos, self.time.zone)
        days, rest = divmod(self.time.nanos + nanos, DAY)
        return DateTime(Date.of(self.date.key() + days), Time(rest, self.time.offset))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def at_instant(instant: int, zone: str) -> DateTime:
    """The wall time in a zone at an instant, given in nanoseconds since 1970 in UTC."""
    days, rest = divmod(instant, DAY)
    date = Date.of(days)
    year = date.year if 1 < date.year < 9998 else 2000 + date.year % 400
    seconds = rest // SECOND
    utc = datetime.datetime(year, date.month, date.day, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=datetime.UTC)
    local = utc.astimezone(ZoneInfo(zone))
    offset = int(local.utcoffset().total_seconds())
    days, rest = divmod(instant + offset * SECOND, DAY)
    # The second of two equal wall times in autumn cannot be named by its zone: keep the instant, name the offset.
    ambiguous = local.fold == 1
    return DateTime(Date.of(days), Time(rest, offset if ambiguous else None, None if ambiguous else zone))
