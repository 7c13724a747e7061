"""Handoffs by hand: what is offered to me, what I offered, and how the earlier ones came out."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import aliased

from engine.access import offered_to, oversees, sees_case
from engine.actors import Actor, active_at
from engine.blanks import ask
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.queries.speech import spoken
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
    limit = min(limit, MOST)
    found = _offers(work, view, language, limit + 1, **({"beyond": keys_of(cursor, int)[0]} if cursor else {}))
    counts = ask(work, _counts).one()
    return Handoffs(tuple(found[:limit]), cursor_of(found[limit - 1].id) if len(found) > limit else None, dict(counts._mapping))


def offers_for_me(work: Work, language: str = "nl", limit: int = 5) -> tuple[Offer, ...]:
    """What waits for whoever asks, the oldest first."""
    return tuple(_offers(work, "received", language, limit))


def offer_of(work: Work, task_id: int, language: str = "nl") -> Offer | None:
    """The offer that waits on a task, for whoever may see that task."""
    return next(iter(_offers(work, "of_task", language, 1, task=task_id)), None)


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
    return ask(work, offered).scalar() or 0


def offered(actor: Actor, now: datetime) -> Select:
    """The question of `count_offers`, also as part of a larger one."""
    return select(func.count()).select_from(Handoff).join(Task, Task.id == Handoff.task_id).where(_views(actor, now)["received"])


def _counts(actor: Actor, now: datetime) -> Select:
    views = _views(actor, now)
    counted = (func.coalesce(func.sum(case((views[name], 1), else_=0)), 0).label(name) for name in ("received", "given"))
    return select(*counted).select_from(Handoff).join(Task, Task.id == Handoff.task_id).where(Handoff.state.in_(WAITING))


def _views(actor: Actor, now: datetime) -> dict[str, ColumnElement[bool]]:
    """Beside the views themselves what waits on one task, for whoever may see that task."""
    me = actor.person
    by_hand, waits = Handoff.kind == "by_hand", Handoff.state.in_(WAITING)
    to_me = and_(offered_to(actor, now), or_(Handoff.to_person == me, Handoff.to_person.is_(None)), Handoff.from_person != me)
    mine = or_(Handoff.from_person == me, Handoff.to_person == me, Handoff.accepted_by == me) if me is not None else false()
    here = Handoff.municipality.in_(list(actor.municipalities)) if actor.municipalities is not None else Handoff.id.is_not(None)
    return {"received": and_(by_hand, waits, here, to_me), "given": and_(by_hand, waits, here, Handoff.from_person == me),
            "past": and_(by_hand, here, Handoff.state.in_(("accepted", "returned", "withdrawn")), mine),
            "of_task": and_(Handoff.task_id == bindparam("task"), by_hand, waits)}


def _waiting(actor: Actor, now: datetime, view: str, goes_on: bool) -> Select:
    giver, receiver, views, back = aliased(Person), aliased(Person), _views(actor, now), view == "past"
    beyond = (Handoff.id < bindparam("beyond") if back else Handoff.id > bindparam("beyond"),) if goes_on else ()
    return (select(Handoff, Task.name, Task.element, Task.process, Task.due_at, Task.quiet, Case.id.label("case_id"), Case.title, Neighbourhood.name.label("neighbourhood"),
                   Definition.bundle_id, giver.name.label("giver"), receiver.name.label("receiver"),
                   sees_case(actor, now).label("seen"), views["received"].label("for_me"))
            .join(Task, Task.id == Handoff.task_id).join(Case, Case.id == Handoff.case_id).join(Definition, Definition.id == Case.definition_id)
            .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).outerjoin(giver, giver.id == Handoff.from_person)
            .outerjoin(receiver, receiver.id == func.coalesce(Handoff.accepted_by, Handoff.to_person))
            .where(views[view], *beyond).order_by(Handoff.id.desc() if back else Handoff.id).limit(bindparam("most")))


def _offers(work: Work, view: str, language: str, limit: int, **blanks: int) -> list[Offer]:
    rows = list(ask(work, _waiting, view, "beyond" in blanks, most=limit, **blanks))
    names = {row.Handoff.from_person: row.giver for row in rows if row.giver}
    spoken = talks(work, [row.Handoff for row in rows], frozenset(row.Handoff.id for row in rows if row.for_me), names)
    return [_offer(work, row, spoken.get(row.Handoff.id, ()), language) for row in rows]


def _offer(work: Work, row, talk: tuple[Said, ...], language: str) -> Offer:
    one: Handoff = row.Handoff
    name, title = spoken(work, row, language)
    return Offer(one.id, one.task_id, name, row.case_id if row.seen else None, title, row.neighbourhood, one.state, one.from_person,
                 row.giver, one.from_role, row.receiver, one.to_role, one.from_board or "wijk", one.to_board or "wijk",
                 last(talk, "note"), last(talk, "question"), last(talk, "answer"), last(talk, "reason"), talk, one.given_at, one.answered_at, row.due_at,
                 row.quiet, bool(row.for_me), one.state in WAITING and (one.from_person == work.actor.person or oversees(work.actor, one.municipality)))
