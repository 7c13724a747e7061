"""Everything in a database as one file and back, on SQLite and PostgreSQL alike: a zip with a line of JSON for each row.

The installation's secret is never in it. The file carries a mark of it, so that nobody restores onto another secret.
"""
import base64
import hmac
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, MetaData, Table, func, select

from engine.errors import Conflict, InvalidAnswers
from engine.tables import current, dialects, migrating

CONTENTS = "aanzet.json"        # what the file says of itself
VERSION = "alembic_version"     # the migrations' own table: written by them
BATCH = 500                     # rows a statement


@dataclass(frozen=True)
class Contents:
    """What is in a backup: rows per table, the shape of the database, when it was made, and the mark of the secret."""

    shape: str
    made_at: datetime
    secret: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def back_up(engine: Engine, target: BinaryIO, secret: bytes, now: datetime) -> Contents:
    """Write all rows as they stood at one moment; people may go on working meanwhile."""
    shape, rows = current(engine), {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, dialects.whole(engine) as connection:
        for table in _tables(connection):
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                rows[table.name] = _write(connection, table, lines)
        contents = Contents(shape, now.astimezone(UTC), mark_of(secret), rows)
        archive.writestr(CONTENTS, json.dumps({"shape": shape, "made_at": contents.made_at.isoformat(), "secret": contents.secret, "rows": rows}))
    return contents


def restore(engine: Engine, source: BinaryIO, secret: bytes, over: bool = False) -> Contents:
    """Put the rows of a backup into an empty database, and bring it to the newest shape: all of it, or nothing.

    `over`: what stands there now is thrown away. Conflict when it is not empty, or when the secret is another one;
    InvalidAnswers when the file is damaged, no backup, or of a newer version than this one.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            contents = _contents(archive)
            if not hmac.compare_digest(contents.secret, mark_of(secret)):
                raise Conflict("backup.other_secret")
            if contents.shape not in migrating.known():
                raise InvalidAnswers(key="backup.newer")
            with dialects.whole(engine, writing=True) as connection:
                _replace(connection, archive, contents, over)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise InvalidAnswers(key="backup.damaged") from error
    return contents


def mark_of(secret: bytes) -> str:
    """Tells whether two secrets are the same, and nothing else about them."""
    return hmac.digest(secret, b"aanzet backup", sha256).hex()


def _replace(connection: Connection, archive: zipfile.ZipFile, contents: Contents, over: bool) -> None:
    standing = _tables(connection)
    if not over and any(connection.scalar(select(func.count()).select_from(select(table).limit(1).subquery())) for table in standing):
        raise Conflict("backup.not_empty")
    dialects.clear(connection)
    migrating.bring_to(connection, contents.shape)
    dialects.see_all(connection)
    tables = _tables(connection)
    if {table.name for table in tables} != set(contents.rows):
        raise ValueError("not the tables of this version")
    for table in tables:
        written = 0
        with archive.open(f"{table.name}.jsonl") as lines:
            for batch in _batches(_values(connection, line) for line in io.TextIOWrapper(lines, encoding="utf-8")):
                connection.execute(table.insert(), batch)
                written += len(batch)
        if written != contents.rows[table.name]:
            raise ValueError("rows are missing")
        dialects.count_on(connection, table)
    migrating.bring_to(connection)


def _contents(archive: zipfile.ZipFile) -> Contents:
    stated = json.loads(archive.read(CONTENTS))
    return Contents(stated["shape"], datetime.fromisoformat(stated["made_at"]), stated["secret"], dict(stated["rows"]))


def _tables(connection: Connection) -> list[Table]:
    """As they are in the database, those that others point to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION]


def _write(connection: Connection, table: Table, lines: Any) -> int:
    rows = connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key.columns))
    count = 0
    for count, row in enumerate(rows.mappings(), 1):
        lines.write(json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return {"bytes": base64.b64encode(bytes(value)).decode()} if isinstance(value, (bytes, memoryview)) else value


def _values(connection: Connection, line: str) -> dict[str, Any]:
    naive = connection.dialect.name == "sqlite"
    return {name: _value(value, naive) for name, value in json.loads(line).items()}


def _value(value: Any, naive: bool) -> Any:
    match value:
        case {"at": moment}:
            found = datetime.fromisoformat(moment)
            return found.replace(tzinfo=None) if naive else found
        case {"on": day}:
            return date.fromisoformat(day)
        case {"bytes": text}:
            return base64.b64decode(text, validate=True)
    return value


def _batches(rows: Iterable[dict]) -> Iterator[list[dict]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
