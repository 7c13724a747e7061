"""Cases that cannot go on: trying again once the reason is gone, or putting a token somewhere else by hand."""
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from engine import access
from engine.bpmn import runner
from engine.bpmn.step import BrokenStep
from engine.cases import lock_seen
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.following import carry_on, returned_calls
from engine.ledger import cases as ledger
from engine.ledger import waits
from engine.ledger.plan import Cause
from engine.privacy import refuse_references
from engine.standing import Standing
from engine.steps import Action, pending_action, take
from engine.tables import Case, Task, Wait
from engine.work import Work


def retry_case(work: Work, case_id: int) -> Case:
    """Replay what did not succeed, with the answers that were kept. For coordinators; it may get stuck again, and says so."""
    standing = lock_seen(work, case_id)
    case = standing.case
    if not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if case.status != "stuck":
        raise Conflict("core.case_is_not_stuck", number=case.number)
    pending = case.pending
    ledger.going_again(work, case)
    if pending is not None:
        action, cause = pending_action(pending)
        standing.veil.load(action.variables)
        action = replace(action, variables=standing.veil.lift(dict(action.variables)))
        task = work.session.get_one(Task, action.task) if action.task is not None else None
        carry_on(standing, take(standing, action, cause, task))
    else:
        for job in work.session.scalars(select(Wait).where(Wait.case_id == case.id, Wait.kind == "job", Wait.retries <= 0)):
            waits.offered_again(job)
        work.session.flush()
        ledger.standstill(standing)
    if case.runs:
        returned_calls(standing)
    return case


def mend_case(work: Work, case_id: int, values: Mapping[str, Any], why: str) -> Case:
    """Put other values in a stuck case: in the answers that were kept where they are among those, else in the case. Then retry.

    For coordinators; a reason is needed, and what was changed stands in the events.
    """
    standing, values = lock_seen(work, case_id), dict(values)
    case = standing.case
    refuse_references(values)
    if not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    if case.status != "stuck":
        raise Conflict("core.case_is_not_stuck", number=case.number)
    standing.snapshot(case.pending)
    ledger.mended(standing, values, why.strip())
    standing.veil.store()
    return case


def move_token(work: Work, case_id: int, token: str, element: str, why: str) -> Case:
    """Lift what waits at `token` and put it down at another element of the same scope. For coordinators; a reason is needed.

    What a stuck case still had to do is dropped: this is done instead.
    """
    standing = lock_seen(work, case_id)
    case = standing.case
    if not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    if case.status not in ("open", "stuck"):
        raise Conflict("core.case_does_not_run", number=case.number)
    _refuse_impossible(standing, token, element)
    if case.status == "stuck":
        ledger.going_again(work, case)
    ledger.token_moved(work, case, element, token, why.strip())
    carry_on(standing, take(standing, Action("move", token, element), Cause(element=element)))
    return case


def _refuse_impossible(standing: Standing, token: str, element: str) -> None:
    """The runner is pure, so what cannot be is found out by trying. What breaks further on is for the case to tell."""
    try:
        runner.move(standing.process, standing.snapshot(), token, element, standing.moment)
    except LookupError as error:
        raise NotFound("jobs.not_waiting") from error
    except BrokenStep as broken:
        if broken.key == "bpmn.cannot_move_there":
            raise InvalidAnswers(key="jobs.cannot_move_there", name=broken.element, to=element) from broken
