"""Free order: starting an activity of an open ad-hoc sub-process, again and again, and closing it."""
from sqlalchemy import select

from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.following import carry_on
from engine.standing import Standing
from engine.steps import Action, Taken, take
from engine.tables import Case, Wait
from engine.work import Work


def start_activity(work: Work, case_id: int, activity: str) -> Case:
    """Start an activity of whichever ad-hoc sub-process of the case offers it. Whoever works on the case may."""
    standing = lock_worked(work, case_id)
    wait = next((one for one in _open(standing) if activity in one.payload["activities"]), None)
    if wait is None:
        raise InvalidAnswers(key="core.cannot_start_now", element=activity)
    return _go(standing, Action("start_activity", wait.token, activity))


def close_adhoc(work: Work, case_id: int, element: str) -> Case:
    """Close an ad-hoc sub-process by hand; what is open in it is cancelled. Whoever works on the case may."""
    standing = lock_worked(work, case_id)
    wait = next((one for one in _open(standing) if one.element == element), None)
    if wait is None:
        raise NotFound("core.not_open_here", element=element)
    return _go(standing, Action("close_adhoc", wait.token))


def _open(standing: Standing) -> list[Wait]:
    if not standing.case.runs:
        raise Conflict("core.case_does_not_run", number=standing.case.number)
    waits = select(Wait).where(Wait.case_id == standing.case.id, Wait.kind == "adhoc").order_by(Wait.id)
    return list(standing.work.session.scalars(waits))


def _go(standing: Standing, action: Action) -> Case:
    taken: Taken = take(standing, action)
    carry_on(standing, taken)
    return standing.case
