"""The people beside a case: who plays a role in it where it is, and for whom alone a note could be."""
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from engine.access import OVERSEERS
from engine.actors import active_at
from engine.roles import FACILITATOR
from engine.tables import Case, Membership, Person
from engine.work import Work

PLAYING = (select(Person.id, Person.login, Person.name, Membership.role, Membership.neighbourhood).join(Membership, Membership.person_id == Person.id)
           .where(Membership.municipality == bindparam("place"), Membership.role.in_(bindparam("roles", expanding=True)), Person.active,
                  active_at(bindparam("moment"))).order_by(Membership.neighbourhood.is_(None), Person.name))
NEAR = PLAYING.where(or_(Membership.neighbourhood.is_(None), Membership.neighbourhood == bindparam("near")))


@dataclass(frozen=True)
class Member:
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """`takes_part`: whether whoever asks does, and so reads and writes notes; `readers`: (login, name) of whom one could be for alone."""

    municipality: str
    takes_part: bool
    readers: tuple[tuple[str, str], ...]


def people_of_case(work: Work, case: Case, roles: frozenset[str], takes_part: bool) -> tuple[tuple[Member, ...], Team]:
    """Who plays one of these roles, the nearest first; and the team. One statement."""
    wanted = {"roles": sorted({*roles, *OVERSEERS, FACILITATOR}), "place": case.municipality, "moment": work.now}
    rows = list(work.session.execute(NEAR, wanted | {"near": case.neighbourhood}) if case.neighbourhood else work.session.execute(PLAYING, wanted))
    people: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        if row.role in roles:
            people.setdefault(row.id, (row.name, []))[1].append(row.role)
    mine = takes_part and work.actor.kind == "person"
    team = {row.login: row.name for row in rows if mine and row.id != work.actor.person and (
        row.role in OVERSEERS or row.role == FACILITATOR and row.neighbourhood in (None, case.neighbourhood))}
    return (tuple(Member(name, tuple(dict.fromkeys(held))) for name, held in people.values()),
            Team(case.municipality, takes_part, tuple(sorted(team.items(), key=lambda one: one[1]))))
