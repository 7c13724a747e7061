"""Plain comparisons are answered without a scope, and never otherwise than with one."""
from decimal import Decimal
from itertools import product

import pytest

from engine import feel
from engine.feel.shortcuts import shortcut
from tests.feel.speaking import WORLD, why

VALUES = [None, True, False, 0, 5, -5, 10**18, 10**40 + 1, 4.9, 5.0, 5.000000000000001, float("nan"), float("inf"), "5", "open", "",
          Decimal("5.5"), Decimal("NaN"), [5], {"amount": 5}, {"amount": {"amount": "5"}}]
SIGNS = ["<", "<=", ">", ">=", "=", "!="]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_comparison_with_a_literal_answers_as_in_a_scope(sign):
    for literal, name in product(["5", "5.5", "1e17", "1e30", '"5"', "true", "null"], ["amount", "amount.amount", "amount.amount.amount"]):
        _agree(f"{name} {sign} {literal}", [{"amount": value} for value in VALUES])


@pytest.mark.parametrize("sign", SIGNS)
def test_a_comparison_of_two_names_answers_as_in_a_scope(sign):
    _agree(f"one {sign} other.amount", [{"one": one, "other": {"amount": other}} for one, other in product(VALUES, repeat=2)])


@pytest.mark.parametrize("operator", ["and", "or"])
def test_what_and_and_or_make_of_them_answers_as_in_a_scope(operator):
    _agree(f"one {operator} other > 4 {operator} other != null", [{"one": one, "other": other} for one, other in product(VALUES, repeat=2)])
    _agree(f"nowhere {operator} one", [{"one": one} for one in VALUES])


def test_the_reason_for_nothing_is_not_lost():
    assert why("amount > 5", {}) == ["`amount` is not known here."]


@pytest.mark.parametrize("source", ["amount + 1 > 5", "count(list) > 5", "1 < 2 < 3", "list[1] > 5", "sum > 5", "amount in [1, 2]"])
def test_what_asks_more_takes_the_whole_way(source):
    assert shortcut(feel.parse(source)) is None


def _agree(source: str, scopes: list[dict]) -> None:
    expression = feel.compile(source)
    for scope in scopes:
        assert expression(scope, WORLD) == expression(feel.open_scope(scope, WORLD)), (source, scope)
