"""What BPMN says a nested model does, told without tokens, flows or gateways: blocks that begin, end and are cut off."""
from tests.bpmn.random_models.living import Catcher, Count, Life, Names, Scope, Then, Uncaught, Wait, Whole, match
from tests.bpmn.random_models.shapes import (
    Block, Bound, Catch, Choice, Fork, Free, Loop, Nothing, Part, Script, Seq, Some, Task, Test, Throw)

COMES_BY_ITSELF = ("timer", "message", "signal")


class Oracle:
    """Runs one model."""

    def __init__(self, model: Block, data: dict):
        self.waits: list[Wait] = []
        self.names, self.finished = Names(**data), False
        top = Scope(Life(), self.names, self._end)
        self.run(model, top.content, self.names, top, top.path_ended)

    def _end(self) -> None:
        self.finished = True

    def open(self, *kinds: str) -> list[Wait]:
        self.waits = [w for w in self.waits if w.life.goes_on]
        return [w for w in self.waits if w.kind in kinds]

    def come(self, wait: Wait, payload: dict) -> None:
        """A wait is over: its task is done, its timer fires, its message comes."""
        self._over(wait)
        wait.act(payload)

    def fail(self, wait: Wait, code: str, payload: dict) -> None:
        """Work outside reports an error."""
        wait.fail(code, payload)

    def signal(self, name: str, payload: dict) -> None:
        """Everybody hears it who listens at this moment, but not who is ended by it: from the outside in."""
        for wait in sorted((w for w in self.open("signal") if w.name == name), key=lambda w: w.life.depth):
            if wait.life.goes_on:
                self.come(wait, payload)

    def _over(self, wait: Wait) -> None:
        if not wait.again:
            self.waits.remove(wait)

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
        together = Count(len(ways), then)
        for way in ways:
            self.run(way, life, names, scope, together.one_less)

    def _run_loop(self, block: Loop, life, names, scope, then) -> None:
        def ended() -> None:
            self._run_loop(block, life, names, scope, then) if holds(block.again, names) else then()
        self.run(block.body, life, names, scope, ended)

    # what comes and what is said -----------------------------------------------------------------------------------
    def _catchers(self, bounds: list[Bound], inner: Life, life: Life, names: Names, scope: Scope, then: Then) -> list[Catcher]:
        """Events on the edge of an activity: an interrupting one cuts it off and goes on where it would have."""
        def catcher(bound: Bound) -> Catcher:
            def came(payload: dict) -> None:
                self._write(names, payload)
                if bound.interrupting:
                    inner.cut = True
                    self.run(bound.handler, life, names, scope, then)
                else:
                    scope.paths += 1
                    self.run(bound.handler, life, names, scope, scope.path_ended)
            return bound, came
        return [catcher(bound) for bound in bounds]

    def _listen(self, catchers: list[Catcher], life: Life, names: Names) -> None:
        for bound, came in catchers:
            if bound.kind in COMES_BY_ITSELF:
                again = bound.kind != "timer" and not bound.interrupting
                self.waits.append(Wait(bound.kind, bound.id, life, names, came, again, bound.name))

    def _run_catch(self, block: Catch, life, names, scope, then) -> None:
        def came(payload: dict) -> None:
            self._write(names, payload)
            then()
        self.waits.append(Wait(block.kind, block.id, life, names, came, name=block.name))

    def _run_throw(self, block: Throw, life, names, scope, then) -> None:
        if block.last:
            then = scope.path_ended
        match block.kind:
            case "compensate":
                return self._undo(block, life, names, scope, then)
            case "terminate":
                return scope.end()
            case "cancel":
                return self._call_off(names, scope)
            case "error":
                return self._report(block.id, scope.catcher("error", block.name), {})
            case "signal":
                self.signal(block.name, {})
            case "escalation":
                (scope.catcher("escalation", block.name) or ignore)({})
        if life.goes_on:
            then()

    def _report(self, element: str, heard, payload: dict) -> None:
        if heard is None:
            raise Uncaught(element)
        heard(payload)

    def _undo(self, block: Throw, life, names, scope: Scope, then) -> None:
        """Undoes what was done here; in an event sub-process also what was done around it."""
        handlers = scope.undo(block.name) + (scope.around.undo(block.name) if scope.event else [])
        self._do_all(handlers, life, names, then)

    def _do_all(self, handlers: list[str], life: Life, names: Names, then: Then) -> None:
        left = Count(len(handlers), then)
        for handler in handlers:
            self._ask(handler, life, names, left.one_less)
        if not handlers:
            then()

    def _call_off(self, names: Names, scope: Scope) -> None:
        """A transaction is called off: all of it ends, all that was done in it is undone, then its cancel event goes on."""
        whole, undoing = scope.whole, Life(scope.whole.life.around)
        handlers = whole.to_undo()
        whole.life.cut = True
        self._do_all(handlers, undoing, names, lambda: match(whole.catchers, "cancel", None)({}))

    # activities ----------------------------------------------------------------------------------------------------
    def _write(self, names: Names, payload: dict) -> None:
        for name, value in payload.items():
            names.write(name, value)

    def _run_task(self, block: Task, life, names, scope, then) -> None:
        def left() -> None:
            inner.cut = True
            if block.undo:
                scope.done.append((block.id, [block.undo]))
            then()
        inner = Life(life)
        catchers = self._catchers(block.bounds, inner, life, names, scope, then)
        if block.many is None:
            self._ask(block.id, inner, names, left, self._failing(block, catchers, scope) if block.outside else None)
        elif block.many[1] == 0:
            names.write("c_" + block.id, [])
            return then()
        else:
            self._ask_many(block, inner, names, left)
        self._listen(catchers, inner, names)

    def _failing(self, block: Task, catchers: list[Catcher], scope: Scope):
        return lambda code, payload: self._report(block.id, match(catchers, "error", code) or scope.catcher("error", code), payload)

    def _ask(self, element: str, life: Life, names: Names, then: Then, fail=None) -> None:
        def done(answers: dict) -> None:
            self._write(names, answers)
            then()
        self.waits.append(Wait("job" if fail else "task", element, life, names, done, fail=fail))

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
        def left() -> None:
            whole.life.cut = True
            scope.holds.remove(whole)
            scope.done.append((block.id, [block.undo] if block.undo else whole.done))
            then()
        whole = Whole(Life(life))
        whole.catchers = self._catchers(block.bounds, whole.life, life, names, scope, then)
        scope.holds.append(whole)
        if block.many is None:
            self._inside(block, whole, names, scope, left)
        else:
            self._each(block, whole, names, scope, left)
        if whole.life.goes_on:
            self._listen(whole.catchers, whole.life, names)

    def _each(self, block: Part, whole: Whole, names: Names, scope: Scope, then: Then) -> None:
        """The inside of a part as often as it must, with what each of them adds to a list."""
        (how, total), name = block.many, "c_" + block.id
        found, left = [None] * total, [total]
        body = Names(names, **({name: found} if block.collects else {}))

        def over() -> None:
            if block.collects:
                names.write(name, found)
            then()

        def one(index: int) -> None:
            own = Names(body, i=index + 1, loopCounter=index + 1)

            def done() -> None:
                left[0] -= 1
                found[index] = own.seen()["v0"] + index + 1
                if left[0] == 0:
                    over()
                elif how == "in turn":
                    one(index + 1)
            self._inside(block, whole, own, scope, done)
        for index in range(1 if how == "in turn" and total else total):
            one(index)
        if total == 0:
            over()

    def _inside(self, block: Part, whole: Whole, names: Names, around: Scope, then: Then) -> None:
        """The inside of a sub-process and the events that may come there."""
        def ended() -> None:
            whole.done += [handler for _, handlers in scope.done for handler in handlers]
            then()
        own = Names(names, **({"l_" + block.id: names.seen()["v0"]} if block.local else {}))
        scope = Scope(Life(whole.life), own, ended, around, whole)
        scope.beside = [self._beside(event, scope) for event in block.beside]
        self._listen(scope.beside, scope.listening, own)
        self.run(block.body, scope.content, own, scope, scope.path_ended)

    def _beside(self, event: Bound, scope: Scope) -> Catcher:
        def came(payload: dict) -> None:
            self._write(scope.names, payload)
            if event.interrupting:
                scope.take_over()
            else:
                scope.paths += 1
            self._handler(event, scope)
        return event, came

    def _handler(self, event: Bound, scope: Scope) -> None:
        def ended() -> None:
            scope.holds.remove(inner)
            scope.done.append((event.id, [handler for _, handlers in inner.done for handler in handlers]))
            scope.path_ended()
        inner = Scope(Life(scope.content), Names(scope.names), ended, scope, event=event)
        scope.holds.append(inner)
        self.run(event.handler, inner.content, inner.names, inner, inner.path_ended)

    def _run_free(self, block: Free, life, names, scope, then) -> None:
        inner, offer, found, running = Life(life), Life(life), [], [0]
        own = Names(names, **({"c_" + block.id: found} if block.collects else {}))

        def over() -> None:
            offer.cut = True
            if block.collects:
                names.write("c_" + block.id, list(found))
            inner.cut = True
            then()

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


def ignore(payload: dict) -> None:
    """An escalation that nobody hears."""


def holds(test: Test, names: Names) -> bool:
    return names.seen()[test.name] > test.least
