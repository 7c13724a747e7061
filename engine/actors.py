"""Who does something: a person with their roles, the clock, or the system itself."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.tables import Membership, Person

COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Held:
    """A role somebody has now: in one neighbourhood, or (None) in the whole municipality."""

    role: str
    municipality: str
    neighbourhood: str | None = None


@dataclass(frozen=True)
class StandIn:
    """Who acts in somebody's place, and for which of their work: a place or (None) all of it, some processes or (None) all."""

    person: int
    name: str
    cover: int
    neighbourhood: str | None = None
    processes: frozenset[str] | None = None


@dataclass(frozen=True)
class Actor:
    """`person` is None for the clock and the system, which may act everywhere. `stand_in`: somebody else acts in this person's place."""

    kind: Literal["person", "clock", "system"]
    person: int | None = None
    login: str = ""
    name: str = ""
    language: str = "nl"
    held: tuple[Held, ...] = ()
    stand_in: StandIn | None = None

    @property
    def municipalities(self) -> frozenset[str] | None:
        """Where they may look at all; None: everywhere."""
        return frozenset(held.municipality for held in self.held) if self.kind == "person" else None

    def roles(self, municipality: str) -> frozenset[str]:
        return frozenset(held.role for held in self.held if held.municipality == municipality)

    def within(self, municipality: str) -> "Actor":
        """The same person, with only what they hold there."""
        return replace(self, held=tuple(held for held in self.held if held.municipality == municipality))

    def has(self, role: str, municipality: str) -> bool:
        return role in self.roles(municipality)


CLOCK = Actor("clock")
SYSTEM = Actor("system")


def active_at(now: datetime):
    """The condition under which a membership holds."""
    return (Membership.since <= now) & or_(Membership.until.is_(None), Membership.until > now)


ACTIVE = select(Person).where(Person.active).limit(1)
BY_LOGIN = ACTIVE.where(Person.login == bindparam("who"))
LONGEST = (ACTIVE.join(Membership, Membership.person_id == Person.id)
           .where(Membership.role == bindparam("role"), Membership.municipality == bindparam("place"), active_at(bindparam("moment")))
           .order_by(Membership.since, Membership.id))
VISITING = (select(Person, Membership.role, Membership.municipality, Membership.neighbourhood)      # every page asks this: one statement
            .outerjoin(Membership, and_(Membership.person_id == Person.id, active_at(bindparam("moment"))))
            .where(Person.active, Person.id == bindparam("who")).order_by(Membership.id))
ROLES = (select(Membership.role, Membership.municipality, Membership.neighbourhood)
         .where(Membership.person_id == bindparam("who"), active_at(bindparam("moment"))).order_by(Membership.id))


def find_actor(session: Session, who: int | str, now: datetime) -> Actor:
    """Somebody by id, by login name, or as ROLE@GM0546: the one who has held that role there longest. NotFound otherwise."""
    if isinstance(who, int):
        return _visiting(session.execute(VISITING, {"who": who, "moment": now}).all())
    if "@" in who:
        role, _, municipality = who.rpartition("@")
        person = session.scalar(LONGEST, {"role": role, "place": municipality, "moment": now})
    else:
        person = session.scalar(BY_LOGIN, {"who": who})
    if person is None:
        raise NotFound("core.no_such_person")
    return _actor(session, person, now)


def _visiting(rows: Sequence[Row]) -> Actor:
    if not rows:
        raise NotFound("core.no_such_person")
    person: Person = rows[0].Person
    return Actor("person", person.id, person.login, person.name, person.language, tuple(Held(*row[1:]) for row in rows if row.role is not None))


def _actor(session: Session, person: Person, now: datetime) -> Actor:
    rows = session.execute(ROLES, {"who": person.id, "moment": now})
    return Actor("person", person.id, person.login, person.name, person.language, tuple(Held(*row) for row in rows))
