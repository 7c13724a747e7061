"""What BPMN says a nested model does, told without tokens, flows or gateways: blocks that begin, end and are cut off."""
from collections.abc import Callable
from dataclasses import dataclass

from tests.bpmn.random_models.shapes import (
    Block, Bound, Choice, Fork, Free, Loop, Nothing, Part, Script, Seq, Some, Task, Test)

Then = Callable[[], None]


class Names:
    """Variables of one scope."""

    def __init__(self, around: "Names | None" = None, **own: object):
        self.around, self.own = around, dict(own)

    def seen(self) -> dict:
        return {**(self.around.seen() if self.around else {}), **self.own}

    def write(self, name: str, value: object) -> None:
        at = self
        while name not in at.own and at.around is not None:
            at = at.around
        at.own[name] = value


class Life:
    """Something that can be cut off, with all that lives in it."""

    def __init__(self, around: "Life | None" = None):
        self.around, self.cut = around, False

    @property
    def goes_on(self) -> bool:
        return not self.cut and (self.around is None or self.around.goes_on)


@dataclass
class Wait:
    kind: str                               # task | timer | message | free
    id: str
    life: Life
    names: Names
    act: Callable[[dict], None]
    again: bool = False                     # goes on waiting after it came
    begin: Callable[[str], None] | None = None


class Scope:
    """Ends when every path in it has ended."""

    def __init__(self, then: Then):
        self.paths, self.then = 1, then

    def path_ended(self) -> None:
        self.paths -= 1
        if self.paths == 0:
            self.then()


class Oracle:
    """Runs one model."""

    def __init__(self, model: Block, data: dict):
        self.waits: list[Wait] = []
        self.names, self.finished = Names(**data), False
        top = Scope(self._end)
        self.run(model, Life(), self.names, top, top.path_ended)

    def _end(self) -> None:
        self.finished = True

    def open(self, kind: str) -> list[Wait]:
        return [w for w in self.waits if w.kind == kind and w.life.goes_on]

    def come(self, wait: Wait, payload: dict) -> None:
        """A wait is over: its task is done, its timer fires, its message comes."""
        if not wait.again:
            self.waits.remove(wait)
        wait.act(payload)

    def run(self, block: Block, life: Life, names: Names, scope: Scope, then: Then) -> None:
        getattr(self, "_run_" + type(block).__name__.lower())(block, life, names, scope, then)

    def _run_nothing(self, block: Nothing, life, names, scope, then) -> None:
        then()

    def _run_script(self, block: Script, life, names, scope, then) -> None:
        names.write(block.id, names.seen()[block.id] + 1)
        then()

    def _run_seq(self, block: Seq, life, names, scope, then) -> None:
        def at(index: int) -> None:
            if index == len(block.items):
                then()
            else:
                self.run(block.items[index], life, names, scope, lambda: at(index + 1))
        at(0)

    def _run_choice(self, block: Choice, life, names, scope, then) -> None:
        way = next((b for test, b in block.ways if holds(test, names)), block.other)
        self.run(way, life, names, scope, then)

    def _run_fork(self, block: Fork, life, names, scope, then) -> None:
        self._side_by_side(block.ways, life, names, scope, then)

    def _run_some(self, block: Some, life, names, scope, then) -> None:
        def go() -> None:
            ways = [b for test, b in block.ways if holds(test, names)] or [block.other]
            self._side_by_side(ways, life, names, scope, then)
        self._ask(block.id, life, names, go) if block.asked else go()

    def _side_by_side(self, ways, life, names, scope, then) -> None:
        together = Scope(then)
        together.paths = len(ways)
        for way in ways:
            self.run(way, life, names, scope, together.path_ended)

    def _run_loop(self, block: Loop, life, names, scope, then) -> None:
        def ended() -> None:
            self._run_loop(block, life, names, scope, then) if holds(block.again, names) else then()
        self.run(block.body, life, names, scope, ended)

    # activities ----------------------------------------------------------------------------------------------------
    def _bounds(self, bounds: list[Bound], inner: Life, life: Life, names: Names, scope: Scope, then: Then) -> None:
        """Boundary events: an interrupting one cuts the activity off and goes on where it would have."""
        for bound in bounds:
            def came(payload: dict, bound=bound) -> None:
                self._write(names, payload)
                if bound.interrupting:
                    inner.cut = True
                    self.run(bound.handler, life, names, scope, then)
                else:
                    scope.paths += 1
                    self.run(bound.handler, life, names, scope, scope.path_ended)
            again = bound.kind == "message" and not bound.interrupting
            self.waits.append(Wait(bound.kind, bound.id, inner, names, came, again))

    def _write(self, names: Names, payload: dict) -> None:
        for name, value in payload.items():
            names.write(name, value)

    def _run_task(self, block: Task, life, names, scope, then) -> None:
        inner = Life(life)
        if block.many is None:
            self._ask(block.id, inner, names, lambda: self._leave(inner, then))
        elif block.many[1] == 0:
            names.write("c_" + block.id, [])
            return then()
        else:
            self._ask_many(block, inner, names, lambda: self._leave(inner, then))
        self._bounds(block.bounds, inner, life, names, scope, then)

    def _leave(self, inner: Life, then: Then) -> None:
        inner.cut = True
        then()

    def _ask(self, element: str, life: Life, names: Names, then: Then) -> None:
        def done(answers: dict) -> None:
            self._write(names, answers)
            then()
        self.waits.append(Wait("task", element, life, names, done))

    def _ask_many(self, block: Task, inner: Life, names: Names, then: Then) -> None:
        how, total = block.many
        answers, left = [None] * total, [total]
        body = Names(names, **{"c_" + block.id: answers})

        def one(index: int) -> None:
            own = Names(body, i=index + 1, loopCounter=index + 1, r=None)

            def done() -> None:
                answers[index] = own.own["r"]
                left[0] -= 1
                if left[0] == 0 or (block.enough and (own.own["r"] or 0) > 6):
                    names.write("c_" + block.id, answers)
                    then()
                elif how == "in turn":
                    one(index + 1)
            self._ask(block.id, inner, own, done)
        for index in range(1 if how == "in turn" else total):
            one(index)

    def _run_part(self, block: Part, life, names, scope, then) -> None:
        if block.many is None:
            inner = Life(life)
            self._inside(block, inner, names, lambda: self._leave(inner, then))
            return self._bounds(block.bounds, inner, life, names, scope, then)
        inner = Life(life)
        self._each(block, inner, names, lambda: self._leave(inner, then))
        if inner.goes_on:
            self._bounds(block.bounds, inner, life, names, scope, then)

    def _each(self, block: Part, inner: Life, names: Names, then: Then) -> None:
        """The inside of a part as often as it must, with what each of them adds to a list."""
        (how, total), name = block.many, "c_" + block.id
        found, left = [None] * total, [total]
        body = Names(names, **({name: found} if block.collects else {}))

        def over() -> None:
            if block.collects:
                names.write(name, found)
            then()

        def one(index: int) -> None:
            instance, own = Life(inner), Names(body, i=index + 1, loopCounter=index + 1)

            def done() -> None:
                instance.cut = True
                left[0] -= 1
                found[index] = own.seen()["v0"] + index + 1
                if left[0] == 0:
                    over()
                elif how == "in turn":
                    one(index + 1)
            self._inside(block, instance, own, done)
        for index in range(1 if how == "in turn" and total else total):
            one(index)
        if total == 0:
            over()

    def _inside(self, block: Part, life: Life, names: Names, then: Then) -> None:
        """The inside of a sub-process and the events that may come there."""
        own = Names(names, **({"l_" + block.id: names.seen()["v0"]} if block.local else {}))
        scope, content, listening = Scope(then), [Life(life)], Life(life)
        for event in block.beside:
            def came(payload: dict, event=event) -> None:
                self._write(own, payload)
                if event.interrupting:
                    content[0].cut = listening.cut = True
                    content[0], scope.paths = Life(life), 1
                else:
                    scope.paths += 1
                self._handler(event, content[0], own, scope.path_ended)
            again = event.kind == "message" and not event.interrupting
            self.waits.append(Wait(event.kind, event.id, listening, own, came, again))
        self.run(block.body, content[0], own, scope, scope.path_ended)

    def _handler(self, event: Bound, life: Life, names: Names, then: Then) -> None:
        inner = Scope(then)
        self.run(event.handler, life, Names(names), inner, inner.path_ended)

    def _run_free(self, block: Free, life, names, scope, then) -> None:
        inner, offer, found, running = Life(life), Life(life), [], [0]
        own = Names(names, **({"c_" + block.id: found} if block.collects else {}))

        def over() -> None:
            offer.cut = True
            if block.collects:
                names.write("c_" + block.id, list(found))
            self._leave(inner, then)

        def begin(task: str) -> None:
            running[0] += 1
            self._ask(task, inner, Names(own), task_done)

        def task_done() -> None:
            running[0] -= 1
            found.append(own.seen()["v1"])
            if offer.goes_on and block.until and holds(block.until, own):
                offer.cut = True
                if not block.waits:
                    return over()
            if not offer.goes_on and running[0] == 0:
                over()
        for task in block.begun:
            begin(task)
        self.waits.append(Wait("free", block.id, offer, names, lambda _: over(), begin=begin))


def holds(test: Test, names: Names) -> bool:
    return names.seen()[test.name] > test.least
