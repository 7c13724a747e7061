"""Standing in, as pages show it: what is agreed around somebody, and what was done in whose place."""
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from engine.access import LIVE, asked_of, meets, oversees
from engine.actors import Actor, Held, active_at
from engine.cover_words import GIVEN_BACK, given_back, is_forgotten, said
from engine.covers import stand_ins, standing_in, visible
from engine.errors import NotFound
from engine.queries.handoffs import Offer, offers_for_me
from engine.queries.inbox import Turn, turns_in_place
from engine.queries.paging import MOST
from engine.queries.processes import processes
from engine.queries.speech import spoken
from engine.tables import Case, CaseEvent, Cover, Definition, Membership, Municipality, Neighbourhood, Person, PersonKey, Task
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
    forgotten: bool                         # over for so long that what was said is gone
    acts: Actor                             # who is away, with the stand-in in their place


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
    """`processes`: the names of those it is about; empty: all. `offers`: what is offered to who is away."""

    cover: Standing
    processes: tuple[str, ...]
    offers: tuple[Offer, ...]
    turns: tuple[Turn, ...]                 # for the stand-in while it holds
    deeds: tuple[Deed, ...]
    more: bool                              # there were more deeds than these
    may_give_back: bool
    may_call_off: bool
    may_read: bool


@dataclass(frozen=True)
class Choices:
    """What somebody may choose when they name a stand-in, and what is agreed already. `person`: for whom."""

    person: int
    name: str
    mine: bool
    municipality: str
    municipalities: tuple[tuple[str, str], ...]
    people: tuple[tuple[int, str], ...]
    neighbourhoods: tuple[tuple[str, str], ...]
    processes: tuple[tuple[str, str], ...]
    agreed: tuple[Standing, ...]


def covers_page(work: Work, municipality: str = "", person: int | None = None, language: str = "nl") -> Choices:
    """For oneself, or for a colleague where one coordinates. NotFound for anybody else."""
    me = work.actor.person
    theirs = work.session.execute(select(Municipality.code, Municipality.name).where(Municipality.code.in_(sorted(work.actor.municipalities or ())))
                                  .order_by(Municipality.name)).all()
    places = tuple((code, name) for code, name in theirs if person in (None, me) or oversees(work.actor, code))
    if not places:
        raise NotFound()
    here = next((code for code, _ in places if code == municipality), places[0][0])
    whose = me if person is None else person
    name = work.session.scalar(select(Person.name).join(Membership, Membership.person_id == Person.id)
                               .where(Person.id == whose, Person.active, Membership.municipality == here, active_at(work.now)).limit(1))
    if name is None:
        raise NotFound("core.no_such_person")
    neighbourhoods = work.session.execute(select(Neighbourhood.code, Neighbourhood.name).where(Neighbourhood.municipality == here)
                                          .order_by(Neighbourhood.name)).all()
    agreed = around(work) if whose == me else covers_of(work, whose, here)
    return Choices(whose, name, whose == me, here, places, tuple(stand_ins(work, here, whose).items()),
                   tuple((code, place) for code, place in neighbourhoods), _processes(work, language), agreed)


def _processes(work: Work, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((one.key, one.name) for one in processes(work, language=language, limit=MOST).processes), key=lambda one: one[1].casefold()))


def around(work: Work) -> tuple[Standing, ...]:
    """What holds or comes for the actor, either way round, and what came back and they have not read. One statement."""
    me = work.actor.person
    return _standings(work, and_(
        Cover.municipality.in_(sorted(work.actor.municipalities or ())),
        or_(and_(or_(Cover.person_id == me, Cover.by_id == me), Cover.until > work.now, Cover.ended_at.is_(None)),
            and_(Cover.person_id == me, Cover.read_at.is_(None), Cover.since <= work.now),
            and_(Cover.person_id == me, Cover.read_at.is_(None), GIVEN_BACK))))


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
    acts = found.acts if stands_in and found.state == "now" else None
    turns = turns_in_place(work, acts, language) if acts else ()
    offers = offers_for_me(replace(work, actor=acts), language) if acts else ()
    names = tuple(name for key, name in _processes(work, language) if key in (found.processes or ()))
    deeds = _deeds(work, found, language)
    return Page(found, names, offers, turns, deeds[:RECENT], len(deeds) > RECENT, stands_in and found.state in ("coming", "now", "over") and not found.forgotten,
                (away or leads) and found.state in ("coming", "now"), away and not found.read and (found.state in ("over", "back", "off")))


def covers_around(work: Work, counted: bool = True) -> tuple[tuple[Standing, tuple[int, int] | None], ...]:
    """For the first page: with how many turns wait for the actor in somebody's place, and how many of them are late, when that is `counted`."""
    return tuple((one, waiting_in_place(work, one) if counted and one.by == work.actor.person and one.state == "now" else None)
                 for one in around(work))


def waiting_in_place(work: Work, cover: Standing) -> tuple[int, int]:
    """How many turns wait for the stand-in, and how many of them are late. One statement besides finding who is away."""
    actor = cover.acts
    late = func.coalesce(func.sum(case((and_(Task.due_at <= work.now, Task.quiet.is_(False)), 1), else_=0)), 0)
    return tuple(work.session.execute(select(func.count(), late).select_from(Task).join(Case, Case.id == Task.case_id).where(
        Task.status.in_(LIVE), Case.status.in_(("open", "stuck")), asked_of(actor, work.now))).one())


def place_to_act(work: Work, task_id: int) -> int | None:
    """The cover in which whoever asks may do this task; None when it is in nobody's place theirs."""
    for one in around(work):
        if one.by == work.actor.person and one.state == "now" and meets(replace(work, actor=one.acts), asked_of, Task, task_id):
            return one.id
    return None


def _standings(work: Work, wanted) -> tuple[Standing, ...]:
    """One statement: each cover with the names, and with the roles of who is away, for that makes the actor."""
    away, by = aliased(Person), aliased(Person)
    rows = work.session.execute(
        select(Cover, PersonKey, away.name.label("name"), by.name.label("by_name"), Neighbourhood.name.label("place"),
               Membership.role, Membership.municipality, Membership.neighbourhood)
        .join(away, away.id == Cover.person_id).join(by, by.id == Cover.by_id).outerjoin(Neighbourhood, Neighbourhood.code == Cover.neighbourhood)
        .outerjoin(PersonKey, PersonKey.id == Cover.key_id).outerjoin(Membership, and_(Membership.person_id == Cover.person_id, active_at(work.now)))
        .where(wanted).order_by(Cover.since, Cover.id, Membership.id)).all()
    return tuple(_standing(work, list(group)) for _, group in groupby(rows, key=lambda row: row.Cover.id))


def _standing(work: Work, rows: list) -> Standing:
    first = rows[0]
    cover: Cover = first.Cover
    held = tuple(Held(*row[-3:]) for row in rows if row.role is not None)
    words = said(work, cover, first.PersonKey)
    acts = standing_in(cover, Actor("person", cover.person_id, name=first.name, held=held), work.actor)
    return Standing(cover.id, cover.municipality, cover.person_id, first.name, cover.by_id, first.by_name, first.place,
                    None if cover.processes is None else tuple(cover.processes), cover.since, cover.until, words.asked, words.summary,
                    cover.ended_at, cover.read_at is not None, _state(work, cover), is_forgotten(work, cover), acts)


def _state(work: Work, cover: Cover) -> str:
    if given_back(cover):
        return "back"
    if cover.ended_at is not None:
        return "off"
    return "coming" if cover.since > work.now else "now" if cover.until > work.now else "over"


def _deeds(work: Work, cover: Standing, language: str) -> tuple[Deed, ...]:
    rows = work.session.execute(
        select(CaseEvent.at, CaseEvent.kind, CaseEvent.task_id, CaseEvent.element, Task.name, Task.process, Case.title, Definition.bundle_id)
        .join(Case, Case.id == CaseEvent.case_id).join(Definition, Definition.id == Case.definition_id).outerjoin(Task, Task.id == CaseEvent.task_id)
        .where(CaseEvent.municipality == cover.municipality, CaseEvent.on_behalf_of == cover.person, CaseEvent.person_id == cover.by,
               CaseEvent.at >= cover.since, CaseEvent.at <= (cover.ended_at or cover.until), CaseEvent.kind.in_(TOLD))
        .order_by(CaseEvent.id.desc()).limit(RECENT + 1))
    return tuple(Deed(row.at, row.kind, row.task_id, *spoken(work, row, language)) for row in rows)
