"""Where SQLite and PostgreSQL differ, and nowhere else."""
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import Event
from typing import Any

from psycopg.pq import Escaping, ExecStatus, TransactionStatus
from sqlalchemy import Connection, Engine, Integer, MetaData, Table, TextClause, create_engine, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from engine.tables.base import JsonText, compact

WRITING = "aanzet_writing"      # execution option of a connection whose transaction will write
BESIDE_WORK = "aanzet_beside_work"      # likewise, of one that is in no transaction
SCOPED = text("select set_config('aanzet.municipalities', :scope, true)")
CHANGING = 7_203_041            # the advisory lock of whoever changes tables
SOON = 3                        # glances in vain, before it is said that somebody else is at it
GLANCE, PATIENCE = 0.5, "3s"    # between two questions for it; and how long a change waits for a table
# Nobody waits longer than this for a case that somebody else has in hand, and whoever stands still or vanished with it loses it.
HELD, ABANDONED = "10s", "120s"
VANISHED = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "connect_timeout": 10}     # seconds, at our end of the line
BY_TURNS = text("select pg_advisory_xact_lock(7203042, hashtext(:what))")
EVERYWHERE = "*"                # the scope of the clock and of whoever runs the installation

# Tables that hold rows of one municipality: row-level security guards each of them on PostgreSQL.
GUARDED = ("cases", "role_holders", "case_people", "case_events", "tasks", "task_candidates", "drafts", "handoffs", "waits",
           "deadlines", "messages", "notices", "person_keys", "personal_values", "personal_names", "workbench_files", "notes", "webhooks", "webhook_calls",
           "workbench_past", "played_scenarios", "asides", "date_requests", "covers", "promises", "small_successes", "municipality_maps",
           "participants", "occurrences", "attendances", "attachments", "attachment_pieces")


def connect(url: str, **options: object) -> Engine:
    """An engine for a database address such as sqlite:///aanzet.db or postgresql://host/name, with our settings on it."""
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    if url in ("sqlite://", "sqlite:///:memory:"):
        options = {"poolclass": StaticPool, **options}
    if url.startswith("sqlite"):
        options = {"connect_args": {"check_same_thread": False}, **options}
    return prepare(create_engine(url, **options))


def prepare(engine: Engine) -> Engine:
    """Give an engine made by somebody else (Flask-SQLAlchemy) the same settings."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    else:
        event.listen(engine, "do_connect", _on_do_connect)
        event.listen(engine, "connect", _on_postgresql)
    return engine


def _on_do_connect(dialect, record, arguments, parameters: dict) -> None:
    parameters.update({name: value for name, value in VANISHED.items() if name not in parameters})


def _on_postgresql(connection, record) -> None:
    wanted = {"lock_timeout": HELD, "idle_in_transaction_session_timeout": ABANDONED}
    wanted |= {f"tcp_{name}": seconds for name, seconds in VANISHED.items() if name.startswith("keepalives")}      # at its end of the line
    connection.autocommit = True            # for good, and not for the transaction that it would begin
    connection.execute("; ".join(f"set {name} = '{value}'" for name, value in wanted.items()))
    connection.autocommit = False


def _on_connect(connection, record) -> None:
    connection.isolation_level = None       # the driver's own BEGIN comes too late and never is IMMEDIATE
    cursor = connection.cursor()
    for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=30000", "foreign_keys=on", "temp_store=memory"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails with "database is locked" the moment two do so together.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN")


def begin(session: Session, writing: bool, municipalities: Iterable[str] | None) -> None:
    """Begin the transaction, and on PostgreSQL say whose rows it may touch (None: all municipalities')."""
    connection = session.connection(execution_options={WRITING: writing})
    if connection.dialect.name == "postgresql":
        scope = EVERYWHERE if municipalities is None else ",".join(sorted(municipalities))
        if not _begun(connection, scope):
            connection.execute(SCOPED, {"scope": scope})


def _begun(connection: Connection, scope: str) -> bool:
    """BEGIN and the scope in one message, since every unit of work begins so and going back and forth costs as much as a small statement.

    False when the server did not take it: what is then asked in the ordinary way raises in the ordinary way.
    """
    driver = connection.connection.driver_connection.pgconn
    command = b"begin; select set_config('aanzet.municipalities', " + Escaping(driver).escape_literal(scope.encode()) + b", true)"
    return driver.transaction_status == TransactionStatus.IDLE and driver.exec_(command).status == ExecStatus.TUPLES_OK


def leave(session: Session) -> None:
    """End a look.

    At a rollback of its own the driver forgets which statements it has prepared; then PostgreSQL plans each of them anew, which for a page
    takes four times as long as carrying them out. It still makes a plan for the values at hand where it expects that to pay.
    """
    if is_postgresql(session) and session.in_transaction():
        driver = session.connection().connection.driver_connection.pgconn
        if driver.transaction_status == TransactionStatus.INTRANS:
            driver.exec_(b"rollback")


def by_turns(session: Session, what: str) -> None:
    """Whoever asks for the same waits here until our commit: what neither can see of the other yet is lost to neither. SQLite has one writer anyway."""
    if is_postgresql(session):
        session.execute(BY_TURNS, {"what": what})


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that name the same columns, in their order. On PostgreSQL one small statement, however many they are."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = tuple(rows[0])
    texts = [name for name in columns if isinstance(table.c[name].type, JsonText)]
    given = [{**row, **{name: compact(row[name]) for name in texts}} for row in rows]
    connection.execute(_inserting(table.name, columns), {"rows": json.dumps(given, default=datetime.isoformat)})


@cache
def _inserting(table: str, columns: tuple[str, ...]) -> TextClause:
    names = ", ".join(columns)
    return text(f"insert into {table} ({names}) select {names} from json_populate_recordset(cast(null as {table}), cast(:rows as json))")


@contextmanager
def whole(engine: Engine, writing: bool = False) -> Iterator[Connection]:
    """One transaction over everything there is: what is read stands still meanwhile, and what is written comes all or not at all."""
    options = {WRITING: writing} | ({"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {})
    with engine.execution_options(**options).begin() as connection:
        see_all(connection)
        yield connection


def see_all(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(SCOPED, {"scope": EVERYWHERE})


def clear(connection: Connection) -> None:
    """Drop every table, in the transaction of the caller."""
    standing = MetaData()
    standing.reflect(connection)
    standing.drop_all(connection)


def count_on(connection: Connection, table: Table) -> None:
    """After rows with ids of their own: the next id follows on the last. SQLite sees to it by itself."""
    if connection.dialect.name == "postgresql" and "id" in table.columns and isinstance(table.c.id.type, Integer):
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), func.coalesce(last, 1), last.is_not(None))))


@contextmanager
def alone(engine: Engine, waits: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Nobody else changes the tables meanwhile. `waits` is called once when somebody still does after a second or so.

    Asked again and again, since who waits inside PostgreSQL holds up an index that is being built.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        glances = 0
        while not connection.scalar(select(func.pg_try_advisory_lock(CHANGING))):
            glances += 1
            if glances == SOON:
                waits()
            Event().wait(GLANCE)
        try:
            yield
        finally:
            connection.scalar(select(func.pg_advisory_unlock(CHANGING)))


@contextmanager
def changing(engine: Engine, beside_work: bool = False) -> Iterator[Connection]:
    """A transaction that changes tables and waits for nobody long, or (`beside_work`, on PostgreSQL) none at all."""
    postgresql = engine.dialect.name == "postgresql"
    if postgresql and beside_work:
        with engine.execution_options(**{"isolation_level": "AUTOCOMMIT", BESIDE_WORK: True}).connect() as connection:
            connection.execute(text("set lock_timeout = 0"))        # an index waits for every transaction there is, and holds up nobody
            try:
                yield connection
            finally:
                connection.invalidate()     # the next to get it would wait as long
        return
    with engine.begin() as connection:
        if postgresql:
            connection.execute(text(f"set local lock_timeout = '{PATIENCE}'"))
        yield connection


def is_held(error: DBAPIError) -> bool:
    """Somebody held what we asked for, or asked for it at the same time."""
    return getattr(error.orig, "sqlstate", None) in ("55P03", "40P01")


def builds_beside_work(connection: Connection) -> bool:
    """Whether an index can be built here while others write. Not in a transaction."""
    return bool(connection.get_execution_options().get(BESIDE_WORK))


def is_broken(connection: Connection, index: str) -> bool:
    """Half of an index, left by whoever was broken off."""
    return connection.scalar(text("select 1 from pg_index where indexrelid = to_regclass(:name) and not indisvalid"), {"name": index}) is not None


def is_superuser(session: Session) -> bool:
    """Whether row-level security means nothing to whoever we are in the database."""
    return is_postgresql(session) and bool(session.scalar(text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")))


def need_not_wait(engine: Engine) -> None:
    """For work that can be done again from the beginning: its commits do not wait for the disk. Nothing gets broken by that."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("set local synchronous_commit = off"))
    else:
        engine.dispose()
        event.listen(engine, "connect", lambda connection, record: connection.execute("pragma synchronous=normal"))


def copy_into(source: Engine, target: Engine) -> None:
    """Everything of one SQLite database into another, at once: until then the other is what it was."""
    with source.connect() as there, target.connect() as here:
        there.connection.driver_connection.backup(here.connection.driver_connection)


def guard(table: str) -> list[str]:
    """The statements that put row-level security on a table. No scope set: no rows."""
    setting = "current_setting('aanzet.municipalities', true)"
    mine = f"(select {setting}) = '{EVERYWHERE}' or municipality = any (string_to_array((select {setting}), ','))"
    return [f"alter table {table} enable row level security", f"alter table {table} force row level security",
            f"create policy own_municipality on {table} using ({mine}) with check ({mine})"]


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def fold(words: str) -> str:
    """Text for search: no accents, no capitals, single spaces; the same on every database."""
    plain = unicodedata.normalize("NFKD", words)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
