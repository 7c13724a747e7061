"""`aanzet case`: opening a case, seeing where it stands, and cancelling it."""
from dataclasses import asdict

import click

from engine.cases import cancel_case, open_case
from engine.language import text
from engine.queries import listings
from engine.queries.case_view import case_view
from engine.queries.heard import Heard
from engine.queries.naming import case_steps
from webui.cli.commands import Group
from webui.cli.options import JsonObject, as_json, as_who, required_who
from webui.cli.program import Program
from webui.cli.speech import role_label, say, show_list, show_one, status_label, words

COLUMNS = ("id", "number", "title", "status", "process", "municipality", "neighbourhood", "opened_at")
TURNS = ("id", "element", "name", "role", "holder", "due_at")
TIMELINE = ("number", "at", "kind", "by", "element", "told", "why")
EVERYTHING = 1_000_000


@click.group(cls=Group)
def case() -> None:
    """Cases: open, list, show, timeline and cancel them."""


@case.command("open")
@click.argument("key")
@click.option("--municipality", required=True, metavar="GM0546")
@click.option("--neighbourhood", metavar="BU05460901")
@click.option("--title")
@click.option("--data", type=JsonObject(), default="{}", metavar="JSON")
@required_who
@as_json
@click.pass_obj
def open_command(program: Program, key: str, municipality: str, neighbourhood: str | None, title: str | None, data: dict,
                 who: str, as_json: bool) -> None:
    """Open a case of the newest version of a process."""
    with program.writing(who) as work:
        opened = open_case(work, key, municipality, neighbourhood, title, data)
        line = listings.cases(work, case_id=opened.id)[0]
    if as_json:
        show_one(readable(line, program.language), True, program.language)
    else:
        say("cli.case.opened", program.language, id=line.id, number=line.number)
    warn_stuck(program, line)


@case.command("list")
@click.option("--status", type=click.Choice(["open", "paused", "stuck", "ended", "cancelled"]))
@click.option("--process", "key")
@as_json
@as_who
@click.pass_obj
def list_command(program: Program, status: str | None, key: str | None, as_json: bool, who: str | None) -> None:
    """The oldest first."""
    with program.reading(who) as work:
        lines = listings.cases(work, status or "", key or "", language=program.language)
    show_list([readable(line, program.language, as_json) for line in lines], COLUMNS, as_json, program.language)


@case.command("show")
@click.argument("name", metavar="ID")
@as_json
@as_who
@click.pass_obj
def show_command(program: Program, name: str, as_json: bool, who: str | None) -> None:
    """Where one case stands, and whose turn it is. ID is an id or a number such as LEI-2031-0042."""
    with program.reading(who) as work:
        found = listings.case_id(work, name)
        line = listings.cases(work, case_id=found, language=program.language)[0]
        step = case_steps(work, [(found, line.stuck_element)], program.language)[found]
        view = case_view(work, found, limit=1)
        tasks = [asdict(task) for task in listings.tasks_of(work, found, program.language)]
        shown = {**readable(line, program.language, as_json), "ends": list(view.ends)}
    if as_json:
        show_one({**shown, "tasks": tasks}, True, program.language)
        return
    shown = {**shown, "stuck_element": step}
    show_one({name: value for name, value in shown.items() if name not in ("stuck_key", "stuck_params")}, False, program.language)
    click.echo()
    show_list([{**each, "role": role_label(each["role"], program.language)} for each in tasks], TURNS, False, program.language)


@case.command("timeline")
@click.argument("name", metavar="ID")
@as_json
@as_who
@click.pass_obj
def timeline_command(program: Program, name: str, as_json: bool, who: str | None) -> None:
    """What happened, the oldest first."""
    with program.reading(who) as work:
        facts = listings.facts(work, listings.case_id(work, name), program.language)
    show_list([asdict(fact) | ({} if as_json else {"told": [heard(one, program.language) for one in fact.told]}) for fact in facts],
              TIMELINE, as_json, program.language)


@case.command("cancel")
@click.argument("name", metavar="ID")
@click.option("--why", required=True)
@required_who
@click.pass_obj
def cancel_command(program: Program, name: str, why: str, who: str) -> None:
    """End a case and all that it called."""
    with program.writing(who) as work:
        cancelled = cancel_case(work, listings.case_id(work, name), why)
        number = cancelled.number
    say("cli.case.cancelled", program.language, number=number)


def heard(one: Heard, language: str) -> str:
    """Who, and how: by mail with the moment it left."""
    return f"{one.login} ({' '.join(filter(None, (text(f'cli.heard.{one.how}', language), words(one.at, language) if one.at else '')))})"


def readable(line: listings.CaseLine, language: str, as_json: bool = True) -> dict:
    """A case with the reason it is stuck as a sentence; for people its status too is in words."""
    reason = text(line.stuck_key, language, **(line.stuck_params or {})) if line.status == "stuck" and line.stuck_key else None
    return {**asdict(line), "stuck_reason": reason} | ({} if as_json else {"status": status_label(line.status, language)})


def warn_stuck(program: Program, line: listings.CaseLine) -> None:
    """The command succeeded, and still the case cannot go on: somebody must know."""
    if line.status == "stuck":
        with program.reading() as work:
            step = case_steps(work, [(line.id, line.stuck_element)], program.language)[line.id]
        click.echo(program.word("cli.case.stuck", number=line.number, element=step,
                                reason=readable(line, program.language)["stuck_reason"] or ""), err=True)


COMMANDS = (case,)
