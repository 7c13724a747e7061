"""`aanzet init`: a database of this version, with the library in it and, when asked, the demo programme."""
from datetime import timedelta
from pathlib import Path

import click

from engine.actors import SYSTEM
from engine.definitions import digest_of, publish
from engine.errors import EngineError
from engine.old_words import seal_old_words
from engine.queries import listings
from engine.scenarios.player import Play
from engine.tables import current, newest
from engine.tables.dialects import copy_into, need_not_wait
from webui.cli.commands import Command
from webui.cli.demo import history, programme
from webui.cli.folders import library
from webui.cli.processes import refuse_broken
from webui.cli.lazily import load
from webui.cli.program import Program
from webui.cli.speech import Progress, complaint, say

MIGRATING = "engine.tables.migrating"
HISTORY = timedelta(days=800)      # the demo people were there before the oldest story began


@click.command(cls=Command)
@click.option("--demo", is_flag=True)
@click.pass_obj
def init(program: Program, demo: bool) -> None:
    """Create or upgrade the database, and publish the library where its content changed."""
    prepare(program, demo)


def prepare(program: Program, demo: bool) -> None:
    """What `aanzet init` does, for whoever wants it done before something else."""
    if not demo:
        fill(program, demo)
    elif program.engine.dialect.name == "sqlite" and current(program.engine) is None:
        with program.elsewhere("sqlite://") as quick:       # a demo that was broken off halfway leaves nothing behind
            fill(quick, demo)
            copy_into(quick.engine, program.engine)
    else:
        with program.elsewhere() as hasty:      # connections of its own: those that serve wait for the disk
            need_not_wait(hasty.engine)
            fill(hasty, demo)


def fill(program: Program, demo: bool) -> None:
    create(program)
    published = publish_library(program, program.settings.processes)
    say("cli.init.done", program.language, published=published)
    if demo and not program.has_demo:
        add_demo(program)


def add_demo(program: Program) -> list[Play]:
    """People from before the first story, then the stories; one that goes otherwise than told is said, and the others stand."""
    now = program.clock()
    with program.office_at(lambda: now - HISTORY).writing(SYSTEM) as work:
        programme.add_programme(work)
    plays = history.play(program.office_at, program.settings.processes, now, Progress(program.word("cli.init.playing")))
    programme.name_who_stands_in(program.office)
    say("cli.init.demo", program.language, cases=len(plays))
    for play in plays:
        for failure in play.failures:
            click.echo(f"{play.name}, {failure.line}: {failure.sentence(program.language)}", err=True)
    return plays


def create(program: Program) -> None:
    """A database without its secret would be lost work: then we stop before anything is made."""
    shape = current(program.engine)
    if shape is not None and shape > newest():
        raise EngineError("cli.newer_database")
    if shape is None:
        program.settings.make_secret()
    program.settings.secret()
    if shape != newest():
        load(MIGRATING).upgrade(program.engine, lambda: complaint(program.word("cli.init.waits")))
    with program.office.writing(SYSTEM) as work:
        seal_old_words(work)


def publish_library(program: Program, path: Path) -> int:
    """How many new versions there are. What stands already is not looked at again; one error anywhere publishes nothing."""
    with program.office.reading(SYSTEM) as work:
        standing = listings.standing_digests(work)
    changed = [folder for folder in library(path) if digest_of(folder.files) not in standing]
    if not changed:
        return 0
    refuse_broken(changed, path)
    with program.office.writing(SYSTEM) as work:
        return sum(each.new for folder in changed for each in publish(work, folder.files))


COMMANDS = (init,)
