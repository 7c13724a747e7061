"""FEEL numbers: decimal128, 34 digits, half even, in a context of our own (DMN 10.3.2.3.1)."""
import decimal
from decimal import Decimal

CONTEXT = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emax=6144, Emin=-6143,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow])
ZERO = Decimal(0)
PLAIN_INTEGER = 10**18       # below it, an integer is exact and needs no context
_LONGEST_PLAIN = 40


def is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def written(number: Decimal) -> str:
    """Without exponent, without trailing zeros."""
    if is_whole(number):
        return str(int(number)) if number.adjusted() < _LONGEST_PLAIN else format(number, "f")
    return format(number.normalize(CONTEXT), "f")
