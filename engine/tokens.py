"""Bearer tokens for programs: the secret is told once, and only its hash is kept."""
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select

from engine.actors import Actor, find_actor
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.tables import ApiToken, Person
from engine.work import Work

BEGINNING = "aanzet_"                   # so that secret scanners know one when they see it
NOTED_EVERY = timedelta(hours=1)        # how precisely the last use is known


@dataclass(frozen=True)
class Created:
    """`secret` is shown now and never again."""

    id: int
    secret: str


@dataclass(frozen=True)
class Bearer:
    """Whose token it is. `noted`: its last use is known well enough."""

    token: int
    actor: Actor
    noted: bool


def create_token(work: Work, who: int | str, name: str) -> Created:
    """A token for somebody, who then acts through it with their own roles. Only for oneself; the system may for anyone."""
    person = find_actor(work.session, who, work.now).person
    if work.actor.kind == "person" and work.actor.person != person:
        raise NotAllowed("token.own_only")
    if not name.strip():
        raise InvalidAnswers([("name", "token.name_needed", {})])
    secret = BEGINNING + token_urlsafe(32)
    token = ApiToken(person_id=person, name=name.strip(), digest=_digest(secret), created_at=work.now)
    work.session.add(token)
    work.session.flush()
    return Created(token.id, secret)


def revoke_token(work: Work, token: int) -> ApiToken:
    """From now on it opens nothing. Revoking twice changes nothing."""
    found = work.session.get(ApiToken, token)
    if found is None or (work.actor.kind == "person" and found.person_id != work.actor.person):
        raise NotFound("token.no_such")
    found.revoked_at = found.revoked_at or work.now
    return found


def find_bearer(work: Work, secret: str) -> Bearer | None:
    """Who comes with this token; None when it opens nothing. Who has left is nobody."""
    row = work.session.scalar(select(ApiToken).join(Person, Person.id == ApiToken.person_id).where(
        ApiToken.digest == _digest(secret), ApiToken.revoked_at.is_(None), Person.active))
    if row is None:
        return None
    noted = row.last_used_at is not None and row.last_used_at > work.now - NOTED_EVERY
    return Bearer(row.id, find_actor(work.session, row.person_id, work.now), noted)


def note_use(work: Work, token: int) -> None:
    work.session.get_one(ApiToken, token).last_used_at = work.now


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()      # of 256 random bits: nothing to guess, so nothing to slow down
