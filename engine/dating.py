"""Asking for another date, with a reason: whoever watches over dates, or gave the turn, says yes or no."""
from datetime import date

from sqlalchemy import select

from engine import access
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.ledger import dating as ledger
from engine.members import other_coordinators
from engine.rescheduling import move_date
from engine.standing import Standing, lock_case_of
from engine.tables import Case, DateRequest, Handoff, Task
from engine.tasks import locked_task, must_have_turn, must_live
from engine.work import Work

MOST_WORDS = 500


def ask_for_date(work: Work, task_id: int, day: date, reason: str, revision: int | None = None) -> DateRequest:
    """For whoever has the turn, or may take it up. The date stays until somebody else grants the request: not the stand-in who asks."""
    standing, task, takes = locked_task(work, task_id, revision)
    must_live(standing, task)
    must_have_turn(work, task, takes)
    problems = [] if reason.strip() else [("reason", "core.reason_needed", {})]
    if standing.calendar.due_of(day) <= work.now:
        problems.insert(0, ("due", "time.date_is_past", {}))
    if problems:
        raise InvalidAnswers(problems)
    if _waiting(work, task_id) is not None:
        raise Conflict("dating.already_asked")
    giver = _giver(work, task)
    if giver is None and all(one.id in _asking(work) for one in other_coordinators(work, task.municipality)):
        raise Conflict("dating.nobody_decides")
    return ledger.asked(standing, task, day, reason.strip()[:MOST_WORDS], giver)


def grant_date(work: Work, request_id: int) -> DateRequest:
    """Yes: the date is moved, with the reason that was given. Granting what was granted changes nothing."""
    standing, request, task = _deciding(work, request_id)
    if request.state == "granted":
        return request
    _still_asked(standing, request, task)
    day = date.fromisoformat(request.day)
    if standing.calendar.due_of(day) <= work.now:
        raise Conflict("dating.day_has_passed")
    ledger.decided(standing, task, request, "granted", "")
    move_date(standing, task, day, request.why)
    return request


def refuse_date(work: Work, request_id: int, reason: str) -> DateRequest:
    """No, and why: the date stays."""
    standing, request, task = _deciding(work, request_id)
    _still_asked(standing, request, task)
    if not reason.strip():
        raise InvalidAnswers([("reason", "core.reason_needed", {})])
    ledger.decided(standing, task, request, "refused", reason.strip()[:MOST_WORDS])
    return request


def _waiting(work: Work, task_id: int) -> DateRequest | None:
    return work.session.scalar(select(DateRequest).where(DateRequest.task_id == task_id, DateRequest.state == "asked"))


def _giver(work: Work, task: Task) -> int | None:
    """Who passed this turn on, when that was somebody else."""
    found = select(Handoff.from_person).where(Handoff.task_id == task.id, Handoff.state != "returned", Handoff.from_person.is_not(None))
    giver = work.session.scalar(found.order_by(Handoff.id.desc()).limit(1))
    return giver if giver not in _asking(work) else None


def _asking(work: Work) -> tuple[int | None, ...]:
    """Who asks, and in whose place."""
    return (work.actor.person, work.actor.stand_in.person) if work.actor.stand_in else (work.actor.person,)


def _deciding(work: Work, request_id: int) -> tuple[Standing, DateRequest, Task]:
    """For the coordinators and for who gave the turn; nobody decides on what they asked themselves, nor in the place of another."""
    standing = lock_case_of(work, DateRequest, request_id)
    request = work.session.get_one(DateRequest, request_id, populate_existing=True)
    task = work.session.get_one(Task, request.task_id, populate_existing=True)
    decides = access.oversees(work.actor, request.municipality) or request.asked_of == work.actor.person
    if decides and request.stand_in is not None and request.stand_in == work.actor.person:
        raise NotAllowed("dating.asked_in_place")
    if not decides or work.actor.stand_in is not None or request.asked_by == work.actor.person:
        raise NotAllowed("dating.not_for_you") if access.meets(work, access.sees_case, Case, request.case_id) else NotFound()
    return standing, request, task


def _still_asked(standing: Standing, request: DateRequest, task: Task) -> None:
    if request.state != "asked":
        raise Conflict("dating.is_over")
    must_live(standing, task)
