"""The dates of one task or wait: due, reminders and escalations, with the arithmetic that explains them. Pure.

`deadline` is a duration (`P5D`) or `quiet` and a duration; `reminders` come before the due date (`P3D,P1D`), `escalate` at or
after it (`programme_manager after P0D, executive after P5D`), each counted from the due date on its own. Days are working
days, `PT4H` is four hours on the clock, `P0D` the due moment itself; weeks, months and years are the calendar's.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from engine.calendar import NotCounted, WorkingCalendar
from engine.iso import BadTime, Duration, local, parse_duration

_QUIET = re.compile(r"quiet\s+(\S+)")
_ESCALATE = re.compile(r"([a-z_][a-z0-9_]*)\s+after\s+(\S+)")
Counted = Literal["opened", "definition", "rescheduled"]


class BadTerm(BadTime):
    """A deadline, reminders or escalate setting that cannot be read."""


@dataclass(frozen=True)
class Terms:
    """What a definition, or the municipality's defaults, say about time. Texts as written."""

    deadline: str | None = None
    quiet: bool = False
    reminders: tuple[str, ...] | None = None
    escalations: tuple[tuple[str, str], ...] | None = None      # (role, ISO text)

    def filled(self, defaults: "Terms") -> "Terms":
        """What a definition leaves out comes from the municipality; a quiet deadline is left quiet."""
        if self.quiet:
            return self
        own = self if self.deadline else replace(self, deadline=defaults.deadline, quiet=defaults.quiet)
        reminders = defaults.reminders if own.reminders is None else own.reminders
        escalations = defaults.escalations if own.escalations is None else own.escalations
        return replace(own, reminders=reminders, escalations=escalations)


@dataclass(frozen=True)
class Reminder:
    at: datetime                            # UTC
    text: str
    skipped: tuple[NotCounted, ...] = ()

    def explained(self) -> dict[str, Any]:
        return {"at": local(self.at).isoformat(), "term": self.text, "skipped": [_json(day) for day in self.skipped]}


@dataclass(frozen=True)
class Escalation(Reminder):
    role: str = ""

    def explained(self) -> dict[str, Any]:
        return super().explained() | {"role": self.role}


@dataclass(frozen=True)
class Schedule:
    """Absolute dates in UTC. `explanation` is JSON, and `explain` (engine/explanation.py) says it in words."""

    due_at: datetime | None
    quiet: bool = False
    reminders: tuple[Reminder, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    explanation: Mapping[str, Any] | None = None


def read_terms(settings: Mapping[str, str | None]) -> Terms:
    """Terms from `deadline`, `reminders` and `escalate`, as a definition writes them. Raises BadTerm."""
    deadline, quiet = _deadline(settings.get("deadline"))
    reminders = settings.get("reminders")
    escalate = settings.get("escalate")
    return Terms(deadline, quiet,
                 None if reminders is None else tuple(_duration(part, "time.bad_reminders") for part in _parts(reminders)),
                 None if escalate is None else tuple(_escalation(part) for part in _parts(escalate)))


def is_in_hours(term: str | None) -> bool:
    """Whether a term is counted by the clock alone: `PT4H`, and not `P1D`, `P1DT4H` or the due moment itself."""
    duration = parse_duration(term) if term else Duration()
    return bool(duration.clock) and not duration.wall


def schedule_of(terms: Terms, opened_at: datetime, calendar: WorkingCalendar, due: date | None = None,
                counted: Counted = "definition") -> Schedule:
    """The dates of something that opened at `opened_at`.

    `due` is a date the definition or a person gave: a plain date means 17:00, and it goes before the term. Reminders that
    would come before the opening are left out. Raises BadTime when a date lies beyond the calendar.
    """
    if due is not None:
        due_at = calendar.due_of(due)
        arithmetic = {"counted": counted, "plain_date": not isinstance(due, datetime), "skipped": []}
        quiet = False
    elif terms.deadline is not None:
        due_at, skipped = calendar.add_term(opened_at, parse_duration(terms.deadline))
        arithmetic = {"counted": "opened", "term": terms.deadline, "skipped": [_json(day) for day in skipped]}
        quiet = terms.quiet
    else:
        return Schedule(None)
    reminders = () if quiet else _reminders(terms, due_at, opened_at, calendar)
    escalations = () if quiet else _escalations(terms, due_at, calendar)
    return Schedule(due_at, quiet, reminders, escalations, arithmetic | {
        "start": local(opened_at).isoformat(), "due": local(due_at).isoformat(), "quiet": quiet,
        "reminders": [reminder.explained() for reminder in reminders],
        "escalations": [escalation.explained() for escalation in escalations],
    })


def _reminders(terms: Terms, due_at: datetime, opened_at: datetime, calendar: WorkingCalendar) -> tuple[Reminder, ...]:
    found = {}
    for text in terms.reminders or ():
        at, skipped = calendar.add_term(due_at, parse_duration(text).times(-1))
        found[at] = Reminder(at, text, skipped)
    return tuple(found[at] for at in sorted(found) if at > opened_at)


def _escalations(terms: Terms, due_at: datetime, calendar: WorkingCalendar) -> tuple[Escalation, ...]:
    found = []
    for role, text in terms.escalations or ():
        at, skipped = calendar.add_term(due_at, parse_duration(text))
        found.append(Escalation(at, text, skipped, role))
    return tuple(sorted(found, key=lambda escalation: escalation.at))


def _json(skipped: NotCounted) -> dict[str, str]:
    return {"day": skipped.day.isoformat(), "why": skipped.why, "name": skipped.name}


def _parts(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]


def _deadline(setting: str | None) -> tuple[str | None, bool]:
    if setting is None or not setting.strip():
        return None, False
    quiet = _QUIET.fullmatch(setting.strip())
    return _duration(quiet[1] if quiet else setting.strip(), "time.bad_deadline"), quiet is not None


def _escalation(part: str) -> tuple[str, str]:
    found = _ESCALATE.fullmatch(part)
    if found is None:
        raise BadTerm("time.bad_escalate", part)
    return found[1], _duration(found[2], "time.bad_escalate")


def _duration(text: str, key: str) -> str:
    try:
        duration = parse_duration(text)
    except BadTime as error:
        raise BadTerm(key, text) from error
    parts = (duration.years, duration.months, duration.weeks, duration.days, duration.clock.total_seconds())
    if min(parts) < 0:
        raise BadTerm(key, text)
    return text.strip()
