"""`python -m tests.life.growing --municipalities 300`: what many municipalities cost a click, on events in partitions, with a replica that only looks."""
import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection, Integer, func, select, text
from sqlalchemy.orm import sessionmaker

from engine.actors import CLOCK, SYSTEM, Actor, find_actor
from engine.cases import open_case
from engine.claims import claim_due
from engine.definitions import publish
from engine.library import Library
from engine.municipalities import add_municipality
from engine.people import add_person, give_role
from engine.queries.inbox import Wanted, inbox
from engine.settings import Settings
from engine.tables import Task, connect
from engine.tables.dialects import count_on, guard, see_all
from engine.tasks import complete_task
from engine.work import Office
from tests import databases
from tests.benchmarks.copies import MOVED, TABLES
from tests.core.processes import VISIT
from tests.core.programme import HEAD
from tests.servers import postgres, processes
from webui.cli.program import wall_clock

FEW, TURNS = 3, 20                          # municipalities at first; and how often each thing is measured
# What stands becomes the first partition. The key is the id, so whoever points to an event still may; a case counts its events under its own lock, so
# that a partition is wide enough to hold the numbers apart.
PARTED = """
alter table {table} rename to {table}_first;
create table {table}_next (like {table}_first including all);
create table {table} (like {table}_first including defaults including constraints) partition by range (id);
alter table {table} add primary key (id);
alter sequence {table}_id_seq owned by {table}.id;
alter table {table} attach partition {table}_first for values from (minvalue) to ({until});
alter table {table} attach partition {table}_next for values from ({until}) to (maxvalue)"""


def part(connection: Connection, table: str) -> None:
    """The events in two partitions: those there are, and those to come."""
    see_all(connection)
    pointing = connection.execute(text("select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where confrelid = "
                                       "to_regclass(:table) and contype = 'f'"), {"table": table}).all()
    own = connection.execute(text("select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = to_regclass(:table) and contype = 'f'"),
                             {"table": table}).all()
    for other, name, _ in pointing:
        connection.execute(text(f"alter table {other} drop constraint {name}"))
    until = connection.scalar(text(f"select coalesce(max(id), 0) + 1 from {table}"))
    for statement in PARTED.format(table=table, until=until).split(";"):
        connection.execute(text(statement))
    for name, definition in own:
        connection.execute(text(f"alter table {table} add constraint {name} {definition}"))
    for other, name, definition in pointing:
        connection.execute(text(f"alter table {other} add constraint {name} {definition}"))
    for statement in guard(table):
        connection.execute(text(statement))


def multiply(connection: Connection, cases: Sequence[int], copies: int) -> None:
    """So many copies of each case, made by the database; their ids lie beyond all others."""
    see_all(connection)
    numbered = [table for table in TABLES if "id" in table.columns and isinstance(table.c.id.type, Integer)]
    farthest = max(connection.scalar(select(func.max(table.c.id))) or 0 for table in numbered)
    for table in TABLES:
        if "id" in table.columns and table not in numbered:
            continue                        # what is personal: these cases hold nothing of the kind
        mine = "id" if table.name == "cases" else "case_id"
        values = ", ".join(f"t.{column.name} + n * {farthest}" if column.name in MOVED else "t.number || '-' || n"
                           if (table.name, column.name) == ("cases", "number") else f"t.{column.name}" for column in table.columns)
        connection.execute(text(f"insert into {table.name} ({', '.join(table.columns.keys())}) select {values} from {table.name} as t, "
                                f"generate_series(1, :copies) as n where t.{mine} = any(:cases)"), {"copies": copies, "cases": list(cases)})
        if table in numbered:
            count_on(connection, table)


@dataclass
class Region:
    """Municipalities on one PostgreSQL, each with a facilitator and cases that are all alike."""

    server: postgres.Running
    office: Office

    @property
    def engine(self):
        return self.office.sessions.kw["bind"]

    def join(self, numbers: range, cases: int) -> None:
        """Each opens one case by the engine; the others are copies."""
        first = [self._begin(number) for number in numbers]
        with self.engine.begin() as connection:
            multiply(connection, first, cases - 1)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))

    def _begin(self, number: int) -> int:
        with self.office.writing(SYSTEM) as work:
            add_municipality(work, _code(number), f"Gemeente {number}", f"G{number}")
            for role in ("facilitator", "policy_officer"):
                give_role(work, add_person(work, f"{role}{number}", f"{role} {number}").id, role, _code(number))
        with self.office.writing(self.actor(number)) as work:
            return open_case(work, "visit", _code(number)).id

    def actor(self, number: int) -> Actor:
        with self.office.reading(SYSTEM) as work:
            return find_actor(work.session, f"facilitator{number}", work.now)

    def first_task(self, number: int) -> int:
        with self.office.reading(SYSTEM) as work:
            return work.session.scalar(select(Task.id).where(Task.municipality == _code(number), Task.status == "open", Task.element == "meet").limit(1))

    def costs(self, turns: int = TURNS) -> dict[str, float]:
        """Milliseconds: the median of each thing people and the clock do, in the first municipality."""
        noor = self.actor(0)

        def look() -> None:
            with self.office.reading(noor) as work:
                inbox(work, Wanted())

        def complete() -> None:
            task = self.first_task(0)
            with self.office.writing(noor) as work:
                complete_task(work, task, {})

        def claim() -> None:
            with self.office.writing(CLOCK) as work:
                claim_due(work)
        return {act.__name__: round(median(_timed(act) for _ in range(turns)), 2) for act in (look, complete, claim)}


def _code(number: int) -> str:
    return f"GM{number:04}"


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return 1000 * (perf_counter() - began)


@contextmanager
def region(folder: Path, like: Path | None = None) -> Iterator[Region]:
    """`like`: a cluster with the template in it, at rest."""
    server = postgres.start(folder / "postgres", like=like)
    try:
        if not like:
            databases.postgres_template(server)
        engine = connect(server.url(databases.TEMPLATE))
        here = Region(server, Office(sessionmaker(engine), wall_clock, Library(), Settings(b"a secret of thirty-two characters")))
        with here.office.writing(SYSTEM) as work:
            publish(work, {"visit.bpmn": f"{HEAD}{VISIT}</bpmn:definitions>".encode()})
        yield here
        engine.dispose()
    finally:
        processes.end(server.pid, postgres.STOP)


@contextmanager
def watching(here: Region, folder: Path) -> Iterator[Office]:
    """An office for those who only look, on a replica that has heard everything so far."""
    server = postgres.follow(here.server, folder)
    engine = connect(server.url(databases.TEMPLATE))
    try:
        with here.server.connect() as connection:
            [written] = connection.execute("select pg_current_wal_lsn()").fetchone()
        with server.connect() as there:
            processes.wait_until(lambda: there.execute("select pg_last_wal_replay_lsn() >= %s::pg_lsn", (written,)).fetchone()[0], "the replica's hearing")
        yield replace(here.office, sessions=sessionmaker(engine))
    finally:
        engine.dispose()
        processes.end(server.pid, postgres.STOP)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--municipalities", type=int, default=300)
    parser.add_argument("--cases", type=int, default=100)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with region(Path(folder)) as here:
            here.join(range(FEW), given.cases)
            tell("few", FEW, here.costs())
            here.join(range(FEW, given.municipalities), given.cases)
            tell("many", given.municipalities, here.costs())
            with here.engine.begin() as connection:
                part(connection, "case_events")
            tell("in partitions", given.municipalities, here.costs())
            with watching(here, Path(folder) / "replica") as office, office.reading(here.actor(0)) as work:
                tell("on a replica", given.municipalities, {"look": round(median(_timed(lambda: inbox(work, Wanted())) for _ in range(TURNS)), 2)})
    return 0


def tell(what: str, municipalities: int, costs: dict[str, float]) -> None:
    print(json.dumps({"what": what, "municipalities": municipalities, "ms": costs}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
