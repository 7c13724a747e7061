"""Stopping mail of one kind from the letter itself: an address that is signed, says whose and which, and opens nothing else."""
import hashlib
import hmac
from dataclasses import dataclass, replace

from engine.choices import DAILY, KINDS, NEVER, choice_of, keep_choice
from engine.errors import NotFound
from engine.tables import Person
from engine.work import Work

PURPOSE = b"aanzet stop mail"
OVERVIEW = "digest"                         # the letter that gathers a day: all kinds that come that way


@dataclass(frozen=True)
class Stop:
    """Whose mail of which kind. `language`: in which they read about it."""

    person: int
    kind: str
    language: str


def stop_said(work: Work, person: int, kind: str) -> str:
    """What stands at the end of the address."""
    return f"{kind}-{person}-{_signed(work, person, kind)}"


def stop_asked(work: Work, said: str) -> Stop:
    """What an address would stop. NotFound when it is none of ours, or of somebody who has left."""
    kind, _, rest = said.partition("-")
    number, _, signed = rest.partition("-")
    known = kind in (*KINDS, OVERVIEW) and number.isascii() and number.isdecimal() and len(number) < 19
    person = work.session.get(Person, int(number)) if known else None
    if person is None or not person.active or not hmac.compare_digest(_signed(work, person.id, kind).encode(), signed.encode()):
        raise NotFound("choice.no_such_stop")
    return Stop(person.id, kind, person.language)


def stop_mail(work: Work, said: str) -> Stop:
    """From now on it stands in the app alone; their own page lets it come again. Asked twice, it changes nothing."""
    asked = stop_asked(work, said)
    choice = choice_of(work, asked.person)
    kinds = [kind for kind, way in choice.mail.items() if way == DAILY] if asked.kind == OVERVIEW else [asked.kind]
    keep_choice(work, asked.person, replace(choice, mail={**choice.mail, **dict.fromkeys(kinds, NEVER)}))
    return asked


def _signed(work: Work, person: int, kind: str) -> str:
    return hmac.new(work.settings.secret, b"%b %d %b" % (PURPOSE, person, kind.encode()), hashlib.sha256).hexdigest()
