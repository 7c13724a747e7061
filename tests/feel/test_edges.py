"""The edges of every built-in and of the grammar, as a list that reads like a table of the standard."""
from pathlib import Path

import pytest

from engine import feel
from engine.feel.builtins import BUILTINS
from tests.feel.speaking import WORLD

LINES = [line for line in Path(__file__).with_name("edges.txt").read_text("utf-8").splitlines() if line and not line.startswith("# ")]
CASES = [tuple(part.strip() for part in line.split("  ->  ")) for line in LINES]
# They hold a clock, chance or a place in the world, or are tested where they belong.
ELSEWHERE = frozenset({"uuid", "random number"})


@pytest.mark.parametrize("source, outcome", CASES, ids=[source for source, _ in CASES])
def test_edge(source, outcome):
    value = feel.evaluate(source, {}, WORLD)
    written = "null" if value is None else f'"{value}"' if isinstance(value, str) else feel.evaluate("string(it)", {"it": value}, WORLD)
    assert written == outcome


def test_no_built_in_is_left_out():
    assert [name for name in BUILTINS if name not in ELSEWHERE and not any(f"{name}(" in source for source, _ in CASES)] == []
