"""The shapes a FEEL expression can have once it is read. Chains are lists, so that length never becomes depth."""
from dataclasses import dataclass, field, fields

from engine.feel.types import Type


@dataclass(slots=True)
class Literal:
    value: object


@dataclass(slots=True)
class Name:
    name: str


@dataclass(slots=True)
class Logic:
    """`a or b or c`; operator is "or" or "and"."""

    operator: str
    terms: list["Node"]


@dataclass(slots=True)
class Operand:
    """One step in a chain of operators, with the source of what stands right of it, for explanations."""

    operator: str
    node: "Node"
    label: str


@dataclass(slots=True)
class Arithmetic:
    """`a + b - c`: one level of precedence, read from the left."""

    first: "Node"
    label: str
    rest: list[Operand]
    level: int


@dataclass(slots=True)
class Comparison:
    """`a < b`, and what may follow it; steps are Operand, Between or In."""

    first: "Node"
    label: str
    rest: list["Operand | Between | In"]


@dataclass(slots=True)
class Between:
    low: "Node"
    high: "Node"


@dataclass(slots=True)
class In:
    tests: list["Test"]


@dataclass(slots=True)
class Test:
    """One positive unary test: an operator with an operand, or an expression; `asks` when it names `?` itself."""

    operator: str | None
    node: "Node"
    asks: bool


@dataclass(slots=True)
class Negation:
    node: "Node"
    twice: bool


@dataclass(slots=True)
class Postfix:
    """A value and the steps taken from it: Property, Filter, Call or InstanceOf."""

    base: "Node"
    steps: list["Property | Filter | Call | InstanceOf"]
    label: str = ""


@dataclass(slots=True)
class Property:
    name: str


@dataclass(slots=True)
class Filter:
    node: "Node"


@dataclass(slots=True)
class Call:
    arguments: list["Node"]
    names: list[str] | None


@dataclass(slots=True)
class InstanceOf:
    kind: Type


@dataclass(slots=True)
class If:
    """`if a then b else if c then d else e`, flattened."""

    branches: list[tuple["Node", "Node"]]
    otherwise: "Node"


@dataclass(slots=True)
class Iterator:
    name: str
    domain: "Node"
    end: "Node | None" = None


@dataclass(slots=True)
class For:
    iterators: list[Iterator]
    body: "Node"


@dataclass(slots=True)
class Quantified:
    some: bool
    iterators: list[Iterator]
    body: "Node"


@dataclass(slots=True)
class FunctionDefinition:
    parameters: list[str]
    types: list[Type | None]
    body: "Node"


@dataclass(slots=True)
class ListLiteral:
    items: list["Node"]


@dataclass(slots=True)
class ContextLiteral:
    entries: list[tuple[str, "Node"]] = field(default_factory=list)


@dataclass(slots=True)
class Interval:
    start: "Node"
    end: "Node"
    start_included: bool
    end_included: bool


@dataclass(slots=True)
class HalfRange:
    """`< 5` as a value: a range with one end."""

    operator: str
    node: "Node"


Node = (Literal | Name | Logic | Arithmetic | Comparison | Negation | Postfix | If | For | Quantified
        | FunctionDefinition | ListLiteral | ContextLiteral | Interval | HalfRange)
_SHAPES = tuple(Node.__args__) + (Operand, Between, In, Test, Property, Filter, Call, InstanceOf, Iterator)


def children(node) -> list:
    """Every shape directly inside this one."""
    inside: list = []
    for part in fields(node):
        _collect(getattr(node, part.name), inside)
    return inside


def _collect(value, inside: list) -> None:
    if isinstance(value, _SHAPES):
        inside.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, inside)


def height(node) -> int:
    """How many shapes deep it goes: the measure for the frames its evaluation takes."""
    return 1 + max(map(height, children(node)), default=0)


def size(node) -> int:
    """How many shapes it has: the measure for the work of one evaluation without its loops."""
    return 1 + sum(map(size, children(node)))


def mentions(node, name: str) -> bool:
    return (type(node) is Name and node.name == name) or any(mentions(inside, name) for inside in children(node))


def defines_function(node) -> bool:
    return type(node) is FunctionDefinition or any(map(defines_function, children(node)))
