"""Tasks: opened, claimed, released, completed, cancelled, passed to another."""
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, delete, or_, select, type_coerce, update

from engine.ledger import handoffs
from engine.ledger.events import record
from engine.ledger.plan import PlannedTask
from engine.privacy import references
from engine.roles import COORDINATOR, board_of
from engine.standing import Standing
from engine.tables import Aside, Case, CaseEvent, CasePerson, Draft, Task, TaskCandidate
from engine.work import Work

LIVE = ("open", "claimed")
KEPT = timedelta(days=30)                       # how long what somebody typed outlives the task, when another was first
ROWS = Task.__table__
CANCELLING = (update(ROWS).where(ROWS.c.case_id == bindparam("of_case"), ROWS.c.status.in_(LIVE))
              .values(status="cancelled", closed_at=bindparam("now"), revision=ROWS.c.revision + 1)
              .returning(ROWS.c.id, ROWS.c.element, ROWS.c.further, ROWS.c.put_aside))
CANCELLING_SOME = CANCELLING.where(ROWS.c.token.in_(bindparam("of_tokens", expanding=True)))
NEVER = datetime(9999, 12, 31, tzinfo=UTC)      # sorts what has no date behind everything that has one


def opened(work: Work, case: Case, planned: Iterable[PlannedTask], handed: frozenset[str]) -> list[Task]:
    """New rows, with their ids. `handed`: tokens that an automatic handoff brings."""
    tasks = [_row(work, case, one, one.opened.token in handed) for one in planned]
    work.session.add_all(tasks)
    work.session.flush()
    for task, one in zip(tasks, planned, strict=True):
        work.session.add_all(_candidates(case, task, one.roles[1:], one.people))
        record(work, case, "TaskOpened", task.element, task, roles=task.roles, board=task.board, item=task.item,
               due_at=_text(task.due_at), quiet=task.quiet, claimant=task.claimant_id)
    return tasks


def by_hand(work: Work, case: Case, title: str, role: str, reason: str | None) -> Task:
    """A task that no diagram knows."""
    task = Task(case_id=case.id, municipality=case.municipality, neighbourhood=case.neighbourhood, token=None, process="", element="",
                name=title, status="open", role=role, roles=[role], reserved_for=case.holders.get(role), board=board_of(role),
                sort_at=NEVER, opened_at=work.now)
    work.session.add(task)
    work.session.flush()
    record(work, case, "TaskOpened", None, task, roles=[role], board=task.board, by_hand=True, reason=reason)
    return task


def claimed(work: Work, case: Case, task: Task, person: int) -> None:
    before = task.claimant_id
    task.status, task.claimant_id, task.claimed_at = "claimed", person, work.now
    task.revision += 1
    if task.put_aside:
        work.session.execute(delete(Aside).where(Aside.task_id == task.id, Aside.person_id == person))
    remember(work, case, before)
    record(work, case, "TaskClaimed", task.element, task, person=person)


def released(work: Work, case: Case, task: Task, why: str | None = None) -> None:
    before = task.claimant_id
    task.status, task.claimant_id, task.claimed_at = "open", None, None
    task.revision += 1
    remember(work, case, before)
    if task.further:
        handoffs.withdrawn(work, case, task)
    record(work, case, "TaskReleased", task.element, task, claimant=before, why=why)


def reassigned(work: Work, case: Case, task: Task, person: int, why: str | None) -> None:
    before = task.claimant_id
    task.status, task.claimant_id, task.claimed_at = "claimed", person, work.now
    if task.reserved_for is not None:
        task.reserved_for = person
    if task.role not in task.roles:             # it had fallen to the coordinators
        task.role, task.warning = task.roles[0], None
    task.revision += 1
    remember(work, case, before)
    if task.further:
        handoffs.withdrawn(work, case, task)
    if task.put_aside:
        work.session.execute(delete(Aside).where(Aside.task_id == task.id, Aside.person_id == person))
    record(work, case, "TaskReassigned", task.element, task, before=before, to=person, why=why)


def completed(work: Work, case: Case, task: Task, person: int | None, answers: Any) -> None:
    """`answers` hold references where a value is personal."""
    if task.claimant_id not in (None, person):
        remember(work, case, task.claimant_id)
    task.status, task.closed_at, task.answers, task.claimant_id = "completed", work.now, answers, person
    task.claimed_at = task.claimed_at or work.now
    task.revision += 1
    _closing(work, case, task)
    if task.drafted and person is not None:         # what others typed stays theirs to take along
        undrafted(work, task, person)
        task.drafted = work.session.scalar(select(Draft.id).where(Draft.task_id == task.id).limit(1)) is not None
    record(work, case, "TaskCompleted", task.element, task, person=person, answers=answers)


def kept(work: Work, task: Task, person: int | None, answers: Any) -> None:
    """The step broke: the answers stay with the task until it is tried again."""
    task.answers, task.revision = answers, task.revision + 1
    if person is not None and task.status == "open":
        task.status, task.claimant_id, task.claimed_at = "claimed", person, work.now


def cancelled(work: Work, case: Case, tokens: Iterable[str] | None) -> None:
    """The tasks of these tokens, or (None) every live one of the case."""
    work.session.flush()                    # what is not written yet counts too
    given = {"of_case": case.id, "now": work.now} | ({"of_tokens": sorted(tokens)} if tokens is not None else {})
    for row in work.session.connection().execute(CANCELLING if tokens is None else CANCELLING_SOME, given).all():
        known = work.session.identity_map.get(work.session.identity_key(Task, row.id))
        if known is not None:
            work.session.expire(known)
        if row.further or row.put_aside:
            _closing(work, case, work.session.get_one(Task, row.id))
        record(work, case, "TaskCancelled", row.element, row)


def remember(work: Work, case: Case, person: int | None, why: str = "had_turn") -> None:
    """Who had a turn keeps seeing the case."""
    if person is None:
        return
    known = work.session.scalar(select(CasePerson.id).where(CasePerson.case_id == case.id, CasePerson.person_id == person))
    if known is None:
        work.session.add(CasePerson(case_id=case.id, municipality=case.municipality, person_id=person, why=why, since=work.now))
        work.session.flush()


def drafted(standing: Standing, task: Task, answers: Any) -> Draft:
    work = standing.work
    draft = work.session.scalar(select(Draft).where(Draft.task_id == task.id, Draft.person_id == work.actor.person))
    if draft is None:
        draft = Draft(task_id=task.id, case_id=task.case_id, municipality=task.municipality, person_id=work.actor.person)
        work.session.add(draft)
    draft.answers, draft.saved_at = answers, work.now
    task.drafted = True
    work.session.flush()
    return draft


def outlived(standing: Standing, task: Task, draft: Draft) -> None:
    """A draft that was kept long enough goes, and takes along the personal values that nothing else points to."""
    work, case = standing.work, standing.case
    work.session.delete(draft)
    work.session.flush()
    others = work.session.execute(select(Draft.task_id, Draft.answers).where(Draft.case_id == case.id)).all()
    task.drafted = any(other.task_id == task.id for other in others)
    typed = {*references(draft.answers)} - {*references([case.state, case.data, case.pending, task.answers, *(other.answers for other in others)])}
    if typed:
        written = type_coerce(CaseEvent.payload, Text)
        told = work.session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == case.id, or_(*(written.contains(one) for one in sorted(typed)))))
        standing.veil.forget(typed - {*references(list(told))})


def undrafted(work: Work, task: Task, person: int) -> None:
    work.session.execute(delete(Draft).where(Draft.task_id == task.id, Draft.person_id == person))


def _closing(work: Work, case: Case, task: Task) -> None:
    if task.further:
        handoffs.withdrawn(work, case, task)
        work.session.execute(delete(TaskCandidate).where(TaskCandidate.task_id == task.id))
        task.further = False
    if task.put_aside:
        work.session.execute(delete(Aside).where(Aside.task_id == task.id))
        task.put_aside = False


def _row(work: Work, case: Case, planned: PlannedTask, handed: bool) -> Task:
    opened, dates = planned.opened, planned.schedule
    claimant = planned.claimant
    return Task(
        case_id=case.id, municipality=case.municipality, neighbourhood=case.neighbourhood, token=opened.token, process=opened.process,
        element=opened.element, name=planned.element.name or opened.element, item=opened.item, status="claimed" if claimant else "open",
        role=planned.roles[0], roles=list(planned.roles), reserved_for=planned.reserved_for, claimant_id=claimant,
        claimed_at=work.now if claimant else None, board=planned.board, phase=planned.phase, form=opened.form, priority=opened.priority,
        due_at=dates.due_at, first_due_at=dates.due_at, due_explanation=dates.explanation, quiet=dates.quiet, sort_at=dates.due_at or NEVER,
        follow_up_at=opened.follow_up_at, warning=planned.warning, further=len(planned.roles) > 1 or bool(planned.people), handed=handed,
        opened_at=work.now)


def _candidates(case: Case, task: Task, roles: Iterable[str], people: Iterable[int]) -> list[TaskCandidate]:
    place = {"task_id": task.id, "municipality": case.municipality, "neighbourhood": case.neighbourhood, "why": "candidate"}
    return [TaskCandidate(role=role, **place) for role in roles] + [TaskCandidate(person_id=person, **place) for person in people]


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def offer_to(work: Work, case: Case, task: Task, role: str) -> None:
    """A role to which a task was escalated gets it in its inbox."""
    known = select(TaskCandidate.id).where(TaskCandidate.task_id == task.id, TaskCandidate.role == role, TaskCandidate.why == "escalated")
    if work.session.scalar(known) is None:
        work.session.add(TaskCandidate(task_id=task.id, municipality=case.municipality, neighbourhood=case.neighbourhood, role=role, why="escalated"))
        task.further, task.revision = True, task.revision + 1


def rescheduled(work: Work, case: Case, task: Task, due_at: datetime, explanation: Any, reason: str) -> None:
    """The date people agreed on instead. The first one stays."""
    before = task.due_at
    task.due_at = task.sort_at = due_at
    task.first_due_at, task.due_explanation, task.quiet = task.first_due_at or due_at, explanation, False
    task.revision += 1
    record(work, case, "TaskRescheduled", task.element, task, before=_text(before), due_at=_text(due_at), reason=reason)



def left(work: Work, case: Case, task: Task, person: int) -> None:
    """Its person has gone: back to the role, or to the coordinator where the role meant this person alone."""
    if task.reserved_for == person:
        task.reserved_for, task.role, task.warning = None, COORDINATOR, "core.holder_left"
    if task.claimant_id == person:
        released(work, case, task, why="left")
    else:
        task.revision += 1


def reserved(work: Work, case: Case, task: Task, person: int) -> None:
    """The role means this person from now on; an open task of it is theirs alone."""
    task.reserved_for, task.role, task.warning, task.revision = person, task.roles[0], None, task.revision + 1
    record(work, case, "TaskReassigned", task.element, task, before=None, to=person, why=None)
