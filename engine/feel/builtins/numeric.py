"""Built-ins on numbers (DMN 10.3.4.5)."""
import decimal
from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import CONTEXT, is_whole
from engine.feel.problems import Unfit
from engine.feel.temporal import DaysTime, YearsMonths

_LOWEST_SCALE, _HIGHEST_SCALE = -6111, 6176
_COST_OF_A_SERIES = 20


def _round(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    places = int(scale)
    if not _LOWEST_SCALE <= places <= _HIGHEST_SCALE:
        raise Unfit("feel.null.scale")
    if number.adjusted() + places >= CONTEXT.prec:
        return number
    return number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=CONTEXT)


def _rounding(name: str, rounding: str, *, scale_optional: bool = False) -> None:
    @builtin(name, "n:number, scale:number" + ("?" if scale_optional else ""))
    def rounded(_run, number, scale=None):
        return _round(number, scale or Decimal(0), rounding)


_rounding("decimal", decimal.ROUND_HALF_EVEN)
_rounding("floor", decimal.ROUND_FLOOR, scale_optional=True)
_rounding("ceiling", decimal.ROUND_CEILING, scale_optional=True)
_rounding("round up", decimal.ROUND_UP)
_rounding("round down", decimal.ROUND_DOWN)
_rounding("round half up", decimal.ROUND_HALF_UP)
_rounding("round half down", decimal.ROUND_HALF_DOWN)


@builtin("abs", "n:number", "n:duration")
def absolute(_run, value):
    if type(value) is YearsMonths:
        return YearsMonths(abs(value.months))
    return DaysTime(abs(value.nanos)) if type(value) is DaysTime else CONTEXT.abs(value)


@builtin("modulo", "dividend:number, divisor:number")
def modulo(_run, dividend, divisor):
    if not divisor:
        raise Unfit("feel.null.zero", label="modulo")
    times = CONTEXT.divide(dividend, divisor).to_integral_value(decimal.ROUND_FLOOR)
    return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, times))


@builtin("sqrt", "number:number")
def square_root(_run, number):
    if number < 0:
        raise Unfit
    return CONTEXT.sqrt(number)


@builtin("log", "number:number")
def logarithm(run, number):
    run.step(_COST_OF_A_SERIES)
    if number <= 0:
        raise Unfit
    return CONTEXT.ln(number)


@builtin("exp", "number:number")
def exponential(run, number):
    run.step(_COST_OF_A_SERIES)
    return CONTEXT.exp(number)


@builtin("odd", "number:number")
def odd(_run, number):
    if not is_whole(number):
        raise Unfit
    return CONTEXT.remainder(number.copy_abs(), Decimal(2)) == 1 if number.adjusted() < CONTEXT.prec else False


@builtin("even", "number:number")
def even(_run, number):
    if not is_whole(number):
        raise Unfit
    return CONTEXT.remainder(number, Decimal(2)) == 0 if number.adjusted() < CONTEXT.prec else True


@builtin("random number", "")
def random_number(run):
    """Between 0 and 1; drawn from the step's clock and a count, so that a step that is replayed gives the same."""
    return CONTEXT.divide(Decimal(run.draw() >> 64), Decimal(1 << 64))
