"""Built-ins on dates and times (DMN 10.3.4.8 and 10.3.4.11). The clock is the step's, never the machine's."""
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.builtins.conversion import day_of
from engine.feel.builtins.registry import builtin
from engine.feel.json_values import from_datetime
from engine.feel.temporal import Date, days_in_month

# Names of days and months are values of the standard, to be compared with; they are not translated.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


def _now(run):
    return from_datetime(run.world.now.astimezone(ZoneInfo(run.world.zone)))


@builtin("now", "")
def now(run):
    return _now(run)


@builtin("today", "")
def today(run):
    return _now(run).date


@builtin("day of year", "date:moment")
def day_of_year(_run, moment):
    day = day_of(moment)
    return Decimal(day.key() - Date(day.year, 1, 1).key() + 1)


@builtin("day of week", "date:moment")
def day_of_week(_run, moment):
    return _DAYS[day_of(moment).weekday() - 1]


@builtin("month of year", "date:moment")
def month_of_year(_run, moment):
    return _MONTHS[day_of(moment).month - 1]


@builtin("week of year", "date:moment")
def week_of_year(_run, moment):
    """The week of ISO 8601: that of its Thursday."""
    day = day_of(moment)
    thursday = Date.of(day.key() - day.weekday() + 4)
    return Decimal((thursday.key() - Date(thursday.year, 1, 1).key()) // 7 + 1)


@builtin("last day of month", "date:moment")
def last_day_of_month(_run, moment):
    """Camunda's: a date, not a number."""
    day = day_of(moment)
    return Date(day.year, day.month, days_in_month(day.year, day.month))
