"""Looking a number up in the thresholds of a column gives what testing every cell would."""
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import feel
from engine.dmn.plain_cells import plain_cell, thresholds
from tests.dmn.models import MORNING, decide, decision, definitions, table

NUMBERS = some.integers(-3, 6).map(str) | some.sampled_from(["0.5", "2.25", "-1.5"])
SIGNS = some.sampled_from(["", "< ", "<= ", "> ", ">= ", "!= ", "= "])
COMPARED = some.builds("{}{}".format, SIGNS, NUMBERS)
RANGES = some.builds("{}{}..{}{}".format, some.sampled_from("[]("), NUMBERS, NUMBERS, some.sampled_from("[])"))
LISTED = some.lists(COMPARED | RANGES, min_size=1, max_size=3).map(", ".join)
CELLS = LISTED | LISTED.map("not({})".format)
TRIED = [Decimal(number) / 4 for number in range(-16, 29)]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(some.lists(CELLS, min_size=1, max_size=6, unique=True))
def test_thresholds_agree_with_the_tests(cells: list[str]):
    found, spoken_for = thresholds({cell: 1 << rule for rule, cell in enumerate(cells)})
    assert spoken_for == set(cells)
    tests = [feel.unary_test(cell) for cell in cells]
    for value in TRIED:
        tested = sum(1 << rule for rule, test in enumerate(tests) if test(value, {}, MORNING) is True)
        assert found.fitting(value) == tested, (value, cells)


@pytest.mark.parametrize("cell", ["x", "? > 3", "< limiet", "[1..x]", "null", "1 + 1", 'contains(?, "a")', "date(\"2031-03-03\")"])
def test_a_cell_that_asks_more_is_not_plain(cell: str):
    assert plain_cell(cell) is None


@pytest.mark.parametrize(("value", "outcome"), [
    (7, "veel"), (3, "genoeg"), (Decimal("0.5"), "weinig"), (-1, "onbekend"), ("zeven", "onbekend"), (None, "onbekend"), ([7], "onbekend")])
def test_numbers_texts_and_nothing_in_one_column(value: object, outcome: str):
    rules = ['> 5; "veel"', '[2..5]; "genoeg"', '[0..2), 0; "weinig"', '-; "onbekend"']
    assert decide(definitions(decision("stoelen", table(["aantal"], ["oordeel"], rules, hit="FIRST"))), "stoelen", aantal=value) == outcome
