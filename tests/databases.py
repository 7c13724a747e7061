"""Databases for tests, cheap enough for one each: a template is migrated and furnished once a run, and copied."""
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import redis
from psycopg import sql
from sqlalchemy import Engine, event, make_url

from engine.tables import connect
from engine.tables.dialects import need_not_wait
from engine.tables.migrating import upgrade
from tests.servers import postgres, processes
from tests.servers.session import Session

TEMPLATE = "aanzet_template"
MOST_TESTS = 25                 # to one database: what they deleted stays lying in it, and slows down those after them
SHAPE = """select count(*), md5(string_agg(concat_ws(',', oid, relname, relnatts, relchecks, relrowsecurity, relforcerowsecurity), ';' order by oid))
           from pg_class where relnamespace = 'public'::regnamespace"""


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
        if self.engine.dialect.name == "sqlite":
            need_not_wait(self.engine)

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


def borrow(session: Session, server: postgres.Running, furnishing: Furnishing = EMPTY) -> "Lent":
    """A PostgreSQL database in which nobody has been since it was furnished. Give it back afterwards."""
    template = _postgres_template(session, server, furnishing)
    if RETURNED.get(template):
        return RETURNED[template].pop()
    lent = Lent(server, f"test_{uuid4().hex}", template)
    clone(server, lent.name, template)
    return lent


@dataclass
class Lent:
    """One that goes from test to test: to make it as new takes a tenth of the time that another clone takes.

    An empty one is of one test alone, since such a test may change its tables.
    """

    server: postgres.Running
    name: str
    template: str
    tests: int = 0

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def give_back(self) -> None:
        self.tests += 1
        if self.template != TEMPLATE and self.tests < MOST_TESTS and self._renewed():
            RETURNED.setdefault(self.template, []).append(self)
        else:
            drop(self.server, self.name)

    def _renewed(self) -> bool:
        """Whoever is still connected has to go. Not so when a test changed the tables themselves."""
        statements, shape = _renewal(self.server, self.template)
        with self.server.connect(self.name) as connection:
            connection.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
            if connection.execute(SHAPE).fetchone() != shape:
                return False
            connection.execute(statements)
        return True


RETURNED: dict[str, list[Lent]] = {}


def postgres_template(server: postgres.Running) -> dict:
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(TEMPLATE), sql.Identifier(postgres.ROLE)))
    migrate(server.url(TEMPLATE))
    return {"name": TEMPLATE}


def cluster(session: Session) -> Path:
    """A cluster with the template in it, at rest: whoever needs a server of their own copies it, and neither makes nor migrates one."""
    folder = session.folder / "cluster"

    def make() -> dict:
        server = postgres.start(folder)
        try:
            return postgres_template(server)
        finally:
            processes.end(server.pid, postgres.STOP)
    session.once("cluster", make)
    return folder


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
        _keep_rows(server, name)
        return {"name": name}
    return session.once(f"postgres_{furnishing.name}", make)["name"]


def _tables(connection: psycopg.Connection) -> list[str]:
    return [name for name, in connection.execute("select tablename from pg_tables where schemaname = 'public' order by tablename")]


def _keep_rows(server: postgres.Running, template: str) -> None:
    """Beside the tables, for whoever makes a clone as new."""
    with server.connect(template) as connection:
        connection.execute("create schema kept")
        for name in _tables(connection):
            if connection.execute(sql.SQL("select exists (select from {})").format(sql.Identifier(name))).fetchone()[0]:
                connection.execute(sql.SQL("create table {} as table {}").format(sql.Identifier("kept", name), sql.Identifier("public", name)))


@cache
def _renewal(server: postgres.Running, template: str) -> tuple[str, tuple]:
    """What makes a clone of this template as new, rows and counters; and the shape that its tables must have for that."""
    with server.connect(template) as connection:
        kept = [name for name, in connection.execute("select tablename from pg_tables where schemaname = 'kept' order by tablename")]
        counters = connection.execute("select sequencename, last_value from pg_sequences where schemaname = 'public' order by sequencename").fetchall()
        statements = ["begin", "set local session_replication_role = replica"]          # who points to whom is right again at the end
        statements += [f"delete from public.{name}" for name in _tables(connection)]
        statements += [f"insert into public.{name} overriding system value select * from kept.{name}" for name in kept]
        statements += [f"select setval('public.{name}', {last or 1}, {last is not None})" for name, last in counters]
        return "; ".join([*statements, "commit"]), connection.execute(SHAPE).fetchone()
