"""`aanzet task`: what waits for whom, and doing it."""
from dataclasses import asdict

import click

from engine.queries import listings
from engine.tasks import complete_task
from webui.cli.cases import warn_stuck
from webui.cli.commands import Group
from webui.cli.options import ID, JsonObject, as_json, as_who, required_who
from webui.cli.program import Program
from webui.cli.speech import role_label, say, show_list

COLUMNS = ("id", "name", "element", "role", "holder", "due_at", "case", "municipality")


@click.group(cls=Group)
def task() -> None:
    """Tasks: list and complete them."""


@task.command("list")
@as_json
@as_who
@click.pass_obj
def list_command(program: Program, as_json: bool, who: str | None) -> None:
    """What somebody may do now; without --as everything that waits."""
    with program.reading(who) as work:
        lines = listings.tasks(work, program.language)
    shown = [asdict(line) if as_json else {**asdict(line), "role": role_label(line.role, program.language)} for line in lines]
    show_list(shown, COLUMNS, as_json, program.language)


@task.command("complete")
@click.argument("task_id", metavar="ID", type=ID)
@required_who
@click.option("--answers", type=JsonObject(), default="{}", metavar="JSON")
@click.pass_obj
def complete_command(program: Program, task_id: int, who: str, answers: dict) -> None:
    """Answer a task, so that the case goes on."""
    with program.writing(who) as work:
        done = complete_task(work, task_id, answers)
        line = listings.cases(work, case_id=done.case.id)
        opened = listings.tasks_of(work, done.case.id, program.language)
    say("cli.task.known" if done.repeated else "cli.task.done", program.language, id=task_id)
    for each in opened:
        say("cli.task.next", program.language, name=each.name, role=role_label(each.role, program.language), id=each.id)
    if done.case.status == "ended":
        say("cli.task.case_ended", program.language, number=done.case.number)
    if line:
        warn_stuck(program, line[0])


COMMANDS = (task,)
