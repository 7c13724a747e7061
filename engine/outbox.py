"""The outbox: events that somebody may have to be told of, each turned into notices once."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, or_, select, update

from engine.audience import Told, audience
from engine.tables import CaseEvent, Notice
from engine.webhooks import address_calls
from engine.work import Work

LEASE = timedelta(minutes=1)
BATCH = 50

# Still to be told, and in nobody's hands; oldest first.
UNTOLD = (select(CaseEvent.id).where(CaseEvent.pending, or_(CaseEvent.lease_until.is_(None), CaseEvent.lease_until <= bindparam("now")))
          .order_by(CaseEvent.id).limit(bindparam("most")))
CLAIM = (update(CaseEvent).where(CaseEvent.id.in_(UNTOLD.with_for_update(skip_locked=True).scalar_subquery()))
         .values(lease_until=bindparam("leased"), lease_token=CaseEvent.lease_token + 1)
         .returning(CaseEvent.id, CaseEvent.lease_token, CaseEvent.municipality).execution_options(synchronize_session=False))
MINE = (select(CaseEvent).where(CaseEvent.id == bindparam("event"), CaseEvent.pending, CaseEvent.lease_token == bindparam("lease"))
        .with_for_update())


@dataclass(frozen=True)
class ClaimedEvent:
    event_id: int
    lease_token: int
    municipality: str


def anything_untold(work: Work) -> bool:
    """Whether claiming would give something: a look that locks nothing."""
    return work.session.scalar(UNTOLD, {"now": work.now, "most": 1}) is not None


def claim_events(work: Work, limit: int = BATCH) -> list[ClaimedEvent]:
    """Lease untold events of every municipality to the caller, oldest first."""
    taken = work.session.execute(CLAIM, {"now": work.now, "leased": work.now + LEASE, "most": limit})
    return [ClaimedEvent(*row) for row in sorted(taken, key=lambda row: row.id)]


def spread_event(work: Work, claimed: ClaimedEvent) -> int:
    """Write the notices of one event, one a person; gives how many. Repeated, it changes nothing."""
    event = work.session.scalar(MINE, {"event": claimed.event_id, "lease": claimed.lease_token})
    if event is None:
        return 0
    event.pending, event.lease_until = False, None
    told: dict[tuple[int, str], Told] = {}
    for one in audience(work, event):
        told.setdefault((one.person, one.kind), one)
    for one in told.values():
        work.session.add(Notice(
            municipality=event.municipality, person_id=one.person, kind=one.kind, role=one.role, case_id=event.case_id,
            task_id=event.task_id, handoff_id=one.handoff, event_id=event.id, params=one.params, state="waiting", created_at=work.now))
    address_calls(work, event)
    if told:
        work.nudges.add("notices")
    return len(told)
