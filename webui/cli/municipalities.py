"""`aanzet municipality`: the places where people work."""
import re

import click
from sqlalchemy.exc import IntegrityError

from engine.errors import EngineError
from engine.language import text
from engine.municipalities import add_neighbourhood, set_municipality
from engine.school import HOLIDAYS, last_school_year
from engine.starting import join_municipality
from webui.cli.commands import Group
from webui.cli.program import Program
from webui.cli.speech import say

PREFIX = re.compile(r"[A-Z]{2,5}")
NOWHERE = "none"


@click.group(cls=Group)
def municipality() -> None:
    """Municipalities and their neighbourhoods."""


@municipality.command("add")
@click.argument("code", metavar="GM0546")
@click.argument("name")
@click.option("--prefix")
@click.pass_obj
def add(program: Program, code: str, name: str, prefix: str | None) -> None:
    """A municipality where people work. The same again changes nothing but its name."""
    prefix = re.sub(r"[^A-Z]", "", name.upper())[:3] if prefix is None else prefix
    if not PREFIX.fullmatch(prefix):
        raise EngineError("cli.bad_prefix")
    try:
        with program.writing() as work:
            made = join_municipality(work, code, name, prefix)
    except IntegrityError as error:
        raise EngineError("cli.prefix_taken", prefix=prefix) from error
    say("cli.municipality.added", program.language, name=name, code=code, prefix=made.prefix)


@municipality.command("neighbourhood")
@click.argument("code", metavar="BU05460901")
@click.argument("name")
@click.option("--municipality", required=True, metavar="GM0546")
@click.pass_obj
def neighbourhood(program: Program, code: str, name: str, municipality: str) -> None:
    """A neighbourhood of it."""
    with program.writing() as work:
        add_neighbourhood(work, code, name, municipality)
    say("cli.neighbourhood.added", program.language, name=name, code=code)


@municipality.command("school")
@click.argument("code", metavar="GM0546")
@click.argument("region", metavar="REGION")
@click.option("--holidays")
@click.pass_obj
def school(program: Program, code: str, region: str, holidays: str | None) -> None:
    """The region whose school holidays are no working days."""
    if region == NOWHERE:
        with program.writing() as work:
            set_municipality(work, code, {"school": None})
        say("cli.municipality.no_school", program.language, code=code)
        return
    which = [one.strip() for one in holidays.split(",") if one.strip()] if holidays else list(HOLIDAYS)
    with program.writing() as work:
        set_municipality(work, code, {"school": {"region": region, "holidays": which}})
    names = ", ".join(text(f"time.holiday.school_{one}", program.language) for one in which)
    say("cli.municipality.school", program.language, code=code, region=region, holidays=names, year=last_school_year())


COMMANDS = (municipality,)
