"""Cases: opened, moved on, stuck and going again, ended, cancelled; and the roles fixed in them."""
from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select

from engine.bpmn.step import Step
from engine.ledger.events import record
from engine.standing import Standing
from engine.tables import Case, JobType, RoleHolder, Wait
from engine.work import Work


def opened(work: Work, case: Case, version: int) -> Case:
    work.session.add(case)
    work.session.flush()
    record(work, case, "CaseOpened", process=case.key, version=version, parent=case.parent_id, neighbourhood=case.neighbourhood, title=case.title)
    return case


def moved(standing: Standing, step: Step) -> None:
    """The new state, with references where a value is personal, and the journal of the way there."""
    case, work, lay = standing.case, standing.work, standing.veil.lay
    case.state, case.data = lay(step.snapshot.state), {scope: lay(names) for scope, names in step.snapshot.data.items()}
    case.revision, case.changed_at = case.revision + 1, work.now
    if step.passed:
        record(work, case, "TokensMoved", passed=[[one.element, one.what, one.scope] for one in step.passed])
    for taken in step.decisions:
        record(work, case, "DecisionTaken", taken.element, decision=taken.decision, inputs=lay(dict(taken.inputs)),
               output=lay(taken.output), trace=_told(lay, taken.trace))
    for problem in step.problems:
        record(work, case, "ProblemNoted", problem.element, key=problem.key, params=lay(dict(problem.params)))
    if step.ends:
        case.ends = [*(case.ends or []), *step.ends]
    if step.finished:
        case.status, case.closed_at = "ended", work.now
        record(work, case, "CaseEnded", step.ends[-1] if step.ends else None, ends=list(step.ends))


def _told(lay: Callable, told: Any) -> Any:
    """The reasons of a decision, laid. A value stands beside its name there, and a short one is personal by its name alone."""
    if isinstance(told, list):
        return [_told(lay, part) for part in told]
    if not isinstance(told, dict):
        return told                         # what the definition says: labels, rules, notes
    name = str(told.get("expression") or told.get("name") or "").rpartition(".")[2].strip()
    return {key: lay(inner, name) if key == "value" else lay(inner) if key == "outputs" else _told(lay, inner) for key, inner in told.items()}


def stuck(standing: Standing, element: str, key: str, params: dict[str, Any], pending: dict[str, Any] | None) -> None:
    """The diagram cannot go on from here. `pending` is what retry will replay; None: nothing but somebody's work is missing."""
    case, params = standing.case, standing.veil.lay(params)
    case.status, case.stuck_element, case.stuck_key, case.stuck_params, case.pending = "stuck", element, key, params, pending
    case.revision, case.changed_at = case.revision + 1, standing.work.now
    record(standing.work, case, "CaseStuck", element, key=key, params=params)


def standstill(standing: Standing) -> None:
    """Stuck while nobody outside does a job of this case, and open again once somebody does; what runs beside it goes on."""
    case, work = standing.case, standing.work
    idle = work.session.execute(
        select(Wait, JobType.type).outerjoin(JobType, JobType.type == Wait.name)
        .where(Wait.case_id == case.id, Wait.kind == "job", or_(JobType.type.is_(None), Wait.retries <= 0)).order_by(Wait.id).limit(1)).first()
    if idle is None:
        if case.status == "stuck" and case.pending is None:
            _freed(case)
        return
    wait, fetched = idle
    why = (wait.payload or {}).get("why") if fetched else None
    key = "jobs.failed" if why else "jobs.failed_silently" if fetched else "jobs.nobody_fetches"
    if case.status == "open" or (case.stuck_element, case.stuck_key) != (wait.element, key):
        name = standing.element(wait.process, wait.element).name or wait.element
        stuck(standing, wait.element, key, {"name": name, "type": wait.name} | ({"why": why} if why else {}), None)


def _freed(case: Case) -> None:
    case.status, case.stuck_element, case.stuck_key, case.stuck_params, case.pending = "open", None, None, None, None


def going_again(work: Work, case: Case) -> None:
    _freed(case)
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "CaseRetried")


def mended(standing: Standing, values: dict[str, Any], why: str) -> None:
    """Other values, by hand: the kept answers that have these names, and the case's own for the rest; all of them where it has yet to begin."""
    case, laid = standing.case, {name: standing.veil.lay(value, name) for name, value in values.items()}
    action = (case.pending or {}).get("action") or {}
    kept = dict(action.get("variables") or {})
    changed = {name: value for name, value in laid.items() if name in kept or action.get("verb") == "start"}
    before = {name: kept[name] if name in kept else case.data.get("", {}).get(name) for name in laid}
    if changed:
        case.pending = {**case.pending, "action": {**case.pending["action"], "variables": kept | changed}}
    case.data = {**case.data, "": case.data.get("", {}) | {name: value for name, value in laid.items() if name not in changed}}
    case.revision, case.changed_at = case.revision + 1, standing.work.now
    record(standing.work, case, "CaseMended", case.stuck_element, before=before, values=laid, why=why)


def token_moved(work: Work, case: Case, element: str, token: str, why: str) -> None:
    record(work, case, "TokenMoved", element, token=token, why=why)


def cancelled(work: Work, case: Case, why: str) -> None:
    case.status, case.closed_at, case.pending, case.waiting = "cancelled", work.now, None, {}
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "CaseCancelled", why=why)


def role_fixed(work: Work, case: Case, role: str, person: int | None) -> None:
    """Nobody (None): who it was has left, and the coordinator chooses anew."""
    case.holders = {**case.holders, role: person}
    holder = work.session.scalar(select(RoleHolder).where(RoleHolder.case_id == case.id, RoleHolder.role == role))
    if holder is None:
        holder = RoleHolder(case_id=case.id, municipality=case.municipality, role=role)
        work.session.add(holder)
    holder.person_id, holder.since = person, work.now
    record(work, case, "RoleFixed", role=role, to=person)
