"""What a path may ask of a value: entries of a context, and the parts of dates, durations and ranges (DMN tables 65 to 67)."""
from decimal import Decimal

from engine.feel.numbers import CONTEXT
from engine.feel.temporal import DAY, HOUR, MINUTE, SECOND, Date, DateTime, DaysTime, Time, YearsMonths, truncated
from engine.feel.values import Range


def _offset(value: Time | DateTime) -> DaysTime | None:
    return DaysTime(value.utc_offset() * SECOND) if value.aware() else None


def _seconds(nanos: int) -> Decimal:
    """Parts of a second included."""
    return CONTEXT.divide(Decimal(nanos), Decimal(SECOND))


_OF_DATE = {
    "year": lambda date: Decimal(date.year), "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day), "weekday": lambda date: Decimal(date.weekday()),
}
_OF_TIME = {
    "hour": lambda time: Decimal(time.nanos // HOUR), "minute": lambda time: Decimal(time.nanos // MINUTE % 60),
    "second": lambda time: _seconds(time.nanos % MINUTE), "timezone": lambda time: time.zone,
}


def _through(part: str, readers: dict) -> dict:
    return {name: lambda value, read=read: read(getattr(value, part)) for name, read in readers.items()}


PROPERTIES = {
    Date: _OF_DATE,
    Time: {**_OF_TIME, "time offset": _offset},
    DateTime: {**_through("date", _OF_DATE), **_through("time", _OF_TIME), "time offset": _offset},
    YearsMonths: {
        "years": lambda duration: Decimal(truncated(duration.months, 12)),
        "months": lambda duration: Decimal(duration.months - truncated(duration.months, 12) * 12),
    },
    DaysTime: {
        "days": lambda duration: Decimal(truncated(duration.nanos, DAY)),
        "hours": lambda duration: Decimal(truncated(duration.nanos, HOUR) - truncated(duration.nanos, DAY) * 24),
        "minutes": lambda duration: Decimal(truncated(duration.nanos, MINUTE) - truncated(duration.nanos, HOUR) * 60),
        "seconds": lambda duration: _seconds(duration.nanos - truncated(duration.nanos, MINUTE) * MINUTE),
    },
    Range: {
        "start": lambda interval: interval.start, "end": lambda interval: interval.end,
        "start included": lambda interval: interval.start_included, "end included": lambda interval: interval.end_included,
    },
}
NAMES_WITH_SPACES = ("time offset", "start included", "end included")
