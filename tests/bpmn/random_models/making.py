"""Makes a random model from a seed, so that no outcome hangs on which of two tokens moves first."""
from dataclasses import dataclass, field, replace
from random import Random

from tests.bpmn.random_models.shapes import (
    CODES, NAMES, SIGNALS, Block, Bound, Catch, Choice, Fork, Free, Loop, Nothing, Part, Script, Seq, Some, Task, Test, Throw)

ALWAYS_LAST = ("error", "terminate", "cancel")
BY_CODE = ("error", "escalation")
ABOUT = ("anything", "cancel", "cancel", *BY_CODE, "signal", "terminate", "compensate", "undone later")


@dataclass
class Here:
    """What is around a block.

    An inclusive join beside other branches in a loop waits for those as Camunda 8.8 does, which nested blocks cannot say.
    """

    loop: bool = False
    beside: bool = False                    # in one of several branches of this scope: a join waits for it
    counted: bool = False                   # an inclusive join looks who may still come: no way ends here
    deal: bool = False                      # straight in a transaction
    caught: bool = False                    # somebody around catches errors
    undoable: list[str] = field(default_factory=list)   # activities of this scope that may be undone by name


class Maker:
    """Makes one model from one seed."""

    def __init__(self, seed: int, plain: bool = False):
        self.random, self.count, self.plain = Random(seed), 0, plain
        self.scripts: list[str] = []

    def model(self) -> Block:
        here, depth = Here(), self.random.randint(2, 4)
        if self.plain or self._often(0.4):
            middle = self._block(depth, here)
        elif self._often(0.7):
            middle = self._part(depth - 1, here)
        else:                               # what happens in a part leaves alone what is beside it
            middle = Fork(self._id("p"), [self._part(depth - 2, replace(here, beside=True)), Task(self._id("t"))])
        return Seq([Task(self._id("t")), middle, Task(self._id("t"))])

    def _id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _often(self, chance: float) -> bool:
        return self.random.random() < chance

    def _test(self, lowest: int = 2) -> Test:
        return Test(self.random.choice(NAMES), self.random.randint(lowest, lowest + 4))

    def _block(self, depth: int, here: Here) -> Block:
        if depth <= 0 or self._often(0.15 if self.plain else 0.2):
            return self._leaf(here)
        kinds = ["seq", "choice", "fork", "loop", "part", "part", "free", "bound", "throw"]
        if self.plain:
            kinds = ["seq", "seq", "choice", "fork", "loop"]
        if not (here.loop and here.beside):
            kinds += ["some"]
        return getattr(self, "_" + self.random.choice(kinds))(depth - 1, here)

    def _leaf(self, here: Here) -> Block:
        if self.plain or self._often(0.5):
            return self._task(here)
        if self._often(0.3):
            self.scripts.append(self._id("s"))
            return Script(self.scripts[-1])
        if self._often(0.4):
            return self._throw(0, here)
        if self._often(0.4):
            kind = self._trigger()
            return Catch(self._id("w"), kind, self._name(kind))
        how = self.random.choice(["side by side", "in turn"]), self.random.randint(0, 3)
        return Task(self._id("m"), many=how, enough=self._often(0.4))

    def _task(self, here: Here, **more) -> Task:
        task = Task(self._id("t"), **more)
        if not self.plain and self._often(0.3):
            task.undo = task.undo or self._id("u")
        if task.undo:
            here.undoable.append(task.id)
        return task

    def _seq(self, depth, here):
        return Seq([self._block(depth, here) for _ in range(self.random.randint(2, 3))])

    def _ways(self, depth, here):
        return [(self._test(), self._block(depth, here)) for _ in range(self.random.randint(1, 2))]

    def _choice(self, depth, here):
        other = Nothing() if self._often(0.3) else self._block(depth, here)
        return Choice(self._id("x"), self._ways(depth, here), other)

    def _fork(self, depth, here):
        return Fork(self._id("p"), [self._block(depth, replace(here, beside=True)) for _ in range(self.random.randint(2, 3))])

    def _some(self, depth, here):
        asked, branch = not self.plain and self._often(0.3), replace(here, beside=True, counted=True)
        return Some(self._id("o"), self._ways(depth, branch), self._block(depth, branch), asked)

    def _loop(self, depth, here):
        body = Seq([self._task(here), self._block(depth, replace(here, loop=True))])     # somebody must act in every round
        return Loop(self._id("l"), body, self._test())

    def _free(self, depth, here):
        tasks = [self._id("a") for _ in range(self.random.randint(1, 3))]
        begun = [task for task in tasks if self._often(0.5)] if self._often(0.5) else []
        return Free(self._id("f"), tasks, self._test() if self._often(0.5) else None, begun, self._often(0.5), self._often(0.4))

    # what is thrown ------------------------------------------------------------------------------------------------
    def _throw(self, depth: int, here: Here, kind: str | None = None, name: str | None = None) -> Block:
        """Somebody acts first, so that nothing else moves at that moment. A way that ends is one of two: the rest goes on."""
        kind = kind or self.random.choice(self._may_throw(here))
        before, throw = self._task(here), Throw(self._id("z"), kind, name or self._thrown(kind, here))
        throw.last = kind in ALWAYS_LAST or not here.beside and self._often(0.3)
        said = Seq([before, throw])
        return Choice(self._id("x"), [(self._test(0), said)], Nothing()) if throw.last else said

    def _may_throw(self, here: Here) -> list[str]:
        kinds = ["escalation", "escalation", "signal", "compensate", "compensate"]
        if here.counted:
            return kinds
        return kinds + ["terminate"] + ["error"] * (3 if here.caught else self._often(0.05)) + ["cancel"] * 4 * here.deal

    def _thrown(self, kind: str, here: Here) -> str | None:
        if kind == "compensate":
            return self.random.choice(here.undoable) if here.undoable and self._often(0.3) else None
        return self.random.choice(CODES) if kind in BY_CODE else self._name(kind)

    def _listened_for(self, kind: str) -> str | None:
        return self.random.choice((*CODES, None)) if kind in BY_CODE else self._name(kind)

    def _name(self, kind: str) -> str | None:
        return self.random.choice(SIGNALS) if kind == "signal" else None

    # what is caught ------------------------------------------------------------------------------------------------
    def _trigger(self) -> str:
        return self.random.choice(["timer", "message", "signal"])

    def _catchers(self, numbers: list[int], further: tuple[str, ...] = ()) -> list[tuple[str, str | None]]:
        """Kinds and names; no two on one activity catch the same word, as nobody could say which of them hears it."""
        found: list[tuple[str, str | None]] = []
        for _ in range(self.random.choice(numbers)):
            kind = self.random.choice([self._trigger(), *further])
            one = kind, self._listened_for(kind)
            if kind in ("timer", "message") or one not in found:
                found.append(one)
        return found

    def _bound(self, depth, here):
        outside = self._often(0.4)
        further = ("error",) * 4 if outside else ()
        kinds = self._catchers([1, 1, 2], further)
        task = self._task(here, outside=outside)
        task.bounds = [self._on_edge(kind, name, here) for kind, name in kinds]
        return task

    def _on_edge(self, kind: str, name: str | None, here: Here) -> Bound:
        """A handler may run several times at once, so it has no join: tokens of one node do not know each other."""
        first = self._task(here)
        handler = Seq([first, self._leaf(here)]) if self._often(0.5) else first
        return Bound(self._id("b"), kind, kind in ("error", "cancel") or self._often(0.5), handler, name)

    def _part(self, depth, here):
        """A sub-process about something: what is thrown in it, and mostly somebody who catches it."""
        many = (self.random.choice(["side by side", "in turn"]), self.random.randint(0, 2)) if self._often(0.25) else None
        about = self.random.choice(ABOUT)
        edge, inside = self._catchers([0, 0, 1], BY_CODE), self._catchers([0, 0, 1, 2], BY_CODE)
        if about in (*BY_CODE, "signal"):
            place, heard = self.random.choice([edge, inside]), (about, self._listened_for(about))
            place += [heard] * (heard not in place)
        edge += [("cancel", None)] * (about == "cancel")
        around = Here(caught=here.caught or any(kind == "error" for kind, _ in edge))
        within = replace(around, deal=about == "cancel", caught=around.caught or any(kind == "error" for kind, _ in inside), undoable=[])
        body = self._body(depth, within, about)
        beside = [Bound(self._id("e"), kind, kind == "error" or self._often(0.5),
                        self._block(min(depth - 1, 1), replace(around, undoable=list(within.undoable))), name) for kind, name in inside]
        part = Part(self._id("d"), body, self._often(0.4), [self._on_edge(kind, name, here) for kind, name in edge], beside, many, self._often(0.5))
        if self._often(0.2):
            part.undo = self._id("u")
        here.undoable.append(part.id)
        return Seq([part, self._throw(depth, here, "compensate")]) if about == "undone later" else part

    def _body(self, depth: int, within: Here, about: str) -> Block:
        """Work, and what the part is about after it or beside it."""
        if about == "undone later":
            return Seq([self._task(within, undo=self._id("u")), self._block(depth, within)])
        if about == "anything":
            return self._block(depth, within)
        if self._often(0.5):
            return Seq([self._block(depth, within), self._throw(depth, within, about)])
        branch = replace(within, beside=True)
        return Fork(self._id("p"), [self._undoable(depth, branch), self._throw(depth, branch, about)])

    def _undoable(self, depth: int, here: Here) -> Block:
        """Work that may be done and undone, in a part that may still be open then."""
        if self._often(0.5):
            return Seq([self._task(here, undo=self._id("u")), self._block(depth, here)])
        return Part(self._id("d"), Seq([self._task(Here(), undo=self._id("u")), self._task(Here())]))
