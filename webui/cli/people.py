"""`aanzet person`: who works here, and as what."""
from dataclasses import asdict

import click

from engine.actors import find_actor
from engine.entering import make_link
from engine.people import add_person, deactivate_person, give_role
from engine.queries import listings
from engine.queries.definitions import published_roles
from engine.roles import BOARD_OF
from webui.cli.commands import Group
from webui.cli.options import as_json, as_who
from webui.cli.program import Program
from webui.cli.speech import say, show_list

COLUMNS = ("login", "name", "roles", "active")


@click.group(cls=Group)
def person() -> None:
    """People and their roles."""


@person.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--email")
@as_who
@click.pass_obj
def add(program: Program, login: str, name: str, language: str, email: str | None, who: str | None) -> None:
    """Somebody new."""
    with program.writing(who) as work:
        add_person(work, login, name, language, email)
    say("cli.person.added", program.language, name=name)


@person.command("role")
@click.argument("login")
@click.argument("role")
@click.option("--municipality", required=True, metavar="GM0546")
@click.option("--neighbourhood", metavar="BU05460901")
@as_who
@click.pass_obj
def role(program: Program, login: str, role: str, municipality: str, neighbourhood: str | None, who: str | None) -> None:
    """Give somebody a role in a municipality, or in one neighbourhood of it."""
    with program.writing(who) as work:
        someone = find_actor(work.session, login, work.now)
        give_role(work, someone.person, role, municipality, neighbourhood)
        known = role in BOARD_OF or role in published_roles(work)
    if not known:
        click.echo(program.word("cli.person.unknown_role", role=role), err=True)
    say("cli.person.role", program.language, name=someone.name, role=role, municipality=municipality)


@person.command("deactivate")
@click.argument("login")
@as_who
@click.pass_obj
def deactivate(program: Program, login: str, who: str | None) -> None:
    """Somebody leaves: their roles end and their tasks go back to the role."""
    with program.writing(who) as work:
        someone = find_actor(work.session, login, work.now)
        deactivate_person(work, someone.person)
    say("cli.person.left", program.language, name=someone.name)


@person.command("link")
@click.argument("login", metavar="WHO")
@click.option("--address", default="http://127.0.0.1:8000", envvar="AANZET_ADDRESS", show_default=True)
@click.pass_obj
def link(program: Program, login: str, address: str) -> None:
    """Print a link with which somebody logs in, once, within a quarter of an hour."""
    with program.reading() as work:
        made, name = make_link(work, login), find_actor(work.session, login, work.now).name
    click.echo(program.word("cli.person.link", name=name), err=True)
    click.echo(f"{address.rstrip('/')}/login/{made}")


@person.command("list")
@click.option("--municipality", metavar="GM0546")
@as_json
@as_who
@click.pass_obj
def listed(program: Program, municipality: str | None, as_json: bool, who: str | None) -> None:
    """Who works here."""
    with program.reading(who) as work:
        show_list(map(asdict, listings.people(work, municipality)), COLUMNS, as_json, program.language)


COMMANDS = (person,)
