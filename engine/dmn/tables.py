"""Decision tables as closures: the inputs are asked once, each different cell is tested once, the hit policy does the rest."""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine import feel
from engine.dmn.bench import Bench, Evaluator, Fit, Test
from engine.dmn.definitions import Table, TableInput, TableOutput, TableRule
from engine.dmn.hits import AGGREGATIONS, POLICIES, HitPolicy
from engine.dmn.plain_cells import Thresholds, answers_of_other_kind, decimal_comma, never_of_kind, thresholds
from engine.dmn.recording import DecisionRun, RuleMatched, TableDecided
from engine.feel.run import Scope
from engine.feel.types import ListOf

_MULTIPLE = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
# A cell of nothing but texts, by far the commonest kind: it can be looked up instead of tested.
_TEXTS = re.compile(r'\s*"[^"\\]*"(?:\s*,\s*"[^"\\]*")*\s*')
_TEXT = re.compile(r'"([^"\\]*)"')
_RECKON = {"SUM": feel.compile("sum(answers)"), "MIN": feel.compile("min(answers)"), "MAX": feel.compile("max(answers)")}


@dataclass(frozen=True)
class InputColumn:
    """One condition column. Sets of rules are bits of an integer: rule 1 is bit 0.

    `open` are the rules that ask nothing here, `by_text` those that name plain texts, `tests` the rest. Of these,
    `by_number` speaks for the ones that compare a number with plain numbers; `hard` are the others.
    """

    label: str
    text: str
    value: Evaluator
    allowed: Test | None
    open: int
    by_text: dict[str, int]
    by_number: Thresholds | None
    tests: tuple[tuple[Test, int], ...]
    hard: tuple[tuple[Test, int], ...]

    def matching(self, value: object, alive: int, scope: Scope) -> int:
        found, kind, tests = self.open, type(value), self.tests
        if kind is str:                               # nothing but a text can equal a text
            found |= self.by_text.get(value, 0)
        elif kind is Decimal and self.by_number is not None:
            found |= self.by_number.fitting(value)
            tests = self.hard
        for test, rules in tests:
            if rules & alive and test(value, scope) is True:
                found |= rules
        return found & alive


@dataclass(frozen=True)
class OutputColumn:
    name: str
    order: Evaluator
    default: Evaluator | None
    fit: Fit | None

    def fitted(self, scope: Scope, value: object) -> object:
        return value if self.fit is None else self.fit(scope, value)


@dataclass(frozen=True)
class CompiledRule:
    id: str
    number: int
    annotations: tuple[str, ...]
    outputs: tuple[Evaluator, ...]


@dataclass(frozen=True)
class CompiledTable:
    """Callable with a scope; the scope's run keeps the record (engine/dmn/recording.py)."""

    id: str
    owner: str
    policy_name: str
    policy: HitPolicy
    inputs: tuple[InputColumn, ...]
    columns: tuple[OutputColumn, ...]
    rules: tuple[CompiledRule, ...]
    without_hits: Evaluator

    def __call__(self, scope: Scope) -> object:
        values = [column.value(scope) for column in self.inputs]
        seen = TableSeen(self, values)
        value = self._decided(values, scope, seen)
        if isinstance(scope.run, DecisionRun):
            scope.run.looked_at(seen.record())
        return value

    def _decided(self, values: list, scope: Scope, seen: "TableSeen") -> object:
        for column, value in zip(self.inputs, values):
            if column.allowed is not None and value is not None and not _allowed(column.allowed, value, scope):
                return scope.run.problem("dmn.input_not_allowed", decision=self.owner, column=column.label)
        alive = (1 << len(self.rules)) - 1
        for column, value in zip(self.inputs, values):
            alive = column.matching(value, alive, scope)
            if not alive:
                return self.without_hits(scope)
        seen.hits = list(_places(alive))
        return self.policy(seen, scope, seen.hits) if seen.hits else self.without_hits(scope)


class TableSeen:
    """One look at a table: what a hit policy asks of it, remembered for the record."""

    __slots__ = ("answers", "hits", "table", "values")

    def __init__(self, table: CompiledTable, values: list) -> None:
        self.table, self.values = table, values
        self.hits: list[int] = []
        self.answers: dict[int, list] = {}

    @property
    def owner(self) -> str:
        return self.table.owner

    @property
    def columns(self) -> tuple[OutputColumn, ...]:
        return self.table.columns

    def answer(self, scope: Scope, hit: int) -> object:
        """The output of one rule: a value, or a context where there are several columns."""
        table = self.table
        parts = [column.fitted(scope, output(scope)) for column, output in zip(table.columns, table.rules[hit].outputs)]
        self.answers[hit] = parts
        return _together(table.columns, parts)

    def numbers(self, hits: list[int]) -> str:
        return ", ".join(str(self.table.rules[hit].number) for hit in hits)

    def reckon(self, aggregation: str, scope: Scope, answers: list) -> object:
        return _RECKON[aggregation](scope.child({"answers": answers}))

    def record(self) -> TableDecided:
        """The rules that gave their answer; where the policy refused to choose, those it could not choose between."""
        table = self.table
        told = [hit for hit in self.hits if hit in self.answers] or self.hits
        return TableDecided(
            table.id, table.owner, table.policy_name,
            [(column.label, column.text, value) for column, value in zip(table.inputs, self.values)],
            [self._matched(hit) for hit in told])

    def _matched(self, hit: int) -> RuleMatched:
        rule = self.table.rules[hit]
        outputs = {column.name: value for column, value in zip(self.table.columns, self.answers.get(hit, ()))}
        return RuleMatched(rule.id, rule.number, rule.annotations, outputs)


def compile_table(table: Table, bench: Bench) -> CompiledTable:
    rules = tuple(
        CompiledRule(rule.id, rule.number, rule.annotations, tuple(
            bench.expression(text, rule.id, "dmn.feel_cell", rule=rule.number, column=output.label)
            for output, text in zip(table.outputs, rule.entries)))
        for rule in table.rules)
    _warn_of_answers(table, bench)
    columns = tuple(_output_column(output, table, bench) for output in table.outputs)
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.values for output in table.outputs):
        bench.notes.error(table.id, "dmn.priority_without_values", decision=bench.owner)
    policy = AGGREGATIONS.get(table.aggregation) if table.hit_policy == "COLLECT" else None
    inputs = tuple(_input_column(place, column, table, bench) for place, column in enumerate(table.inputs))
    name = f"{table.hit_policy} {table.aggregation}" if table.aggregation else table.hit_policy
    return CompiledTable(table.id, bench.owner, name, policy or POLICIES.get(table.hit_policy, POLICIES["UNIQUE"]),
                         inputs, columns, rules, _without_hits(table, columns, bench.owner))


def _input_column(place: int, column: TableInput, table: Table, bench: Bench) -> InputColumn:
    asked = bench.expression(column.text, column.id, "dmn.feel_column", column=column.label)
    allowed = bench.test(column.values, column.id, "dmn.feel_column", column=column.label) if column.values else None
    if bench.camunda:
        allowed = None                                # there they are a list to choose from while drawing, and no more
    by_cell: dict[str, int] = {}
    for bit, rule in enumerate(table.rules):
        if place < len(rule.tests):
            cell = rule.tests[place].strip()
            by_cell[cell] = by_cell.get(cell, 0) | 1 << bit
    _warn_of_cells(by_cell, column, table, bench)
    by_text: dict[str, int] = {}
    free = by_cell.pop("", 0) | by_cell.pop("-", 0)
    for cell in [cell for cell in by_cell if _TEXTS.fullmatch(cell)]:
        rules = by_cell.pop(cell)
        for text in _TEXT.findall(cell):
            by_text[text] = by_text.get(text, 0) | rules
    by_number, plain = thresholds(by_cell)
    tests = {cell: (_test(cell, rules, column, table, bench), rules) for cell, rules in by_cell.items()}
    # Camunda's models take what they are given, without declaring it: there the column is where text becomes a date.
    value = bench.fitted(asked, column.type_ref, column.label, column.id, written=bench.camunda)
    return InputColumn(column.label, column.text, value, allowed, free, by_text, by_number, tuple(tests.values()),
                       tuple(pair for cell, pair in tests.items() if cell not in plain))


def _warn_of_cells(by_cell: dict[str, int], column: TableInput, table: Table, bench: Bench) -> None:
    for cell, rules in by_cell.items():
        rule = _first(rules, table)
        place = {"decision": bench.owner, "rule": rule.number, "column": column.label}
        if never_of_kind(cell, column.type_ref):
            bench.notes.warning(rule.id, "dmn.cell_of_other_kind", type=column.type_ref, **place)
        elif found := decimal_comma(cell):
            bench.notes.warning(rule.id, "dmn.decimal_comma", written=found[0], meant=found[1], **place)


def _warn_of_answers(table: Table, bench: Bench) -> None:
    """An answer that is written out and not of its column's type comes to nothing; a count of answers looks at none of them."""
    if table.aggregation == "COUNT":
        return
    for rule in table.rules:
        for output, text in zip(table.outputs, rule.entries):
            if answers_of_other_kind(text.strip(), output.type_ref):
                bench.notes.warning(rule.id, "dmn.answer_of_other_kind", decision=bench.owner, type=output.type_ref, rule=rule.number, column=output.label)


def _first(rules: int, table: Table) -> TableRule:
    return table.rules[(rules & -rules).bit_length() - 1]


def _test(cell: str, rules: int, column: TableInput, table: Table, bench: Bench) -> Test:
    """The test of a cell that stands in several rules; a mistake in it is told of the first."""
    rule = _first(rules, table)
    return bench.test(cell, rule.id, "dmn.feel_cell", rule=rule.number, column=column.label)


def _output_column(output: TableOutput, table: Table, bench: Bench) -> OutputColumn:
    place = {"element": output.id, "key": "dmn.feel_column", "column": output.label}
    order = bench.expression(f"[{output.values}]" if output.values else "[]", **place)
    default = bench.expression(output.default, **place) if (output.default or "").strip() else None
    fit = bench.fitting(output.type_ref, output.label, output.id)
    if table.hit_policy in _MULTIPLE and table.aggregation is None and type(bench.types.find(output.type_ref)) is ListOf:
        fit = None                                    # some modellers name the type of the whole list here
    return OutputColumn(output.name or output.label, lambda scope: order(scope) or [], default, fit)


def _without_hits(table: Table, columns: tuple[OutputColumn, ...], owner: str) -> Evaluator:
    """The default outputs; else what the policy's function gives for no hits at all: nothing, an empty list, a count of 0."""
    if any(column.default is not None for column in columns):
        def default(scope: Scope) -> object:
            return _together(columns, [column.fitted(scope, column.default(scope)) if column.default else None for column in columns])
        return default
    if table.hit_policy == "COLLECT" and table.aggregation == "COUNT":
        return feel.compile("0")
    if table.hit_policy == "COLLECT" and table.aggregation is None:
        return lambda scope: []
    return lambda scope: scope.run.problem("dmn.no_rule", decision=owner)


def _places(rules: int) -> Iterator[int]:
    """The places of the bits that are set, the first rule first."""
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest


def _together(columns: tuple[OutputColumn, ...], parts: list) -> object:
    if len(columns) == 1:
        return parts[0]
    return {column.name: part for column, part in zip(columns, parts)}


def _allowed(test: Test, value: object, scope: Scope) -> bool:
    if test(value, scope) is True:
        return True
    return type(value) is list and all(test(item, scope) is True for item in value)
