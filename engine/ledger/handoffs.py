"""Handoffs: the turn passing on, by the diagram or by hand."""
from collections.abc import Iterable

from sqlalchemy import delete, update

from engine.ledger.events import record
from engine.ledger.plan import Cause, PlannedTask
from engine.roles import board_of
from engine.tables import Case, Handoff, Task, TaskCandidate
from engine.work import Work


def passes(cause: Cause, planned: Iterable[PlannedTask]) -> frozenset[str]:
    """Tokens of tasks for another role than the one whose completion or expired timer led to them. None at the start of a case."""
    if cause.role is None:
        return frozenset()
    return frozenset(one.opened.token for one in planned if cause.role not in one.roles)


def automatic(work: Work, case: Case, cause: Cause, tasks: Iterable[tuple[Task, PlannedTask]]) -> None:
    """The diagram passed the turn on: the receiver has it at once, and takes it up by opening, claiming or completing the task."""
    for task, planned in tasks:
        work.session.add(Handoff(
            case_id=case.id, municipality=case.municipality, task_id=task.id, kind="automatic", state="offered", from_role=cause.role,
            from_person=cause.person, to_role=task.role, to_person=task.claimant_id, from_board=cause.board or board_of(cause.role or ""),
            to_board=task.board, reason=planned.element.own("handoff_reason"), given_at=work.now))
        record(work, case, "HandoffGiven", task.element, task, from_role=cause.role, to_role=task.role, from_element=cause.element,
               from_board=cause.board, to_board=task.board, reason=planned.element.own("handoff_reason"))


def taken_up(work: Work, case: Case, task: Task, person: int | None) -> None:
    """The receiver opened, claimed or completed what was handed to them."""
    if not task.handed:
        return
    task.handed = False
    work.session.execute(
        update(Handoff).where(Handoff.task_id == task.id, Handoff.kind == "automatic", Handoff.state == "offered")
        .values(state="accepted", answered_at=work.now, accepted_by=person).execution_options(synchronize_session=False))
    record(work, case, "HandoffTakenUp", task.element, task, person=person)


def withdrawn(work: Work, case: Case, task: Task) -> None:
    """The giver no longer has it to give: an offer by hand that still waits is over."""
    waits = update(Handoff).where(Handoff.task_id == task.id, Handoff.kind == "by_hand", Handoff.state.in_(("offered", "asked")))
    if work.session.execute(waits.values(state="withdrawn", answered_at=work.now).execution_options(synchronize_session=False)).rowcount:
        no_longer_shown(work, task)
        record(work, case, "HandoffWithdrawn", task.element, task)


def no_longer_shown(work: Work, task: Task) -> None:
    """Whoever was offered it needs to see it no more, or now has it."""
    work.session.execute(delete(TaskCandidate).where(TaskCandidate.task_id == task.id, TaskCandidate.why == "offered"))
