"""Free order: starting an activity of an open ad-hoc sub-process, again and again, and closing it."""
from sqlalchemy import select

from engine import access
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.following import carry_on
from engine.members import members
from engine.next_turn import roles_of
from engine.roles import MANAGER
from engine.standing import Standing, lock_case
from engine.steps import Action, Taken, take
from engine.tables import Case, Wait
from engine.work import Work


def start_activity(work: Work, case_id: int, activity: str) -> Case:
    """Start an activity of whichever ad-hoc sub-process of the case offers it. Whoever works on the case may, and whoever's role it is offered to:

    residents need no turn yet to join in. A case about one resident is not open to others in that way.
    """
    standing = lock_case(work, case_id)
    joins = not access.meets(work, access.on_team, Case, case_id)
    wait = next((one for one in _open(standing) if activity in one.payload["activities"]), None) if not joins or _may_join(standing, activity) else None
    if joins and wait is None:
        raise NotAllowed("core.follows_only") if access.meets(work, access.sees_case, Case, case_id) else NotFound()
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


def _may_join(standing: Standing, activity: str) -> bool:
    """Whether the activity is offered to a role that the actor has where the case is."""
    case, work = standing.case, standing.work
    if case.key in access.ABOUT_RESIDENTS or not case.runs:
        return False
    roles = {role for one in _open(standing) if activity in one.payload["activities"]
             for role in roles_of(standing.element(one.process, activity))} - {MANAGER}
    return any(work.actor.person == person.id for role in sorted(roles) for person in members(work, role, case.municipality, case.neighbourhood))


def _open(standing: Standing) -> list[Wait]:
    if not standing.case.runs:
        raise Conflict("core.case_does_not_run", number=standing.case.number)
    waits = select(Wait).where(Wait.case_id == standing.case.id, Wait.kind == "adhoc").order_by(Wait.id)
    return list(standing.work.session.scalars(waits))


def _go(standing: Standing, action: Action) -> Case:
    taken: Taken = take(standing, action)
    carry_on(standing, taken)
    return standing.case
