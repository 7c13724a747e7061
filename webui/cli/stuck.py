"""`aanzet stuck`: cases that cannot go on, with the reason, and trying again."""
import click

from engine.errors import EngineError
from engine.queries import listings
from engine.stuck import retry_case
from webui.cli.cases import readable, warn_stuck
from webui.cli.options import as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import say, show_list

COLUMNS = ("id", "number", "title", "stuck_element", "stuck_reason")


@click.group(invoke_without_command=True)
@as_json
@as_who
@click.pass_context
def stuck(context: click.Context, as_json: bool, who: str | None) -> None:
    """Cases that cannot go on, with the reason."""
    if context.invoked_subcommand:
        return
    program: Program = context.obj
    with program.reading(who) as work:
        lines = listings.cases(work, "stuck")
    show_list([readable(line, program.language) for line in lines], COLUMNS, as_json, program.language)


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


COMMANDS = (stuck,)
