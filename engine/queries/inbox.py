"""The inbox: which turns are mine, which are my team's, and which I wait for."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from engine.access import LIVE, escalated_to, may_take
from engine.actors import active_at
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
    views = _views(work)
    found = _page(work, wanted, views[wanted.view], cursor, min(limit, MOST))
    counts = {view: _count(work, where) for view, where in views.items() if view != wanted.view}
    boards, late, today = _boards(work, views[wanted.view])
    places, processes = _options(work, views[wanted.view])
    shown = found[:min(limit, MOST)]
    further = cursor_of(shown[-1].sort_at, shown[-1].id) if len(found) > len(shown) else None
    turns = tuple(Turn(row[1], speech(work, row.bundle_id, language).name(row.element, row[2]), *row[3:-2]) for row in shown)
    return Inbox(turns, further, {**counts, wanted.view: sum(boards.values())}, boards, late, today, places, processes)


def _views(work: Work) -> dict[View, ColumnElement[bool]]:
    me, now = work.actor, work.now
    live = and_(Task.status.in_(LIVE), Case.status.in_(OPEN_CASE), _here(work))
    takes, came_up, earlier = may_take(me, now), escalated_to(me, now), aliased(Task)
    among = or_(Case.opened_by == me.person, Case.id.in_(select(earlier.case_id).where(earlier.claimant_id == me.person)),
                Case.id.in_(select(CasePerson.case_id).where(CasePerson.person_id == me.person)))
    # What nobody took yet is mine when it is for me alone, or of a case that I carry already. Escalation moves no turn.
    free = and_(Task.claimant_id.is_(None), takes, not_(came_up), or_(Task.reserved_for == me.person, _alone(work), among))
    mine = or_(Task.claimant_id == me.person, free)
    others = func.coalesce(Task.claimant_id, -1) != me.person
    return {"mine": and_(live, mine), "team": and_(live, takes, not_(func.coalesce(mine, false()))),
            "waiting": and_(live, others, not_(func.coalesce(takes, false())), among)}


def _here(work: Work) -> ColumnElement[bool]:
    theirs = work.actor.municipalities
    return Task.municipality.in_(sorted(theirs)) if theirs is not None else Task.id.is_not(None)


def _alone(work: Work) -> ColumnElement[bool]:
    """Unclaimed tasks of a role that nobody else has there: then the turn is theirs without claiming."""
    held = work.actor.held
    if not held:
        return false()
    rows = work.session.execute(
        select(Membership.role, Membership.municipality, Membership.neighbourhood)
        .join(Person, Person.id == Membership.person_id)
        .where(or_(*(and_(Membership.role == one.role, Membership.municipality == one.municipality) for one in held)),
               Membership.person_id != work.actor.person, Person.active, active_at(work.now)))
    others = {tuple(row) for row in rows}
    wide = {(role, place) for role, place, _ in others}
    conditions = []
    for one in held:
        mine = and_(Task.reserved_for.is_(None), Task.role == one.role, Task.municipality == one.municipality)
        if one.neighbourhood is None:
            conditions += [] if (one.role, one.municipality) in wide else [mine]
        elif (one.role, one.municipality, one.neighbourhood) not in others:
            conditions.append(and_(mine, Task.neighbourhood == one.neighbourhood))
    return or_(false(), *conditions)


def _page(work: Work, wanted: Wanted, view: ColumnElement[bool], cursor: str, limit: int) -> list:
    columns = (Task.sort_at, Task.id, Task.name, Case.id, Case.title, Case.status, Case.number, Case.key, Task.municipality,
               Neighbourhood.name, Task.board, Task.phase, Task.role, Task.due_at, Task.quiet, Task.opened_at, Task.claimant_id, Person.name,
               and_(Task.further, escalated_to(work.actor, work.now)), Task.element, Definition.bundle_id)
    found = (_tasks(*columns).join(Definition, Definition.id == Case.definition_id).outerjoin(Neighbourhood, Neighbourhood.code == Task.neighbourhood)
             .outerjoin(Person, Person.id == Task.claimant_id).where(view, *_narrowed(work, wanted)))
    if cursor:
        found = found.where(after(Task.sort_at, Task.id, keys_of(cursor, datetime, int)))
    return list(work.session.execute(found.order_by(Task.sort_at, Task.id).limit(limit + 1)))


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


def _count(work: Work, view: ColumnElement[bool]) -> int:
    return work.session.scalar(_tasks(func.count()).where(view)) or 0


def _boards(work: Work, view: ColumnElement[bool]) -> tuple[dict[str, int], int, int]:
    def number(where: ColumnElement[bool]):
        return func.coalesce(func.sum(case((where, 1), else_=0)), 0)

    rows = list(work.session.execute(_tasks(Task.board, func.count(), number(_late(work)), number(_today(work)))
                                     .where(view).group_by(Task.board)))
    boards = {"wijk": 0, "bestuur": 0} | {row[0]: row[1] for row in rows}
    return boards, sum(row[2] for row in rows), sum(row[3] for row in rows)


def _options(work: Work, view: ColumnElement[bool]) -> tuple[tuple, tuple]:
    """What is worth filtering on: the places and processes that this view has."""
    rows = list(work.session.execute(
        _tasks(Neighbourhood.code, Neighbourhood.name, Case.key, Definition.name).distinct()
        .join(Definition, Definition.id == Case.definition_id)
        .outerjoin(Neighbourhood, Neighbourhood.code == Task.neighbourhood).where(view)))
    places = sorted({(row[0], row[1]) for row in rows if row[0]}, key=lambda place: place[1])
    return tuple(places), tuple(sorted(dict((row[2], row[3]) for row in rows).items(), key=lambda process: process[1]))


def _late(work: Work) -> ColumnElement[bool]:
    return and_(Task.due_at <= work.now, Task.quiet.is_(False))


def _today(work: Work) -> ColumnElement[bool]:
    return and_(Task.due_at > work.now, Task.due_at < _midnight(work, 1), Task.quiet.is_(False))


def _midnight(work: Work, days: int) -> datetime:
    """The beginning of the day so many days from now, in Amsterdam."""
    return datetime.combine(local(work.now).date() + timedelta(days=days), time(), AMSTERDAM)
