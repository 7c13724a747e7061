"""What there is to do and how late it is, for whoever watches over an installation. Numbers alone, of every municipality together."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from engine.claims import waiting
from engine.heartbeat import last_beat
from engine.lateness import Lateness, lateness
from engine.tables import Case, CaseEvent, Deadline, Notice, Task, Wait, WebhookCall
from engine.work import Work

LIVE_TASK = ("open", "claimed")
LIVE_CASE = ("open", "paused", "stuck")


@dataclass(frozen=True)
class Queue:
    """`ready`: in nobody's hands; `age`: seconds that the oldest of them has been ready."""

    ready: int
    age: float


@dataclass(frozen=True)
class Operations:
    """`late`: seconds that the latest deadline has been due, in whoever's hands. `fired`: how late those were that fired. `calls`: to other systems.

    `events`: how many facts have been written since the beginning; a rate over it is the steps a second.
    """

    deadlines: Queue
    untold: Queue
    notices: Queue
    calls: Queue
    late: float
    fired: Lateness
    planned: int
    failing: int
    jobs: int
    tasks: int
    cases: Mapping[str, int]
    events: int
    seen_at: datetime | None


def operations(work: Work) -> Operations:
    """Ten statements, each over what is open or a few rows; none over what has been."""
    session, now = work.session, work.now
    free = or_(Deadline.lease_until.is_(None), Deadline.lease_until <= now)
    due, since = session.execute(waiting(func.count(), func.min(Deadline.due_at)).where(Deadline.due_at <= now, free)).one()
    planned, failing, first = session.execute(waiting(func.count(), func.count().filter(Deadline.attempts > 0), func.min(Deadline.due_at))).one()
    cases = dict(session.execute(select(Case.status, func.count()).where(Case.status.in_(LIVE_CASE)).group_by(Case.status)).all())
    return Operations(
        deadlines=Queue(due, _age(now, since)),
        untold=_queue(work, CaseEvent.at, and_(CaseEvent.pending, or_(CaseEvent.lease_until.is_(None), CaseEvent.lease_until <= now))),
        notices=_queue(work, Notice.created_at, and_(Notice.state == "waiting", or_(Notice.lease_until.is_(None), Notice.lease_until <= now))),
        calls=_queue(work, WebhookCall.created_at, and_(WebhookCall.state == "waiting", or_(WebhookCall.lease_until.is_(None), WebhookCall.lease_until <= now))),
        late=_age(now, first), fired=lateness(work), planned=planned, failing=failing,
        jobs=_count(work, Wait.kind == "job", Wait), tasks=_count(work, Task.status.in_(LIVE_TASK), Task),
        cases={status: cases.get(status, 0) for status in LIVE_CASE}, events=session.scalar(select(func.max(CaseEvent.id))) or 0,
        seen_at=last_beat(work))


def _queue(work: Work, since: ColumnElement[datetime], ready: ColumnElement[bool]) -> Queue:
    number, oldest = work.session.execute(select(func.count(), func.min(since)).where(ready)).one()
    return Queue(number, _age(work.now, oldest))


def _count(work: Work, condition: ColumnElement[bool], rows: type) -> int:
    return work.session.scalar(select(func.count()).select_from(rows).where(condition)) or 0


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0
