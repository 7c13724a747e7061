"""Warm handoffs: one person offers a task with a note, the other accepts, asks, or returns it with a reason.

The giver may answer a question, and take the offer back.
"""
from sqlalchemy import select

from engine import access
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.ledger import by_hand as ledger
from engine.ledger import handoffs as automatic
from engine.ledger import tasks
from engine.members import members
from engine.roles import COORDINATOR, MANAGER, board_of
from engine.standing import Standing, lock_case_of
from engine.tables import Case, Handoff, Membership, Person, Task
from engine.work import Work

LIVE = ("open", "claimed")
WAITING = ("offered", "asked")
ANSWER_WITHIN = 2                           # working days; then the giver's coordinator hears of it


def offer_handoff(work: Work, task_id: int, to_role: str | None = None, to_person: int | None = None, note: str | None = None) -> Handoff:
    """Offer an open task to a role or a person. Until somebody accepts, the giver keeps the task, the turn and the deadline.

    For the claimant, and for any candidate when nobody claimed it: then they claim it with the offer.
    """
    standing = lock_case_of(work, Task, task_id)
    case, task = standing.case, work.session.get_one(Task, task_id, populate_existing=True)
    access.keep_to_asked(work, task_id)
    _may_give(work, case, task)
    if _waiting(work, task_id) is not None:
        raise Conflict("handoff.already_offered")
    to_role = _receiver(work, standing, task, to_role, to_person)
    if task.status == "open":
        automatic.taken_up(work, case, task, work.actor.person)
        tasks.claimed(work, case, task, work.actor.person)
    from_role = _role_of(work, task.claimant_id, task)
    return ledger.offered(standing, task, Handoff(
        case_id=case.id, municipality=case.municipality, task_id=task.id, kind="by_hand", state="offered", from_role=from_role,
        from_person=task.claimant_id, to_role=to_role, to_person=to_person, from_board=task.board, to_board=board_of(to_role),
        given_at=work.now), (note or "").strip(), standing.calendar.add_working_days(work.now, ANSWER_WITHIN))


def accept_handoff(work: Work, handoff_id: int) -> Handoff:
    """Take the task over. Accepting what you accepted already changes nothing."""
    standing, handoff, task = _answering(work, handoff_id)
    if handoff.state == "accepted" and handoff.accepted_by == work.actor.person:
        return handoff
    _still_open(handoff, task)
    ledger.accepted(work, standing.case, task, handoff, work.actor.person)
    return handoff


def ask_handoff(work: Work, handoff_id: int, question: str) -> Handoff:
    """Ask the giver something first; the offer stays open."""
    standing, handoff, task = _answering(work, handoff_id)
    _still_open(handoff, task)
    if not question.strip():
        raise InvalidAnswers([("question", "handoff.question_needed", {})])
    ledger.asked(standing, task, handoff, question.strip())
    return handoff


def answer_handoff(work: Work, handoff_id: int, answer: str) -> Handoff:
    """The giver answers what was asked; then it is for the receiver again. Also for the coordinators, who hear of what waits."""
    standing, handoff, task = _giving(work, handoff_id)
    _still_open(handoff, task)
    if handoff.state != "asked":
        raise Conflict("handoff.nothing_asked")
    if not answer.strip():
        raise InvalidAnswers([("answer", "handoff.answer_needed", {})])
    ledger.answered(standing, task, handoff, answer.strip())
    return handoff


def withdraw_handoff(work: Work, handoff_id: int) -> Handoff:
    """The giver takes the offer back and goes on with it. Withdrawing what is withdrawn changes nothing. Also for the coordinators."""
    standing, handoff, task = _giving(work, handoff_id)
    if handoff.state == "withdrawn":
        return handoff
    _still_open(handoff, task)
    automatic.withdrawn(work, standing.case, task)
    work.session.refresh(handoff)
    return handoff


def return_handoff(work: Work, handoff_id: int, reason: str) -> Handoff:
    """Not for me, and why: the giver goes on with it."""
    standing, handoff, task = _answering(work, handoff_id)
    _still_open(handoff, task)
    if not reason.strip():
        raise InvalidAnswers([("reason", "core.reason_needed", {})])
    ledger.returned(standing, task, handoff, reason.strip())
    return handoff


def offer_unanswered(standing: Standing, handoff_id: int) -> bool:
    """The clock: an offer nobody answered goes to the giver's coordinator. Nothing when it was answered meanwhile."""
    work = standing.work
    handoff = work.session.get_one(Handoff, handoff_id)
    task = work.session.get_one(Task, handoff.task_id)
    if handoff.state not in WAITING or task.status not in LIVE:
        return False
    ledger.unanswered(work, standing.case, task, handoff)
    return True


def _waiting(work: Work, task_id: int) -> Handoff | None:
    return work.session.scalar(select(Handoff).where(Handoff.task_id == task_id, Handoff.kind == "by_hand", Handoff.state.in_(WAITING)))


def _may_give(work: Work, case: Case, task: Task) -> None:
    if task.claimant_id != work.actor.person and not access.meets(work, access.may_take, Task, task.id):
        raise NotAllowed("core.not_your_task") if access.meets(work, access.sees_case, Case, case.id) else NotFound()
    if task.status not in LIVE:
        raise Conflict("core.task_is_over")
    if task.claimant_id not in (None, work.actor.person) and not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.not_your_task")


def _receiver(work: Work, standing: Standing, task: Task, to_role: str | None, to_person: int | None) -> str:
    """The role the offer is for; of a person, the role they have here."""
    case = standing.case
    if to_person is not None:
        held = set(work.session.scalars(select(Membership.role).join(Person, Person.id == Membership.person_id).where(
            Membership.person_id == to_person, Membership.municipality == case.municipality, Person.active))) - {MANAGER}
        if not held or to_person == (task.claimant_id or work.actor.person):
            raise InvalidAnswers([("to", "handoff.nobody_there", {})])
        return next((role for role in [to_role, *task.roles] if role in held), sorted(held)[0])
    if to_role is None:
        raise InvalidAnswers([("to", "handoff.to_needed", {})])
    if to_role == MANAGER or not members(work, to_role, case.municipality, case.neighbourhood):
        raise InvalidAnswers([("to", "handoff.nobody_there", {})])
    return to_role


def _locked(work: Work, handoff_id: int) -> tuple[Standing, Handoff, Task]:
    """The case locked, then the offer read."""
    standing = lock_case_of(work, Handoff, handoff_id)
    handoff = work.session.get_one(Handoff, handoff_id, populate_existing=True)
    task = work.session.get_one(Task, handoff.task_id, populate_existing=True) if handoff.task_id else None
    if handoff.kind != "by_hand" or task is None:
        raise NotFound()
    access.keep_to_asked(work, task.id)
    return standing, handoff, task


def _giving(work: Work, handoff_id: int) -> tuple[Standing, Handoff, Task]:
    """An offer for who made it, or who coordinates where it waits. NotFound for anybody else who does not see the case."""
    standing, handoff, task = _locked(work, handoff_id)
    if handoff.from_person != work.actor.person and not access.oversees(work.actor, standing.case.municipality):
        raise NotAllowed("handoff.not_yours") if access.meets(work, access.sees_case, Case, standing.case.id) else NotFound()
    return standing, handoff, task


def _answering(work: Work, handoff_id: int) -> tuple[Standing, Handoff, Task]:
    """An offer for whom it is meant. NotFound for anybody else who does not see the case."""
    standing, handoff, task = _locked(work, handoff_id)
    case = standing.case
    meant = [handoff.to_person] if handoff.to_person else [one.id for one in members(work, handoff.to_role, case.municipality, case.neighbourhood)]
    if work.actor.person not in meant:
        raise NotAllowed("handoff.not_for_you") if access.meets(work, access.sees_case, Case, case.id) else NotFound()
    return standing, handoff, task


def _still_open(handoff: Handoff, task: Task) -> None:
    if handoff.state not in WAITING or task.status not in LIVE:
        raise Conflict("handoff.is_over")


def _role_of(work: Work, person: int | None, task: Task) -> str:
    held = set(work.session.scalars(select(Membership.role).where(
        Membership.person_id == person, Membership.municipality == task.municipality)))
    return next((role for role in task.roles if role in held), COORDINATOR if COORDINATOR in held else task.role)
