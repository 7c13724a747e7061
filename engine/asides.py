"""Putting a task aside: until a day, or back to the others with a reason why."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from engine.errors import Conflict, InvalidAnswers
from engine.iso import AMSTERDAM, local
from engine.ledger import asides as ledger
from engine.members import members, other_coordinators
from engine.standing import Standing
from engine.tables import Aside, Task
from engine.tasks import locked_task, must_have_turn, must_live
from engine.work import Work

LONGEST = timedelta(days=366)
MOST_WORDS = 500


@dataclass(frozen=True)
class Snoozed:
    """`until`: the first moment it is back. `earlier`: before the day that was asked for, since it is due then."""

    task: Task
    until: datetime
    earlier: bool


def snooze_task(work: Work, task_id: int, day: date, revision: int | None = None) -> Snoozed:
    """Leave a task alone until the beginning of a day, for whoever has the turn. It is back on the day it is due at the latest.

    Nothing else changes: the turn, the date and the reminders stay.
    """
    standing, task, takes = locked_task(work, task_id, revision)
    must_live(standing, task)
    must_have_turn(work, task, takes)
    today = local(work.now).date()
    if day <= today:
        raise InvalidAnswers([("until", "aside.day_is_past", {})])
    if day - today > LONGEST:
        raise InvalidAnswers([("until", "aside.too_far", {})])
    due = local(task.due_at).date() if task.due_at and not task.quiet else None
    if due is not None and due <= today:
        raise Conflict("aside.due_now")
    back = min(day, due) if due is not None else day
    until = datetime.combine(back, time(), AMSTERDAM)
    ledger.snoozed(standing, task, until)
    return Snoozed(task, until, back < day)


def wake_task(work: Work, task_id: int) -> Task:
    """Take back what was put aside. Waking what is not aside changes nothing."""
    standing, task, _ = locked_task(work, task_id)
    ledger.woken(standing, task)
    return task


def decline_task(work: Work, task_id: int, reason: str, revision: int | None = None) -> Task:
    """Not for me, and why: the others of the role may take it, and where there are none the coordinators hear of it.

    Whoever was meant alone gives it back to the coordinators: a role that was fixed to somebody is not opened to a team unasked.
    """
    standing, task, takes = locked_task(work, task_id, revision)
    must_live(standing, task)
    if not reason.strip():
        raise InvalidAnswers([("reason", "core.reason_needed", {})])
    must_have_turn(work, task, takes)
    alone = task.reserved_for is not None or not _others(standing, task)
    if alone and not other_coordinators(work, task.municipality):
        raise Conflict("aside.nobody_else")
    ledger.declined(standing, task, reason.strip()[:MOST_WORDS], alone)
    return task


def _others(standing: Standing, task: Task) -> set[int]:
    """Who else has a role of the task where it is, and has not declined it."""
    work = standing.work
    able = {person.id for role in task.roles for person in members(work, role, task.municipality, task.neighbourhood)}
    declined = select(Aside.person_id).where(Aside.task_id == task.id, Aside.how == "declined")
    return able - {work.actor.person} - set(work.session.scalars(declined))
