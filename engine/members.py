"""From a role to people: who holds it for a case, there and then."""
from collections.abc import Iterable

from sqlalchemy import Row, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from engine.actors import active_at
from engine.roles import COORDINATOR
from engine.tables import Membership, Person
from engine.work import Work


ROWS = Membership.__table__
HELD = (select(ROWS.c.role).distinct().join(Person.__table__, Person.__table__.c.id == ROWS.c.person_id)
        .where(ROWS.c.role.in_(bindparam("wanted", expanding=True)), ROWS.c.municipality == bindparam("place"), Person.__table__.c.active,
               ROWS.c.since <= bindparam("moment"), or_(ROWS.c.until.is_(None), ROWS.c.until > bindparam("moment"))))
HOLDING = (select(Person, Membership.neighbourhood).join(Membership, Membership.person_id == Person.id).where(
    Membership.role == bindparam("role"), Membership.municipality == bindparam("place"), Person.active, active_at(bindparam("moment")))
    .order_by(Person.id))
HELD_NEAR = HELD.where(or_(ROWS.c.neighbourhood.is_(None), ROWS.c.neighbourhood == bindparam("near")))


def members(work: Work, role: str, municipality: str, neighbourhood: str | None) -> list[Person]:
    """The role's people in the neighbourhood; else its people for the whole municipality. Without a neighbourhood: all of them."""
    rows = _holding(work, role, municipality)
    own = [row.Person for row in rows if row.neighbourhood == neighbourhood] if neighbourhood else [row.Person for row in rows]
    chosen = own or [row.Person for row in rows if row.neighbourhood is None]
    return list(dict.fromkeys(chosen))


def municipality_wide(work: Work, role: str, municipality: str) -> list[Person]:
    """To whom an escalation to this role goes: who has it for the whole municipality, else all who have it there."""
    rows = _holding(work, role, municipality)
    return list(dict.fromkeys([row.Person for row in rows if row.neighbourhood is None] or [row.Person for row in rows]))


def other_coordinators(work: Work, municipality: str) -> list[Person]:
    """The coordinators but whoever asks: somebody to turn to."""
    return [one for one in municipality_wide(work, COORDINATOR, municipality) if one.id != work.actor.person]


def _holding(work: Work, role: str, municipality: str) -> list[Row]:
    return work.session.execute(HOLDING, {"role": role, "place": municipality, "moment": work.now}).all()


def staffed(work: Work, roles: Iterable[str], municipality: str, neighbourhood: str | None) -> frozenset[str]:
    """Which of these roles somebody holds for a case there. One statement."""
    here = {"place": municipality, "wanted": sorted(set(roles)), "moment": work.now}
    found = work.session.execute(HELD, here) if neighbourhood is None else work.session.execute(HELD_NEAR, here | {"near": neighbourhood})
    return frozenset(found.scalars())


def nobody_nearer(now, role: str, municipality: str, neighbourhood):
    """The condition that no one holds the role in that very neighbourhood, so that it is the municipality-wide people's."""
    near = aliased(Membership)
    return neighbourhood.not_in(select(near.neighbourhood).where(
        near.role == role, near.municipality == municipality, near.neighbourhood.is_not(None), near.since <= now,
        or_(near.until.is_(None), near.until > now)))


def nobody_at_all(now, role, municipality, neighbourhood):
    """The condition that no one holds the role for that place, so that the coordinators have to see to it."""
    any_one = aliased(Membership)
    return ~exists().where(any_one.role == role, any_one.municipality == municipality, any_one.since <= now,
                           or_(any_one.until.is_(None), any_one.until > now),
                           or_(neighbourhood.is_(None), any_one.neighbourhood.is_(None), any_one.neighbourhood == neighbourhood))
