"""The inbox: which turns are mine, which are my team's, and which I wait for."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Literal

from sqlalchemy import BindParameter, ColumnElement, Row, ScalarSelect, Select, and_, bindparam, case, false, func, not_, null, or_, select
from sqlalchemy.orm import aliased

from engine.access import LIVE, asked_of, covered, escalated_to, may_take
from engine.actors import Actor, Held, active_at
from engine.blanks import ask, built, filled
from engine.iso import AMSTERDAM, local
from engine.queries.paging import LIMIT, MOST, after, cursor_of, keys_of
from engine.queries.speech import case_is_called, speech, spoken, turn_is_called, written_as
from engine.tables import Aside, Case, CasePerson, Definition, Handoff, Membership, Municipality, Neighbourhood, Person, Task
from engine.tables.dialects import fold
from engine.work import Work

View = Literal["mine", "team", "waiting", "snoozed"]
VIEWS: tuple[View, ...] = ("mine", "team", "waiting", "snoozed")
OPEN_CASE = ("open", "paused", "stuck")
SHOWN_ASIDE = 20                            # of what is put aside, beside the turns
IN_PLACE = "in_place"                       # what waits for somebody else, whose place one takes: no view of one's own
TOMORROW = bindparam("tomorrow", type_=Task.due_at.type)
Alone = frozenset[int]                      # which of the actor's roles nobody else has, by their place among them
Moment = datetime | BindParameter


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. `due` is late, today, week, later or none, `until` the last day that counts; empty texts ask for nothing."""

    view: View = "mine"
    q: str = ""
    municipality: str = ""
    neighbourhood: str = ""
    process: str = ""
    phase: str = ""
    role: str = ""
    due: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Turn:
    """A task in the inbox. `holder` is who claimed it; `escalated`: it came up to whoever looks; `back_at`: they put it aside until then."""

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
    back_at: datetime | None = None
    offered: str | None = None              # offered to somebody and not accepted yet: the state of that


@dataclass(frozen=True)
class Options:
    """What is worth filtering on: what this view has. Pairs are (code or key, name)."""

    municipalities: tuple[tuple[str, str], ...]
    neighbourhoods: tuple[tuple[str, str], ...]
    processes: tuple[tuple[str, str], ...]
    phases: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Inbox:
    """`aside`: what whoever looks put aside, beside their own turns."""

    turns: tuple[Turn, ...]
    next: str | None
    counts: Mapping[str, int]               # by view, unfiltered
    boards: Mapping[str, int]               # of this view, unfiltered
    late: int
    today: int
    options: Options
    aside: tuple[Turn, ...] = ()


def inbox(work: Work, wanted: Wanted = Wanted(), cursor: str = "", language: str = "nl", limit: int = LIMIT) -> Inbox:
    """One page of one view, in the order of the deadlines and last what waits without haste, with the numbers beside the tabs."""
    alone = _alone(work)
    found = _page(work, wanted, alone, cursor, min(limit, MOST), language)
    numbers = [row for row in ask(work, _numbers, alone, tomorrow=_midnight(work, 1)) if row.view]
    here = [row for row in numbers if row.view == wanted.view]
    counts = {view: sum(row.tasks for row in numbers if row.view == view) for view in VIEWS}
    boards = {board: sum(row.tasks for row in here if row.board == board) for board in sorted({"wijk", "bestuur", *(row.board for row in here)})}
    aside = _page(work, Wanted("snoozed"), alone, "", SHOWN_ASIDE) if wanted.view == "mine" and counts["snoozed"] and not cursor else []
    shown = found[:min(limit, MOST)]
    further = cursor_of(shown[-1].quiet, shown[-1].sort_at, shown[-1].id) if len(found) > len(shown) else None
    turns = tuple(_turn(work, row, language) for row in shown)
    return Inbox(turns, further, counts, boards, sum(row.late for row in here), sum(row.today for row in here), _options(work, here, language),
                 tuple(_turn(work, row, language) for row in aside[:SHOWN_ASIDE]))


def turns_in_place(work: Work, away: Actor, language: str = "nl", limit: int = MOST) -> tuple[Turn, ...]:
    """What waits for somebody whose place another takes, of the work that was asked of them, in the order of the deadlines."""
    rows = _page(replace(work, actor=away), Wanted(IN_PLACE), frozenset(), "", limit)
    return tuple(_turn(work, row, language) for row in rows[:limit])


def _turn(work: Work, row: Row, language: str) -> Turn:
    name, title = spoken(work, row, language)
    return Turn(row.id, name, row[3], title, *row[5:-3])


def _views(me: Actor, now: Moment, alone: Alone) -> dict[str, ColumnElement[bool]]:
    """Which live tasks each view has, never one in two, as conditions."""
    takes, came_up, earlier = may_take(me, now), escalated_to(me, now), aliased(Task)
    among = or_(Case.opened_by == me.person, Case.id.in_(select(earlier.case_id).where(earlier.claimant_id == me.person)),
                Case.id.in_(select(CasePerson.case_id).where(CasePerson.person_id == me.person)))
    # What nobody took yet is mine when it is for me alone, or of a case that I carry already. Escalation moves no turn.
    declined = _aside(me, Aside.how == "declined")
    free = and_(Task.claimant_id.is_(None), takes, not_(came_up), not_(declined), or_(Task.reserved_for == me.person, _only_theirs(me, alone), among))
    later = and_(_aside(me, and_(Aside.how == "snoozed", Aside.until > now)), _may_wait())
    has = or_(Task.claimant_id == me.person, free)
    mine, not_mine = and_(has, not_(later)), func.coalesce(Task.claimant_id, -1) != me.person
    return {"mine": mine, "team": and_(takes, not_(func.coalesce(has, false())), not_(later)),
            "waiting": and_(not_mine, not_(func.coalesce(takes, false())), among),
            "snoozed": and_(or_(has, func.coalesce(takes, false())), later)}


def _view(me: Actor, now: Moment, view: str, alone: Alone) -> ColumnElement[bool]:
    return asked_of(me, now) if view == IN_PLACE else _views(me, now, alone)[view]


def _aside(me: Actor, how: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Task.put_aside, Task.id.in_(select(Aside.task_id).where(Aside.person_id == me.person, how)))


def _may_wait() -> ColumnElement[bool]:
    """On the day it is due a task is back, whatever its date was when it was put aside."""
    return or_(Task.due_at.is_(None), Task.quiet, Task.due_at >= TOMORROW)


def _live(me: Actor) -> ColumnElement[bool]:
    """What waits for somebody, where the actor may look."""
    return and_(Task.status.in_(LIVE), Case.status.in_(OPEN_CASE), _here(me))


def _here(me: Actor) -> ColumnElement[bool]:
    theirs = me.municipalities
    return and_(covered(me), Task.municipality.in_(list(theirs))) if theirs is not None else Task.id.is_not(None)


def _alone(work: Work) -> Alone:
    """The roles of the actor that nobody else has there: then a turn is theirs without claiming."""
    mine = work.actor.held
    if not mine:
        return frozenset()
    others = frozenset(Held(*row) for row in ask(work, _others))
    wide = {(other.role, other.municipality) for other in others}
    return frozenset(number for number, one in enumerate(mine)
                     if ((one.role, one.municipality) not in wide if one.neighbourhood is None else one not in others))


def _others(me: Actor, now: Moment) -> Select:
    """Who besides the actor has one of their roles there, as far as it matters who."""
    return (select(Membership.role, Membership.municipality, Membership.neighbourhood).join(Person, Person.id == Membership.person_id)
            .where(or_(*(and_(Membership.role == one.role, Membership.municipality == one.municipality) for one in me.held)),
                   Membership.person_id != me.person, Person.active, active_at(now)))


def _only_theirs(me: Actor, alone: Alone) -> ColumnElement[bool]:
    """Unclaimed tasks of such a role."""
    held = [one for number, one in enumerate(me.held) if number in alone]
    return or_(false(), *(and_(Task.reserved_for.is_(None), Task.role == one.role, Task.municipality == one.municipality,
                               *((Task.neighbourhood == one.neighbourhood,) if one.neighbourhood is not None else ())) for one in held))


def _page(work: Work, wanted: Wanted, alone: Alone, cursor: str, limit: int, language: str = "nl") -> list:
    found, narrowed = built(work, _listed, wanted.view, alone), _narrowed(work, wanted, language)
    if cursor:
        quiet, *keys = keys_of(cursor, int, datetime, int)
        later = after(Task.sort_at, Task.id, keys)
        narrowed.append(and_(Task.quiet, later) if quiet else or_(Task.quiet, later))
    return list(work.session.execute(found.where(*narrowed) if narrowed else found, filled(work, tomorrow=_midnight(work, 1), most=limit + 1)))


def _listed(me: Actor, now: Moment, view: str, alone: Alone) -> Select:
    columns = (Task.sort_at, Task.id, Task.name, Case.id, Case.title, Case.status, Case.number, Case.key, Task.municipality,
               Neighbourhood.name, Task.board, Task.phase, Task.role, Task.due_at, Task.quiet, Task.opened_at, Task.claimant_id, Person.name,
               and_(Task.further, escalated_to(me, now)), Aside.until if view == "snoozed" else null(),
               _offered() if view == "mine" else null(), Task.element, Task.process, Definition.bundle_id)
    found = (_tasks(*columns).join(Definition, Definition.id == Case.definition_id).outerjoin(Neighbourhood, Neighbourhood.code == Task.neighbourhood)
             .outerjoin(Person, Person.id == Task.claimant_id).where(_live(me), _view(me, now, view, alone)))
    if view == "snoozed":
        found = found.outerjoin(Aside, and_(Aside.task_id == Task.id, Aside.person_id == me.person))
    return found.order_by(Task.quiet, Task.sort_at, Task.id).limit(bindparam("most"))


def _offered() -> ScalarSelect:
    return (select(Handoff.state).where(Handoff.task_id == Task.id, Handoff.kind == "by_hand", Handoff.state.in_(("offered", "asked")))
            .limit(1).correlate(Task).scalar_subquery())


def _tasks(*columns) -> Select:
    return select(*columns).select_from(Task).join(Case, Case.id == Task.case_id)


def _narrowed(work: Work, wanted: Wanted, language: str) -> list[ColumnElement[bool]]:
    found = []
    if words := fold(wanted.q):
        written = written_as(work, words, language)
        found.append(or_(case_is_called(words, written), turn_is_called(words, written)))
    for column, value in ((Task.municipality, wanted.municipality), (Task.neighbourhood, wanted.neighbourhood), (Case.key, wanted.process),
                          (Task.phase, wanted.phase), (Task.role, wanted.role)):
        if value:
            found.append(column == value)
    if wanted.until is not None:
        found.append(Task.due_at < datetime.combine(wanted.until + timedelta(days=1), time(), AMSTERDAM))
    term = {"late": _late(work.now), "today": _today(work.now, _midnight(work, 1)), "none": Task.due_at.is_(None),
            "week": and_(Task.due_at > work.now, Task.due_at < _midnight(work, 7 - local(work.now).weekday())),
            "later": Task.due_at >= _midnight(work, 7 - local(work.now).weekday())}.get(wanted.due)
    return found if term is None else [*found, term]


def _numbers(me: Actor, now: Moment, alone: Alone) -> Select:
    """How many tasks each view has, by board, place and definition: one walk through what is open."""
    view = case(*((where, name) for name, where in _views(me, now, alone).items()))
    kinds = (view.label("view"), Task.board, Task.municipality, Task.neighbourhood, Task.phase, Task.role, Case.key, Case.definition_id)
    counted = (_tasks(*kinds, func.count().label("tasks"), _number(_late(now)).label("late"), _number(_today(now, TOMORROW)).label("today"))
               .where(_live(me)).group_by(*kinds[1:], "view").subquery())
    return (select(counted, Neighbourhood.name.label("place"), Definition.name.label("process"), Definition.bundle_id,
                   Municipality.name.label("town"))
            .join(Definition, Definition.id == counted.c.definition_id).join(Municipality, Municipality.code == counted.c.municipality)
            .outerjoin(Neighbourhood, Neighbourhood.code == counted.c.neighbourhood).order_by(counted.c.definition_id))


def _number(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def _options(work: Work, rows: Iterable[Row], language: str) -> Options:
    """A process by its newest name, a phase and a role by their keys."""
    rows = list(rows)
    places = {(row.neighbourhood, row.place) for row in rows if row.place}
    processes = {row.key: speech(work, row.bundle_id, language).name(row.key, row.process) for row in rows}
    towns = {(row.municipality, row.town) for row in rows}
    return Options(tuple(sorted(towns, key=itemgetter(1))), tuple(sorted(places, key=itemgetter(1))),
                   tuple(sorted(processes.items(), key=itemgetter(1))), tuple(sorted({row.phase for row in rows if row.phase})),
                   tuple(sorted({row.role for row in rows})))


def _late(now: Moment) -> ColumnElement[bool]:
    return and_(Task.due_at <= now, Task.quiet.is_(False))


def _today(now: Moment, tomorrow: Moment) -> ColumnElement[bool]:
    return and_(Task.due_at > now, Task.due_at < tomorrow, Task.quiet.is_(False))


def _midnight(work: Work, days: int) -> datetime:
    """The beginning of the day so many days from now, in Amsterdam."""
    return datetime.combine(local(work.now).date() + timedelta(days=days), time(), AMSTERDAM)
