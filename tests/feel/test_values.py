"""What FEEL's values mean: three-valued logic, equality, order, decimals, and their way to JSON and back."""
import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from tests.feel.speaking import WORLD, holds, text, value


@pytest.mark.parametrize("source, expected", [
    ("true and null", None), ("false and null", False), ("null and false", False), ("true or null", True),
    ("null or true", True), ("false or null", None), ("null or null", None), ("not(null)", None), ("not(\"x\")", None),
    ("true and 5", None), ("1 or true", True),
])
def test_unknown_stays_unknown_unless_the_other_side_decides(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("1 = 1.0", True), ("null = null", True), ("1 = null", False), ("1 != null", True), ("1 = \"1\"", None),
    ("[1, 2] = [1, 2]", True), ("[1, 2] = [2, 1]", False), ("{a: 1, b: 2} = {b: 2, a: 1}", True), ("[1..2] = [1..2]", True),
    ("[1..2] = [1..2)", False), ("@\"P0D\" = @\"P0M\"", True), ("@\"P1Y\" = @\"P12M\"", True), ("1 < \"2\"", None),
    ("\"a\" < \"b\"", True), ("true < false", None), ("1 < null", None), ("2 between 1 and 3", True), ("2 between 3 and 1", False),
    ("2 between null and 1", False), ("2 between null and 3", None), ("5 in [9..1]", False), ("null in [9..1]", None), ("[9..1]", None), ("5 in [1..\"a\"]", None),
])
def test_only_values_of_one_kind_compare(source, expected):
    assert value(source) == expected


def test_numbers_are_decimals_of_34_digits():
    assert text("1 / 3") == "0." + "3" * 34
    assert text("12345678901234567890 * 1000000000") == "12345678901234567890000000000"
    assert value("9 ** 9999999") is None
    assert value("1 / 0") is None


@pytest.mark.parametrize("source, expected", [
    ("\"a\" + 1", None), ("1 + null", None), ("\"a\" + \"b\"", "ab"), ("\"b\" - \"a\"", None), ("[1] + [2]", None),
    ("@\"P1D\" * 2", "P2D"), ("2 * @\"P1M\"", "P2M"), ("@\"P1D\" / @\"PT12H\"", 2), ("@\"P1Y\" / 2", "P6M"), ("-@\"P1D\"", "-P1D"),
])
def test_operators_take_what_the_standard_lists(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("cell, given, expected", [
    ("-", 5, True), ("", None, True), ("5", 5, True), ("5, 6", 6, True), ("< 5", 4, True), (">= 5", 4, False), ("[1..5]", 5, True),
    ("[1..5)", 5, False), ("not(5, 6)", 7, True), ("not(< 5)", 4, False), ("\"a\", \"b\"", "b", True), ("? > 3 and ? < 5", 4, True),
    ("< limit", 4, True), ("null", None, True), ("< 5", None, None), ("[1..3], > 7", 8, True), ("list", 2, True),
    ("not(null)", 5, True), ("contains(?, \"b\")", "abc", True), ("= 5", 5, True), ("!= 5", 5, False), ("true", True, True),
    ("count(?) > 1", [1, 2], True), ("date(\"2031-05-03\")", "2031-05-03", None),
])
def test_a_cell_of_a_decision_table_tests_its_input(cell, given, expected):
    assert holds(cell, given, {"limit": 5, "list": [1, 2, 3]}) == expected


@pytest.mark.parametrize("source, expected", [
    ("5 in [1..5]", True), ("5 in (1, 5)", True), ("5 in (< 3, > 4)", True), ("5 in [1, 2]", False), ("5 in (1..5)", False),
    ("5 in > 4", True), ("\"b\" in [\"a\", \"b\"]", True), ("[1] in [[1], [2]]", True), ("1 in [[1..3], [5..6]]", True),
    ("null in [1, null]", True), ("5 in (? + 1 = 6)", True),
])
def test_in_asks_membership(source, expected):
    assert value(source) == expected


def test_json_goes_in_and_comes_out():
    given = {"n": 1, "f": 0.1, "t": "2031-05-03", "l": [1, None, {"a": True}], "big": 10**20}
    assert feel.to_json(feel.from_json(given)) == given
    assert feel.from_json(0.1) == Decimal("0.1")
    assert feel.from_json(float("nan")) is None
    assert feel.to_json(Decimal("2.50")) == 2.5


def test_python_dates_come_in_too():
    amsterdam = ZoneInfo("Europe/Amsterdam")
    scope = {"d": datetime.date(2031, 5, 3), "t": datetime.datetime(2031, 5, 3, 12, tzinfo=amsterdam), "p": datetime.timedelta(hours=36)}
    assert value("[d, t, p]", scope) == ["2031-05-03", "2031-05-03T12:00:00+02:00", "P1DT12H"]
    assert text("t", scope) == "2031-05-03T12:00:00@Europe/Amsterdam"


@pytest.mark.parametrize("source", ["[1..2]", "function(a) a", "[[1..2]]", "1e6000"])
def test_what_json_cannot_hold_is_refused(source):
    with pytest.raises(feel.FeelError) as refused:
        value(source)
    assert refused.value.sentence("nl") and refused.value.sentence("en")


def test_a_list_that_shares_itself_does_not_explode_on_the_way_out():
    with pytest.raises(feel.BudgetExceeded):
        value("for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]")


def test_what_no_database_can_hold_is_no_character():
    assert value(r'"a\u0000b\ud83d"') == "a\ufffdb\ufffd"
    assert value('from json(text)', {"text": r'"\u0000\ud83d\ude00\ud83d"'}) == "\ufffd😀\ufffd"


def test_values_are_converted_once_in_an_open_scope():
    scope = feel.open_scope({"amount": 5, "unused": object()}, WORLD)
    assert feel.compile("amount + 1")(scope) == 6
    assert feel.compile("amount * 2")(scope.child({"amount": Decimal(10)})) == 20


@pytest.mark.parametrize(("cell", "given", "fits"), [
    ("true", True, True), ("true", False, False), ("true", None, False), ("false", None, False), ("false", False, True),
    ("count([1]) = 1", None, True), ("null", None, True)])
def test_a_cell_that_says_yes_is_not_met_by_no_answer(cell, given, fits):
    """A condition in a cell holds by itself (DMN 1.5, 7.3.3); a plain `true` asks for just that."""
    assert (holds(cell, given) is True) is fits
