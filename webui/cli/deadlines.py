"""`aanzet deadlines`: what will fire, when and why."""
from dataclasses import asdict
from datetime import datetime, time, timedelta
from functools import partial

import click

from engine.deadlines import Upcoming, upcoming
from engine.explanation import explain, explain_one
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
        steps = deadline_steps(work, program.language)
        lines = [{**asdict(line), "name": steps.get(line.id, ""), "kind": line.kind if as_json else text(f"cli.deadline_kind.{line.kind}", program.language),
                  "role": line.role if as_json or not line.role else role_label(line.role, program.language),
                  "why": why(line, program.language)} for line in due]
    show_list(lines, COLUMNS, as_json, program.language)


def _midnight(moment: datetime) -> datetime:
    """The beginning of its day in the Netherlands."""
    return datetime.combine(moment.astimezone(AMSTERDAM).date(), time(), AMSTERDAM)


def why(line: Upcoming, language: str) -> str | None:
    """The arithmetic behind the date, in words."""
    if not line.explanation:
        return text(UNEXPLAINED[line.kind], language) if line.kind in UNEXPLAINED else None
    name = partial(role_label, language=language)
    if line.kind in ("reminder", "escalation"):
        return explain_one(line.kind, line.explanation, language, name)
    return explain(line.explanation, language, name)[0]


COMMANDS = (deadlines,)
