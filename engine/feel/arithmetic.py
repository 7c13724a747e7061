"""Adding, subtracting, multiplying, dividing and raising FEEL values (DMN 10.3.2.15, tables 57 to 62); None where the table has no row."""
import decimal
from collections.abc import Callable
from decimal import Decimal
from functools import wraps

from engine.feel.numbers import CONTEXT
from engine.feel.temporal import DAY, Date, DateTime, DaysTime, Time, YearsMonths
from engine.feel.values import DURATIONS

_MOMENTS = (Date, DateTime, Time)
# Beyond this many digits a duration is no time any more, and its arithmetic no constant work.
_LONGEST_DURATION = 10**30


def _guarded(operation: Callable) -> Callable:
    """Overflow, a date beyond the calendar and the like give null, as the standard asks."""
    @wraps(operation)
    def guarded(left, right):
        try:
            return operation(left, right)
        except (decimal.DecimalException, OverflowError, ValueError):
            return None
    return guarded


def _duration(kind: type, size: int):
    if abs(size) > _LONGEST_DURATION:
        raise OverflowError
    return kind(size)


def negate(value):
    kind = type(value)
    if kind is Decimal:
        return CONTEXT.minus(value)
    if kind in DURATIONS:
        return kind(-value.key())
    return None


@_guarded
def add(left, right):
    """Text is joined by the compiler, which charges its memory; here all the rest."""
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.add(left, right)
    if type(left) in DURATIONS and type(right) is type(left):
        return _duration(type(left), left.key() + right.key())
    if type(left) in DURATIONS and type(right) in _MOMENTS:
        left, right = right, left
    return _shift(left, right) if type(right) in DURATIONS else None


def _shift(moment, duration):
    kind = type(moment)
    if type(duration) is YearsMonths:
        return moment.add_months(duration.months) if kind in (Date, DateTime) else None
    if kind is Date:
        return Date.of((moment.key() * DAY + duration.nanos) // DAY)
    if kind is DateTime:
        return moment.add_nanos(duration.nanos)
    if kind is Time:
        return Time((moment.nanos + duration.nanos) % DAY, moment.offset, moment.zone)
    return None


@_guarded
def subtract(left, right):
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.subtract(left, right)
    if type(right) in DURATIONS:
        return add(left, negate(right)) if type(left) in (*_MOMENTS, type(right)) else None
    if type(left) is Time and type(right) is Time:
        return DaysTime(left.key() - right.key()) if left.aware() == right.aware() else None
    if type(left) in (Date, DateTime) and type(right) in (Date, DateTime):
        return _elapsed(left, right)
    return None


def _elapsed(left, right) -> DaysTime | None:
    """A date beside a date and time counts as its midnight in UTC; an instant and a wall time have no distance."""
    if type(left) is Date and type(right) is Date:
        return DaysTime((left.key() - right.key()) * DAY)
    left, right = (DateTime(value, Time(0, 0)) if type(value) is Date else value for value in (left, right))
    return DaysTime(left.key() - right.key()) if left.aware() == right.aware() else None


@_guarded
def multiply(left, right):
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.multiply(left, right)
    if type(right) in DURATIONS:
        left, right = right, left
    if type(left) in DURATIONS and type(right) is Decimal:
        return _duration(type(left), int(CONTEXT.multiply(Decimal(left.key()), right)))
    return None


@_guarded
def divide(left, right):
    if type(right) is Decimal:
        if not right:
            return None
        if type(left) is Decimal:
            return CONTEXT.divide(left, right)
        if type(left) in DURATIONS:
            return _duration(type(left), int(CONTEXT.divide(Decimal(left.key()), right)))
    if type(left) in DURATIONS and type(left) is type(right) and right.key():
        return CONTEXT.divide(Decimal(left.key()), Decimal(right.key()))
    return None


@_guarded
def power(left, right):
    if type(left) is not Decimal or type(right) is not Decimal:
        return None
    # IEEE 754-2008, on which FEEL's numbers stand: anything to the power 0 is 1, 0 included. Python's decimal refuses that.
    found = CONTEXT.power(left, right) if left or right else CONTEXT.create_decimal(1)
    return found if found.is_finite() else None
