"""The dates of one's own turns as a calendar that other programs can show (iCalendar, RFC 5545)."""
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from flask import g, request

from engine.queries.inbox import Turn, Wanted, inbox
from engine.queries.paging import MOST
from engine.work import Work

LINE = 74                               # octets, before a line is folded
LASTS = timedelta(minutes=30)


def calendar_text(work: Work) -> str:
    """The first hundred dates to come. What may rest quietly is left out."""
    found = inbox(work, Wanted("mine"), "", g.language, MOST)
    dated = [turn for turn in (*found.turns, *found.aside) if turn.due_at is not None and not turn.quiet]
    return "".join(f"{part}\r\n" for line in _lines(dated, work.now) for part in _folded(line))


def _lines(turns: Iterable[Turn], now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aanzet//NL", "CALSCALE:GREGORIAN")
    for turn in turns:
        address = f"{request.host_url}tasks/{turn.id}"
        yield from ("BEGIN:VEVENT", f"UID:task-{turn.id}@aanzet", f"DTSTAMP:{_stamp(now)}", f"DTSTART:{_stamp(turn.due_at - LASTS)}",
                    f"DTEND:{_stamp(turn.due_at)}", f"SUMMARY:{_escaped(turn.title)}", f"DESCRIPTION:{_escaped(f'{turn.number} {turn.case_title}')}",
                    f"URL:{address}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(words: str) -> str:
    plain = "".join(c for c in words if c == "\n" or c.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """No line longer than 75 octets; what goes on begins with a space. A character is never cut in two."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LINE:
            yield part
            part = " "
        part += character
    yield part
