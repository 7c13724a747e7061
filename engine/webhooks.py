"""Telling other systems of events (CloudEvents 1.0): who wants to hear, and what is on its way, each at least once under one id."""
import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from urllib.parse import urlsplit

from sqlalchemy import select, update

from engine.access import oversees
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.leases import Leased, Pile
from engine.ledger.events import TOLD
from engine.sealing import unwrap, wrap
from engine.tables import Case, CaseEvent, Webhook, WebhookCall
from engine.work import Work

LEASE = timedelta(minutes=10)               # longer than any call takes
BATCH = 20
UNCALLED = Pile(WebhookCall, WebhookCall.state == "waiting", LEASE)
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
SECRET = "whsec_"                           # as Standard Webhooks writes it
LONGEST = 500


@dataclass(frozen=True)
class Added:
    """`secret` is shown now and never again."""

    id: int
    secret: str


@dataclass(frozen=True)
class Call:
    """What to post. `mark` is the same each time it is tried."""

    mark: str
    address: str
    key: bytes
    body: bytes
    at: datetime


def add_webhook(work: Work, municipality: str, address: str, kinds: Iterable[str] = ()) -> Added:
    """For the municipality's coordinators. InvalidAnswers when the address is none or a kind is unknown."""
    if not oversees(work.actor, municipality):
        raise NotAllowed("webhook.coordinators_only")
    wanted = sorted(set(kinds))
    problems = [] if _is_address(address) else [("address", "webhook.bad_address", {})]
    problems += [("kinds", "webhook.no_such_kind", {"kind": kind[:60], "known": ", ".join(sorted(TOLD))}) for kind in wanted if kind not in TOLD]
    if problems:
        raise InvalidAnswers(problems)
    key = token_bytes(32)
    row = Webhook(municipality=municipality, address=address, wrapped=wrap(work.settings.secret, key, municipality), kinds=wanted, added_at=work.now)
    work.session.add(row)
    work.session.flush()
    return Added(row.id, SECRET + b64encode(key).decode())


def remove_webhook(work: Work, webhook: int) -> Webhook:
    """From now on it hears nothing; what was on its way is given up. NotFound when it is not the actor's to see."""
    row = work.session.get(Webhook, webhook)
    if row is None or not oversees(work.actor, row.municipality):
        raise NotFound("webhook.no_such")
    _stop(work, row, "removed")
    return row


def webhooks(work: Work, municipality: str) -> list[Webhook]:
    if not oversees(work.actor, municipality):
        raise NotAllowed("webhook.coordinators_only")
    return list(work.session.scalars(select(Webhook).where(Webhook.municipality == municipality).order_by(Webhook.id)))


def address_calls(work: Work, event: CaseEvent) -> None:
    """A call for each system that wants to hear of this event."""
    for hook in work.session.scalars(select(Webhook).where(Webhook.municipality == event.municipality, Webhook.stopped_at.is_(None))):
        if not hook.kinds or event.kind in hook.kinds:
            work.session.add(WebhookCall(municipality=event.municipality, webhook_id=hook.id, event_id=event.id, state="waiting", created_at=work.now))


def call_of(work: Work, leased: Leased) -> Call | None:
    """What to post; None when somebody else has it."""
    call = UNCALLED.held(work, leased)
    if call is None:
        return None
    call.lease_until = work.now + LEASE
    hook, event = work.session.get_one(Webhook, call.webhook_id), work.session.get_one(CaseEvent, call.event_id)
    key = unwrap(work.settings.secret, hook.wrapped, hook.municipality)
    return Call(f"event-{event.id}", hook.address, key, _body(event, work.session.get_one(Case, event.case_id)), work.now)


def call_answered(work: Work, leased: Leased, status: int | None) -> None:
    """What came of it: taken, gone for good (410: it hears nothing any more), or to be tried again until it is given up."""
    call = UNCALLED.held(work, leased)
    if call is None:
        return
    call.answer, call.lease_until = status, None
    if status is not None and 200 <= status < 300:
        call.state, call.sent_at = "sent", work.now
    elif status == 410:
        _stop(work, work.session.get_one(Webhook, call.webhook_id), "gone")
    elif call.attempts > len(BACK_OFF):
        call.state = "given_up"
    else:
        call.lease_until = work.now + BACK_OFF[call.attempts - 1]


def _body(event: CaseEvent, case: Case) -> bytes:
    """Numbers and names of the diagram alone: whoever may know more asks the API for it."""
    return json.dumps({
        "specversion": "1.0", "id": f"event-{event.id}", "source": f"/municipalities/{event.municipality}", "type": f"aanzet.{event.kind}",
        "subject": case.number, "time": event.at.astimezone(UTC).isoformat(), "datacontenttype": "application/json",
        "data": {"case": case.id, "process": case.key, "neighbourhood": case.neighbourhood, "status": case.status, "task": event.task_id,
                 "element": event.element}}, ensure_ascii=False, separators=(",", ":")).encode()


def _stop(work: Work, hook: Webhook, why: str) -> None:
    if hook.stopped_at is None:
        hook.stopped_at, hook.stopped_why = work.now, why
    work.session.execute(update(WebhookCall).where(WebhookCall.webhook_id == hook.id, WebhookCall.state == "waiting")
                         .values(state="given_up", lease_until=None).execution_options(synchronize_session="fetch"))


def _is_address(address: str) -> bool:
    """http is for systems beside this one, which whoever runs the installation has to name; see workers/webhooks.py."""
    try:
        parts = urlsplit(address)
        return (len(address) <= LONGEST and parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
                and not parts.username and not parts.password and not parts.fragment and address.isprintable() and " " not in address)
    except ValueError:
        return False
