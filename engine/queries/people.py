"""The people of a municipality for its coordinators: who has which role where, from when, until when, and what lies with them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.access import LIVE
from engine.actors import Actor, active_at
from engine.errors import NotAllowed, NotFound
from engine.roles import COORDINATOR
from engine.tables import Membership, Municipality, Neighbourhood, Person, Task
from engine.work import Work


@dataclass(frozen=True)
class Held:
    """`neighbourhood` None: the whole municipality. `now`: it holds today."""

    id: int
    role: str
    neighbourhood: str | None
    since: datetime
    until: datetime | None
    now: bool


@dataclass(frozen=True)
class Colleague:
    id: int
    login: str
    name: str
    active: bool
    held: tuple[Held, ...]
    turns: int                              # open tasks they have claimed in this municipality


@dataclass(frozen=True)
class Colleagues:
    municipality: str
    name: str
    municipalities: tuple[tuple[str, str], ...]     # all where whoever asks is coordinator
    neighbourhoods: tuple[tuple[str, str], ...]
    people: tuple[Colleague, ...]


@dataclass(frozen=True)
class Settings:
    municipality: str
    name: str
    municipalities: tuple[tuple[str, str], ...]
    settings: Mapping[str, Any]


def coordinated(actor: Actor) -> frozenset[str]:
    return frozenset(held.municipality for held in actor.held if held.role == COORDINATOR)


def colleagues(work: Work, municipality: str = "") -> Colleagues:
    """Everybody who has or had a role there, by name. NotAllowed for who coordinates nothing."""
    code, name, all_ = _where(work, municipality)
    places = work.session.execute(select(Neighbourhood.code, Neighbourhood.name).where(Neighbourhood.municipality == code).order_by(Neighbourhood.name))
    return Colleagues(code, name, all_, tuple(tuple(row) for row in places), _people(work, code))


def colleague(work: Work, person: int, municipality: str = "") -> tuple[Colleague, Colleagues]:
    """One of them. NotFound when they never had a role there."""
    found = colleagues(work, municipality)
    one = next((one for one in found.people if one.id == person), None)
    if one is None:
        raise NotFound("core.no_such_person")
    return one, found


def settings_of(work: Work, municipality: str = "") -> Settings:
    code, name, all_ = _where(work, municipality)
    return Settings(code, name, all_, work.session.get_one(Municipality, code).settings)


def _where(work: Work, municipality: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    theirs = coordinated(work.actor)
    if not theirs:
        raise NotAllowed("core.coordinators_only")
    rows = tuple(tuple(row) for row in work.session.execute(
        select(Municipality.code, Municipality.name).where(Municipality.code.in_(sorted(theirs))).order_by(Municipality.name)))
    code, name = next((row for row in rows if row[0] == municipality), rows[0])
    return code, name, rows


def _people(work: Work, code: str) -> tuple[Colleague, ...]:
    turns = dict(work.session.execute(
        select(Task.claimant_id, func.count()).where(Task.municipality == code, Task.status.in_(LIVE), Task.claimant_id.is_not(None))
        .group_by(Task.claimant_id)).all())
    rows = list(work.session.execute(
        select(Person.id, Person.login, Person.name, Person.active, Membership.id, Membership.role, Neighbourhood.name, Membership.since,
               Membership.until, active_at(work.now))
        .join(Membership, Membership.person_id == Person.id).outerjoin(Neighbourhood, Neighbourhood.code == Membership.neighbourhood)
        .where(Membership.municipality == code).order_by(Person.active.desc(), Person.search, Person.id, Membership.until.is_not(None), Membership.id)))
    people: dict[int, list] = {}
    for row in rows:
        people.setdefault(row[0], []).append(row)
    return tuple(Colleague(*mine[0][:4], tuple(Held(*row[4:9], bool(row[9]) and row[3]) for row in mine), turns.get(ident, 0))
                 for ident, mine in people.items())
