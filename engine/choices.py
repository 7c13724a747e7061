"""How somebody wants to hear of things by mail: each kind at once, once a day or not, and never in the quiet hours."""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from engine.calendar import WorkingCalendar
from engine.errors import InvalidAnswers
from engine.iso import AMSTERDAM, local
from engine.tables import NoticeChoice, Person
from engine.work import Work

KINDS = ("assigned", "handoff", "question", "accepted", "returned", "reminder", "overdue", "escalation", "nudge", "mention", "stuck")
AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"
WAYS = (AT_ONCE, DAILY, NEVER)
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,180}\.[^\s@<>,;:\"()\[\]\\.]{2,60}")
ALWAYS = frozenset({"escalation"})          # somebody else's silence brought it here: it does not wait for the morning


@dataclass(frozen=True)
class Choice:
    """`mail`: kind -> way, where it differs from at once. Hours are Amsterdam's; quiet hours may run past midnight."""

    mail: Mapping[str, str] = field(default_factory=dict)
    daily_at: int = 8
    quiet_from: int | None = None
    quiet_until: int | None = None

    def way(self, kind: str) -> str:
        return self.mail.get(kind, AT_ONCE)

    def overview_after(self, now: datetime) -> datetime:
        """The next working day's overview: today's when its hour is still to come."""
        here, calendar = local(now), WorkingCalendar()
        day = here.date() if here.time() < time(self.daily_at) else here.date() + timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(self.daily_at), AMSTERDAM)

    def is_quiet(self, hour: int) -> bool:
        """Whether this hour of the day is one of the quiet ones."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        return (hour - self.quiet_from) % 24 < (self.quiet_until - self.quiet_from) % 24

    def quiet_ends(self, kind: str, now: datetime) -> datetime | None:
        """When mail of this kind may leave again; None when it may now."""
        if kind in ALWAYS or self.quiet_from is None or self.quiet_until is None:
            return None
        here = local(now)
        if not self.is_quiet(here.hour):
            return None
        day = here.date() if here.hour < self.quiet_until else here.date() + timedelta(days=1)
        return datetime.combine(day, time(self.quiet_until), AMSTERDAM)


def choice_of(work: Work, person: int) -> Choice:
    row = work.session.get(NoticeChoice, person)
    return Choice() if row is None else Choice(row.mail, row.daily_at, row.quiet_from, row.quiet_until)


def address_of(work: Work) -> str | None:
    """Where the actor's mail goes."""
    person = work.session.get(Person, work.actor.person)
    return person.email if person is not None else None


def choose(work: Work, choice: Choice, address: str | None = None) -> None:
    """The actor's own choice, and with `address` where their mail goes ("": nowhere). InvalidAnswers names what cannot be meant."""
    problems = [("address", "choice.no_address", {})] if address and not ADDRESS.fullmatch(address) else []
    problems += [(f"mail.{kind}", "choice.no_such_way", {}) for kind, way in choice.mail.items() if kind not in KINDS or way not in WAYS]
    hours = {"daily_at": choice.daily_at, "quiet_from": choice.quiet_from, "quiet_until": choice.quiet_until}
    problems += [(name, "choice.no_such_hour", {}) for name, hour in hours.items() if hour is not None and not 0 <= hour <= 23]
    if (choice.quiet_from is None) != (choice.quiet_until is None):
        problems.append(("quiet_until" if choice.quiet_until is None else "quiet_from", "choice.both_hours", {}))
    if not problems and DAILY in choice.mail.values() and choice.is_quiet(choice.daily_at):
        problems.append(("daily_at", "choice.quiet_then", {}))
    if problems:
        raise InvalidAnswers(problems)
    if address is not None:
        work.session.get_one(Person, work.actor.person).email = address or None
    keep_choice(work, work.actor.person, choice)


def keep_choice(work: Work, person: int, choice: Choice) -> None:
    kept = work.session.get(NoticeChoice, person)
    if kept is None:
        kept = NoticeChoice(person_id=person)
        work.session.add(kept)
    kept.mail = {kind: way for kind, way in choice.mail.items() if way != AT_ONCE}
    kept.daily_at, kept.quiet_from, kept.quiet_until = choice.daily_at, choice.quiet_from, choice.quiet_until
