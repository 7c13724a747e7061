"""A kind word to whoever has the turn: recorded, and at most once a day from one person about one task."""
from sqlalchemy import select

from engine import access
from engine.errors import Conflict, NotAllowed, NotFound
from engine.iso import at_wall, wall_of
from engine.ledger.events import record
from engine.standing import lock_case_of
from engine.tables import Case, CaseEvent, Task
from engine.work import Work

LIVE = ("open", "claimed")


def nudge(work: Work, task_id: int) -> Task:
    """Let the one who has the turn know that somebody waits. For who takes part in the case and has not the turn themselves."""
    standing = lock_case_of(work, Task, task_id)
    task = work.session.scalar(select(Task).where(Task.id == task_id).execution_options(populate_existing=True))
    if not access.meets(work, access.sees_case, Case, task.case_id):
        raise NotFound()
    if not access.works_on(work, task.case_id):
        raise NotAllowed("nudge.only_watching")
    if task.status not in LIVE:
        raise Conflict("core.task_is_over")
    if standing.case.status == "paused":
        raise Conflict("core.case_is_paused", number=standing.case.number)
    if task.claimant_id == work.actor.person or task.claimant_id is None and access.meets(work, access.may_take, Task, task_id):
        raise Conflict("nudge.your_turn")
    if _today(work, task):
        raise Conflict("nudge.today")
    record(work, standing.case, "TaskNudged", task.element or None, task)
    return task


def _today(work: Work, task: Task) -> bool:
    """Whether the actor did so already, since midnight in Amsterdam."""
    midnight = at_wall(wall_of(work.now).replace(hour=0, minute=0, second=0, microsecond=0))
    return work.session.scalar(select(CaseEvent.id).where(
        CaseEvent.case_id == task.case_id, CaseEvent.task_id == task.id, CaseEvent.kind == "TaskNudged",
        CaseEvent.person_id == work.actor.person, CaseEvent.at >= midnight).limit(1)) is not None
