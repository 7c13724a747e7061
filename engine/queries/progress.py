"""Where neighbourhoods stand: phase, whose turn since when, handoffs that wait, what is late and what went well. For who watches over them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, true, union_all

from engine.access import LIVE, sees_case
from engine.actors import Actor
from engine.errors import NotAllowed
from engine.promises import DUE, HELD
from engine.queries.speech import speech, spoken
from engine.roles import COORDINATOR, MANAGER, PROGRAMME_MANAGER
from engine.tables import Case, Definition, Handoff, Municipality, Neighbourhood, Promise, SmallSuccess, Task, Wait
from engine.work import Work

WATCHERS = (MANAGER, PROGRAMME_MANAGER, COORDINATOR)
RUNNING = ("open", "paused", "stuck")
GOING = ("open", "stuck")               # in a paused case nobody has to do anything: it has no turns, and nothing in it is late
PHASES = ("recruitment", "exploring", "imagining", "shaping", "anchoring")
RECENT = timedelta(days=30)
SHOWN = 10                              # rows of a list beside the figures


@dataclass(frozen=True)
class Turns:
    """How many turns lie with one role in one place, and since when the oldest does. `neighbourhood` None: the whole municipality."""

    municipality: str
    neighbourhood: str | None
    board: str
    role: str
    number: int
    since: datetime
    late: int


@dataclass(frozen=True)
class Promises:
    """To residents: how many are open, how many of those are late, how many were told back lately; and small successes celebrated lately."""

    open: int = 0
    late: int = 0
    told: int = 0
    celebrated: int = 0


@dataclass(frozen=True)
class Place:
    """`phase`: the furthest with open work; `also`: the others; `known`: phases that were gone through here, with an ended case to show for it."""

    municipality: str
    code: str | None
    name: str
    cases: int
    phase: str | None
    also: tuple[str, ...]
    known: frozenset[str]
    turns: tuple[Turns, ...]
    done: int                           # tasks finished in time lately
    waiting: int = 0                    # handoffs nobody took up yet
    promises: Promises = Promises()


@dataclass(frozen=True)
class Waiting:
    """A handoff nobody took up yet. Roles, no people."""

    task_id: int | None                 # None: not for whoever asks to open
    title: str
    place: str
    from_role: str | None
    to_role: str | None
    by_hand: bool
    since: datetime


@dataclass(frozen=True)
class LateTask:
    task_id: int
    title: str
    case_title: str
    place: str
    board: str
    role: str
    due_at: datetime


@dataclass(frozen=True)
class Ended:
    case_id: int
    title: str
    place: str
    closed_at: datetime


@dataclass(frozen=True)
class Progress:
    municipalities: tuple[tuple[str, str], ...]     # all that whoever asks watches over
    places: tuple[Place, ...]
    waiting: tuple[Waiting, ...]
    waiting_number: int
    late: tuple[LateTask, ...]
    ended: tuple[Ended, ...]


def watched(actor: Actor) -> frozenset[str]:
    """The municipalities whose progress the actor may see."""
    return frozenset(held.municipality for held in actor.held if held.role in WATCHERS)


def progress(work: Work, municipality: str = "", language: str = "nl") -> Progress:
    """NotAllowed for who watches over no municipality. Numbers count every case; a list names only cases that whoever asks may see."""
    theirs = watched(work.actor)
    if not theirs:
        raise NotAllowed("progress.watchers_only")
    chosen = sorted({municipality} & theirs or theirs)
    names = list(work.session.execute(
        select(Municipality.code, Municipality.name, Neighbourhood.code, Neighbourhood.name)
        .outerjoin(Neighbourhood, Neighbourhood.municipality == Municipality.code).where(Municipality.code.in_(sorted(theirs)))
        .order_by(Municipality.name, Neighbourhood.name)))
    waiting, number = _waiting(work, chosen, language)
    return Progress(tuple(dict.fromkeys((row[0], row[1]) for row in names)), _places(work, chosen, names), waiting, number,
                    _late(work, chosen, language), _ended(work, chosen, language))


def _places(work: Work, chosen: list[str], names: list) -> tuple[Place, ...]:
    turns, phases, cases, done, promises = turns_in(work, chosen), phases_in(work, chosen), _cases(work, chosen), _done(work, chosen), _promises(work, chosen)
    found = []
    for code in dict.fromkeys(row[0] for row in names if row[0] in chosen):
        here = [(row[2], row[3]) for row in names if row[0] == code and row[2]]
        if any(key == (code, None) for key in (*turns, *cases, *promises)):
            here.append((None, next(row[1] for row in names if row[0] == code)))
        for place, name in here:
            key = (code, place)
            open_, known = phases.get(key, (frozenset(), frozenset()))
            order = sorted((one for one in open_ if one in PHASES), key=PHASES.index)
            running, waiting = cases.get(key, (0, 0))
            found.append(Place(code, place, name, running, order[-1] if order else None, tuple(order[:-1]), known,
                               tuple(turns.get(key, ())), done.get(key, 0), waiting, promises.get(key, Promises())))
    return tuple(found)


def turns_in(work: Work, chosen: list[str]) -> Mapping[tuple[str, str | None], list[Turns]]:
    """Open tasks, and waits that say for whom, of cases that do not stand still; the oldest first."""
    late = case((and_(Task.due_at <= work.now, Task.quiet.is_(False)), 1), else_=0)
    tasks = work.session.execute(
        select(Task.municipality, Task.neighbourhood, Task.board, Task.role, func.count(), func.min(func.coalesce(Task.claimed_at, Task.opened_at)),
               func.sum(late)).join(Case, Case.id == Task.case_id)
        .where(Task.status.in_(LIVE), Case.status.in_(GOING), Task.municipality.in_(chosen))
        .group_by(Task.municipality, Task.neighbourhood, Task.board, Task.role))
    waits = work.session.execute(
        select(Wait.municipality, Case.neighbourhood, Wait.board, Wait.waits_for, func.count(), func.min(Wait.since))
        .join(Case, Case.id == Wait.case_id).where(Wait.waits_for.is_not(None), Case.status.in_(GOING), Wait.municipality.in_(chosen))
        .group_by(Wait.municipality, Case.neighbourhood, Wait.board, Wait.waits_for))
    found: dict[tuple[str, str | None], list[Turns]] = {}
    for one in sorted([Turns(*row) for row in tasks] + [Turns(*row, late=0) for row in waits], key=lambda one: one.since):
        found.setdefault((one.municipality, one.neighbourhood), []).append(one)
    return found


def phases_in(work: Work, chosen: list[str], neighbourhood: str = "") -> Mapping[tuple[str, str | None], tuple[frozenset[str], frozenset[str]]]:
    """Per place the phases with open work, and those of ended cases. A case that only waits stands where its tasks were."""
    def number(where: ColumnElement[bool]):
        return func.sum(case((where, 1), else_=0))

    running = Case.status.in_(RUNNING)
    rows = work.session.execute(
        select(Case.municipality, Case.neighbourhood, Task.phase, number(and_(running, Task.status.in_(LIVE))), number(running),
               number(and_(Case.status == "ended", Task.status == "completed")))
        .join(Case, Case.id == Task.case_id).where(Case.municipality.in_(chosen), Task.phase.is_not(None))
        .where(Case.neighbourhood == neighbourhood if neighbourhood else true()).group_by(Case.municipality, Case.neighbourhood, Task.phase))
    by_place: dict[tuple[str, str | None], list] = {}
    for row in rows:
        by_place.setdefault((row[0], row[1]), []).append(row)
    return {key: (frozenset(row[2] for row in mine if row[3]) or frozenset(row[2] for row in mine if row[4]),
                  frozenset(row[2] for row in mine if row[5])) for key, mine in by_place.items()}


def _cases(work: Work, chosen: list[str]) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Per place the cases that run, and the handoffs that wait in them."""
    waits = (select(Handoff.case_id, func.count().label("number")).join(Task, Task.id == Handoff.task_id).join(Case, Case.id == Handoff.case_id)
             .where(_waits_in(chosen)).group_by(Handoff.case_id).subquery())
    rows = work.session.execute(
        select(Case.municipality, Case.neighbourhood, func.count(), func.coalesce(func.sum(waits.c.number), 0))
        .outerjoin(waits, waits.c.case_id == Case.id).where(Case.municipality.in_(chosen), Case.status.in_(RUNNING))
        .group_by(Case.municipality, Case.neighbourhood))
    return {(row[0], row[1]): (row[2], int(row[3])) for row in rows}


def _done(work: Work, chosen: list[str]) -> dict[tuple[str, str | None], int]:
    rows = work.session.execute(
        select(Task.municipality, Task.neighbourhood, func.count()).where(
            Task.municipality.in_(chosen), Task.status == "completed", Task.closed_at > work.now - RECENT,
            or_(Task.due_at.is_(None), Task.quiet.is_(True), Task.closed_at <= Task.due_at)).group_by(Task.municipality, Task.neighbourhood))
    return {(row[0], row[1]): row[2] for row in rows}


def _promises(work: Work, chosen: list[str]) -> dict[tuple[str, str | None], Promises]:
    """Numbers only: what was promised and what went well is for who takes part."""
    def number(where: ColumnElement[bool]):
        return func.sum(case((where, 1), else_=0))

    is_open, lately = Promise.told_at.is_(None), work.now - RECENT
    promised = (select(Promise.municipality, Promise.neighbourhood, number(is_open), number(and_(is_open, DUE <= work.now, Case.status != "paused")),
                       number(Promise.told_at > lately), literal(0)).join(Case, Case.id == Promise.case_id).outerjoin(Task, HELD)
                .where(Promise.municipality.in_(chosen)).group_by(Promise.municipality, Promise.neighbourhood))
    cheered = (select(SmallSuccess.municipality, SmallSuccess.neighbourhood, literal(0), literal(0), literal(0), func.count())
               .where(SmallSuccess.municipality.in_(chosen), SmallSuccess.at > lately).group_by(SmallSuccess.municipality, SmallSuccess.neighbourhood))
    found: dict[tuple[str, str | None], list[int]] = {}
    for row in work.session.execute(union_all(promised, cheered)):
        found[(row[0], row[1])] = [before + int(more) for before, more in zip(found.get((row[0], row[1]), [0] * 4), row[2:], strict=True)]
    return {key: Promises(*numbers) for key, numbers in found.items()}


def _waits_in(chosen: list[str]) -> ColumnElement[bool]:
    return and_(Handoff.municipality.in_(chosen), Handoff.state.in_(("offered", "asked")), Task.status.in_(LIVE), Case.status.in_(GOING))


def _waiting(work: Work, chosen: list[str], language: str) -> tuple[tuple[Waiting, ...], int]:
    """The longest waiting first, and how many there are."""
    rows = list(work.session.execute(
        select(Task.id, Task.name, Task.element, func.coalesce(Neighbourhood.name, Municipality.name), Handoff.from_role, Handoff.to_role,
               Handoff.kind == "by_hand", Handoff.given_at, sees_case(work.actor, work.now), Definition.bundle_id, func.count().over(), Task.process)
        .select_from(Handoff).join(Task, Task.id == Handoff.task_id).join(Case, Case.id == Handoff.case_id)
        .join(Definition, Definition.id == Case.definition_id).join(Municipality, Municipality.code == Case.municipality)
        .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).where(_waits_in(chosen)).order_by(Handoff.given_at, Handoff.id).limit(SHOWN)))
    return tuple(Waiting(row[0] if row[8] else None, speech(work, row[9], language, row[11]).name(row[2], row[1]) if row[8] else "", row[3], row[4], row[5],
                         bool(row[6]), row[7]) for row in rows), rows[0][10] if rows else 0


def _late(work: Work, chosen: list[str], language: str) -> tuple[LateTask, ...]:
    rows = work.session.execute(
        select(Task.id, Task.name, Task.element, Case.title, func.coalesce(Neighbourhood.name, Municipality.name), Task.board, Task.role,
               Task.due_at, Task.process, Definition.bundle_id)
        .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id)
        .join(Municipality, Municipality.code == Case.municipality).outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood)
        .where(Task.municipality.in_(chosen), Task.status.in_(LIVE), Case.status.in_(GOING), Task.quiet.is_(False), Task.due_at <= work.now,
               sees_case(work.actor, work.now)).order_by(Task.due_at, Task.id).limit(SHOWN))
    return tuple(LateTask(row.id, *spoken(work, row, language), *row[4:8]) for row in rows)


def _ended(work: Work, chosen: list[str], language: str) -> tuple[Ended, ...]:
    rows = work.session.execute(
        select(Case.id, Case.title, func.coalesce(Neighbourhood.name, Municipality.name), Case.closed_at, Definition.bundle_id)
        .join(Definition, Definition.id == Case.definition_id).join(Municipality, Municipality.code == Case.municipality).outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood)
        .where(Case.municipality.in_(chosen), Case.status == "ended", Case.closed_at > work.now - RECENT, sees_case(work.actor, work.now))
        .order_by(Case.closed_at.desc()).limit(SHOWN))
    return tuple(Ended(row.id, speech(work, row.bundle_id, language).title(row.title), *row[2:4]) for row in rows)
