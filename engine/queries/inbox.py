"""The inbox: which turns are mine, which are my team's, and which I wait for."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Literal

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from engine.access import ACTORS, LIVE, escalated_to, may_take
from engine.actors import Actor, Held, active_at
from engine.iso import AMSTERDAM, local
from engine.queries.paging import LIMIT, MOST, after, cursor_of, keys_of
from engine.queries.speech import speech
from engine.tables import Case, CasePerson, Definition, Membership, Neighbourhood, Person, Task
from engine.tables.dialects import fold
from engine.work import Work

View = Literal["mine", "team", "waiting"]
VIEWS: tuple[View, ...] = ("mine", "team", "waiting")
OPEN_CASE = ("open", "paused", "stuck")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. `due` is late, today, week, later or none; empty texts ask for nothing."""

    view: View = "mine"
    q: str = ""
    municipality: str = ""
    neighbourhood: str = ""
    process: str = ""
    due: str = ""


@dataclass(frozen=True)
class Turn:
    """A task in the inbox. `holder` is who claimed it; `escalated`: it came up to whoever looks."""

    id: int
    title: str
    case_id: int
    case_title: str
    case_status: str
    number: str
    process: str
    municipality: str
    neighbourhood: str | None
    board: str
    phase: str | None
    role: str
    due_at: datetime | None
    quiet: bool
    opened_at: datetime
    holder_id: int | None
    holder: str | None
    escalated: bool


@dataclass(frozen=True)
class Inbox:
    turns: tuple[Turn, ...]
    next: str | None
    counts: Mapping[str, int]               # by view, unfiltered
    boards: Mapping[str, int]               # of this view, unfiltered
    late: int
    today: int
    neighbourhoods: tuple[tuple[str, str], ...]     # (code, name) of this view's turns
    processes: tuple[tuple[str, str], ...]          # (key, name)


def inbox(work: Work, wanted: Wanted = Wanted(), cursor: str = "", language: str = "nl", limit: int = LIMIT) -> Inbox:
    """One page of one view, in the order of the deadlines, with the numbers beside the tabs."""
    views = _views(work.actor, _others(work))
    found = _page(work, wanted, views[wanted.view], cursor, min(limit, MOST))
    numbers = _numbers(work, views)
    here = [row for row in numbers if row.view == wanted.view]
    counts = {view: sum(row.tasks for row in numbers if row.view == view) for view in VIEWS}
    boards = {board: sum(row.tasks for row in here if row.board == board) for board in sorted({"wijk", "bestuur", *(row.board for row in here)})}
    places, processes = _options(here)
    shown = found[:min(limit, MOST)]
    further = cursor_of(shown[-1].sort_at, shown[-1].id) if len(found) > len(shown) else None
    turns = tuple(Turn(row[1], speech(work, row.bundle_id, language).name(row.element, row[2]), *row[3:-2]) for row in shown)
    return Inbox(turns, further, counts, boards, sum(row.late for row in here), sum(row.today for row in here), places, processes)


@lru_cache(ACTORS)
def _views(me: Actor, others: frozenset[Held]) -> dict[View, ColumnElement[bool]]:
    """Which live tasks each view has, never one in two, as conditions with a parameter `moment`. `others`: see `_others`."""
    now = bindparam("moment", type_=Task.opened_at.type)
    takes, came_up, earlier = may_take(me, now), escalated_to(me, now), aliased(Task)
    among = or_(Case.opened_by == me.person, Case.id.in_(select(earlier.case_id).where(earlier.claimant_id == me.person)),
                Case.id.in_(select(CasePerson.case_id).where(CasePerson.person_id == me.person)))
    # What nobody took yet is mine when it is for me alone, or of a case that I carry already. Escalation moves no turn.
    free = and_(Task.claimant_id.is_(None), takes, not_(came_up), or_(Task.reserved_for == me.person, _alone(me, others), among))
    mine = or_(Task.claimant_id == me.person, free)
    not_mine = func.coalesce(Task.claimant_id, -1) != me.person
    return {"mine": mine, "team": and_(takes, not_(func.coalesce(mine, false()))),
            "waiting": and_(not_mine, not_(func.coalesce(takes, false())), among)}


def _live(me: Actor) -> ColumnElement[bool]:
    """What waits for somebody, where the actor may look."""
    return and_(Task.status.in_(LIVE), Case.status.in_(OPEN_CASE), _here(me))


def _here(me: Actor) -> ColumnElement[bool]:
    theirs = me.municipalities
    return Task.municipality.in_(sorted(theirs)) if theirs is not None else Task.id.is_not(None)


def _others(work: Work) -> frozenset[Held]:
    """Who besides the actor has one of their roles there, as far as it matters who."""
    held = work.actor.held
    if not held:
        return frozenset()
    rows = work.session.execute(
        select(Membership.role, Membership.municipality, Membership.neighbourhood)
        .join(Person, Person.id == Membership.person_id)
        .where(or_(*(and_(Membership.role == one.role, Membership.municipality == one.municipality) for one in held)),
               Membership.person_id != work.actor.person, Person.active, active_at(work.now)))
    return frozenset(Held(*row) for row in rows)


def _alone(me: Actor, others: frozenset[Held]) -> ColumnElement[bool]:
    """Unclaimed tasks of a role that nobody else has there: then the turn is theirs without claiming."""
    wide = {(other.role, other.municipality) for other in others}
    conditions = []
    for one in me.held:
        mine = and_(Task.reserved_for.is_(None), Task.role == one.role, Task.municipality == one.municipality)
        if one.neighbourhood is None:
            conditions += [] if (one.role, one.municipality) in wide else [mine]
        elif one not in others:
            conditions.append(and_(mine, Task.neighbourhood == one.neighbourhood))
    return or_(false(), *conditions)


def _page(work: Work, wanted: Wanted, view: ColumnElement[bool], cursor: str, limit: int) -> list:
    columns = (Task.sort_at, Task.id, Task.name, Case.id, Case.title, Case.status, Case.number, Case.key, Task.municipality,
               Neighbourhood.name, Task.board, Task.phase, Task.role, Task.due_at, Task.quiet, Task.opened_at, Task.claimant_id, Person.name,
               and_(Task.further, escalated_to(work.actor, work.now)), Task.element, Definition.bundle_id)
    found = (_tasks(*columns).join(Definition, Definition.id == Case.definition_id).outerjoin(Neighbourhood, Neighbourhood.code == Task.neighbourhood)
             .outerjoin(Person, Person.id == Task.claimant_id).where(_live(work.actor), view, *_narrowed(work, wanted)))
    if cursor:
        found = found.where(after(Task.sort_at, Task.id, keys_of(cursor, datetime, int)))
    return list(work.session.execute(found.order_by(Task.sort_at, Task.id).limit(limit + 1), {"moment": work.now}))


def _tasks(*columns) -> Select:
    return select(*columns).select_from(Task).join(Case, Case.id == Task.case_id)


def _narrowed(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if words := fold(wanted.q):
        found.append(or_(Case.search.contains(words, autoescape=True), func.lower(Task.name).contains(words, autoescape=True)))
    for column, value in ((Task.municipality, wanted.municipality), (Task.neighbourhood, wanted.neighbourhood), (Case.key, wanted.process)):
        if value:
            found.append(column == value)
    term = {"late": _late(work), "today": _today(work), "none": Task.due_at.is_(None),
            "week": and_(Task.due_at > work.now, Task.due_at < _midnight(work, 7 - local(work.now).weekday())),
            "later": Task.due_at >= _midnight(work, 7 - local(work.now).weekday())}.get(wanted.due)
    return found if term is None else [*found, term]


def _numbers(work: Work, views: Mapping[View, ColumnElement[bool]]) -> list[Row]:
    """How many tasks each view has, by board, place and definition: one walk through what is open."""
    view = case(*((where, name) for name, where in views.items()))
    kinds = (view.label("view"), Task.board, Task.neighbourhood, Case.key, Case.definition_id)
    counted = (_tasks(*kinds, func.count().label("tasks"), _number(_late(work)).label("late"), _number(_today(work)).label("today"))
               .where(_live(work.actor)).group_by(*kinds[1:], "view").subquery())
    named = (select(counted, Neighbourhood.name.label("place"), Definition.name.label("process"))
             .join(Definition, Definition.id == counted.c.definition_id)
             .outerjoin(Neighbourhood, Neighbourhood.code == counted.c.neighbourhood).order_by(counted.c.definition_id))
    return [row for row in work.session.execute(named, {"moment": work.now}) if row.view]


def _number(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def _options(rows: Iterable[Row]) -> tuple[tuple, tuple]:
    """What is worth filtering on: the places and processes that this view has, a process by its newest name."""
    rows = list(rows)
    places = {(row.neighbourhood, row.place) for row in rows if row.place}
    processes = dict((row.key, row.process) for row in rows)
    return tuple(sorted(places, key=itemgetter(1))), tuple(sorted(processes.items(), key=itemgetter(1)))


def _late(work: Work) -> ColumnElement[bool]:
    return and_(Task.due_at <= work.now, Task.quiet.is_(False))


def _today(work: Work) -> ColumnElement[bool]:
    return and_(Task.due_at > work.now, Task.due_at < _midnight(work, 1), Task.quiet.is_(False))


def _midnight(work: Work, days: int) -> datetime:
    """The beginning of the day so many days from now, in Amsterdam."""
    return datetime.combine(local(work.now).date() + timedelta(days=days), time(), AMSTERDAM)
