"""`aanzet deadlines`: what will fire, when and why."""
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import click

from engine.dates import moment_in_words
from engine.deadlines import Upcoming, upcoming
from engine.explanation import explain_date, explain_one
from engine.language import text
from engine.queries import listings
from engine.queries.naming import deadline_steps
from webui.cli.commands import Command
from webui.cli.options import AMSTERDAM, Moment, as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import complaint, role_label, show_list

ONE_DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
STILL = ("paused", "stuck", "ended", "cancelled")       # then not all of its deadlines count, or none
COLUMNS = ("due_at", "kind", "number", "name", "role", "why")
# An escalation that nobody declared is that of an offer which waits for an answer.
UNEXPLAINED = {"timer": "cli.deadline.by_diagram", "start": "cli.deadline.by_diagram", "escalation": "cli.deadline.unanswered"}


@click.command(cls=Command)
@click.option("--due-before", type=Moment(), metavar="TIME")
@click.option("--on", "day", type=Moment(), metavar="DAY")
@click.option("--case", "case", metavar="ID")
@as_json
@as_who
@click.pass_obj
def deadlines(program: Program, due_before: datetime | None, day: datetime | None, case: str | None, as_json: bool, who: str | None) -> None:
    """What will fire, when and why; on one day, or of one case."""
    since, until = (_midnight(day), _midnight(day + ONE_DAY) - MOMENT) if day else (None, None)
    before = min(filter(None, (due_before, until)), default=None)
    with program.reading(who) as work:
        wanted = listings.case_id(work, case) if case else None
        if wanted is not None and (one := listings.cases(work, case_id=wanted)[0]).status in STILL:
            complaint(program.word(f"cli.deadlines.{one.status}", number=one.number))
        due = upcoming(work, before, since, wanted)
        chains = _chains(due if before is None and since is None else upcoming(work, case=wanted))      # what comes next may be on another day
        steps = deadline_steps(work, program.language)
        lines = [{**asdict(line), "name": steps.get(line.id, ""), "why": why(line, program.language), "then": _next(line, chains)} for line in due]
    show_list(lines if as_json else [_told(line, program.language) for line in lines], COLUMNS, as_json, program.language)
    if not as_json and any(line.kind == "timer" for line in due):
        complaint(program.word("cli.deadlines.more"))


def _chains(lines: Iterable[Upcoming]) -> dict[tuple, list[Upcoming]]:
    """The steps of each escalation, in order, by what it is about. An offer that waits for an answer has none."""
    found: dict[tuple, list[Upcoming]] = {}
    for line in lines:
        if line.kind == "escalation" and line.role:
            found.setdefault(_about(line), []).append(line)
    return found


def _next(line: Upcoming, chains: Mapping[tuple, list[Upcoming]]) -> list[dict[str, Any]]:
    """Who hears of it after this, when nobody acts. A timer moves the case, and then these things are over."""
    later = [] if line.kind == "timer" or not line.explanation else [step for step in chains.get(_about(line), ()) if (step.due_at, step.id) > (line.due_at, line.id)]
    return [{"id": step.id, "due_at": step.due_at, "role": step.role} for step in later]


def _about(line: Upcoming) -> tuple:
    return line.case, line.task or line.element


def _told(line: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One line for people: kind and role in words, and behind the reason what comes after it."""
    steps = [text("cli.deadline.step", language, role=role_label(step["role"], language), at=moment_in_words(step["due_at"], language, line["due_at"].year)) for step in line["then"]]
    then = text("cli.deadline.then", language, steps="; ".join(steps)) if steps else None
    return {**line, "kind": text(f"cli.deadline_kind.{line['kind']}", language), "role": role_label(line["role"], language) if line["role"] else line["role"],
            "why": " ".join(filter(None, (line["why"], then))) or None}


def _midnight(moment: datetime) -> datetime:
    """The beginning of its day in the Netherlands."""
    return datetime.combine(moment.astimezone(AMSTERDAM).date(), time(), AMSTERDAM)


def why(line: Upcoming, language: str) -> str | None:
    """The arithmetic behind the date, in words."""
    if line.kind == "timer" and line.set_at:
        return text("cli.deadline.by_diagram_since", language, at=moment_in_words(line.set_at, language, 0))
    if not line.explanation:
        return text(UNEXPLAINED[line.kind], language) if line.kind in UNEXPLAINED else None
    name = partial(role_label, language=language)
    if line.kind in ("reminder", "escalation"):
        return explain_one(line.kind, line.explanation, language, name)
    return " ".join(explain_date(line.explanation, language))


COMMANDS = (deadlines,)
