"""Deadlines: set, fired, cleared. Each is a row with the moment at which the clock acts."""
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from engine.ledger import tasks
from engine.ledger.events import record
from engine.ledger.plan import PlannedTimer
from engine.schedule import Schedule
from engine.tables import Case, Deadline, Definition, Message, Task, Wait
from engine.work import Work

ROWS = Deadline.__table__
CLEARING = update(ROWS).where(ROWS.c.case_id == bindparam("of_case"), ROWS.c.state == "waiting",
                              ROWS.c.token.in_(bindparam("of_tokens", expanding=True))).values(state="cleared")


def timers_set(work: Work, case: Case, planned: Iterable[PlannedTimer]) -> None:
    for one in planned:
        due_at = one.opened.due_at
        work.session.add(_row(work, case, kind="timer", token=one.opened.token, element=one.opened.element, role=one.role, due_at=due_at))
        record(work, case, "TimerSet", one.opened.element, due_at=due_at.astimezone(UTC).isoformat())


def scheduled(work: Work, case: Case, dates: Schedule, task: Task | None = None, wait: Wait | None = None) -> None:
    """The due moment, reminders and escalations of a task or of a declared wait."""
    about = task if task is not None else wait
    own = {"token": about.token, "element": about.element, "task_id": task.id if task is not None else None,
           "wait_id": wait.id if wait is not None else None}
    if dates.due_at is not None:
        work.session.add(_row(work, case, kind="due", due_at=dates.due_at, explanation=dates.explanation, **own))
    for reminder in dates.reminders:
        work.session.add(_row(work, case, kind="reminder", due_at=reminder.at, explanation=reminder.explained(), **own))
    for escalation in dates.escalations:
        work.session.add(_row(work, case, kind="escalation", due_at=escalation.at, role=escalation.role, explanation=escalation.explained(), **own))


def expires(work: Work, message: Message) -> None:
    """A kept message has a last moment."""
    work.nudges.add("deadlines")
    work.session.add(Deadline(municipality=message.municipality, kind="message_expiry", state="waiting", message_id=message.id,
                              due_at=message.expires_at, first_due_at=message.expires_at, set_at=work.now))


def opens_cases(work: Work, definition: Definition, municipality: str, element: str, occurrence: Mapping[str, Any]) -> None:
    """A start timer: the clock opens a case of this version then. `occurrence` is the runner's."""
    work.nudges.add("deadlines")
    due_at = datetime.fromisoformat(occurrence["due"])
    work.session.add(Deadline(municipality=municipality, kind="timer", state="waiting", definition_id=definition.id, element=element,
                              cycle=dict(occurrence), due_at=due_at, first_due_at=due_at, set_at=work.now))


def superseded(work: Work, definition: Definition) -> set[str]:
    """A new version: the start timers of the others, as far as the actor can see them, open nothing any more. Gives where they were."""
    others = select(Definition.id).where(Definition.key == definition.key, Definition.id != definition.id)
    return set(work.session.scalars(
        update(Deadline).where(Deadline.definition_id.in_(others), Deadline.state == "waiting").values(state="cleared")
        .returning(Deadline.municipality).execution_options(synchronize_session=False)))


def fired(work: Work, case: Case, token: str) -> None:
    """A timer of a case that got stuck did its work after all: guarded by its state, so that it does so once."""
    done = work.session.execute(
        update(Deadline).where(Deadline.case_id == case.id, Deadline.token == token, Deadline.kind == "timer", Deadline.state == "waiting")
        .values(state="fired", fired_at=work.now).returning(Deadline.element, Deadline.due_at).execution_options(synchronize_session=False))
    for fallen in done:
        timer_fell(work, case, fallen)


# What fell, see firings.py: its row is written already.

def timer_fell(work: Work, case: Case, fallen: Row) -> None:
    record(work, case, "TimerFired", fallen.element, due_at=fallen.due_at.astimezone(UTC).isoformat())


def became_due(work: Work, case: Case, fallen: Row, task: Task | None) -> None:
    """A task is due now. A quiet one only comes back into view."""
    quiet = task is not None and task.quiet
    record(work, case, "TaskCameBack" if quiet else "TaskBecameDue" if task is not None else "WaitBecameDue", fallen.element, task)


def reminder_fell(work: Work, case: Case, fallen: Row, task: Task | None, wait: Wait | None) -> None:
    record(work, case, "ReminderFell", fallen.element, task, waits_for=wait.waits_for if wait is not None else None,
           term=(fallen.explanation or {}).get("term"))


def escalated(work: Work, case: Case, fallen: Row, task: Task | None) -> None:
    """Time ran out: the role hears it, and gets a task in its inbox with the right to act. A wait gives nobody anything to do."""
    if task is not None:
        tasks.offer_to(work, case, task, fallen.role)
    record(work, case, "TaskEscalated" if task is not None else "WaitEscalated", fallen.element, task, role=fallen.role, term=(fallen.explanation or {}).get("term"))


def all_cleared(work: Work, case: Case, task: Task | None = None) -> None:
    """What this task was waiting for is over; without a task: everything of the case."""
    about = [Deadline.task_id == task.id] if task is not None else []
    waiting = update(Deadline).where(Deadline.case_id == case.id, Deadline.state == "waiting", *about)
    work.session.execute(waiting.values(state="cleared").execution_options(synchronize_session=False))


def tokens_cleared(work: Work, case: Case, tokens: Iterable[str]) -> None:
    """What these tokens were waiting for is over."""
    # Past the session, which would flush first: what a step changes goes to the database at once with what it opens.
    work.session.connection().execute(CLEARING, {"of_case": case.id, "of_tokens": sorted(tokens)})


def _row(work: Work, case: Case, **columns) -> Deadline:
    work.nudges.add("deadlines")
    return Deadline(case_id=case.id, municipality=case.municipality, state="waiting", first_due_at=columns["due_at"], set_at=work.now, **columns)
