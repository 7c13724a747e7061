"""Cells that only compare with plain values, such as `< 5`, `[1..3]`, `"a", "b"` or `not(7)`: taken apart, and looked up instead of tested."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from engine.feel.parser import Parser
from engine.feel.problems import FeelError
from engine.feel.scanner import KnownNames
from engine.feel.tree import Interval, Literal, Test

_PLAIN = (str, bool, Decimal)
_DECIMAL_COMMA = re.compile(r"(?<![\w.])(?<!\d,)\d+,\d+(?![\w.]|,\d)")
_KINDS = {"string": str, "boolean": bool, "number": Decimal, "integer": Decimal, "long": Decimal, "double": Decimal,
          "date": date, "dateTime": datetime, "date and time": datetime, "time": time}     # no plain value is one of the last


@dataclass(frozen=True)
class PlainCell:
    """The tests of a cell, of which one must hold; or none of them, where `negated`."""

    tests: tuple[Test, ...]
    negated: bool

    @property
    def values(self) -> set:
        return {value for test in self.tests for value in _values(test)}


def plain_cell(text: str) -> PlainCell | None:
    """None where a cell is anything but values, comparisons and ranges of plain values."""
    try:
        tests, negated = Parser(text, KnownNames(()), {}).unary_tests()
    except FeelError:
        return None
    for test in tests:
        values = _values(test)
        if not values or not all(type(value) in _PLAIN for value in values):
            return None
    return PlainCell(tuple(tests), negated)


def never_of_kind(text: str, type_ref: str | None) -> bool:
    """Whether every value in the cell is of another kind than the column, so that the cell can never fit."""
    kind = _KINDS.get((type_ref or "").rpartition(":")[2])
    cell = plain_cell(text) if kind is not None and text not in ("", "-") else None
    return cell is not None and not cell.negated and not any(type(value) is kind for value in cell.values)


def answers_of_other_kind(text: str, type_ref: str | None) -> bool:
    """Whether an answer is written out, and is of another kind than its column."""
    kind = _KINDS.get((type_ref or "").rpartition(":")[2])
    cell = plain_cell(text) if kind is not None else None
    if cell is None or cell.negated or len(cell.tests) != 1:
        return False
    [only] = cell.tests
    return only.operator is None and isinstance(only.node, Literal) and type(only.node.value) is not kind


def decimal_comma(text: str) -> tuple[str, str] | None:
    """What was written with a comma, and what with a point: `1,5` is two numbers, and was hardly meant so."""
    found = _DECIMAL_COMMA.search(text) if "," in text and '"' not in text else None
    return (found[0], found[0].replace(",", ".")) if found else None


def _values(test: Test) -> list:
    node = test.node
    if isinstance(node, Literal):
        return [node.value]
    if isinstance(node, Interval) and test.operator is None and isinstance(node.start, Literal) and isinstance(node.end, Literal):
        return [node.start.value, node.end.value]
    return []


@dataclass(frozen=True)
class Thresholds:
    """The number line cut at every number some cell names. Stretch 2i lies below cut i, stretch 2i + 1 is cut i itself.

    `rules`: for each stretch the rules it satisfies, as bits; found by halving, however many rules there are.
    """

    cuts: tuple[Decimal, ...]
    rules: tuple[int, ...]

    def fitting(self, value: Decimal) -> int:
        place = bisect_left(self.cuts, value)
        return self.rules[2 * place + (place < len(self.cuts) and self.cuts[place] == value)]


def thresholds(cells: Mapping[str, int]) -> tuple[Thresholds | None, set[str]]:
    """From cells and the rules they stand in, the thresholds, and which cells those speak for."""
    plain = {text: cell for text in cells if (cell := plain_cell(text)) and all(type(value) is Decimal for value in cell.values)}
    if not plain:
        return None, set()
    cuts = sorted({value for cell in plain.values() for value in cell.values})
    places = {value: place for place, value in enumerate(cuts)}
    stretches = 2 * len(cuts) + 1
    # Rules that come in or go out at the beginning of each stretch.
    changes = [0] * (stretches + 1)
    always = 0
    for text, cell in plain.items():
        for begin, end in _joined(_spans(cell, places, stretches)):
            changes[begin] ^= cells[text]
            changes[end] ^= cells[text]
        always ^= cells[text] if cell.negated else 0
    rules, current = [], always
    for change in changes[:-1]:
        current ^= change
        rules.append(current)
    return Thresholds(tuple(cuts), tuple(rules)), set(plain)


def _spans(cell: PlainCell, places: Mapping[Decimal, int], stretches: int) -> list[tuple[int, int]]:
    """Where a cell holds, from a stretch up to but without another; in order, perhaps overlapping."""
    found = []
    for test in cell.tests:
        node = test.node
        if isinstance(node, Interval):
            start, end = places[node.start.value], places[node.end.value]
            found.append((2 * start + (1 if node.start_included else 2), 2 * end + (2 if node.end_included else 1)))
            continue
        at = 2 * places[node.value] + 1
        found += {"<": [(0, at)], "<=": [(0, at + 1)], ">": [(at + 1, stretches)], ">=": [(at, stretches)],
                  "!=": [(0, at), (at + 1, stretches)]}.get(test.operator or "=", [(at, at + 1)])
    return sorted(span for span in found if span[0] < span[1])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without overlaps, so that each end is counted once."""
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined
