"""One case of a drawn process in the whole engine, what is done to it, and what its rows say."""
from datetime import timedelta

from sqlalchemy import select

from engine.actors import CLOCK, SYSTEM
from engine.cases import open_case
from engine.claims import claim_due
from engine.deadlines import fire_deadline
from engine.messages import send_message, send_signal
from engine.tables import Case, Deadline, Task, Wait
from tests.bpmn import drawing as d
from tests.bpmn.drawing import process
from tests.core.programme import LEIDEN, STEVENSHOF


class Told:
    """One case of a drawn process, and what is done to it."""

    def __init__(self, programme, *parts, top="", data=None, also=()):
        self.programme = programme
        files = {"p.bpmn": d.file(process("p", *parts), top=top), **{f"{n}.bpmn": one for n, one in enumerate(also)}}
        programme.publish(**{name.replace(".", "__"): content for name, content in files.items()})
        self.id = self.open(data).id

    def open(self, data=None):
        with self.programme.writing("fenna") as work:
            return open_case(work, "p", LEIDEN, STEVENSHOF, data=data or {})

    @property
    def case(self):
        return self.programme.all(select(Case).where(Case.id == self.id))[0]

    @property
    def open_tasks(self):
        rows = self.programme.all(select(Task).where(Task.status.in_(("open", "claimed"))).order_by(Task.id))
        return [task.element for task in rows]

    @property
    def waits(self):
        return sorted(wait.element for wait in self.programme.all(select(Wait)))

    @property
    def timers(self):
        return sorted(one.element for one in self.programme.all(select(Deadline).where(Deadline.kind == "timer", Deadline.state == "waiting")))

    def do(self, element, **answers):
        task = next(one for one in self.programme.all(select(Task).order_by(Task.id)) if one.element == element and one.status == "open")
        self.programme.complete(task, "cas", **answers)
        return self

    def after(self, **amount):
        """Let time pass; what falls due on the way fires at its own moment."""
        until = self.programme.clock.now + timedelta(**amount)
        while due := self.programme.all(select(Deadline).where(
                Deadline.state == "waiting", Deadline.due_at <= until).order_by(Deadline.due_at).limit(1)):
            self.programme.clock.now = max(self.programme.clock.now, due[0].due_at)
            with self.programme.office.writing(CLOCK) as work:
                claimed = claim_due(work)
            for one in claimed:
                with self.programme.office.writing(CLOCK, {one.municipality}) as work:
                    fire_deadline(work, one)
        self.programme.clock.now = until
        return self

    def hear(self, name, key=None, **data):
        with self.programme.office.writing(SYSTEM) as work:
            send_message(work, LEIDEN, name, key, data)
        return self

    def signal(self, name):
        with self.programme.office.writing(SYSTEM) as work:
            send_signal(work, LEIDEN, name)
        return self

    def over(self):
        assert (self.case.status, self.open_tasks, self.waits, self.timers) == ("ended", [], [], []), self.case.stuck_key
        return self.case.ends
