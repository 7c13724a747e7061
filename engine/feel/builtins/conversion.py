"""Built-ins that make one kind of value from another (DMN 10.3.4.1), and `not`, `is`, `is defined`, `get or else`."""
import re
from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import CONTEXT
from engine.feel.problems import Unfit, kind_word
from engine.feel.temporal import HOUR, MINUTE, SECOND, Date, DateTime, DaysTime, Time, YearsMonths, at_instant
from engine.feel.temporal_text import FURTHEST_OFFSET, is_zone, read_date, read_date_time, read_duration, read_time
from engine.feel.values import equal
from engine.feel.writing import written

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.A)
_MIDNIGHT = Time(0)
# How each kind is written, for who wrote it otherwise.
EXAMPLES = {
    "date": "2031-05-03", "time": "09:30:00", "date and time": "2031-05-03T09:30:00", "days and time duration": "P3D", "number": "1.5",
}


def _read(value, kind: str):
    """A text that is not what it should be gives null and says which kind was wanted."""
    if value is None:
        raise Unfit("feel.null.text_is_no", wanted=kind_word(kind), example=EXAMPLES[kind])
    return value


def day_of(moment: Date | DateTime) -> Date:
    return moment if type(moment) is Date else moment.date


def _clock(hour: Decimal, minute: Decimal, second: Decimal) -> int:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise Unfit("feel.null.no_such_time")
    return int(hour) * HOUR + int(minute) * MINUTE + int(second * SECOND)


def _offset(duration: DaysTime | YearsMonths | None) -> int | None:
    """Seconds east of UTC, no further than a text may say."""
    if duration is None:
        return None
    if type(duration) is not DaysTime or abs(duration.nanos) > FURTHEST_OFFSET * SECOND:
        raise Unfit("feel.null.no_such_time")
    return duration.nanos // SECOND


@builtin("date", "from:text", "year:integer, month:integer, day:integer", "from:moment")
def date(_run, source, month=None, day=None):
    if month is not None:
        try:
            return Date(int(source), int(month), int(day))
        except ValueError:
            raise Unfit("feel.null.no_such_date") from None
    return _read(read_date(source), "date") if type(source) is str else day_of(source)


@builtin("time", "from:text", "from:time", "from:moment", "hour:integer, minute:integer, second:number, offset:duration!?")
def time(_run, source, minute=None, second=None, offset=None):
    if minute is not None:
        return Time(_clock(source, minute, second), _offset(offset))
    if type(source) is str:
        return _read(read_time(source), "time")
    if type(source) is DateTime:
        return source.time
    return Time(0, 0) if type(source) is Date else source


@builtin("date and time", "from:text", "from:moment", "date:moment, time:time", "date:moment, timezone:text",
         "year:integer, month:integer, day:integer, hour:integer, minute:integer, second:number",
         "year:integer, month:integer, day:integer, hour:integer, minute:integer, second:number, offset:days!",
         "year:integer, month:integer, day:integer, hour:integer, minute:integer, second:number, timezone:text")
def date_and_time(run, source, second=None, *parts):
    if parts:
        return _date_time_of_parts(source, second, *parts)
    if type(source) is str:
        return _read(read_date_time(source), "date and time")
    if second is None:
        return source if type(source) is DateTime else DateTime(source, _MIDNIGHT)
    if type(second) is str:
        return _in_zone(run, source, second)
    return DateTime(day_of(source), second)


def _date_time_of_parts(year, month, day, hour, minute, second, zone=None) -> DateTime:
    offset = None if type(zone) is str else _offset(zone)
    if type(zone) is str and not is_zone(zone):
        raise Unfit("feel.null.no_zone")
    clock = Time(_clock(hour, minute, second), offset, zone if type(zone) is str else None)
    try:
        return DateTime(Date(int(year), int(month), int(day)), clock)
    except ValueError:
        raise Unfit("feel.null.no_such_date") from None


def _in_zone(run, moment: Date | DateTime, zone: str) -> DateTime:
    """The same instant on another clock. A wall time without a zone is one of the world's zone."""
    if type(moment) is not DateTime or not is_zone(zone):
        raise Unfit("feel.null.no_zone")
    if not moment.aware():
        moment = DateTime(moment.date, Time(moment.time.nanos, None, run.world.zone))
    return at_instant(moment.key(), zone)


@builtin("duration", "from:text", "from:duration")
def duration(_run, source):
    return _read(read_duration(source), "days and time duration") if type(source) is str else source


@builtin("years and months duration", "from:moment, to:moment")
def years_and_months_duration(_run, start, end):
    start, end = day_of(start), day_of(end)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


@builtin("number", "from:text, grouping separator:text!?, decimal separator:text!?", "from:number")
def number(_run, source, grouping=None, point=None):
    if type(source) is not str:
        return source
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        raise Unfit("feel.null.separators")
    digits = source.replace(grouping, "") if grouping else source
    if point == ",":
        digits = digits.replace(".", "x").replace(",", ".")
    if not _NUMBER.fullmatch(digits):
        raise Unfit("feel.null.text_is_no", wanted=kind_word("number"), example=EXAMPLES["number"])
    return CONTEXT.create_decimal(digits)


@builtin("string", "from:any")
def string(run, value):
    return None if value is None else written(run, value)


@builtin("not", "negand:boolean!")
def negation(_run, value):
    return None if value is None else not value


@builtin("is", "value1:any!, value2:any!")
def same(run, left, right):
    """The same to the last detail: a time of another zone is another time (DMN table 77)."""
    if type(left) is not type(right):
        return False
    if type(left) in (Time, DateTime):
        return _spelling(left) == _spelling(right)
    return equal(run, left, right)


def _spelling(value: Time | DateTime) -> tuple:
    clock = value if type(value) is Time else value.time
    zone = clock.zone if clock.zone is not None else clock.offset
    return clock.nanos, "Z" if zone in (0, "Etc/UTC") else zone, value.date if type(value) is DateTime else None


@builtin("is defined", "value:any!")
def is_defined(_run, value):
    return value is not None


@builtin("get or else", "value:any!, default:any!")
def get_or_else(_run, value, default):
    return default if value is None else value


@builtin("assert", "value:any!, condition:boolean!", "value:any!, condition:boolean!, cause:text")
def assertion(_run, value, condition, cause=None):
    """Camunda's: the value where the condition holds; null, with the author's own cause, where it does not."""
    if condition is True:
        return value
    if cause is None:
        raise Unfit("feel.null.assert")
    raise Unfit("feel.null.assert_cause", cause=cause[:200])



@builtin("fromAi", "value:any!, description:text!?, type:text!?, schema:context!?, options:context!?")
def from_ai(_run, value, *_meant):
    """Camunda's: the value as it is. The rest is for who fills it in, and is read from the diagram, not here."""
    return value
