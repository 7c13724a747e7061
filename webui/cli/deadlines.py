"""`aanzet deadlines`: what will fire, when and why."""
from dataclasses import asdict
from datetime import datetime

import click

from engine.deadlines import Upcoming, upcoming
from engine.explanation import explain, explain_one
from webui.cli.options import Moment, as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import show_list

COLUMNS = ("due_at", "kind", "number", "element", "role", "why")


@click.command()
@click.option("--due-before", type=Moment(), metavar="TIME", help="only what falls due until then")
@as_json
@as_who
@click.pass_obj
def deadlines(program: Program, due_before: datetime | None, as_json: bool, who: str | None) -> None:
    """What will fire, when and why."""
    with program.reading(who) as work:
        lines = [{**asdict(line), "why": why(line, program.language)} for line in upcoming(work, due_before)]
    show_list(lines, COLUMNS, as_json, program.language)


def why(line: Upcoming, language: str) -> str | None:
    """The arithmetic behind the date, in words."""
    if not line.explanation:
        return None
    if line.kind in ("reminder", "escalation"):
        return explain_one(line.kind, line.explanation, language)
    return explain(line.explanation, language)[0]


COMMANDS = (deadlines,)
