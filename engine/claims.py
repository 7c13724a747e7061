"""Claiming due deadlines: a lease that expires by itself, never a flag."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, select, update

from engine.tables import Case, Deadline
from engine.work import Work

LEASE = timedelta(minutes=1)                # longer than one firing, shorter than anyone's patience
BATCH = 50
ATTEMPTS = 5                                # then the case is stuck and people decide
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOVES_TOKENS = "timer"


@dataclass(frozen=True)
class Claimed:
    """A deadline somebody is busy with until the lease ends. `case_id` None: it belongs to a message."""

    deadline_id: int
    lease_token: int
    case_id: int | None
    municipality: str
    attempts: int


def waiting(*columns):
    """What the clock will still fire. A stuck case reminds and escalates, but moves no token; a paused one keeps still."""
    runs = or_(Deadline.case_id.is_(None), Case.runs, and_(Case.status == "stuck", Deadline.kind != MOVES_TOKENS))
    return select(*columns).select_from(Deadline).outerjoin(Case, Case.id == Deadline.case_id).where(Deadline.state == "waiting", runs)


def anything_due(work: Work) -> bool:
    """Whether claiming would give something: a look that locks nothing."""
    return work.session.scalar(_claimable(work, Deadline.id).limit(1)) is not None


def claim_due(work: Work, limit: int = BATCH, cases: Sequence[int] | None = None) -> list[Claimed]:
    """Lease due deadlines of every municipality to the caller, in due order. Two callers never get the same one.

    `cases`: of these alone.
    """
    due = (_claimable(work, Deadline.id).where(*_of(cases))
           .order_by(Deadline.due_at, Deadline.id).limit(limit).with_for_update(of=Deadline, skip_locked=True))
    taken = (update(Deadline).where(Deadline.id.in_(due.scalar_subquery()))
             .values(lease_until=work.now + LEASE, lease_token=Deadline.lease_token + 1, attempts=Deadline.attempts + 1)
             .returning(Deadline.id, Deadline.lease_token, Deadline.case_id, Deadline.municipality, Deadline.attempts, Deadline.due_at)
             .execution_options(synchronize_session=False))
    rows = sorted(work.session.execute(taken), key=lambda row: (row.due_at, row.id))
    return [Claimed(*row[:5]) for row in rows]


def next_due(work: Work, before: datetime | None = None, cases: Sequence[int] | None = None) -> datetime | None:
    """When the clock can act next: the due moment, or the end of somebody's lease. None when nothing waits until `before`."""
    moment = case((Deadline.lease_until > Deadline.due_at, Deadline.lease_until), else_=Deadline.due_at)
    found = work.session.scalar(waiting(moment).where(*_of(cases)).order_by(moment).limit(1))
    return None if found is None or before is not None and found > before else found


def _claimable(work: Work, *columns):
    """Due, and in nobody's hands."""
    return waiting(*columns).where(Deadline.due_at <= work.now, or_(Deadline.lease_until.is_(None), Deadline.lease_until <= work.now))


def _of(cases: Sequence[int] | None) -> list:
    return [] if cases is None else [Deadline.case_id.in_(cases)]
