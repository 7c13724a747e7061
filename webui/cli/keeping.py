"""`aanzet backup` and `aanzet restore`: everything in the database as one file, and back."""
import os
import tempfile
from pathlib import Path

import click

from engine.actors import SYSTEM
from engine.backup import back_up, restore
from engine.errors import EngineError, NotFound
from engine.old_words import seal_old_words
from engine.tables import current
from webui.cli.commands import Command
from webui.cli.program import Program
from webui.cli.speech import say, words

WHERE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))


@click.command("backup", cls=Command)
@WHERE
@click.pass_obj
def backup_command(program: Program, path: Path) -> None:
    """Write everything in the database to FILE, which only you may read. The secret is not in it: keep that elsewhere."""
    if current(program.engine) is None:
        raise EngineError("cli.old_database")
    if not path.parent.is_dir():
        raise NotFound("cli.no_such_path", path=path.parent.name)
    secret = program.settings.secret()
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            contents = back_up(program.engine, file, secret, program.clock())
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)            # a backup that failed halfway never takes the place of a good one
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    say("cli.backup.done", program.language, file=path.name, rows=contents.total)
    say("cli.backup.secret", program.language, secret=kept_secret(program))


@click.command("restore", cls=Command)
@WHERE
@click.option("--force", is_flag=True)
@click.pass_obj
def restore_command(program: Program, path: Path, force: bool) -> None:
    """Fill an empty database from FILE. Stop the web and the workers first, and put the secret back."""
    if not path.exists():
        raise NotFound("cli.no_such_path", path=path.name)
    secret = program.settings.secret()
    with open(path, "rb") as file:
        contents = restore(program.engine, file, secret, over=force)
    with program.office.writing(SYSTEM) as work:
        seal_old_words(work)
    say("cli.restore.done", program.language, file=path.name, rows=contents.total, made_at=words(contents.made_at, program.language))


def kept_secret(program: Program) -> str:
    return "AANZET_SECRET" if program.settings.given_secret else program.settings.secret_file.name


COMMANDS = (backup_command, restore_command)
