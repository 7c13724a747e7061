"""Who is away while a turn waits for somebody of a role: only when nobody else could take it."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import aliased

from engine.actors import active_at
from engine.tables import Case, Cover, Membership, Person, Task
from engine.work import Work


@dataclass(frozen=True)
class StandIn:
    """Who does the work of somebody who is away; `until` is the first moment they no longer do."""

    person: int
    name: str
    until: datetime
    away: int
    away_name: str


def holds_in(work: Work, case: Case, cover: Any = Cover) -> ColumnElement[bool]:
    """The condition under which a cover holds in a case now. Not whether it is for this process: see `is_for`."""
    return and_(cover.municipality == case.municipality, cover.since <= work.now, cover.until > work.now, cover.ended_at.is_(None),
                or_(cover.neighbourhood.is_(None), cover.neighbourhood == case.neighbourhood))


def is_for(cover: Cover, case: Case) -> bool:
    return cover.processes is None or case.key in cover.processes


def taken_by(task: Task) -> tuple[str, ...]:
    """Its roles; the coordinators alone once it was left to them."""
    return tuple(task.roles) if task.claimant_id is not None or task.role in task.roles else (task.role,)


def absences(work: Work, case: Case, tasks: Sequence[Task]) -> Mapping[int, StandIn]:
    """By task that nobody claimed: who stands in, when everybody who could take it is away; of several, where somebody is back first.

    One statement, or none.
    """
    if not tasks:
        return {}
    away, by = aliased(Person), aliased(Person)
    roles, people = {role for task in tasks for role in taken_by(task)}, {task.reserved_for for task in tasks} - {None}
    rows = work.session.execute(
        select(Membership.role, Membership.neighbourhood, away.id, away.name, Cover, by.name.label("by_name"))
        .join(away, and_(away.id == Membership.person_id, away.active))
        .outerjoin(Cover, and_(Cover.person_id == away.id, holds_in(work, case))).outerjoin(by, and_(by.id == Cover.by_id, by.active))
        .where(Membership.municipality == case.municipality, active_at(work.now),
               or_(Membership.role.in_(sorted(roles)), Membership.person_id.in_(sorted(people)))).order_by(Cover.id)).all()
    found = {task.id: _of(case, _able(case, task, rows)) for task in tasks}
    return {task: stand_in for task, stand_in in found.items() if stand_in is not None}


def _able(case: Case, task: Task, rows: Sequence[Row]) -> list[Row]:
    """Those it is fixed to, else its roles' people where the case is; as engine/members.py has it."""
    if task.reserved_for is not None:
        return [row for row in rows if row.id == task.reserved_for]
    able = []
    for role in taken_by(task):
        mine = [row for row in rows if row.role == role]
        near = [row for row in mine if row.neighbourhood == case.neighbourhood] if case.neighbourhood else mine
        able += near or [row for row in mine if row.neighbourhood is None]
    return able


def _of(case: Case, able: Sequence[Row]) -> StandIn | None:
    covers: dict[int, StandIn | None] = {row.id: None for row in able}
    for row in able:                        # of several covers, the one named last
        if row.by_name is not None and is_for(row.Cover, case):
            covers[row.id] = StandIn(row.Cover.by_id, row.by_name, row.Cover.until, row.id, row.name)
    if not covers or None in covers.values():
        return None
    return min((one for one in covers.values() if one is not None), key=lambda one: one.until)
