"""What came of a deadline: a date that passed, a reminder, an escalation."""
from datetime import UTC, datetime

from engine.ledger import tasks
from engine.ledger.events import record
from engine.tables import Case, Deadline, Task, Wait
from engine.work import Work


def spent(work: Work, deadline: Deadline) -> None:
    """The guard: set under the case's lock, in the transaction of its effect."""
    deadline.state, deadline.fired_at, deadline.lease_until = "fired", work.now, None


def put_off(deadline: Deadline, until: datetime | None) -> None:
    """Nobody tries again before `until`; None: whoever comes first may."""
    deadline.lease_until = until


def became_due(work: Work, case: Case, deadline: Deadline, task: Task | None) -> None:
    """The date passed. A quiet task only comes back into view: nobody is told, nothing is late."""
    spent(work, deadline)
    kind = "WaitBecameDue" if task is None else "TaskCameBack" if task.quiet else "TaskBecameDue"
    record(work, case, kind, deadline.element, task, due_at=deadline.due_at.astimezone(UTC).isoformat())


def reminded(work: Work, case: Case, deadline: Deadline, task: Task | None, wait: Wait | None) -> None:
    spent(work, deadline)
    record(work, case, "ReminderFell", deadline.element, task, waits_for=wait.waits_for if wait is not None else None)


def escalated(work: Work, case: Case, deadline: Deadline, task: Task | None) -> None:
    """The role may act from now on; the turn stays where it is."""
    spent(work, deadline)
    if task is not None:
        tasks.escalated(work, case, task, deadline.role)
    else:
        record(work, case, "WaitEscalated", deadline.element, role=deadline.role)


def over(deadline: Deadline) -> None:
    """What it was about closed in the meantime: nothing happens."""
    deadline.state, deadline.lease_until = "cleared", None


def failed(work: Work, case: Case, deadline: Deadline, why: str) -> None:
    """`why` is the name of an error, never its text."""
    record(work, case, "DeadlineFailed", deadline.element, deadline=deadline.kind, attempts=deadline.attempts, why=why)
