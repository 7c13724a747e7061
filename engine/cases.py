"""What people do with a case: open it, cancel it, and fix a role of it to somebody."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import access
from engine.bpmn.model import Process
from engine.definitions import find_definition
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.following import cancel_tree, carry_on, open_standing
from engine.ledger import cases as ledger
from engine.ledger import tasks
from engine.members import members
from engine.privacy import refuse_references
from engine.roles import WIJK
from engine.standing import Standing, lock_case
from engine.steps import Action, take
from engine.tables import Case, Municipality, Neighbourhood, Task, Wait
from engine.work import Work

LIVE = ("open", "paused", "stuck")


def open_case(work: Work, key: str, municipality: str, neighbourhood: str | None = None, title: str | None = None,
              data: Mapping[str, Any] | None = None, version: int | None = None, start_event: str | None = None) -> Case:
    """Open a case of a published process, the newest version unless one is named. For whom: see `access.may_open`.

    A case whose first step breaks is opened all the same, and stuck.
    """
    _place(work, municipality, neighbourhood)
    definition = find_definition(work, key, version)
    data = dict(data or {})
    refuse_references(data)
    standing = open_standing(work, definition, municipality, neighbourhood, (title or definition.name).strip() or key)
    if not access.may_open(work.actor, municipality, first_board(standing.process)):
        raise NotAllowed("core.may_not_open")
    if start_event is not None and start_event not in standing.process.elements:
        raise InvalidAnswers(key="core.no_such_start", element=start_event)
    carry_on(standing, take(standing, Action("start", name=start_event or "", variables=data)))
    return standing.case


def cancel_case(work: Work, case_id: int, why: str) -> Case:
    """End a case and all it called, whatever is still open. For the municipality's coordinators; a reason is needed."""
    standing = lock_seen(work, case_id)
    case = standing.case
    if not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    if case.status not in LIVE:
        raise Conflict("core.case_is_over", number=case.number)
    cancel_tree(work, case.id, standing.covered(why.strip()))
    _tell_caller(work, case)
    return case


def fix_role(work: Work, case_id: int, role: str, person: int) -> Case:
    """From now on this role means this person in this case. For the municipality's coordinators."""
    standing = lock_seen(work, case_id)
    case = standing.case
    if not access.oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if person not in [one.id for one in members(work, role, case.municipality, case.neighbourhood)]:
        raise InvalidAnswers([("person", "core.has_not_the_role", {"role": role})])
    ledger.role_fixed(work, case, role, person)
    for task in work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status == "open")):
        if task.roles[:1] == [role]:
            tasks.reserved(work, case, task, person)
    return case


def add_task(work: Work, case_id: int, title: str, role: str, reason: str | None = None) -> Task:
    """A task that no diagram knows, for a role of the case. Whoever works on the case may add one: as few rules as possible."""
    standing = lock_worked(work, case_id)
    if standing.case.status not in ("open", "stuck"):
        raise Conflict("core.case_is_over", number=standing.case.number)
    if not title.strip():
        raise InvalidAnswers([("title", "core.title_needed", {})])
    if standing.case.holders.get(role) is None and not members(work, role, standing.case.municipality, standing.case.neighbourhood):
        raise InvalidAnswers([("role", "core.nobody_has_this_role", {"role": role})])
    return tasks.by_hand(work, standing.case, title.strip(), role, reason)


def unchanged_case(work: Work, case_id: int, revision: int | None) -> None:
    """Hold a case as whoever asks saw it. Stale when it is not so any more; None asks nothing."""
    if revision is not None and lock_seen(work, case_id).case.revision != revision:
        raise Stale()


def lock_seen(work: Work, case_id: int) -> Standing:
    """Lock a case the actor may see. NotFound otherwise: what you may not see does not exist."""
    standing = lock_case(work, case_id)
    if work.actor.kind == "person" and not access.meets(work, access.sees_case, Case, case_id):
        raise NotFound()
    return standing


def lock_worked(work: Work, case_id: int) -> Standing:
    """Lock a case the actor takes part in. NotAllowed for who only follows it."""
    standing = lock_seen(work, case_id)
    if not access.works_on(work, case_id):
        raise NotAllowed("core.follows_only")
    return standing


def first_board(process: Process) -> str:
    """The board on which a process begins; without lanes: the wijk."""
    starts = (process.elements[root] for root in process.roots if process.elements[root].kind == "startEvent")
    return next((one.lane.board for one in starts if one.lane and one.lane.board), WIJK)


def _place(work: Work, municipality: str, neighbourhood: str | None) -> None:
    theirs = work.actor.municipalities
    if (theirs is not None and municipality not in theirs) or work.session.get(Municipality, municipality) is None:
        raise NotFound("core.no_such_municipality", code=municipality)
    if neighbourhood is not None:
        found = work.session.get(Neighbourhood, neighbourhood)
        if found is None or found.municipality != municipality:
            raise NotFound("core.no_such_neighbourhood", code=neighbourhood)


def _tell_caller(work: Work, case: Case) -> None:
    """Who called this case waits for an end that will not come: stuck, until a coordinator lets it go on without."""
    if case.parent_token is None:
        return
    parent = lock_case(work, case.parent_id)
    if parent.case.runs and parent.case.waiting.get(case.parent_token) == "wait":
        action = {"verb": "complete", "token": case.parent_token, "name": "", "variables": {}, "task": None, "person": None}
        element = work.session.scalar(select(Wait.element).where(Wait.case_id == parent.case.id, Wait.token == case.parent_token))
        ledger.stuck(parent, element, "core.called_case_cancelled", {"number": case.number}, {"action": action, "cause": {}})
