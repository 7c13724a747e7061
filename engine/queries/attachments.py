"""The photos and documents of a case that whoever asks may read, newest first; and one of them, opened."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, literal, or_, select, true
from sqlalchemy.orm import aliased

from engine.access import asked_of, offered_to, on_team, oversees, reads_as
from engine.actors import Actor
from engine.blanks import ask
from engine.errors import NotFound
from engine.ledger.attachments import place
from engine.privacy import Veil, reference
from engine.sealing import unseal_bytes
from engine.tables import Attachment, AttachmentPiece, Case, Person, PersonalValue, PersonKey, Task
from engine.tables.base import compact
from engine.work import Work

MOST = 200
_BEGINS, _ENDS = compact(reference("*")).split("*")      # a reference as it is stored


@dataclass(frozen=True)
class AttachmentLine:
    """`name` is None when the person it names was erased, or may not be read about; then it does not open either. `to`: only for them."""

    id: int
    task_id: int | None
    at: datetime
    author: str | None
    to: str | None
    name: str | None
    kind: str
    size: int
    may_remove: bool


@dataclass(frozen=True)
class Opened:
    name: str
    kind: str
    content: bytes


def attachments_of_case(work: Work, case_id: int) -> tuple[AttachmentLine, ...]:
    return _lines(work, "case_id", case_id)


def attachments_of_task(work: Work, task_id: int) -> tuple[AttachmentLine, ...]:
    return _lines(work, "task_id", task_id)


def open_attachment(work: Work, attachment_id: int) -> Opened:
    """The file itself. NotFound for who may not read it, and when it was removed or erased."""
    row = work.session.scalar(select(Attachment).where(Attachment.id == attachment_id, Attachment.removed_at.is_(None), reads(work.actor, work.now)))
    if row is None:
        raise NotFound()
    veil = Veil(work, row.case_id, row.municipality)
    veil.load(row.name)
    name = veil.lift(row.name, _eyes(work, row))
    if name is None:
        raise NotFound()
    _, key = veil.key_of(row.name)
    pieces = list(work.session.execute(select(AttachmentPiece.number, AttachmentPiece.ciphertext)
                                       .where(AttachmentPiece.attachment_id == row.id).order_by(AttachmentPiece.number)))
    return Opened(name, row.kind, b"".join(unseal_bytes(key, bytes(sealed), place(row, number, len(pieces))) for number, sealed in pieces))


def reads(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Files of cases in which the actor takes part, and of tasks that are offered to them or that they do in another's place."""
    if actor.kind != "person":
        return true()
    mine = or_(Attachment.author_id == actor.person, Attachment.to_person == actor.person)
    around = Attachment.case_id.in_(select(Case.id).where(on_team(actor, now)))
    shown = Attachment.task_id.in_(select(Task.id).where(asked_of(actor, now) if actor.stand_in is not None else offered_to(actor, now)))
    return and_(Attachment.municipality.in_(list(actor.municipalities)), or_(Attachment.visibility == "team", mine), or_(around, shown))


def _named(actor: Actor, now: datetime, of: str) -> Select:
    """`of`: the column that says of which case or task."""
    author, reader = aliased(Person), aliased(Person)
    return (select(Attachment, author.name.label("author"), reader.name.label("reader"), PersonalValue, PersonKey)
            .outerjoin(PersonalValue, cast(Attachment.name, Text) == literal(_BEGINS) + PersonalValue.id + literal(_ENDS)).outerjoin(PersonKey, PersonKey.id == PersonalValue.subject_id)
            .outerjoin(author, author.id == Attachment.author_id).outerjoin(reader, reader.id == Attachment.to_person)
            .where(getattr(Attachment, of) == bindparam("whose"), Attachment.removed_at.is_(None), reads(actor, now)).order_by(Attachment.id.desc()).limit(MOST))


def _lines(work: Work, of: str, whose: int) -> tuple[AttachmentLine, ...]:
    rows = list(ask(work, _named, of, whose=whose))
    if not rows:
        return ()
    veil = Veil(work, rows[0].Attachment.case_id, rows[0].Attachment.municipality)
    for row in rows:
        if row.PersonalValue is not None:
            veil.take(row.PersonalValue, row.PersonKey)
    return tuple(_line(work, row.Attachment, row.author, row.reader, veil) for row in rows)


def _line(work: Work, one: Attachment, author: str | None, reader: str | None, veil: Veil) -> AttachmentLine:
    mine = one.author_id is not None and one.author_id == work.actor.person
    return AttachmentLine(one.id, one.task_id, one.at, author, reader, veil.lift(one.name, _eyes(work, one)), one.kind, one.size,
                          mine or oversees(work.actor, one.municipality))


def _eyes(work: Work, one: Attachment) -> frozenset[str] | None:
    """Who added it, and the one it is for, read the whole of it."""
    me = work.actor.person
    return None if me is not None and me in (one.author_id, one.to_person) else reads_as(work.actor, one.municipality)
