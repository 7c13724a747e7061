"""Processes as programs read them: which there are, their versions, and the files of one."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from engine.definitions import find_definition
from engine.errors import NotFound
from engine.queries.listings import files
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.queries.speech import speech
from engine.tables import Definition
from engine.work import Work


@dataclass(frozen=True)
class ProcessRow:
    key: str
    version: int
    name: str
    documentation: str
    version_tag: str | None
    published_at: datetime


@dataclass(frozen=True)
class ProcessList:
    processes: tuple[ProcessRow, ...]
    next: str | None


@dataclass(frozen=True)
class ProcessFiles:
    """`files`: path -> content, as published together."""

    process: ProcessRow
    files: Mapping[str, bytes]


def processes(work: Work, cursor: str = "", language: str = "nl", limit: int = LIMIT) -> ProcessList:
    """The newest version of each, by key."""
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    found = select(Definition).join(newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version))
    if cursor:
        last = select(Definition.key).where(Definition.id == keys_of(cursor, int)[0]).scalar_subquery()
        found = found.where(Definition.key > last)
    return _list(work, found.order_by(Definition.key), limit, language)


def versions(work: Work, key: str, cursor: str = "", language: str = "nl", limit: int = LIMIT) -> ProcessList:
    """Every version of one process, the newest first. NotFound when there is none."""
    found = select(Definition).where(Definition.key == key)
    if cursor:
        found = found.where(Definition.version < keys_of(cursor, int)[0])
    page = _list(work, found.order_by(Definition.version.desc()), limit, language, by_version=True)
    if not page.processes and not cursor:
        raise NotFound("core.no_such_definition", key=key)
    return page


def process_files(work: Work, key: str, version: int | None = None, language: str = "nl") -> ProcessFiles:
    """One version, or the newest, with its files."""
    found = find_definition(work, key, version)
    return ProcessFiles(_row(work, found, language), files(work, found.bundle_id))


def _list(work: Work, wanted, limit: int, language: str, by_version: bool = False) -> ProcessList:
    limit = min(limit, MOST)
    rows = list(work.session.scalars(wanted.limit(limit + 1)))
    further = cursor_of(rows[limit - 1].version if by_version else rows[limit - 1].id) if len(rows) > limit else None
    return ProcessList(tuple(_row(work, row, language) for row in rows[:limit]), further)


def _row(work: Work, row: Definition, language: str) -> ProcessRow:
    said = speech(work, row.bundle_id, language)
    return ProcessRow(row.key, row.version, said.name(row.key, row.name), said.part(row.key, "documentation", row.documentation), row.version_tag,
                      row.published_at)
