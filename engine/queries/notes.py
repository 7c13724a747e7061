"""The notes of a case that whoever asks may read, newest first."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from engine.access import on_team, reads_as, sees_case
from engine.errors import NotFound
from engine.privacy import Veil
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.queries.people_beside import Team, people_of_case
from engine.tables import Case, Note, Person
from engine.work import Work


@dataclass(frozen=True)
class NoteLine:
    """`text` is None when the person it names was erased, or may not be read about by whoever asks. `to`: only for them."""

    id: int
    at: datetime
    author: str | None
    visibility: str
    to: str | None
    text: str | None


@dataclass(frozen=True)
class NoteList:
    """`readers`: (login, name) of whom a note could be for alone."""

    notes: tuple[NoteLine, ...]
    next: str | None
    readers: tuple[tuple[str, str], ...]
    may_write: bool


def notes(work: Work, case_id: int, cursor: str = "", limit: int = LIMIT) -> NoteList:
    """NotFound when there is no such case, or not for whoever asks. Who does not take part reads none."""
    row = work.session.execute(select(Case, on_team(work.actor, work.now).label("takes_part"))
                               .where(Case.id == case_id, sees_case(work.actor, work.now))).first()
    if row is None:
        raise NotFound()
    return notes_of(work, case_id, people_of_case(work, row.Case, frozenset(), bool(row.takes_part))[1], cursor, limit)


def notes_of(work: Work, case_id: int, team: Team, cursor: str = "", limit: int = LIMIT) -> NoteList:
    """The same of a case that was looked at already."""
    me, limit = work.actor, min(limit, MOST)
    mine = team.takes_part and me.kind == "person"
    if not team.takes_part:
        return NoteList((), None, (), False)
    author, reader = aliased(Person), aliased(Person)
    found = (select(Note, author.name.label("author"), reader.name.label("reader"))
             .outerjoin(author, author.id == Note.author_id).outerjoin(reader, reader.id == Note.to_person)
             .where(Note.case_id == case_id, or_(Note.visibility == "team", Note.author_id == me.person, Note.to_person == me.person)))
    if cursor:
        found = found.where(Note.id < keys_of(cursor, int)[0])
    rows = list(work.session.execute(found.order_by(Note.id.desc()).limit(limit + 1)))
    veil, seen = Veil(work, case_id, team.municipality), reads_as(me, team.municipality)
    veil.load(*(row.Note.body for row in rows))
    lines = tuple(NoteLine(row.Note.id, row.Note.at, row.author, row.Note.visibility, row.reader, veil.lift(
        row.Note.body, None if may_read_whole(row.Note.author_id, row.Note.to_person, me.person) else seen)) for row in rows[:limit])
    return NoteList(lines, cursor_of(lines[-1].id) if len(rows) > limit else None, team.readers if mine else (), mine)


def may_read_whole(author: int | None, to: int | None, me: int | None) -> bool:
    """Who wrote it, and the one it was written to, read the whole of it."""
    return me is not None and me in (author, to)
