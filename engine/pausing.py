"""Pausing a case and letting it go on: the working clock stands still in between, and what was left of each date shifts."""
from datetime import datetime

from engine import access
from engine.calendar import WorkingCalendar
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotAllowed
from engine.following import returned_calls
from engine.iso import at_wall, wall_of
from engine.ledger import pausing as ledger
from engine.standing import Standing
from engine.tables import Case
from engine.work import Work


def pause_case(work: Work, case_id: int, why: str) -> Case:
    """Nothing moves, nothing falls due. For the municipality's coordinators and facilitators; pausing twice changes nothing."""
    standing = _allowed(work, case_id, why)
    case = standing.case
    if case.status == "paused":
        return case
    if case.status != "open":
        raise Conflict("core.case_does_not_run", number=case.number)
    ledger.paused(standing, why.strip())
    return case


def resume_case(work: Work, case_id: int, why: str) -> Case:
    """On it goes: every date that was still to come is as much working time away as it was when the case was paused.

    One that was chosen during the standstill is as far away as it was then.
    """
    standing = _allowed(work, case_id, why)
    case = standing.case
    if case.status == "open":
        return case
    if case.status != "paused":
        raise Conflict("core.case_does_not_run", number=case.number)
    ledger.resumed(standing, why.strip(), lambda moment, since: shifted(standing.calendar, moment, since, work.now))
    returned_calls(standing)
    return case


def shifted(calendar: WorkingCalendar, moment: datetime, since: datetime, until: datetime) -> datetime:
    """A moment after a standstill from `since` until `until`: the working time that was left to it is left again. Never earlier."""
    if moment <= since:
        return moment
    found = calendar.add_working_time(until, calendar.working_time(since, moment))
    if wall_of(found).time() == calendar.closes and wall_of(moment).time() <= calendar.opens:
        found = at_wall(datetime.combine(calendar.next_working_day(wall_of(found).date()), calendar.opens))     # it was due in the morning
    return max(moment, found)


def _allowed(work: Work, case_id: int, why: str) -> Standing:
    standing = lock_worked(work, case_id)
    place = standing.case.municipality
    if not access.leads(work.actor, place):
        raise NotAllowed("core.coordinators_and_facilitators_only")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    return standing
