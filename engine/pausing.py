"""Pausing a case and letting it go on: the working clock stands still in between, and what was left of each date shifts."""
import re

from engine import access
from engine.bpmn import runner
from engine.bpmn.step import Snapshot
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotAllowed
from engine.following import returned_calls
from engine.ledger import pausing as ledger
from engine.standing import Standing
from engine.standstill import Standstill
from engine.tables import Case
from engine.work import Work

# A timer that speaks of hours and of nothing longer: PT4H, R3/PT30M, =now() + duration("PT24H").
SPAN = re.compile(r"\bP(?:T|\d)")
WORKING_DAYS = re.compile(r"\bworking days?\b")


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
    """On it goes: every date that was still to come is as far away as it was when the case was paused.

    What is counted in days is as much working time away, what is counted in hours as many hours by the clock. One that was chosen
    during the standstill is as far away as it was then.
    """
    standing = _allowed(work, case_id, why)
    case = standing.case
    if case.status == "open":
        return case
    if case.status != "paused":
        raise Conflict("core.case_does_not_run", number=case.number)
    ledger.resumed(standing, why.strip(), Standstill(standing.calendar, case.paused_at, work.now), _timers_in_hours(standing))
    returned_calls(standing)
    return case


def _allowed(work: Work, case_id: int, why: str) -> Standing:
    standing = lock_worked(work, case_id)
    place = standing.case.municipality
    if not access.leads(work.actor, place):
        raise NotAllowed("core.coordinators_and_facilitators_only")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    return standing


def _timers_in_hours(standing: Standing) -> frozenset[str]:
    """The tokens of timers that count by the clock."""
    case = standing.case
    written = runner.running_timers(standing.process, Snapshot(case.state, case.data), standing.moment)
    return frozenset(token for token, text in written.items()
                     if set(SPAN.findall(text)) == {"PT"} and not WORKING_DAYS.search(text))
