"""Who is expected at the activity of a case, and how they came the last times."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.access import on_team, reads_as
from engine.attendance import MESSAGE, Past, attendance_step, how_they_came, past_of
from engine.errors import NotFound
from engine.privacy import Veil
from engine.queries.speech import speech
from engine.standing import Standing
from engine.tables import Case, Definition, Municipality, Participant
from engine.work import Work


@dataclass(frozen=True)
class ParticipantLine:
    """`name` is None for who may not read it. `told`: how they came, newest first."""

    id: int
    name: str | None
    since: datetime
    told: tuple[str, ...]

    @property
    def past(self) -> Past:
        return past_of(self.told)


@dataclass(frozen=True)
class Expected:
    """`offers`: whether somebody may go and stand beside one of them in a case of their own."""

    case_id: int
    title: str
    people: tuple[ParticipantLine, ...]
    offers: bool


def participants(work: Work, case_id: int, language: str = "nl") -> Expected:
    """NotFound for who does not take part, and in a case that does not ask who was there. Four statements."""
    row = work.session.execute(
        select(Case, Municipality, Definition.bundle_id).join(Municipality, Municipality.code == Case.municipality)
        .join(Definition, Definition.id == Case.definition_id).where(Case.id == case_id, on_team(work.actor, work.now))).first()
    step = attendance_step(Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id)).process) if row else None
    if step is None:
        raise NotFound()
    people = list(work.session.scalars(select(Participant).where(Participant.case_id == case_id, Participant.left_at.is_(None)).order_by(Participant.id)))
    veil, seen = Veil(work, case_id, row.Case.municipality), reads_as(work.actor, row.Case.municipality)
    veil.load(*(one.name for one in people))
    told = how_they_came(work, case_id)
    title = speech(work, row.bundle_id, language).title(row.Case.title)
    return Expected(case_id, title, tuple(ParticipantLine(one.id, veil.lift(one.name, seen), one.since, tuple(told.get(one.id, ()))) for one in people), bool(step.own(MESSAGE)) and row.Case.runs)
