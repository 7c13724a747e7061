"""The notes of a case that whoever asks may read, newest first."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from engine.access import OVERSEERS, on_team, reads_as, sees_case
from engine.actors import active_at
from engine.errors import NotFound
from engine.privacy import Veil
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.roles import FACILITATOR
from engine.tables import Case, Membership, Note, Person
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
    limit = min(limit, MOST)
    row = work.session.execute(select(Case.municipality, Case.neighbourhood, on_team(work.actor, work.now).label("takes_part"))
                               .where(Case.id == case_id, sees_case(work.actor, work.now))).first()
    if row is None:
        raise NotFound()
    place, mine = row.municipality, bool(row.takes_part) and work.actor.kind == "person"
    readers = _readers(work, place, row.neighbourhood) if mine else ()
    author, reader, me = aliased(Person), aliased(Person), work.actor
    found = (select(Note, author.name.label("author"), reader.name.label("reader")).join(Case, Case.id == Note.case_id)
             .outerjoin(author, author.id == Note.author_id).outerjoin(reader, reader.id == Note.to_person)
             .where(Note.case_id == case_id, on_team(me, work.now),
                    or_(Note.visibility == "team", Note.author_id == me.person, Note.to_person == me.person)))
    if cursor:
        found = found.where(Note.id < keys_of(cursor, int)[0])
    rows = list(work.session.execute(found.order_by(Note.id.desc()).limit(limit + 1)))
    veil, seen = Veil(work, case_id, place), reads_as(me, place)
    veil.load(*(row.Note.body for row in rows))
    lines = tuple(NoteLine(row.Note.id, row.Note.at, row.author, row.Note.visibility, row.reader, veil.lift(row.Note.body, _eyes(row.Note, me.person, seen)))
                  for row in rows[:limit])
    return NoteList(lines, cursor_of(lines[-1].id) if len(rows) > limit else None, readers, mine)


def _readers(work: Work, municipality: str, neighbourhood: str | None) -> tuple[tuple[str, str], ...]:
    """Who leads the case, or works in its neighbourhood, and so can see it."""
    near = and_(Membership.role == FACILITATOR, or_(Membership.neighbourhood == neighbourhood, Membership.neighbourhood.is_(None)))
    rows = work.session.execute(
        select(Person.login, Person.name).distinct().join(Membership, Membership.person_id == Person.id)
        .where(Membership.municipality == municipality, Person.active, active_at(work.now), Person.id != work.actor.person,
               or_(Membership.role.in_(OVERSEERS), near)).order_by(Person.name))
    return tuple((login, name) for login, name in rows)


def _eyes(note: Note, me: int | None, seen: frozenset[str] | None) -> frozenset[str] | None:
    """Who wrote it, and the one it was written to, read the whole of it."""
    return None if me is not None and me in (note.author_id, note.to_person) else seen
