"""Requests for another date: what waits for whoever may decide, and how it went with one task."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import aliased

from engine.access import reads_as
from engine.actors import Actor
from engine.blanks import ask
from engine.privacy import Veil, referred
from engine.queries.speech import spoken
from engine.roles import COORDINATOR
from engine.tables import Case, DateRequest, Definition, Person, PersonalValue, PersonKey, Task
from engine.work import Work

LIVE = ("open", "claimed")


@dataclass(frozen=True)
class Asked:
    """`why` and `answer` are None for whoever may not read them; `for_me`: whoever asks may decide."""

    id: int
    task_id: int
    title: str
    case_title: str
    by_id: int
    by: str
    day: date
    why: str | None
    state: str
    asked_at: datetime
    due_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    for_me: bool


def requests_for_me(work: Work, language: str = "nl", limit: int = 5) -> tuple[Asked, ...]:
    """What waits for an answer of whoever asks, the oldest first."""
    return _asked(work, _for_me, language, most=limit)


def waiting_for_me(actor: Actor) -> Select:
    """The ids of what waits for an answer of whoever asks."""
    return (select(DateRequest.id).join(Task, Task.id == DateRequest.task_id)
            .where(DateRequest.state == "asked", Task.status.in_(LIVE), _decides(actor)))


def requests_of(work: Work, task_id: int, language: str = "nl") -> tuple[Asked, ...]:
    """Everything that was asked about the date of one task; for whoever may see that task."""
    return _asked(work, _of_task, language, most=20, task=task_id)


def _for_me(actor: Actor) -> ColumnElement[bool]:
    return and_(DateRequest.state == "asked", _decides(actor))


def _of_task(actor: Actor) -> ColumnElement[bool]:
    return DateRequest.task_id == bindparam("task")


def _decides(actor: Actor) -> ColumnElement[bool]:
    """The coordinators, and who gave the turn; nobody on what they asked themselves, be it in the place of another."""
    coordinates = [held.municipality for held in actor.held if held.role == COORDINATOR]
    if actor.stand_in is not None:
        return false()
    return and_(DateRequest.asked_by != actor.person, or_(DateRequest.stand_in.is_(None), DateRequest.stand_in != actor.person),
                or_(DateRequest.asked_of == actor.person, DateRequest.municipality.in_(coordinates)))


def _requests(actor: Actor, now: datetime, wanted: Callable[[Actor], ColumnElement[bool]]) -> Select:
    asker, decider = aliased(Person), aliased(Person)
    return (select(DateRequest, Task.name, Task.element, Task.process, Task.due_at, Case.title, Definition.bundle_id, asker.name.label("by"),
                   decider.name.label("decided"), _decides(actor).label("for_me"), PersonalValue, PersonKey)
            .join(Task, Task.id == DateRequest.task_id).join(Case, Case.id == DateRequest.case_id).join(Definition, Definition.id == Case.definition_id)
            .join(asker, asker.id == DateRequest.asked_by).outerjoin(decider, decider.id == DateRequest.decided_by)
            .outerjoin(PersonalValue, and_(PersonalValue.id == referred(DateRequest.why), PersonalValue.municipality == DateRequest.municipality))
            .outerjoin(PersonKey, PersonKey.id == PersonalValue.subject_id)
            .where(wanted(actor), Task.status.in_(LIVE)).order_by(DateRequest.id).limit(bindparam("most")))


def _asked(work: Work, wanted: Callable[[Actor], ColumnElement[bool]], language: str, **blanks: int) -> tuple[Asked, ...]:
    rows = list(ask(work, _requests, wanted, **blanks))
    veils = _opened(work, rows)
    return tuple(Asked(
        one.id, one.task_id, *spoken(work, row, language), one.asked_by, row.by,
        date.fromisoformat(one.day), _words(work, veils, one, one.why), one.state, one.asked_at, row.due_at, row.decided, one.decided_at,
        _words(work, veils, one, one.answer), bool(row.for_me) and one.state == "asked") for row in rows for one in (row.DateRequest,))


def _opened(work: Work, rows: Sequence[Row]) -> dict[str, Veil]:
    """What was said: the reasons came along, the answers are a statement a municipality."""
    veils: dict[str, Veil] = {}
    for row in rows:
        veil = veils.setdefault(row.DateRequest.municipality, Veil(work, row.DateRequest.case_id, row.DateRequest.municipality))
        if row.PersonalValue is not None and row.PersonKey is not None:
            veil.take(row.PersonalValue, row.PersonKey)
    for municipality, veil in veils.items():
        veil.load(*(row.DateRequest.answer for row in rows if row.DateRequest.municipality == municipality and row.DateRequest.answer))
    return veils


def _words(work: Work, veils: dict[str, Veil], one: DateRequest, kept: dict[str, str] | None) -> str | None:
    """Who asks and who decides read the whole of it; others what they may read of whom it names."""
    takes_part = work.actor.person in (one.asked_by, one.asked_of, one.decided_by, one.stand_in)
    return veils[one.municipality].lift(kept, None if takes_part else reads_as(work.actor, one.municipality)) if kept else None
