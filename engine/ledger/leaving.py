"""What somebody leaves behind: claimed tasks go back to the role, fixed roles to the coordinator to choose anew."""
from sqlalchemy import ColumnElement, and_, or_, select

from engine.actors import active_at
from engine.ledger import cases, handoffs, tasks
from engine.ledger.tasks import LIVE
from engine.standing import lock_case
from engine.tables import Handoff, Membership, RoleHolder, Task
from engine.work import Work


def give_back(work: Work, person: int, municipality: str) -> None:
    """What waits in one municipality for this person in a role they no longer have. Each case is locked before it is touched."""
    still = frozenset(work.session.scalars(select(Membership.role).where(
        Membership.person_id == person, Membership.municipality == municipality, active_at(work.now))))
    theirs = select(Task.case_id).where(
        Task.municipality == municipality, Task.status.in_(LIVE), or_(Task.claimant_id == person, Task.reserved_for == person))
    fixed = select(RoleHolder.case_id).where(RoleHolder.municipality == municipality, RoleHolder.person_id == person)
    offered = select(Handoff.case_id).where(Handoff.municipality == municipality, _waits_for(person))
    for case_id in sorted({*work.session.scalars(theirs), *work.session.scalars(fixed), *(() if still else work.session.scalars(offered))}):
        _of_case(work, case_id, person, still)


def _of_case(work: Work, case_id: int, person: int, still: frozenset[str]) -> None:
    case = lock_case(work, case_id).case
    for role in [role for role, holder in case.holders.items() if holder == person and role not in still]:
        cases.role_fixed(work, case, role, None)
    live = select(Task).where(Task.case_id == case_id, Task.status.in_(LIVE), or_(Task.claimant_id == person, Task.reserved_for == person))
    for task in work.session.scalars(live):
        if still.isdisjoint(task.roles):
            tasks.left(work, case, task, person)
    if not still:
        for task in work.session.scalars(select(Task).join(Handoff, Handoff.task_id == Task.id).where(Task.case_id == case_id, _waits_for(person))).all():
            handoffs.withdrawn(work, case, task)
    work.session.flush()


def _waits_for(person: int) -> ColumnElement[bool]:
    """An offer by hand to them alone, that can no longer be accepted."""
    return and_(Handoff.to_person == person, Handoff.kind == "by_hand", Handoff.state.in_(("offered", "asked")))
