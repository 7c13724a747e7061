"""The notebook of one decision: which inputs it saw, which rules matched, what came out, so that a person can be told why."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.feel.json_values import to_json
from engine.feel.problems import FeelError, Problem
from engine.feel.run import Run, World
from engine.feel.values import kind_of

# A table called once per item of a long list would fill the record without telling more.
TABLES_KEPT = 50
# Problems of the model itself rather than of what it was asked: Camunda stops a case here.
FAULTS = frozenset({"dmn.several_rules", "dmn.rules_disagree", "dmn.broken_logic", "dmn.circle", "dmn.external_called"})


@dataclass(frozen=True)
class RuleMatched:
    """`outputs` is empty where the hit policy did not ask this rule for its answer."""

    id: str
    number: int
    annotations: tuple[str, ...]
    outputs: dict[str, object]


@dataclass(frozen=True)
class TableDecided:
    """One look at one table. `owner` is the decision or knowledge model it stands in."""

    id: str
    owner: str
    hit_policy: str
    inputs: list[tuple[str, str, object]]             # label, expression, value
    rules: list[RuleMatched]


@dataclass
class DecisionTaken:
    """One decision, in the order they were taken. `tables_left_out` counts what TABLES_KEPT dropped."""

    id: str
    name: str
    inputs: dict[str, object]
    tables: list[TableDecided] = field(default_factory=list)
    tables_left_out: int = 0
    value: object = None

    def as_json(self) -> dict:
        return {
            "decision": self.id, "name": self.name,
            "inputs": [{"name": name, "value": jsonable(value)} for name, value in self.inputs.items()],
            "tables": [_table_json(table) for table in self.tables],
            "tables_left_out": self.tables_left_out, "value": jsonable(self.value),
        }


class DecisionRun(Run):
    """One FEEL run over a whole requirement graph: one budget, one clock, and the record of what was decided."""

    def __init__(self, world: World, given: Mapping) -> None:
        super().__init__(world, given)
        self.taken: list[DecisionTaken] = []
        self.open: list[DecisionTaken] = []
        self.fault: Problem | None = None

    def problem(self, key: str, **params: object) -> None:
        if key in FAULTS and self.fault is None:
            self.fault = Problem(key, params)
        super().problem(key, **params)

    def begin(self, key: str, name: str, inputs: dict[str, object]) -> None:
        self.open.append(DecisionTaken(key, name, inputs))

    def end(self, value: object) -> None:
        taken = self.open.pop()
        taken.value = value
        self.taken.append(taken)

    def looked_at(self, table: TableDecided) -> None:
        if not self.open:
            return                                     # a knowledge model asked for by itself
        current = self.open[-1]
        if len(current.tables) < TABLES_KEPT:
            current.tables.append(table)
        else:
            current.tables_left_out += 1


@dataclass(frozen=True)
class Verdict:
    """What was decided. `value` is a FEEL value; feel.to_json makes it JSON.

    `problems` tell why something became nothing: each has `.key`, `.params` and `.sentence(language)`.
    `fault` is the first of them that is the model's own: rules that clash, logic that is wrong. A case should not go on with that.
    """

    value: object
    taken: tuple[DecisionTaken, ...]
    problems: list[Problem]
    fault: Problem | None = None

    @cached_property
    def trace(self) -> list[dict]:
        """JSON for the record: every decision taken, in order, with inputs, tables, matched rules and value."""
        return [taken.as_json() for taken in self.taken]


def jsonable(value: object) -> object:
    """JSON for the record; a function or range, which JSON cannot hold, is named by its kind."""
    try:
        return to_json(value)
    except FeelError:
        return {"kind": kind_of(value)}


def _table_json(table: TableDecided) -> dict:
    return {
        "id": table.id, "in": table.owner, "hit_policy": table.hit_policy,
        "inputs": [{"label": label, "expression": text, "value": jsonable(value)} for label, text, value in table.inputs],
        "rules": [{"id": rule.id, "number": rule.number, "annotations": list(rule.annotations),
                   "outputs": {name: jsonable(value) for name, value in rule.outputs.items()}} for rule in table.rules],
    }
