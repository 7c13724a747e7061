"""Who may be chosen on the login page of a demonstration, and what waits for each of them."""
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.access import LIVE
from engine.actors import active_at
from engine.roles import board_of
from engine.tables import Membership, Municipality, Neighbourhood, Person, Task
from engine.work import Work

BOTH = frozenset({"coordinator", "learning_partner", "manager"})


@dataclass(frozen=True)
class Caller:
    """`board` is None for who plays on both; `turns`: tasks they claimed or that wait for their role."""

    login: str
    name: str
    roles: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    board: str | None
    turns: int


@dataclass(frozen=True)
class Doorstep:
    municipalities: tuple[tuple[str, str], ...]     # (code, name)
    municipality: str
    callers: tuple[Caller, ...]


def doorstep(work: Work, municipality: str, logins: Iterable[str]) -> Doorstep:
    """Which of these people work in one municipality; in the first when none is named."""
    places = [tuple(row) for row in work.session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name))]
    chosen = municipality if municipality in dict(places) else places[0][0] if places else ""
    rows = list(work.session.execute(
        select(Person.id, Person.login, Person.name, Membership.role, Membership.neighbourhood, Neighbourhood.name)
        .join(Membership, Membership.person_id == Person.id).outerjoin(Neighbourhood, Neighbourhood.code == Membership.neighbourhood)
        .where(Membership.municipality == chosen, Person.active, Person.login.in_(sorted(logins)), active_at(work.now)).order_by(Person.name, Membership.id)))
    turns = _turns(work, chosen)
    people: dict[int, list] = {}
    for row in rows:
        people.setdefault(row.id, []).append(row)
    return Doorstep(tuple(places), chosen, tuple(_caller(held, turns) for held in people.values()))


def _turns(work: Work, municipality: str) -> dict[tuple, int]:
    """How many live tasks there are by (claimant, role, neighbourhood)."""
    claimant = func.coalesce(Task.claimant_id, Task.reserved_for)
    rows = work.session.execute(
        select(claimant, Task.role, Task.neighbourhood, func.count()).where(Task.municipality == municipality, Task.status.in_(LIVE))
        .group_by(claimant, Task.role, Task.neighbourhood))
    return {tuple(row[:3]): row[3] for row in rows}


def _caller(held: list, turns: dict[tuple, int]) -> Caller:
    person, roles = held[0].id, tuple(dict.fromkeys(row.role for row in held))
    places = {(row.role, row.neighbourhood) for row in held}
    own = sum(count for (claimant, role, place), count in turns.items()
              if claimant == person or claimant is None and ((role, place) in places or (role, None) in places))
    boards = {None if role in BOTH else board_of(role) for role in roles}
    return Caller(held[0].login, held[0].name, roles, tuple(dict.fromkeys(row[5] for row in held if row[5])),
                  boards.pop() if len(boards) == 1 else None, own)
