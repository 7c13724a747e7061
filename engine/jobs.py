"""Work for outside programmes: fetched with a lease, done, failed with tries left, put off, or answered with a BPMN error."""
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError

from engine import access
from engine.bpmn import runner
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.following import carry_on
from engine.ledger import cases, waits
from engine.privacy import refuse_references
from engine.roles import COORDINATOR
from engine.standing import Standing, lock_case
from engine.steps import Action, take
from engine.tables import Case, JobType, Wait
from engine.work import Work

MOST = 100                                  # jobs one worker may fetch at once
LONGEST = timedelta(days=7)                 # a lease longer than this is a lost job
NOTED_EVERY = timedelta(minutes=1)          # how precisely it is known when a kind was last asked for


@dataclass(frozen=True)
class Job:
    """A job in hand until `until`. `variables`: its input mappings when it has them, else all it sees; `lease` proves whose it is."""

    id: int
    lease: int
    type: str
    case_id: int
    number: str
    element: str
    headers: Mapping[str, str]
    variables: Mapping[str, Any]
    retries: int
    until: datetime


def activate_jobs(work: Work, kind: str, worker: str, lock_for: timedelta, limit: int = 32,
                  fetch: Collection[str] | None = None) -> list[Job]:
    """Lease jobs of a kind, the oldest first, in the municipalities the actor coordinates. `fetch`: these variables alone."""
    if not kind.strip() or not worker.strip() or not timedelta(0) < lock_for <= LONGEST or not 0 < limit <= MOST:
        raise InvalidAnswers(key="jobs.bad_request", most=MOST)
    _asked_for(work, kind, worker)
    ready = _ready(work, kind).order_by(Wait.id).limit(limit).with_for_update(of=Case, skip_locked=True)
    found = []
    for wait_id, case_id in work.session.execute(ready).all():
        standing, wait = lock_case(work, case_id), work.session.get(Wait, wait_id, populate_existing=True)
        if wait is None or not _is_free(work, wait):    # another was first, between our looking and our locking
            continue
        waits.fetched(work, standing.case, wait, worker, work.now + lock_for)
        cases.standstill(standing)
        found.append(_job(standing, wait, fetch))
    return found


def job_waits(work: Work, kind: str) -> bool:
    """Whether it makes sense to activate: there is one, or nobody has asked for this kind yet, which has to be known."""
    return work.session.get(JobType, kind) is None or work.session.execute(_ready(work, kind).limit(1)).first() is not None


def complete_job(work: Work, job: int, variables: Mapping[str, Any] | None = None, lease: int | None = None) -> Case:
    """The work is done; what it brought goes into the case, which goes on."""
    variables = dict(variables or {})
    refuse_references(variables)
    standing, wait = _held(work, job, lease)
    carry_on(standing, take(standing, Action("complete", wait.token, variables=variables)))
    return standing.case


def fail_job(work: Work, job: int, retries: int, why: str = "", back_off: timedelta = timedelta(0), lease: int | None = None) -> Case:
    """The work did not succeed. With tries left it is offered again after `back_off`; without, the case is stuck there."""
    if retries < 0 or not timedelta(0) <= back_off <= LONGEST:
        raise InvalidAnswers(key="jobs.bad_request", most=MOST)
    standing, wait = _held(work, job, lease)
    standing.snapshot()                     # so that the veil knows which words are personal
    waits.failed(standing, wait, retries, work.now + back_off, why[:500])
    if retries and not back_off:
        work.nudges.add("jobs")
    work.session.flush()
    cases.standstill(standing)
    return standing.case


def extend_job(work: Work, job: int, lock_for: timedelta, lease: int | None = None) -> datetime:
    """Somebody needs longer: theirs until then."""
    if not timedelta(0) < lock_for <= LONGEST:
        raise InvalidAnswers(key="jobs.bad_request", most=MOST)
    _, wait = _held(work, job, lease)
    waits.extended(wait, work.now + lock_for)
    return wait.lease_until


def throw_job_error(work: Work, job: int, code: str, variables: Mapping[str, Any] | None = None, lease: int | None = None) -> Case:
    """The work came to an outcome that the diagram catches as an error; one nobody catches leaves the case stuck."""
    variables = dict(variables or {})
    refuse_references(variables)
    standing, wait = _held(work, job, lease)
    carry_on(standing, take(standing, Action("fail_job", wait.token, code, variables)))
    return standing.case


def _ready(work: Work, kind: str) -> Select:
    found = (select(Wait.id, Wait.case_id).join(Case, Case.id == Wait.case_id)
             .where(Wait.kind == "job", Wait.name == kind, Wait.retries > 0, Case.runs, or_(Wait.lease_until.is_(None), Wait.lease_until <= work.now)))
    if work.actor.kind == "person":
        found = found.where(Wait.municipality.in_(sorted({held.municipality for held in work.actor.held if held.role == COORDINATOR})))
    return found


def _is_free(work: Work, wait: Wait) -> bool:
    return wait.retries > 0 and (wait.lease_until is None or wait.lease_until <= work.now)


def _asked_for(work: Work, kind: str, worker: str) -> None:
    """Noted now and then: many who ask for one kind would otherwise wait for each other at its row."""
    known = work.session.get(JobType, kind)
    if known is None:
        try:
            with work.session.begin_nested():
                work.session.add(JobType(type=kind, worker=worker, fetched_at=work.now))
        except IntegrityError:              # another worker asked at the same moment
            return
    elif known.fetched_at <= work.now - NOTED_EVERY:
        known.worker, known.fetched_at = worker, work.now


def _job(standing: Standing, wait: Wait, fetch: Collection[str] | None) -> Job:
    snapshot = standing.snapshot(wait.payload)
    inputs = standing.element(wait.process, wait.element).inputs
    seen = snapshot.data.get(wait.token, {}) if inputs else runner.visible(snapshot, wait.token)
    variables = {name: value for name, value in seen.items() if fetch is None or name in fetch}
    return Job(wait.id, wait.lease_token, wait.name, standing.case.id, standing.case.number, wait.element,
               standing.veil.lift(wait.payload["headers"]), variables, wait.retries, wait.lease_until)


def _held(work: Work, job: int, lease: int | None) -> tuple[Standing, Wait]:
    """The case locked, then the job read. NotFound when it is over, or not the actor's to do; Conflict when somebody else has it."""
    case_id = work.session.scalar(select(Wait.case_id).where(Wait.id == job, Wait.kind == "job"))
    if case_id is None:
        raise NotFound("jobs.over")
    standing = lock_case(work, case_id)
    wait = work.session.scalar(select(Wait).where(Wait.id == job).execution_options(populate_existing=True))
    if wait is None or not access.oversees(work.actor, wait.municipality):
        raise NotFound("jobs.over")
    if not standing.case.runs:
        raise Conflict("core.case_does_not_run", number=standing.case.number)
    if lease is not None and lease != wait.lease_token:
        raise Conflict("jobs.not_yours")
    return standing, wait
