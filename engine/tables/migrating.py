"""Bringing a database to the newest shape while people work in it."""
from collections.abc import Callable
from pathlib import Path
from threading import Event

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from engine.errors import Conflict
from engine.tables import dialects, shape

MIGRATIONS = Path(__file__).parent.parent / "migrations"
TRIES, PAUSE = 60, 1.0                      # seconds between tries at a table that somebody holds


def upgrade(engine: Engine, waits: Callable[[], object] = lambda: None) -> None:
    """Run every migration that has not run yet, each in a transaction of its own. Safe to repeat, and for two at once.

    One that would have to wait for a table steps aside and comes back: while it waits, everybody behind it would wait as well.
    Conflict when it never got its turn; `waits` is called once when another upgrade is at it first. A migration that says `beside_work = True` runs outside a transaction, see `index_beside_work`.
    """
    with dialects.alone(engine, waits):
        reached = shape.current(engine)
        if reached is None:                 # nobody can be at work in it
            with engine.begin() as connection:
                bring_to(connection)
        else:
            for script in _ahead(reached):
                _run(engine, script)


def bring_to(connection: Connection, shape: str = "head") -> None:
    """The same in a transaction of the caller's, and no further than `shape`: for a database in which nobody works."""
    command.upgrade(_settings(connection), shape)


def known() -> frozenset[str]:
    """Every version this code can bring to the newest."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_settings(None)).walk_revisions())


def _ahead(reached: str) -> list[Script]:
    scripts = list(ScriptDirectory.from_config(_settings(None)).walk_revisions())[::-1]
    return [script for script in scripts if script.revision > reached]


def _run(engine: Engine, script: Script) -> None:
    for _ in range(TRIES):
        try:
            with dialects.changing(engine, getattr(script.module, "beside_work", False)) as connection:
                bring_to(connection, script.revision)
            return
        except OperationalError as error:
            if not dialects.is_held(error):
                raise
        Event().wait(PAUSE)
    raise Conflict("migrating.busy", shape=script.revision)


def _settings(connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings
