"""Our own built-ins: working days, counted by the calendar of the world."""
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.builtins.conversion import EXAMPLES
from engine.feel.builtins.registry import builtin
from engine.feel.json_values import from_json, to_date, to_datetime
from engine.feel.problems import Unfit, kind_word
from engine.feel.temporal import Date, DateTime
from engine.feel.temporal_text import read_date, read_date_time

# Three centuries of working days: nobody counts further, and a calendar may count one by one.
_FURTHEST = 80_000


def _calendar(run):
    if run.world.calendar is None:
        raise Unfit("feel.null.no_calendar")
    return run.world.calendar


def _moment(run, value):
    """Python's date or datetime; text, as case data holds dates, is read. Wall times are the world's zone's."""
    if type(value) is str:
        value = read_date(value) or read_date_time(value)
        if value is None:
            raise Unfit("feel.null.text_is_no", wanted=kind_word("date"), example=EXAMPLES["date"])
    if type(value) is Date:
        return to_date(value)
    moment = to_datetime(value)
    zone = ZoneInfo(run.world.zone)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _like(value, answer):
    """Back to FEEL; a wall time without zone stays one."""
    made = from_json(answer)
    if type(value) is DateTime and not value.aware() and type(made) is DateTime:
        return DateTime(made.date, type(made.time)(made.time.nanos))
    return made


def _count(run, days: Decimal) -> int:
    if abs(days) > _FURTHEST:
        raise Unfit("feel.null.too_far")
    run.step(1 + int(abs(days)) // 16)
    return int(days)


@builtin("add working days", "date:moment, n:integer", "date:text, n:integer")
def add_working_days(run, moment, days):
    return _like(moment, _calendar(run).add_working_days(_moment(run, moment), _count(run, days)))


@builtin("next working day", "date:moment", "date:text")
def next_working_day(run, moment):
    return _like(moment, _calendar(run).next_working_day(_moment(run, moment)))


@builtin("working days between", "from:moment, to:moment", "from:text, to:text", "from:moment, to:text", "from:text, to:moment")
def working_days_between(run, start, end):
    first, last = _moment(run, start), _moment(run, end)
    _count(run, Decimal(last.toordinal() - first.toordinal()))
    return Decimal(_calendar(run).working_days_between(first, last))
