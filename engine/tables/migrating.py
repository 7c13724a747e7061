"""Bringing a database to the newest shape."""
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet. Safe to repeat."""
    with engine.begin() as connection:
        bring_to(connection)


def bring_to(connection: Connection, shape: str = "head") -> None:
    """The same in a transaction of the caller's, and no further than `shape`."""
    command.upgrade(_settings(connection), shape)


def known() -> frozenset[str]:
    """Every version this code can bring to the newest."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_settings(None)).walk_revisions())


def _settings(connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings
