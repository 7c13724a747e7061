"""The calendar somebody lets another program read: an address that only they know, renewed or stopped when they like.

The address is signed over a number that is kept; whoever sees the database alone cannot make one.
"""
import hashlib
import hmac
from secrets import token_urlsafe

from engine.actors import Actor, find_actor
from engine.errors import NotFound
from engine.tables import Person
from engine.work import Work

PURPOSE = b"aanzet calendar"


def feed_of(work: Work) -> str | None:
    """What stands at the end of the actor's own address; None when they have none."""
    person = work.session.get(Person, work.actor.person)
    return _said(work, person) if person is not None and person.feed else None


def renew_feed(work: Work) -> str:
    """A new address; the one before it opens nothing any more."""
    person = work.session.get_one(Person, work.actor.person)
    person.feed = token_urlsafe(12)
    return _said(work, person)


def stop_feed(work: Work) -> None:
    """No address any more."""
    work.session.get_one(Person, work.actor.person).feed = None


def open_feed(work: Work, said: str) -> Actor:
    """Whose address it is. NotFound when it is none of ours, was renewed or stopped, or is of somebody who has left."""
    number, _, _ = said.partition("-")
    person = work.session.get(Person, int(number)) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    if person is None or not person.feed or not hmac.compare_digest(_said(work, person).encode(), said.encode()):
        raise NotFound("feed.no_such")
    return find_actor(work.session, person.id, work.now)


def _said(work: Work, person: Person) -> str:
    signed = hmac.new(work.settings.secret, b"%b %d %b" % (PURPOSE, person.id, person.feed.encode()), hashlib.sha256).hexdigest()
    return f"{person.id}-{signed}"
