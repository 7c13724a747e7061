"""Looks for tables whose rules clash, never come up, or leave a case without an answer, where the cells are plain enough to tell.

Every column is tried with a few telling values: the ones its cells name, and some between and beyond them.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from itertools import combinations, product
from math import prod
from operator import and_

from engine import feel
from engine.dmn.definitions import Definitions, Table, TableInput
from engine.dmn.names import parts_of
from engine.dmn.plain_cells import plain_cell
from engine.findings import Finding

MOST_CASES = 20_000
MOST_RULES = 200
CLASHES_TOLD = 3
_ANSWER_EXPECTED = ("UNIQUE", "FIRST", "ANY", "PRIORITY")
_WORLD = feel.World(now=datetime(2000, 1, 1, tzinfo=UTC))     # plain values never ask what time it is
_SOMETHING_ELSE = "\N{WHITE SQUARE}"              # a text no cell names


@dataclass(frozen=True)
class Tried:
    """A value tried in a column: `likely` ones may show a gap, the others only a clash."""

    value: object
    likely: bool

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return f'"{self.value}"' if isinstance(self.value, str) else str(self.value)


@dataclass(frozen=True)
class Column:
    """`cells`: for each rule the values that fit, as bits; None where that cannot be told."""

    label: str
    tried: tuple[Tried, ...]
    cells: tuple[int | None, ...]
    texts: tuple[str, ...]


def doubts(definitions: Definitions) -> Iterator[Finding]:
    """Warnings about the tables of a model."""
    for shelf in (definitions.decisions, definitions.knowledge):
        for element in shelf.values():
            logic = element.expression if shelf is definitions.decisions else element.logic
            for part in parts_of(logic):
                if isinstance(part, Table) and part.rules and len(part.rules) <= MOST_RULES:
                    for key, params, place in _doubts(part):
                        yield Finding(definitions.file, place, "warning", key, {"decision": element.name} | params)


def _doubts(table: Table) -> Iterator[tuple[str, dict, str]]:
    columns = [_column(place, column, table) for place, column in enumerate(table.inputs)]
    if table.hit_policy == "UNIQUE":
        clashes = ((one, two) for one, two in combinations(range(len(table.rules)), 2) if _clash(columns, one, two))
        for (one, two), _ in zip(clashes, range(CLASHES_TOLD)):
            yield "dmn.overlap", {"first": one + 1, "second": two + 1}, table.rules[two].id
    if table.hit_policy == "FIRST":
        for later in range(1, len(table.rules)):
            earlier = next((one for one in range(later) if _covers(columns, one, later)), None)
            if earlier is not None:
                yield "dmn.never", {"rule": later + 1, "earlier": earlier + 1}, table.rules[later].id
    if table.hit_policy in _ANSWER_EXPECTED and not any(output.default for output in table.outputs):
        gap = _gap(columns, len(table.rules))
        if gap is not None:
            yield "dmn.gap", {"case": gap}, table.id


def _clash(columns: Sequence[Column], one: int, two: int) -> bool:
    """Is there a case that both rules fit? Only where every column can tell."""
    return all(column.cells[one] is not None and column.cells[two] is not None and column.cells[one] & column.cells[two]
               for column in columns)


def _covers(columns: Sequence[Column], earlier: int, later: int) -> bool:
    """Does a rule fit every case that a later one fits?"""
    for column in columns:
        wide, narrow = column.cells[earlier], column.cells[later]
        same = column.texts[earlier] == column.texts[later] or column.texts[earlier] == "-"
        if not same and (wide is None or narrow is None or narrow & ~wide):
            return False
    return True


def _gap(columns: Sequence[Column], rules: int) -> str | None:
    """A case no rule fits, in words; None where there is none to be seen."""
    asked = [column for column in columns if any(text != "-" for text in column.texts)]
    choices = [[place for place, tried in enumerate(column.tried) if tried.likely] for column in asked]
    if not asked or not all(choices) or prod(map(len, choices)) > MOST_CASES:
        return None
    fits = [[_rules_fitting(column, place) for place in range(len(column.tried))] for column in asked]
    everyone = (1 << rules) - 1
    for case in product(*choices):
        if not reduce(and_, (fits[number][place] for number, place in enumerate(case)), everyone):
            return ", ".join(f"{column.label} = {column.tried[place]}" for column, place in zip(asked, case))
    return None


def _rules_fitting(column: Column, place: int) -> int:
    """Bits of the rules a tried value fits; a cell that cannot be told is taken to fit."""
    return sum(1 << rule for rule, cell in enumerate(column.cells) if cell is None or cell >> place & 1)


def _column(place: int, column: TableInput, table: Table) -> Column:
    texts = tuple(rule.tests[place].strip() or "-" for rule in table.rules)
    named = {text: _named(text) for text in set(texts) if text != "-"}
    values = {value for found in named.values() if found for value in found}
    tried = _tried(values, column) if len({type(value) for value in values}) == 1 else ()
    everything = (1 << len(tried)) - 1

    def fitting(text: str) -> int | None:
        if text == "-":
            return everything or 1                    # a column nobody asks anything still lets a case through
        if not tried or named[text] is None:
            return None
        test = feel.unary_test(text)
        return sum(1 << number for number, one in enumerate(tried) if test(one.value, {}, _WORLD) is True)
    by_text = {text: fitting(text) for text in set(texts)}
    return Column(column.label, tried, tuple(by_text[text] for text in texts), texts)


def _tried(values: set, column: TableInput) -> tuple[Tried, ...]:
    allowed = feel.unary_test(column.values) if _named(column.values or "") else None
    kind = type(next(iter(values)))
    if kind is bool:
        found = [Tried(True, True), Tried(False, True)]
    elif kind is str:
        listed = _named(column.values or "") or set()
        found = [Tried(value, True) for value in sorted(values | {one for one in listed if isinstance(one, str)})]
        found.append(Tried(_SOMETHING_ELSE, False))
    else:
        found = list(_numbers(sorted(values)))
    return tuple(one for one in found if allowed is None or allowed(one.value, {}, _WORLD) is True)


def _numbers(cuts: list[Decimal]) -> Iterator[Tried]:
    """Each number named, one between each two, and one on either side. Between 11 and 12 or below 0 is seldom meant."""
    yield Tried(cuts[0] - 1, cuts[0] > 0)
    for place, cut in enumerate(cuts):
        yield Tried(cut, True)
        if place + 1 < len(cuts):
            after = cuts[place + 1]
            whole = cut == cut.to_integral_value() and after == after.to_integral_value()
            between = (cut + after) / 2
            roomy = not whole or after - cut > 1
            yield Tried(between.to_integral_value() if whole and roomy else between, roomy)
    yield Tried(cuts[-1] + 1, True)



def _named(text: str) -> set | None:
    """The plain values a cell names; None where it asks anything else."""
    cell = plain_cell(text)
    return cell.values if cell else None
