"""Which shape a database has, and which one this code expects: told without Alembic, which takes long to load."""
from pathlib import Path

from sqlalchemy import Engine, inspect, text

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


def newest() -> str:
    """The version this code expects. The file of a migration begins with its version."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def fits(engine: Engine) -> bool:
    """Whether this code can work on a database: it has this version, or a later one, which only added to it (see workers/README.md)."""
    return (current(engine) or "") >= newest()


def current(engine: Engine) -> str | None:
    """The version of a database; None when it has none."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.scalar(text("select version_num from alembic_version"))
