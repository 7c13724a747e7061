"""The outbox: events that somebody may have to be told of, each turned into notices once."""
from datetime import timedelta

from engine.audience import Told, audience
from engine.leases import Leased, Pile
from engine.tables import CaseEvent, Notice
from engine.webhooks import address_calls
from engine.work import Work

UNTOLD = Pile(CaseEvent, CaseEvent.pending, timedelta(minutes=1))


def spread_event(work: Work, leased: Leased) -> int:
    """Write the notices of one event, one a person; gives how many. Repeated, it changes nothing."""
    event = UNTOLD.held(work, leased)
    if event is None:
        return 0
    event.pending, event.lease_until = False, None
    told: dict[tuple[int, str], Told] = {}
    for one in audience(work, event):
        told.setdefault((one.person, one.kind), one)
    about = {"element": event.element} if event.task_id is None and event.element else {}        # a wait is no row any more when it is over
    for one in told.values():
        work.session.add(Notice(
            municipality=event.municipality, person_id=one.person, kind=one.kind, role=one.role, case_id=event.case_id,
            task_id=event.task_id, handoff_id=one.handoff, event_id=event.id, params={**about, **one.params}, state="waiting", created_at=work.now))
    address_calls(work, event)
    if told:
        work.nudges.add("notices")
    return len(told)
