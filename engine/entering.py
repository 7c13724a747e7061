"""Coming in without a password: a link that works once, for a quarter of an hour, and only as the installation signed it."""
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import select

from engine.actors import Actor, find_actor
from engine.errors import NotAllowed, NotFound
from engine.tables import IdempotencyKey, Person
from engine.work import Work

VALID = timedelta(minutes=15)
PURPOSE = b"aanzet sign-in"
USED = 303                              # what using it answered: on to the first page


def make_link(work: Work, who: int | str) -> str:
    """What stands at the end of somebody's sign-in link. Only the system makes one: whoever has it comes in as them."""
    if work.actor.kind == "person":
        raise NotAllowed("core.system_only")
    person = find_actor(work.session, who, work.now).person
    said = f"{person}.{int((work.now + VALID).timestamp())}.{token_urlsafe(16)}"
    return f"{said}.{_signature(work, said)}"


def check_link(work: Work, link: str) -> Actor:
    """Whose link it is. NotFound when it is too old, used already, or none of ours. Changes nothing."""
    said, _, signature = link.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(work, said).encode()):
        raise NotFound("entering.no_link")
    person, until, nonce = said.split(".", 2)
    known = select(IdempotencyKey.id).where(IdempotencyKey.person_id == int(person), IdempotencyKey.key == _key(nonce))
    if datetime.fromtimestamp(int(until), UTC) <= work.now or work.session.scalar(known) is not None:
        raise NotFound("entering.no_link")
    return find_actor(work.session, int(person), work.now)


def use_link(work: Work, link: str) -> Actor:
    """Come in by it, and spend it. Of two at once one comes in: the person's row is the lock."""
    person = check_link(work, link).person
    work.session.execute(select(Person.id).where(Person.id == person).with_for_update())
    found = check_link(work, link)
    nonce = link.split(".")[2]
    work.session.add(IdempotencyKey(person_id=person, key=_key(nonce), request=PURPOSE.decode(), status=USED, answer=None, at=work.now))
    work.session.flush()
    return found


def _key(nonce: str) -> str:
    return f"sign-in {nonce}"


def _signature(work: Work, said: str) -> str:
    return hmac.new(work.settings.secret, PURPOSE + said.encode(), hashlib.sha256).hexdigest()
