"""Cases that cannot go on: trying again once the reason is gone."""
from dataclasses import replace

from engine import access
from engine.cases import lock_seen
from engine.errors import Conflict, NotAllowed
from engine.following import carry_on, returned_calls
from engine.ledger import cases as ledger
from engine.steps import pending_action, take
from engine.tables import Case, Task
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
    if case.status == "open":
        returned_calls(standing)
    return case
