"""What stands beside the process of a case, in one statement: notes, promises to residents, small successes and how the turn was passed."""
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, Select, String, Text, and_, bindparam, cast, func, literal, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from engine.access import reads_as
from engine.privacy import Veil
from engine.promises import DUE, HELD
from engine.queries.notes import NoteLine, NoteList, may_read_whole
from engine.queries.paging import cursor_of, keys_of
from engine.queries.people_beside import Team
from engine.queries.speech import Speech
from engine.tables import Handoff, Note, Person, Promise, SmallSuccess, Task
from engine.tables.base import UtcMoment
from engine.work import Work

HANDOFFS, SUCCESSES, PROMISES = 6, 5, 50          # shown of each; the open promises first
OF_CASE = bindparam("of_case", type_=BigInteger)
COLUMNS = {"at": UtcMoment, "by": Text, "by_id": BigInteger, "other": Text, "other_id": BigInteger, "a": String, "b": String, "then": UtcMoment,
           "until": UtcMoment, "x": Text, "y": Text, "z": Text}


@dataclass(frozen=True)
class Passed:
    by: str | None
    from_role: str | None
    to: str | None
    to_role: str | None
    given_at: datetime
    answered_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class PromiseLine:
    """`what`, `to_whom` and `how` are None when whom they name was erased, or may not be read about by whoever asks."""

    id: int
    what: str | None
    to_kind: str
    to_whom: str | None
    by: str | None
    made_at: datetime
    due_at: datetime
    told_at: datetime | None
    told_by: str | None
    outcome: str | None
    how: str | None


@dataclass(frozen=True)
class SuccessLine:
    id: int
    text: str
    by: str | None
    at: datetime
    visibility: str


@dataclass(frozen=True)
class Beside:
    notes: NoteList
    promises: tuple[PromiseLine, ...]
    successes: tuple[SuccessLine, ...]
    handoffs: tuple[Passed, ...]


@dataclass(frozen=True)
class Rows:
    """As read, not yet in clear: `pieces` is what a veil has to load for it."""

    found: tuple[Any, ...]

    @property
    def pieces(self) -> list[Any]:
        return [json.loads(text) for row in self.found if row.part != "handoff" for text in (row.x, row.y, row.z) if text]


def rows_beside(work: Work, case_id: int, team: Team, cursor: str, limit: int) -> Rows:
    """Who does not take part reads no notes and no promises, and of the successes those meant for everybody in the neighbourhood."""
    asked = {"of_case": case_id} | ({"me": work.actor.person, "most": limit + 1} if team.takes_part else {})
    goes_on = bool(cursor) and team.takes_part
    return Rows(tuple(work.session.execute(_asking(team.takes_part, goes_on), asked | ({"before": keys_of(cursor, int)[0]} if goes_on else {}))))


@cache
def _asking(takes_part: bool, goes_on: bool) -> CompoundSelect:
    """Built once: building it costs more than asking."""
    parts = [_handoffs(), _successes(takes_part)] + ([_notes(goes_on), _promises()] if takes_part else [])
    return union_all(*(select(part.subquery()) for part in parts))


def in_clear(work: Work, rows: Rows, veil: Veil, team: Team, said: Speech, limit: int) -> Beside:
    """After the veil has loaded the pieces."""
    seen, parts = reads_as(work.actor, team.municipality), {"note": [], "promise": [], "success": [], "handoff": []}
    for row in rows.found:
        parts[row.part].append(row)
    parts = {name: sorted(mine, key=lambda row: -row.id) for name, mine in parts.items()}
    return Beside(_note_list(work, parts["note"], veil, team, seen, limit), tuple(_promise(row, veil, seen) for row in _open_first(parts["promise"])),
                  tuple(_told(parts["success"], veil, seen)), tuple(_passed(row, said) for row in parts["handoff"]))


def _row(part: str, ident: Any, **given: Any) -> list:
    """The same columns for every part; what a part does not have is null of the right type, for PostgreSQL."""
    return [literal(part).label("part"), ident.label("id"), *((cast(null(), kind) if name not in given else type_coerce(given[name], kind)).label(name)
                                                               for name, kind in COLUMNS.items())]


def _notes(goes_on: bool) -> Select:
    author, reader, me = aliased(Person), aliased(Person), bindparam("me", type_=BigInteger)
    found = (select(*_row("note", Note.id, at=Note.at, by=author.name, by_id=Note.author_id, other=reader.name, other_id=Note.to_person, a=Note.visibility, x=Note.body))
             .outerjoin(author, author.id == Note.author_id).outerjoin(reader, reader.id == Note.to_person)
             .where(Note.case_id == OF_CASE, or_(Note.visibility == "team", Note.author_id == me, Note.to_person == me)))
    if goes_on:
        found = found.where(Note.id < bindparam("before"))
    return found.order_by(Note.id.desc()).limit(bindparam("most"))


def _promises() -> Select:
    maker, teller = aliased(Person), aliased(Person)
    return (select(*_row("promise", Promise.id, at=Promise.made_at, by=maker.name, other=teller.name, a=Promise.to_kind, b=Promise.outcome, then=Promise.told_at,
                         until=DUE, x=Promise.what, y=Promise.to_whom, z=Promise.how))
            .outerjoin(maker, maker.id == Promise.made_by).outerjoin(teller, teller.id == Promise.told_by).outerjoin(Task, HELD)
            .where(Promise.case_id == OF_CASE).order_by(Promise.told_at.is_not(None), Promise.id.desc()).limit(PROMISES))


def _successes(takes_part: bool) -> Select:
    author = aliased(Person)
    found = (select(*_row("success", SmallSuccess.id, at=SmallSuccess.at, by=author.name, a=SmallSuccess.visibility, x=SmallSuccess.body))
             .outerjoin(author, author.id == SmallSuccess.author_id).where(SmallSuccess.case_id == OF_CASE))
    if not takes_part:
        found = found.where(SmallSuccess.visibility == "place")
    return found.order_by(SmallSuccess.id.desc()).limit(SUCCESSES)


def _handoffs() -> Select:
    giver, receiver = aliased(Person), aliased(Person)
    return (select(*_row("handoff", Handoff.id, at=Handoff.given_at, by=giver.name, other=receiver.name, a=Handoff.from_role, b=Handoff.to_role,
                         then=Handoff.answered_at, x=Handoff.reason, y=Task.element))
            .outerjoin(Task, Task.id == Handoff.task_id).outerjoin(giver, giver.id == Handoff.from_person)
            .outerjoin(receiver, receiver.id == func.coalesce(Handoff.accepted_by, Handoff.to_person))
            .where(Handoff.case_id == OF_CASE).order_by(Handoff.id.desc()).limit(HANDOFFS))


def _note_list(work: Work, rows: list, veil: Veil, team: Team, seen: frozenset[str] | None, limit: int) -> NoteList:
    mine = team.takes_part and work.actor.kind == "person"
    lines = tuple(NoteLine(row.id, row.at, row.by, row.a, row.other,
                           veil.lift(json.loads(row.x), None if may_read_whole(row.by_id, row.other_id, work.actor.person) else seen)) for row in rows[:limit])
    return NoteList(lines, cursor_of(lines[-1].id) if len(rows) > limit else None, team.readers if mine else (), mine)


def _open_first(rows: list) -> list:
    return sorted(rows, key=lambda row: row.then is not None)


def _promise(row: Any, veil: Veil, seen: frozenset[str] | None) -> PromiseLine:
    what, whom, how = (veil.lift(json.loads(text), seen) if text else None for text in (row.x, row.y, row.z))
    return PromiseLine(row.id, what, row.a, whom, row.by, row.at, row.until, row.then, row.other, row.b, how)


def _told(rows: list, veil: Veil, seen: frozenset[str] | None) -> Iterator[SuccessLine]:
    """One that names somebody of whom whoever asks may not read, is not for them."""
    for row in rows:
        words = veil.lift(json.loads(row.x), seen)
        if words:
            yield SuccessLine(row.id, words, row.by, row.at, row.a)


def _passed(row: Any, said: Speech) -> Passed:
    return Passed(row.by, row.a, row.other, row.b, row.at, row.then, said.part(row.y or "", "handoff_reason", row.x or "") or None)
