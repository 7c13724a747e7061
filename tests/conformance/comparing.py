"""When two FEEL values are the same to the compatibility kit: numbers to eight places, contexts by their entries."""
from decimal import Decimal

from engine.feel import Range, Run
from engine.feel.values import equal

TOLERANCE = Decimal("1e-8")


def same(run: Run, expected: object, got: object) -> bool:
    if expected is None or got is None:
        return expected is got
    if type(expected) is not type(got):
        return False
    if isinstance(expected, Decimal):
        return abs(expected - got) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list):
        return len(expected) == len(got) and all(same(run, one, other) for one, other in zip(expected, got))
    if isinstance(expected, dict):
        missing = {key for key, value in expected.items() if value is None}
        extra = {key for key, value in got.items() if value is None}
        return (expected.keys() - missing <= got.keys() and got.keys() - extra <= expected.keys()
                and all(same(run, value, got.get(key)) for key, value in expected.items()))
    if isinstance(expected, Range):
        return False                                   # the kit has no way to write one
    return equal(run, expected, got) is True
