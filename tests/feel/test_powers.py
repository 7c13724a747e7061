"""Powers, as IEEE 754-2008 has them."""
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine import feel

WORLD = feel.World(now=datetime(2031, 3, 3, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(("source", "outcome"), [
    ("2 ** 3", 8), ("2 ** -1", Decimal("0.5")), ("0 ** 2", 0), ("5 ** 0", 1), ("0 ** 0", 1), ("0 ** -1", None), ("(-8) ** 0.5", None),
    ("2 ** 3 ** 2", 64), ("-2 ** 2", 4)])
def test_powers(source: str, outcome: object):
    assert feel.evaluate(source, {}, WORLD) == outcome
