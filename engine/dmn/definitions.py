"""What a DMN file says, as frozen dataclasses: nothing compiled, nothing decided."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf

HitPolicy = OneOf["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = OneOf["SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True)
class Variable:
    """A name and, where the model gives one, its type."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True)
class Literal:
    """A FEEL expression."""

    id: str
    type_ref: str | None
    text: str


@dataclass(frozen=True)
class TableInput:
    id: str
    label: str
    text: str
    type_ref: str | None
    values: str | None                    # unary tests that every value must satisfy


@dataclass(frozen=True)
class TableOutput:
    id: str
    label: str
    name: str | None
    type_ref: str | None
    values: str | None                    # for PRIORITY and OUTPUT ORDER: highest first
    default: str | None


@dataclass(frozen=True)
class TableRule:
    """One row; `number` is what a person reads in the margin, counted from 1."""

    id: str
    number: int
    tests: tuple[str, ...]
    entries: tuple[str, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    id: str
    type_ref: str | None
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[TableRule, ...]


@dataclass(frozen=True)
class ContextEntry:
    """`variable` is None for the last box, the result of the whole context."""

    variable: Variable | None
    expression: Expression | None


@dataclass(frozen=True)
class Context:
    id: str
    type_ref: str | None
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True)
class Binding:
    parameter: Variable
    expression: Expression | None


@dataclass(frozen=True)
class Invocation:
    id: str
    type_ref: str | None
    function: Expression | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True)
class Listed:
    """A boxed list."""

    id: str
    type_ref: str | None
    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Relation:
    """A boxed list of contexts, drawn as a table without conditions."""

    id: str
    type_ref: str | None
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True)
class Function:
    id: str
    type_ref: str | None
    kind: str                             # FEEL; Java and PMML are read so that they can be refused by name
    parameters: tuple[Variable, ...]
    body: Expression | None


@dataclass(frozen=True)
class Conditional:
    id: str
    type_ref: str | None
    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None


@dataclass(frozen=True)
class Filter:
    id: str
    type_ref: str | None
    source: Expression | None
    match: Expression | None


@dataclass(frozen=True)
class Iteration:
    """`for`, `some` or `every`, over one list."""

    id: str
    type_ref: str | None
    kind: OneOf["for", "some", "every"]
    variable: str
    source: Expression | None
    body: Expression | None


Expression = (Literal | Table | Context | Invocation | Listed | Relation | Function | Conditional | Filter | Iteration)


@dataclass(frozen=True)
class Requirements:
    """References as written: `#id`, or `namespace#id` for an import."""

    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True)
class InputData:
    id: str
    name: str
    variable: Variable


@dataclass(frozen=True)
class Decision:
    id: str
    name: str
    variable: Variable
    expression: Expression | None
    requirements: Requirements
    question: str = ""
    version_tag: str | None = None        # Camunda's, by which a business rule task may ask for one version


@dataclass(frozen=True)
class KnowledgeModel:
    """A business knowledge model: a function with a name."""

    id: str
    name: str
    variable: Variable
    logic: Function | None
    requirements: Requirements


@dataclass(frozen=True)
class DecisionService:
    """A part of the graph that can be called as one function: input data first, then input decisions."""

    id: str
    name: str
    variable: Variable
    outputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class ItemDefinition:
    """A type. `components` make it a context, `parameters` (not None) a function, `collection` a list of what is described."""

    name: str
    type_ref: str | None
    collection: bool = False
    allowed: str | None = None            # unary tests on each value
    constraint: str | None = None         # unary tests on the whole (DMN 1.5)
    components: tuple[ItemDefinition, ...] = ()
    parameters: tuple[Variable, ...] | None = None
    output_type: str | None = None


@dataclass(frozen=True)
class Import:
    name: str
    namespace: str


@dataclass(frozen=True)
class Definitions:
    """One file. `file` is the name it is known by in findings; `camunda` tells that Camunda's modeller wrote it."""

    file: str
    id: str
    name: str
    namespace: str
    camunda: bool
    imports: tuple[Import, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    inputs: dict[str, InputData] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    knowledge: dict[str, KnowledgeModel] = field(default_factory=dict)
    services: dict[str, DecisionService] = field(default_factory=dict)
