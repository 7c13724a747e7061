"""Random models as nested blocks. Blocks have no flows; the drawing gives them some, the oracle needs none."""
from dataclasses import dataclass, field
from random import Random
from typing import Union

NAMES = ("v0", "v1", "v2", "v3")            # written by answers, read by conditions; numbers 0 to 9


@dataclass(frozen=True)
class Test:
    """A condition: name > least."""

    name: str
    least: int


@dataclass
class Bound:
    id: str
    kind: str                               # timer | message
    interrupting: bool
    handler: "Block"


@dataclass
class Task:
    id: str
    bounds: list[Bound] = field(default_factory=list)
    many: tuple[str, int] | None = None     # ("side by side" | "in turn", how many)
    enough: bool = False                    # with many: stop when an answer is above 6


@dataclass
class Script:
    id: str


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
    bounds: list[Bound] = field(default_factory=list)
    beside: list[Bound] = field(default_factory=list)   # event sub-processes
    many: tuple[str, int] | None = None
    collects: bool = False                  # with many: each adds v0 + its number to a list


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


Block = Union[Task, Script, Seq, Choice, Fork, Some, Loop, Part, Free, Nothing]


class Maker:
    """Makes one model from one seed."""

    def __init__(self, seed: int, plain: bool = False):
        self.random, self.count, self.plain = Random(seed), 0, plain

    def model(self) -> Block:
        return Seq([Task(self._id("t")), self._block(self.random.randint(2, 4), loop=False, beside=False), Task(self._id("t"))])

    def _id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _test(self) -> Test:
        return Test(self.random.choice(NAMES), self.random.randint(2, 6))

    def _block(self, depth: int, loop: bool, beside: bool) -> Block:
        """`loop` and `beside`: inside a loop, inside parallel branches of one, in this scope.

        An inclusive join beside other branches in a loop waits for those as Camunda 8.8 does, which nested blocks cannot say.
        """
        if depth <= 0 or self.random.random() < 0.15:
            return self._leaf()
        kinds = ["seq", "seq", "choice", "fork", "loop", "part", "free", "bound"]
        if self.plain:
            kinds = ["seq", "seq", "choice", "fork", "loop"]
        if not (loop and beside):
            kinds += ["some"]
        return getattr(self, "_" + self.random.choice(kinds))(depth - 1, loop, beside)

    def _leaf(self) -> Block:
        if self.plain or self.random.random() < 0.6:
            return Task(self._id("t"))
        if self.random.random() < 0.5:
            return Script(self._id("s"))
        how = self.random.choice(["side by side", "in turn"]), self.random.randint(0, 3)
        return Task(self._id("m"), many=how, enough=self.random.random() < 0.4)

    def _seq(self, depth, loop, beside):
        return Seq([self._block(depth, loop, beside) for _ in range(self.random.randint(2, 3))])

    def _ways(self, depth, loop, beside):
        return [(self._test(), self._block(depth, loop, beside)) for _ in range(self.random.randint(1, 2))]

    def _choice(self, depth, loop, beside):
        other = Nothing() if self.random.random() < 0.3 else self._block(depth, loop, beside)
        return Choice(self._id("x"), self._ways(depth, loop, beside), other)

    def _fork(self, depth, loop, beside):
        return Fork(self._id("p"), [self._block(depth, loop, True) for _ in range(self.random.randint(2, 3))])

    def _some(self, depth, loop, beside):
        asked = not self.plain and self.random.random() < 0.3
        return Some(self._id("o"), self._ways(depth, loop, True), self._block(depth, loop, True), asked)

    def _loop(self, depth, loop, beside):
        body = Seq([Task(self._id("t")), self._block(depth, True, beside)])     # somebody must act in every round
        return Loop(self._id("l"), body, self._test())

    def _part(self, depth, loop, beside):
        many = (self.random.choice(["side by side", "in turn"]), self.random.randint(0, 2)) if self.random.random() < 0.25 else None
        handlers = [Bound(self._id("e"), self._kind(), self.random.random() < 0.5, self._block(depth - 1, False, False))
                    for _ in range(self.random.choice([0, 0, 1, 1, 2]))]
        return Part(self._id("d"), self._block(depth, False, False), self.random.random() < 0.4, self._bounds(), handlers, many,
                    self.random.random() < 0.5)

    def _bound(self, depth, loop, beside):
        return Task(self._id("t"), self._bounds() or [self._one_bound()])

    def _free(self, depth, loop, beside):
        tasks = [self._id("a") for _ in range(self.random.randint(1, 3))]
        begun = [task for task in tasks if self.random.random() < 0.5] if self.random.random() < 0.5 else []
        return Free(self._id("f"), tasks, self._test() if self.random.random() < 0.5 else None, begun, self.random.random() < 0.5,
                    self.random.random() < 0.4)

    def _kind(self) -> str:
        return self.random.choice(["timer", "message"])

    def _bounds(self) -> list[Bound]:
        return [self._one_bound() for _ in range(self.random.choice([0, 0, 1, 2]))]

    def _one_bound(self) -> Bound:
        """A handler may run several times at once, so it has no join: tokens of one node do not know each other."""
        handler = Seq([Task(self._id("t")), self._leaf()]) if self.random.random() < 0.5 else Task(self._id("t"))
        return Bound(self._id("b"), self._kind(), self.random.random() < 0.5, handler)
