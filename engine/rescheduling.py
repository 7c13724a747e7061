"""Choosing another date for a task, with a reason: the only way a date changes."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from engine import access
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.ledger import clock, dating, tasks
from engine.schedule import Terms, read_terms, schedule_of
from engine.standing import Standing, lock_case_of
from engine.tables import Case, Task
from engine.work import Work

LIVE = ("open", "claimed")
SETTINGS = ("deadline", "reminders", "escalate")


def reschedule_task(work: Work, task_id: int, due: date, reason: str, revision: int | None = None) -> Task:
    """Another date for an open task: a plain date means 17:00. For its claimant, its candidates, and coordinators.

    The first date stays in the events and in `first_due_at`. Whoever asked for a date meanwhile has it, or not, by this.
    """
    standing = lock_case_of(work, Task, task_id)
    task = _task(work, task_id)
    if revision is not None and task.revision != revision:
        raise Stale()
    if task.status not in LIVE:
        raise Conflict("core.task_is_over")
    if not reason.strip():
        raise InvalidAnswers([("reason", "core.reason_needed", {})])
    if standing.calendar.due_of(due) <= work.now:
        raise InvalidAnswers([("due", "time.date_is_past", {})])
    dating.overtaken(standing, task)
    move_date(standing, task, due, standing.covered(reason.strip()))
    return task


def move_date(standing: Standing, task: Task, due: date, reason: Any) -> None:
    """Reminders and escalations count from the new date. `reason`: as the ledger keeps it."""
    work = standing.work
    dates = schedule_of(_terms(standing, task), work.now, standing.calendar, due, "rescheduled")
    clock.all_cleared(work, standing.case, task=task)
    tasks.rescheduled(work, standing.case, task, dates.due_at, dates.explanation, reason)
    clock.scheduled(work, standing.case, dates, task=task)


def _task(work: Work, task_id: int) -> Task:
    """The task, for whoever may change its date. NotFound for whoever may not see it."""
    task = work.session.scalar(select(Task).where(Task.id == task_id).execution_options(populate_existing=True))
    access.keep_to_asked(work, task_id)
    if task.claimant_id == work.actor.person or access.oversees(work.actor, task.municipality):
        return task
    if access.meets(work, access.may_take, Task, task_id):
        return task
    seen = select(Task.id).join(Case, Case.id == Task.case_id).where(Task.id == task_id, access.sees_task(work.actor, work.now))
    if work.session.scalar(seen) is None:
        raise NotFound()
    raise NotAllowed("core.not_your_task")


def _terms(standing: Standing, task: Task) -> Terms:
    """The task's own reminders and escalations, else the municipality's; without its quiet, for a chosen date is a real one."""
    settings: Mapping[str, str | None] = {}
    if task.token is not None:
        element = standing.element(task.process, task.element)
        settings = {name: element.own(name) for name in SETTINGS}
    own = read_terms(settings)
    return Terms(reminders=own.reminders, escalations=own.escalations).filled(standing.terms)
