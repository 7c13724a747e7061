"""Many cases alike on PostgreSQL: one that the engine opened, copied by the database itself."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, Integer, Table, func, select, text

from engine.tables import Base, Case
from engine.tables.dialects import count_on, see_all

STRIDE = 100                                # rows of one case lie closer together than this, so those of its copies stay apart
MOVED = {"id", "case_id", "task_id", "wait_id", "event_id"}
TABLES = [table for table in Base.metadata.sorted_tables if table.name == "cases" or "case_id" in table.columns and table.name != "notices"]


@dataclass(frozen=True)
class Falling:
    """The deadlines of copy number one fall due at `first`, of each next one `apart` seconds later; those of one case a second apart."""

    first: datetime
    apart: float


def copy_case(engine: Engine, case: int, copies: int, falling: Falling) -> list[int]:
    """The ids of the copies, in due order. Their events carry the hashes of the first, so their chains cannot be verified."""
    with engine.begin() as connection:
        see_all(connection)
        farthest = max(connection.scalar(select(func.max(table.c.id))) or 0 for table in TABLES if _counts(table))
        for table in TABLES:
            _copy(connection, table, case, {"copies": copies, "shift": farthest}, falling)
            count_on(connection, table)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    return [case + farthest + STRIDE * number for number in range(copies)]


def _counts(table: Table) -> bool:
    return "id" in table.columns and isinstance(table.c.id.type, Integer)


def _copy(connection: Connection, table: Table, case: int, numbers: dict[str, int], falling: Falling) -> None:
    mine = table.c.id if table.name == "cases" else table.c.case_id
    if not connection.scalar(select(func.count()).select_from(table).where(mine == case)):
        return
    if _counts(table) and connection.scalar(select(func.max(table.c.id) - func.min(table.c.id)).where(mine == case)) >= STRIDE:
        raise ValueError(f"the rows in {table.name} lie too far apart")
    columns = list(table.columns)
    values = ", ".join(_value(table, column) for column in columns)
    connection.execute(
        text(f"insert into {table.name} ({', '.join(column.name for column in columns)}) "
             f"select {values} from {table.name} as t, generate_series(1, :copies) as n where t.{mine.name} = :case order by n, 1"),
        numbers | {"case": case} | ({"first": falling.first, "apart": falling.apart} if table.name == "deadlines" else {}))


def _value(table: Table, column: Column) -> str:
    if column.name in MOVED:
        return f"t.{column.name} + cast(:shift as bigint) + (n - 1) * {STRIDE}"
    if table is Case.__table__ and column.name == "number":
        return "t.number || '-' || n"
    if table.name == "deadlines" and column.name in ("due_at", "first_due_at"):
        return ("cast(:first as timestamptz) + make_interval(secs => (n - 1) * cast(:apart as double precision) "
                "+ (row_number() over (partition by n order by t.id)) - 1)")
    return f"t.{column.name}"
