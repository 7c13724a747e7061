"""`aanzet stuck`: cases that cannot go on, with the reason, and trying again."""
import click

from engine.errors import EngineError
from engine.language import text
from engine.queries import listings
from engine.queries.naming import case_steps
from engine.queries.stuck import standstill
from engine.stuck import mend_case, move_token, retry_case
from webui.cli.cases import readable, warn_stuck
from webui.cli.commands import Group, program_of
from webui.cli.options import JsonObject, as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import say, show_list, show_one

COLUMNS = ("id", "number", "title", "stuck_element", "stuck_reason")


@click.group(cls=Group, invoke_without_command=True)
@as_json
@as_who
@click.pass_context
def stuck(context: click.Context, as_json: bool, who: str | None) -> None:
    """Cases that cannot go on, with the reason."""
    if context.invoked_subcommand:
        return
    program = program_of(context)
    with program.reading(who) as work:
        lines = listings.cases(work, "stuck", language=program.language)
        steps = case_steps(work, [(line.id, line.stuck_element) for line in lines], program.language)
    shown = [readable(line, program.language) | ({} if as_json else {"stuck_element": steps[line.id]}) for line in lines]
    show_list(shown, COLUMNS, as_json, program.language)


@stuck.command("retry")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@as_who
@click.pass_obj
def retry_command(program: Program, names: tuple[str, ...], who: str | None) -> None:
    """Do again what did not succeed."""
    still = 0
    for name in names:
        with program.writing(who) as work:
            retried = retry_case(work, listings.case_id(work, name))
            line = listings.cases(work, case_id=retried.id)[0]
        if line.status == "stuck":
            still += 1
            warn_stuck(program, line)
        else:
            say("cli.stuck.goes_on", program.language, number=line.number)
    if still:
        raise EngineError("cli.stuck.one_still" if still == 1 else "cli.stuck.more_still", still=still)


@stuck.command("show")
@click.argument("name", metavar="ID")
@as_json
@as_who
@click.pass_obj
def show_command(program: Program, name: str, as_json: bool, who: str | None) -> None:
    """What went in, what waits where, and who can mend it."""
    with program.writing(who) as work:
        found = standstill(work, listings.case_id(work, name))
    if found is None:
        raise EngineError("cli.stuck.is_not", name=name)
    show_one({"number": found.number, "element": found.element, "reason": text(found.key, program.language, **found.params),
              "inputs": dict(found.inputs), "waiting": [f"{token}: {element}" for token, element in found.waiting],
              "menders": list(found.menders)}, as_json, program.language)


@stuck.command("mend")
@click.argument("name", metavar="ID")
@click.option("--data", type=JsonObject(), required=True)
@click.option("--why", required=True)
@as_who
@click.pass_obj
def mend_command(program: Program, name: str, data: dict, why: str, who: str | None) -> None:
    """Put other values in a stuck case, then do again what did not succeed."""
    with program.writing(who) as work:
        case_id = listings.case_id(work, name)
        mend_case(work, case_id, data, why)
        retry_case(work, case_id)
        line = listings.cases(work, case_id=case_id)[0]
    if line.status == "stuck":
        warn_stuck(program, line)
        raise EngineError("cli.stuck.one_still", still=1)
    say("cli.stuck.goes_on", program.language, number=line.number)


@stuck.command("move")
@click.argument("name", metavar="ID")
@click.argument("token")
@click.argument("element")
@click.option("--why", required=True)
@as_who
@click.pass_obj
def move_command(program: Program, name: str, token: str, element: str, why: str, who: str | None) -> None:
    """Lift what waits at TOKEN and put it down at ELEMENT."""
    with program.writing(who) as work:
        case_id = listings.case_id(work, name)
        move_token(work, case_id, token, element, why)
        line = listings.cases(work, case_id=case_id)[0]
    if line.status == "stuck":
        warn_stuck(program, line)
    say("cli.stuck.moved", program.language, number=line.number, element=element)


COMMANDS = (stuck,)
