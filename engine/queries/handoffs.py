"""Handoffs by hand: what is offered to me, what I offered, and how the earlier ones came out."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import aliased

from engine.access import ACTORS, offered_to, oversees, sees_case
from engine.actors import Actor, active_at
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.queries.speech import speech
from engine.queries.talk import Said, last, talks
from engine.roles import MANAGER
from engine.tables import Case, Definition, Handoff, Membership, Neighbourhood, Person, Task
from engine.work import Work

View = Literal["received", "given", "past"]
VIEWS: tuple[View, ...] = ("received", "given", "past")
WAITING = ("offered", "asked")


@dataclass(frozen=True)
class Offer:
    """`case_id` is None for whoever may not see the case yet; `receiver`: the person meant, or who accepted.

    `question` and `reply`: the last of them; `answer`: why it came back; `talk`: all that was said.
    """

    id: int
    task_id: int
    title: str
    case_id: int | None
    case_title: str
    neighbourhood: str | None
    state: str
    giver_id: int | None
    giver: str | None
    from_role: str | None
    receiver: str | None
    to_role: str | None
    from_board: str
    to_board: str
    note: str | None
    question: str | None
    reply: str | None
    answer: str | None
    talk: tuple[Said, ...]
    given_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    quiet: bool
    for_me: bool
    may_withdraw: bool                      # the giver, and who coordinates there


@dataclass(frozen=True)
class Handoffs:
    """`counts`: how many wait, by view, however the list is paged."""

    offers: tuple[Offer, ...]
    next: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Receivers:
    """To whom a task can be offered: people (id, name, their roles there) and roles."""

    people: tuple[tuple[int, str, tuple[str, ...]], ...]
    roles: tuple[str, ...]


def handoffs(work: Work, view: View = "received", cursor: str = "", language: str = "nl", limit: int = LIMIT) -> Handoffs:
    """What waits stands with the oldest first, what is over with the newest."""
    views, limit = _views(work.actor, work.now), min(limit, MOST)
    order = Handoff.id.desc() if view == "past" else Handoff.id
    wanted = views[view]
    if cursor:
        last = keys_of(cursor, int)[0]
        wanted = and_(wanted, Handoff.id < last if view == "past" else Handoff.id > last)
    found = _offers(work, wanted, language, order, limit + 1)
    counted = (func.coalesce(func.sum(case((views[name], 1), else_=0)), 0).label(name) for name in ("received", "given"))
    counts = work.session.execute(select(*counted).select_from(Handoff).join(Task, Task.id == Handoff.task_id).where(Handoff.state.in_(WAITING))).one()
    return Handoffs(tuple(found[:limit]), cursor_of(found[limit - 1].id) if len(found) > limit else None, dict(counts._mapping))


def offers_for_me(work: Work, language: str = "nl", limit: int = 5) -> tuple[Offer, ...]:
    """What waits for whoever asks, the oldest first."""
    return tuple(_offers(work, _views(work.actor, work.now)["received"], language, Handoff.id, limit))


def offer_of(work: Work, task_id: int, language: str = "nl") -> Offer | None:
    """The offer that waits on a task, for whoever may see that task."""
    waits = and_(Handoff.task_id == task_id, Handoff.kind == "by_hand", Handoff.state.in_(WAITING))
    return next(iter(_offers(work, waits, language, Handoff.id, 1)), None)


def receivers(work: Work, task_id: int) -> Receivers:
    """Who could be offered this task: everybody with a role in which one works where its case is, but for whoever asks."""
    rows = list(work.session.execute(
        select(Person.id, Person.name, Membership.role, Membership.neighbourhood).join(Membership, Membership.person_id == Person.id)
        .join(Task, and_(Task.id == task_id, Task.municipality == Membership.municipality))
        .where(Person.active, active_at(work.now), Person.id != work.actor.person, Membership.role != MANAGER,
               or_(Task.neighbourhood.is_(None), Membership.neighbourhood.is_(None), Membership.neighbourhood == Task.neighbourhood))
        .order_by(Person.name, Membership.id)))
    people: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        people.setdefault(row.id, (row.name, []))[1].append(row.role)
    return Receivers(tuple((ident, name, tuple(dict.fromkeys(roles))) for ident, (name, roles) in people.items()),
                     tuple(sorted({row.role for row in rows})))


def count_offers(work: Work) -> int:
    """How many offers wait for whoever asks. One statement."""
    return work.session.scalar(_received(work.actor), {"moment": work.now}) or 0


def offered(work: Work) -> Select:
    """The question of `count_offers`, as part of a larger one."""
    return select(func.count()).select_from(Handoff).join(Task, Task.id == Handoff.task_id).where(_views(work.actor, work.now)["received"])


@lru_cache(ACTORS)
def _received(actor: Actor) -> Select:
    """Building this costs more than asking it, and every page asks it."""
    return select(func.count()).select_from(Handoff).join(Task, Task.id == Handoff.task_id).where(_views(actor, bindparam("moment"))["received"])


def _views(actor: Actor, now: datetime) -> dict[View, ColumnElement[bool]]:
    me = actor.person
    by_hand, waits = Handoff.kind == "by_hand", Handoff.state.in_(WAITING)
    to_me = and_(offered_to(actor, now), or_(Handoff.to_person == me, Handoff.to_person.is_(None)), Handoff.from_person != me)
    mine = or_(Handoff.from_person == me, Handoff.to_person == me, Handoff.accepted_by == me) if me is not None else false()
    here = Handoff.municipality.in_(sorted(actor.municipalities)) if actor.municipalities is not None else Handoff.id.is_not(None)
    return {"received": and_(by_hand, waits, here, to_me), "given": and_(by_hand, waits, here, Handoff.from_person == me),
            "past": and_(by_hand, here, Handoff.state.in_(("accepted", "returned", "withdrawn")), mine)}


def _offers(work: Work, wanted: ColumnElement[bool], language: str, order, limit: int) -> list[Offer]:
    giver, receiver = aliased(Person), aliased(Person)
    rows = list(work.session.execute(
        select(Handoff, Task.name, Task.element, Task.due_at, Task.quiet, Case.id.label("case_id"), Case.title, Neighbourhood.name.label("neighbourhood"),
               Definition.bundle_id, giver.name.label("giver"), receiver.name.label("receiver"),
               sees_case(work.actor, work.now).label("seen"), _views(work.actor, work.now)["received"].label("for_me"))
        .join(Task, Task.id == Handoff.task_id).join(Case, Case.id == Handoff.case_id).join(Definition, Definition.id == Case.definition_id)
        .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).outerjoin(giver, giver.id == Handoff.from_person)
        .outerjoin(receiver, receiver.id == func.coalesce(Handoff.accepted_by, Handoff.to_person))
        .where(wanted).order_by(order).limit(limit)))
    names = {row.Handoff.from_person: row.giver for row in rows if row.giver}
    spoken = talks(work, [row.Handoff for row in rows], frozenset(row.Handoff.id for row in rows if row.for_me), names)
    return [_offer(work, row, spoken.get(row.Handoff.id, ()), language) for row in rows]


def _offer(work: Work, row, talk: tuple[Said, ...], language: str) -> Offer:
    one: Handoff = row.Handoff
    title = speech(work, row.bundle_id, language).name(row.element, row.name)
    return Offer(one.id, one.task_id, title, row.case_id if row.seen else None, row.title, row.neighbourhood, one.state, one.from_person,
                 row.giver, one.from_role, row.receiver, one.to_role, one.from_board or "wijk", one.to_board or "wijk",
                 last(talk, "note"), last(talk, "question"), last(talk, "answer"), last(talk, "reason"), talk, one.given_at, one.answered_at, row.due_at,
                 row.quiet, bool(row.for_me), one.state in WAITING and (one.from_person == work.actor.person or oversees(work.actor, one.municipality)))
