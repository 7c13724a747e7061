"""Standing in, as pages show it: what is agreed around somebody, and what was done in whose place."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from engine.access import LIVE, asked_of, oversees
from engine.actors import Actor
from engine.covers import standing_in, visible
from engine.errors import NotFound
from engine.queries.inbox import Turn, turns_in_place
from engine.queries.speech import speech
from engine.tables import Case, CaseEvent, Cover, Definition, Neighbourhood, Person, Task
from engine.work import Work

RECENT = 200                                # deeds that a page of a cover shows
TOLD = ("TaskCompleted", "TaskReleased", "TaskReassigned", "TaskRescheduled", "HandoffOffered", "HandoffAccepted", "HandoffReturned",
        "HandoffAsked", "AnswersCorrected")


@dataclass(frozen=True)
class Standing:
    """One agreement. `state`: coming, now, over (its time ended), back (given back or declined), off (called off)."""

    id: int
    municipality: str
    person: int
    name: str
    by: int
    by_name: str
    neighbourhood: str | None
    processes: tuple[str, ...] | None
    since: datetime
    until: datetime
    asked: str | None
    summary: str | None
    ended_at: datetime | None
    read: bool
    state: str


@dataclass(frozen=True)
class Deed:
    """Something the stand-in did. `case_id` leads whoever may see that case there."""

    at: datetime
    kind: str
    task_id: int | None
    what: str
    case_title: str


@dataclass(frozen=True)
class Page:
    cover: Standing
    turns: tuple[Turn, ...]                 # for the stand-in while it holds
    deeds: tuple[Deed, ...]
    more: bool                              # there were more deeds than these
    may_give_back: bool
    may_call_off: bool
    may_read: bool


def around(work: Work) -> tuple[Standing, ...]:
    """What holds or comes for the actor, either way round, and what came back and they have not read. One statement."""
    me = work.actor.person
    return _standings(work, and_(
        Cover.municipality.in_(sorted(work.actor.municipalities or ())),
        or_(and_(or_(Cover.person_id == me, Cover.by_id == me), Cover.until > work.now, Cover.ended_at.is_(None)),
            and_(Cover.person_id == me, Cover.read_at.is_(None), Cover.since <= work.now),
            and_(Cover.person_id == me, Cover.read_at.is_(None), Cover.summary.is_not(None)))))


def covers_of(work: Work, person: int, municipality: str) -> tuple[Standing, ...]:
    """What holds or comes for a colleague, for who coordinates there."""
    return _standings(work, and_(Cover.municipality == municipality, Cover.person_id == person, Cover.until > work.now, Cover.ended_at.is_(None),
                                 visible(work.actor)))


def cover_page(work: Work, cover: int, language: str) -> Page:
    """One agreement with what is to be done now and what was done. NotFound for whom it does not concern."""
    found = next(iter(_standings(work, and_(Cover.id == cover, visible(work.actor)))), None)
    if found is None:
        raise NotFound()
    me = work.actor.person
    stands_in, away, leads = found.by == me, found.person == me, oversees(work.actor, found.municipality)
    turns = turns_in_place(work, _actor_of(work, found), language) if stands_in and found.state == "now" else ()
    deeds = _deeds(work, found, language)
    return Page(found, turns, deeds[:RECENT], len(deeds) > RECENT, stands_in and found.summary is None and found.state in ("coming", "now", "over"),
                (away or leads) and found.state in ("coming", "now"), away and not found.read and (found.state in ("over", "back", "off")))


def waiting_in_place(work: Work, cover: Standing) -> tuple[int, int]:
    """How many turns wait for the stand-in, and how many of them are late. One statement besides finding who is away."""
    actor = _actor_of(work, cover)
    late = func.coalesce(func.sum(case((and_(Task.due_at <= work.now, Task.quiet.is_(False)), 1), else_=0)), 0)
    return tuple(work.session.execute(select(func.count(), late).select_from(Task).join(Case, Case.id == Task.case_id).where(
        Task.status.in_(LIVE), Case.status.in_(("open", "stuck")), asked_of(actor, work.now))).one())


def _actor_of(work: Work, cover: Standing) -> Actor:
    return standing_in(work, work.session.get_one(Cover, cover.id), work.actor)


def _standings(work: Work, wanted) -> tuple[Standing, ...]:
    away, by = aliased(Person), aliased(Person)
    rows = work.session.execute(
        select(Cover, away.name.label("name"), by.name.label("by_name"), Neighbourhood.name.label("place"))
        .join(away, away.id == Cover.person_id).join(by, by.id == Cover.by_id).outerjoin(Neighbourhood, Neighbourhood.code == Cover.neighbourhood)
        .where(wanted).order_by(Cover.since, Cover.id))
    return tuple(_standing(work, row) for row in rows)


def _standing(work: Work, row) -> Standing:
    cover: Cover = row.Cover
    return Standing(cover.id, cover.municipality, cover.person_id, row.name, cover.by_id, row.by_name, row.place,
                    None if cover.processes is None else tuple(cover.processes), cover.since, cover.until, cover.asked, cover.summary,
                    cover.ended_at, cover.read_at is not None, _state(work, cover))


def _state(work: Work, cover: Cover) -> str:
    if cover.summary is not None:
        return "back"
    if cover.ended_at is not None:
        return "off"
    return "coming" if cover.since > work.now else "now" if cover.until > work.now else "over"


def _deeds(work: Work, cover: Standing, language: str) -> tuple[Deed, ...]:
    rows = work.session.execute(
        select(CaseEvent.at, CaseEvent.kind, CaseEvent.task_id, CaseEvent.element, Task.name, Case.title, Definition.bundle_id)
        .join(Case, Case.id == CaseEvent.case_id).join(Definition, Definition.id == Case.definition_id).outerjoin(Task, Task.id == CaseEvent.task_id)
        .where(CaseEvent.municipality == cover.municipality, CaseEvent.on_behalf_of == cover.person, CaseEvent.person_id == cover.by,
               CaseEvent.at >= cover.since, CaseEvent.at <= (cover.ended_at or cover.until), CaseEvent.kind.in_(TOLD))
        .order_by(CaseEvent.id.desc()).limit(RECENT + 1))
    return tuple(Deed(row.at, row.kind, row.task_id, speech(work, row.bundle_id, language).name(row.element, row.name) if row.element else row.name or "",
                      row.title) for row in rows)
