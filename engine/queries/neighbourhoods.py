"""One neighbourhood: its phase, its cases, whose turn it is and who works there. And finding cases, tasks and neighbourhoods by words."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select

from engine.access import LIVE, oversees, sees_case, sees_task
from engine.actors import active_at
from engine.errors import NotFound
from engine.queries.free_parts import FreePart, free_parts
from engine.queries.maps import neighbourhoods_of
from engine.queries.progress import GOING, PHASES, RUNNING, phases_in
from engine.queries.speech import case_is_called, speech, spoken, turn_is_called, written_as
from engine.roles import MANAGER
from engine.tables import Case, Definition, Membership, Municipality, MunicipalityMap, Neighbourhood, Person, Task
from engine.tables.dialects import fold
from engine.work import Work

SHOWN = 30                              # cases and turns of a neighbourhood
FOUND = 20                              # of each kind, in a search
SHORTEST = 2                            # letters worth looking for


@dataclass(frozen=True)
class CaseHere:
    id: int
    number: str
    title: str
    status: str
    process: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class TurnHere:
    task_id: int
    title: str
    case_id: int
    case_title: str
    board: str
    role: str
    holder: str | None
    since: datetime
    due_at: datetime | None
    quiet: bool


@dataclass(frozen=True)
class NeighbourhoodView:
    code: str
    name: str
    municipality_code: str
    district: str | None
    municipality: str
    phase: str | None
    also: tuple[str, ...]
    known: frozenset[str]
    cases: tuple[CaseHere, ...]
    turns: tuple[TurnHere, ...]
    people: tuple[tuple[str, tuple[str, ...]], ...]     # (name, roles), of the neighbourhood itself
    others: tuple[tuple[str, tuple[str, ...]], ...]     # who has a role here because nobody of the neighbourhood itself has it
    free: tuple[FreePart, ...]
    drawing: Mapping[str, Any] | None                   # the map of its municipality, as engine/maps.py keeps it
    nearby: Mapping[str, str]                           # code -> name of the neighbourhoods that map may lead to
    may_map: bool


@dataclass(frozen=True)
class Found:
    cases: tuple[CaseHere, ...]
    tasks: tuple[TurnHere, ...]
    neighbourhoods: tuple[tuple[str, str, str], ...]    # (code, name, municipality)


def neighbourhood_view(work: Work, code: str, language: str = "nl") -> NeighbourhoodView:
    """NotFound for who works in another municipality. Only cases that whoever asks may see are named."""
    place = work.session.execute(
        select(Neighbourhood, Municipality.name, MunicipalityMap.drawing).join(Municipality, Municipality.code == Neighbourhood.municipality)
        .outerjoin(MunicipalityMap, MunicipalityMap.municipality == Neighbourhood.municipality)
        .where(Neighbourhood.code == code, _mine(work))).first()
    if place is None:
        raise NotFound()
    here: Neighbourhood = place[0]
    open_, known = phases_in(work, [here.municipality], code).get((here.municipality, code), (frozenset(), frozenset()))
    order = sorted(open_.intersection(PHASES), key=PHASES.index)
    running = case((Case.status.in_(RUNNING), 0), else_=1)
    return NeighbourhoodView(
        code, here.name, here.municipality, here.district_name, place[1], order[-1] if order else None, tuple(order[:-1]), known,
        _cases(work, (Case.neighbourhood == code,), language, (running, Case.id.desc()), SHOWN),
        _turns(work, (Task.neighbourhood == code, Case.status.in_(GOING), sees_case(work.actor, work.now)), language, SHOWN), *_people(work, here), free_parts(work, here.municipality, code, language), place[2],
        neighbourhoods_of(work, here.municipality) if place[2] else {}, oversees(work.actor, here.municipality))


def search(work: Work, words: str, language: str = "nl") -> Found:
    """What whoever asks may see and has these letters in its name; a case also by its number. Three statements, in English four."""
    letters = fold(words)
    if len(letters) < SHORTEST:
        return Found((), (), ())
    written = written_as(work, letters, language)
    places = work.session.execute(
        select(Neighbourhood.code, Neighbourhood.name, Municipality.name).join(Municipality, Municipality.code == Neighbourhood.municipality)
        .where(_mine(work), or_(func.lower(Neighbourhood.name).contains(letters, autoescape=True),
                                func.lower(Neighbourhood.code).contains(letters, autoescape=True))).order_by(Neighbourhood.name).limit(FOUND))
    return Found(_cases(work, (case_is_called(letters, written),), language, (Case.id.desc(),), FOUND),
                 _turns(work, (turn_is_called(letters, written), sees_task(work.actor, work.now)), language, FOUND),
                 tuple(tuple(row) for row in places))


def _mine(work: Work):
    theirs = work.actor.municipalities
    return Neighbourhood.municipality.in_(sorted(theirs)) if theirs is not None else Neighbourhood.code.is_not(None)


def _cases(work: Work, wanted: tuple, language: str, order: tuple, limit: int) -> tuple[CaseHere, ...]:
    rows = work.session.execute(
        select(Case.id, Case.number, Case.title, Case.status, Case.key, Case.opened_at, Case.closed_at, Definition.name, Definition.bundle_id)
        .join(Definition, Definition.id == Case.definition_id).where(*wanted, sees_case(work.actor, work.now)).order_by(*order).limit(limit))
    said = [(row, speech(work, row.bundle_id, language)) for row in rows]
    return tuple(CaseHere(*row[:2], words.title(row.title), row.status, words.name(row.key, row.name), *row[5:7]) for row, words in said)


def _turns(work: Work, wanted: tuple, language: str, limit: int) -> tuple[TurnHere, ...]:
    rows = work.session.execute(
        select(Task.id, Task.name, Case.id, Case.title, Task.board, Task.role, Person.name, func.coalesce(Task.claimed_at, Task.opened_at),
               Task.due_at, Task.quiet, Task.element, Task.process, Definition.bundle_id)
        .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id).outerjoin(Person, Person.id == Task.claimant_id)
        .where(Task.status.in_(LIVE), Case.status.in_(RUNNING), *wanted).order_by(Task.quiet, Task.sort_at, Task.id).limit(limit))
    said = [(row, *spoken(work, row, language)) for row in rows]
    return tuple(TurnHere(row[0], name, row[2], title, *row[4:10]) for row, name, title in said)


def _people(work: Work, here: Neighbourhood) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
    """Its own people, and those of the whole municipality for the roles that none of them has: so a role finds its people. Managers only follow."""
    rows = list(work.session.execute(
        select(Person.id, Person.name, Membership.role, Membership.neighbourhood).join(Membership, Membership.person_id == Person.id)
        .where(Membership.municipality == here.municipality, or_(Membership.neighbourhood == here.code, Membership.neighbourhood.is_(None)),
               Membership.role != MANAGER, Person.active, active_at(work.now)).order_by(Person.name, Membership.id)))
    own = {row.role for row in rows if row.neighbourhood}
    found: tuple[dict, dict] = ({}, {})
    for row in rows:
        if row.neighbourhood or row.role not in own:
            found[row.neighbourhood is None].setdefault(row.id, (row.name, []))[1].append(row.role)
    return tuple(tuple((name, tuple(dict.fromkeys(roles))) for name, roles in people.values()) for people in found)
