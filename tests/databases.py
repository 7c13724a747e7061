"""Databases for tests, cheap enough for one each: a template is migrated and furnished once a run, and copied."""
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from psycopg import sql
from sqlalchemy import Engine, event, make_url

from engine.tables import connect
from engine.tables.migrating import upgrade
from tests.servers import postgres
from tests.servers.session import Session

TEMPLATE = "aanzet_template"


@dataclass(frozen=True)
class Furnishing:
    """What stands in a database when a test begins. `furnish` gets the address of a migrated one; `name` is the template's."""

    name: str
    furnish: Callable[[str], object]


EMPTY = Furnishing("aanzet", lambda url: None)


class Kept:
    """The one engine of this process for a kind of database: it goes where the test of the moment is."""

    def __init__(self, url: str):
        self.engine, self.url, self.taken = connect(url, query_cache_size=5000), make_url(url), False
        event.listen(self.engine, "do_connect", self._go_there)

    def _go_there(self, dialect, record, arguments: list, options: dict) -> None:
        arguments[:], named = dialect.create_connect_args(self.url)
        options.update(named)

    @contextmanager
    def lent(self, url: str) -> Iterator[Engine]:
        self.url, self.taken = make_url(url), True
        engine = self.engine.execution_options()        # one of its own: listeners go with the test
        engine.url = self.url
        try:
            yield engine
        finally:
            self.engine.dispose()
            self.taken = False


KEPT: dict[str, Kept] = {}


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine for one test. A statement that SQLAlchemy wrote out for another test is not written out again."""
    kind = make_url(url).get_backend_name()
    if kind not in KEPT:
        KEPT[kind] = Kept(url)
    if not KEPT[kind].taken:
        with KEPT[kind].lent(url) as engine:
            yield engine
        return
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def migrate(url: str) -> None:
    engine = connect(url)
    upgrade(engine)
    engine.dispose()


def sqlite(session: Session, path: Path, furnishing: Furnishing = EMPTY) -> str:
    """The address of a new database at `path`."""
    shutil.copyfile(_sqlite_template(session, furnishing), path)
    return f"sqlite:///{path}"


def postgresql(session: Session, server: postgres.Running, name: str, furnishing: Furnishing = EMPTY) -> str:
    """The address of a new database called `name`."""
    clone(server, name, _postgres_template(session, server, furnishing))
    return server.url(name)


def postgres_template(server: postgres.Running) -> dict:
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(TEMPLATE), sql.Identifier(postgres.ROLE)))
    migrate(server.url(TEMPLATE))
    return {"name": TEMPLATE}


def clone(server: postgres.Running, name: str, template: str = TEMPLATE) -> None:
    with server.connect(role=postgres.ROLE) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)))


def drop(server: postgres.Running, name: str) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def empty_redis(url: str) -> None:
    with redis.Redis.from_url(url) as connection:
        connection.flushdb()


def _sqlite_template(session: Session, furnishing: Furnishing) -> str:
    path = session.folder / f"{furnishing.name}.db"
    empty = None if furnishing is EMPTY else _sqlite_template(session, EMPTY)

    def make() -> dict:
        if empty:
            shutil.copyfile(empty, path)
        else:
            migrate(f"sqlite:///{path}")
        furnishing.furnish(f"sqlite:///{path}")
        return {"path": str(path)}
    return session.once(f"sqlite_{furnishing.name}", make)["path"]


def _postgres_template(session: Session, server: postgres.Running, furnishing: Furnishing) -> str:
    empty = session.once("postgres_template", lambda: postgres_template(server))["name"]
    if furnishing is EMPTY:
        return empty

    def make() -> dict:
        name = f"{TEMPLATE}_{furnishing.name}"
        clone(server, name, empty)
        furnishing.furnish(server.url(name))
        return {"name": name}
    return session.once(f"postgres_{furnishing.name}", make)["name"]
