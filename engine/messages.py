"""Messages and signals that come from outside."""
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine import access
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.following import buffer, carry_on, receive, spread_signal
from engine.ledger.events import record
from engine.privacy import refuse_references
from engine.steps import Action, take
from engine.tables import Case, Message, Municipality, Wait
from engine.work import Work


def send_message(work: Work, municipality: str, name: str, key: Any = None, data: Mapping[str, Any] | None = None,
                 message_id: str | None = None, ttl: timedelta = timedelta(0)) -> list[Case]:
    """Give a message to the cases of one municipality: at most one per process, the one that waits longest.

    Returns the cases it reached. `ttl`: how long it is kept for a case that does not wait yet. The same `message_id` twice is
    one message; equal content is not.
    """
    data = dict(data or {})
    _reachable(work, municipality, name, data)
    if message_id is not None and was_sent(work, municipality, name, message_id):
        return []
    text = key_text(key)
    reached = receive(work, municipality, name, text, data)
    if message_id is not None or ttl > timedelta(0):
        buffer(work, municipality, name, text, message_id, data, ttl, {standing.case.key for standing, _ in reached})
    for standing, taken in reached:
        carry_on(standing, taken)
    return [standing.case for standing, _ in reached]


def message_case(work: Work, case_id: int, name: str, data: Mapping[str, Any] | None = None) -> Case:
    """Give a message to this one case, which waits for it by that name; its key does not matter then. For whoever works on the case."""
    data = dict(data or {})
    refuse_references(data)
    standing = lock_worked(work, case_id)
    case = standing.case
    if not case.runs:
        raise Conflict("core.case_does_not_run", number=case.number)
    token = work.session.scalar(select(Wait.token).where(Wait.case_id == case_id, Wait.kind == "message", Wait.name == name).order_by(Wait.since, Wait.id))
    if token is None:
        raise Conflict("core.not_waiting_for", number=case.number, name=name)
    taken = take(standing, Action("message", token, name, data))
    if taken.moved:
        record(work, case, "MessageReceived", None, name=name, variables=standing.veil.lay(data))
    carry_on(standing, taken)
    return case


def send_signal(work: Work, municipality: str, name: str, data: Mapping[str, Any] | None = None) -> list[Case]:
    """A signal reaches every case of the municipality that listens now."""
    data = dict(data or {})
    _reachable(work, municipality, name, data)
    reached = spread_signal(work, municipality, name, data)
    for standing, taken in reached:
        carry_on(standing, taken)
    return [standing.case for standing, _ in reached]


def key_text(key: Any) -> str | None:
    """Keys compare as text: 7, 7.0 and "7" are one key."""
    if key is None or isinstance(key, str):
        return key
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    return json.dumps(key, ensure_ascii=False)


def _reachable(work: Work, municipality: str, name: str, data: dict[str, Any]) -> None:
    theirs = work.actor.municipalities
    # The row is the lock: the same id sent twice at once is one message. Who opens a case there meanwhile need not wait for that.
    found = work.session.scalar(select(Municipality.code).where(Municipality.code == municipality).with_for_update(key_share=True))
    if found is None or (theirs is not None and municipality not in theirs):
        raise NotFound("core.no_such_municipality", code=municipality)
    if not access.works_in(work.actor, municipality):
        raise NotAllowed("core.follows_only")
    if not name.strip():
        raise InvalidAnswers([("name", "core.name_needed", {})])
    refuse_references(data)


def was_sent(work: Work, municipality: str, name: str, message_id: str) -> bool:
    """Whether a message with this id came before."""
    return work.session.scalar(select(Message.id).where(
        Message.municipality == municipality, Message.name == name, Message.message_id == message_id)) is not None
