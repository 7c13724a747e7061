"""Claiming due deadlines: a lease that expires by itself, never a flag."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, Update, and_, bindparam, case, or_, select, update

from engine.ledger.firings import MOVES_TOKENS
from engine.tables import Case, Deadline
from engine.work import Work

LEASE = timedelta(minutes=1)                # longer than one firing, shorter than anyone's patience
BATCH = 50
ATTEMPTS = 5                                # then the case is stuck and people decide
BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


@dataclass(frozen=True)
class Claimed:
    """A deadline somebody is busy with until the lease ends. `case_id` None: it belongs to a message."""

    deadline_id: int
    lease_token: int
    case_id: int | None
    municipality: str
    attempts: int
    due_at: datetime | None = None          # for whoever counts how late it fired


def waiting(*columns):
    """What the clock will still fire. A stuck case reminds and escalates, but moves no token; a paused one keeps still."""
    runs = or_(Deadline.case_id.is_(None), Case.runs, and_(Case.status == "stuck", Deadline.kind != MOVES_TOKENS))
    return select(*columns).select_from(Deadline).outerjoin(Case, Case.id == Deadline.case_id).where(Deadline.state == "waiting", runs)


# Due, and in nobody's hands.
DUE = (Deadline.due_at <= bindparam("now"), or_(Deadline.lease_until.is_(None), Deadline.lease_until <= bindparam("now")))
LOOK = waiting(Deadline.id).where(*DUE).order_by(Deadline.due_at, Deadline.id).limit(1)      # in order, or it would be sought among all there ever were
MOMENT = case((Deadline.lease_until > Deadline.due_at, Deadline.lease_until), else_=Deadline.due_at)


def anything_due(work: Work) -> bool:
    """Whether claiming would give something: a look that locks nothing."""
    return work.session.scalar(LOOK, {"now": work.now}) is not None


def claim_due(work: Work, limit: int = BATCH, cases: Sequence[int] | None = None, starts: bool = True) -> list[Claimed]:
    """Lease due deadlines of every municipality to the caller, in due order. Two callers never get the same one.

    Of those that were tried before at most one comes along, as the last: it may end whoever fires it, and then takes nobody else down.
    `cases`: of these alone. `starts`: also the timers that open a case.
    """
    given = {"now": work.now, "leased": work.now + LEASE, "most": limit, "cases": list(cases or ())}
    rows = sorted(work.session.execute(_claiming(cases is not None, starts), given), key=lambda row: (row.attempts > 1, row.due_at, row.id))
    return [Claimed(*row) for row in rows]


def next_due(work: Work, before: datetime | None = None, cases: Sequence[int] | None = None, starts: bool = True) -> datetime | None:
    """When the clock can act next: the due moment, or the end of somebody's lease. None when nothing waits until `before`."""
    found = work.session.scalar(_next(cases is not None, starts), {"cases": list(cases or ())})
    return None if found is None or before is not None and found > before else found


# Asked all day long, so built once.

@cache
def _claiming(these: bool, starts: bool) -> Update:
    due = (waiting(Deadline.id, Deadline.attempts, Deadline.due_at).where(*DUE, *_among(these, starts))
           .order_by(Deadline.due_at, Deadline.id).limit(bindparam("most")).with_for_update(of=Deadline, skip_locked=True).cte("due"))
    tried = select(due.c.id).where(due.c.attempts > 0).order_by(due.c.due_at, due.c.id).limit(1)
    return (update(Deadline).where(Deadline.id.in_(select(due.c.id).where(or_(due.c.attempts == 0, due.c.id == tried.scalar_subquery()))))
            .values(lease_until=bindparam("leased"), lease_token=Deadline.lease_token + 1, attempts=Deadline.attempts + 1)
            .returning(Deadline.id, Deadline.lease_token, Deadline.case_id, Deadline.municipality, Deadline.attempts, Deadline.due_at)
            .execution_options(synchronize_session=False))


@cache
def _next(these: bool, starts: bool) -> Select:
    return waiting(MOMENT).where(*_among(these, starts)).order_by(MOMENT).limit(1)


def _among(these: bool, starts: bool) -> list:
    if these:
        return [Deadline.case_id.in_(bindparam("cases", expanding=True))]
    return [] if starts else [Deadline.definition_id.is_(None)]
