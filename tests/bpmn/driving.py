"""Drives one case through the runner alone, saving and reloading as JSON after every step."""
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.bpmn import reading, runner
from engine.bpmn.moment import Moment
from engine.bpmn.step import AwaitedMessage, OpenedAdHoc, OpenedCall, OpenedJob, OpenedTask, SetTimer, Snapshot

MONDAY = datetime(2031, 3, 3, 8, tzinfo=UTC)


class Shelf:
    """A library for tests: the processes of some files, by id."""

    def __init__(self, *contents: bytes, decisions=None):
        self.processes = {p.id: replace(p, ref=p.id) for content in contents for p in reading.read(content)}
        self.decisions = decisions or {}

    def process(self, key, binding, tag):
        return self.processes.get(key)

    def pinned(self, ref):
        return self.processes[ref]

    def decision(self, key, binding, tag):
        return self.decisions.get(key)


class Played:
    """A case: what is open, what happened, and the verbs to go on."""

    def __init__(self, content: bytes, data: dict | None = None, shelf: Shelf | None = None, at: str | None = None):
        self.process = reading.read(content)[0]
        self.shelf = shelf or Shelf(content)
        self.now, self.open, self.passed, self.ends, self.steps = MONDAY, {}, [], [], []
        self.finished = False
        self._apply(runner.start(self.process, data or {}, self.moment, at))

    @property
    def moment(self) -> Moment:
        return Moment(self.now, None, {"id": "1", "title": "Koffie op de stoep"}, self.shelf)

    def _apply(self, step) -> None:
        for closed in step.closed:
            del self.open[closed.token]
        for opened in step.opened:
            self.open[opened.token] = opened
        self.passed += step.passed
        self.ends += step.ends
        self.steps.append(step)
        self.finished = step.finished
        self.saved = json.loads(json.dumps([step.snapshot.state, step.snapshot.data]))

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(*json.loads(json.dumps(self.saved)))

    @property
    def data(self) -> dict:
        return self.saved[1].get("", {})

    def of(self, kind) -> list:
        return [o for o in self.open.values() if isinstance(o, kind)]

    @property
    def tasks(self) -> list[str]:
        return sorted(o.element for o in self.of(OpenedTask))

    @property
    def taken(self) -> list[str]:
        return [p.element for p in self.passed if p.what == "taken"]

    def token(self, element: str, kind, nth: int = 1) -> str:
        return [o.token for o in self.of(kind) if o.element == element][nth - 1]

    def sees(self, element: str, nth: int = 1) -> dict:
        return runner.visible(self.snapshot, self.token(element, OpenedTask, nth))

    def _do(self, verb, *args) -> "Played":
        self._apply(verb(self.process, self.snapshot, *args, self.moment))
        return self

    def complete(self, element: str, nth: int = 1, **answers) -> "Played":
        return self._do(runner.complete, self.token(element, OpenedTask, nth), answers)

    def job(self, element: str, **variables) -> "Played":
        return self._do(runner.finish_job, self.token(element, OpenedJob), variables)

    def fail(self, element: str, code: str, **variables) -> "Played":
        return self._do(runner.fail_job, self.token(element, OpenedJob), code, variables)

    def returned(self, element: str, **variables) -> "Played":
        return self._do(runner.call_ended, self.token(element, OpenedCall), variables)

    def fire(self, element: str) -> "Played":
        timer = next(o for o in self.of(SetTimer) if o.element == element)
        self.now = max(self.now, timer.due_at)
        return self._do(runner.fire, timer.token)

    def due(self, element: str) -> timedelta:
        return next(o for o in self.of(SetTimer) if o.element == element).due_at - self.now

    def send(self, name: str, key: str | None = None, **variables) -> "Played":
        waiting = next(o for o in self.of(AwaitedMessage) if o.name == name and (o.key is None or o.key == key))
        return self._do(runner.message, waiting.token, variables)

    def signal(self, name: str, **variables) -> "Played":
        return self._do(runner.signal, name, variables)

    def begin(self, adhoc: str, activity: str) -> "Played":
        return self._do(runner.start_activity, self.token(adhoc, OpenedAdHoc), activity)

    def shut(self, adhoc: str) -> "Played":
        return self._do(runner.close_adhoc, self.token(adhoc, OpenedAdHoc))

    def move(self, element: str, to: str) -> "Played":
        return self._do(runner.move, self.token(element, OpenedTask), to)
