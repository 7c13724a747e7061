"""What people put aside: snoozed until a day, taken up again, or declined with a reason."""
from datetime import UTC, datetime

from sqlalchemy import delete, select

from engine.ledger import handoffs, tasks
from engine.ledger.events import record
from engine.roles import COORDINATOR
from engine.standing import Standing
from engine.tables import Aside, Task

DECLINED = "core.declined"                  # warning of a task that nobody of its role takes


def snoozed(standing: Standing, task: Task, until: datetime) -> None:
    work = standing.work
    _put(standing, task, "snoozed", until, None)
    record(work, standing.case, "TaskSnoozed", task.element or None, task, until=until.astimezone(UTC).isoformat())


def woken(standing: Standing, task: Task) -> bool:
    """The actor has it in front of them again. False: it was not aside."""
    work = standing.work
    if not task.put_aside or of(standing, task) is None:
        return False
    work.session.execute(delete(Aside).where(Aside.task_id == task.id, Aside.person_id == work.actor.person))
    record(work, standing.case, "TaskWoken", task.element or None, task)
    return True


def declined(standing: Standing, task: Task, reason: str, to_coordinator: bool) -> None:
    """Back to the role; to the coordinators where nobody else could take it, or where it was meant for this person alone."""
    work, case, before = standing.work, standing.case, task.claimant_id
    standing.snapshot()
    why = standing.veil.keep("reason", reason)
    standing.veil.store()
    task.status, task.claimant_id, task.claimed_at, task.revision = "open", None, None, task.revision + 1
    if to_coordinator:
        task.reserved_for, task.role, task.warning = None, COORDINATOR, DECLINED
    tasks.remember(work, case, before)
    if task.further:
        handoffs.withdrawn(work, case, task)
    _put(standing, task, "declined", None, why)
    record(work, case, "TaskDeclined", task.element or None, task, claimant=before, why=why, to_coordinator=to_coordinator)


def of(standing: Standing, task: Task) -> Aside | None:
    """How the actor put this task aside."""
    return standing.work.session.scalar(select(Aside).where(Aside.task_id == task.id, Aside.person_id == standing.work.actor.person))


def _put(standing: Standing, task: Task, how: str, until: datetime | None, why: dict[str, str] | None) -> None:
    work, aside = standing.work, of(standing, task)
    if aside is None:
        aside = Aside(task_id=task.id, case_id=task.case_id, municipality=task.municipality, person_id=work.actor.person)
        work.session.add(aside)
    aside.how, aside.until, aside.why, aside.at = how, until, why, work.now
    task.put_aside = True
    work.session.flush()
