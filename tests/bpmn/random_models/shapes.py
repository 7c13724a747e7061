"""Random models as nested blocks. Blocks have no flows; the drawing gives them some, the oracle needs none."""
from dataclasses import dataclass, field
from typing import Union

NAMES = ("v0", "v1", "v2", "v3")            # written by answers, read by conditions; numbers 0 to 9
CODES = ("k1", "k2")                        # of errors and escalations
SIGNALS = ("sa", "sb")


@dataclass(frozen=True)
class Test:
    """A condition: name > least."""

    name: str
    least: int


@dataclass
class Bound:
    """An event on the edge of an activity, or the start of an event sub-process."""

    id: str
    kind: str                               # timer | message | signal | error | escalation | cancel
    interrupting: bool
    handler: "Block"
    name: str | None = None                 # of a signal; the code of an error or escalation, None: any


@dataclass
class Task:
    id: str
    bounds: list[Bound] = field(default_factory=list)
    many: tuple[str, int] | None = None     # ("side by side" | "in turn", how many)
    enough: bool = False                    # with many: stop when an answer is above 6
    undo: str | None = None                 # the work that undoes it
    outside: bool = False                   # done by a program, which may report an error


@dataclass
class Script:
    id: str


@dataclass
class Catch:
    """Waits for something on the way."""

    id: str
    kind: str                               # timer | message | signal
    name: str | None = None


@dataclass
class Throw:
    """Says something on the way, or at the end of the way."""

    id: str
    kind: str                               # signal | escalation | compensate; always last: error | terminate | cancel
    name: str | None = None                 # a signal, a code, the activity to undo
    last: bool = False


@dataclass
class Seq:
    items: list["Block"]


@dataclass
class Choice:
    id: str
    ways: list[tuple[Test, "Block"]]
    other: "Block"


@dataclass
class Fork:
    id: str
    ways: list["Block"]


@dataclass
class Some:
    id: str
    ways: list[tuple[Test, "Block"]]
    other: "Block"
    asked: bool = False                     # the ways go out of a task instead of a gateway


@dataclass
class Loop:
    id: str
    body: "Block"
    again: Test


@dataclass
class Part:
    id: str
    body: "Block"
    local: bool = False                     # an input mapping makes a variable of its own
    bounds: list[Bound] = field(default_factory=list)   # with a cancel among them it is a transaction
    beside: list[Bound] = field(default_factory=list)   # event sub-processes
    many: tuple[str, int] | None = None
    collects: bool = False                  # with many: each adds v0 + its number to a list
    undo: str | None = None

    @property
    def may_be_called_off(self) -> bool:
        return any(bound.kind == "cancel" for bound in self.bounds)


@dataclass
class Free:
    id: str
    tasks: list[str]
    until: Test | None
    begun: list[str] = field(default_factory=list)      # what its own list starts at once
    collects: bool = False                  # each piece of work adds v1 to a list
    waits: bool = False                     # enough is enough, but what runs may be finished


@dataclass
class Nothing:
    """A way without work."""


Block = Union[Task, Script, Catch, Throw, Seq, Choice, Fork, Some, Loop, Part, Free, Nothing]
