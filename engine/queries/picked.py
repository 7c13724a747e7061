"""Tasks that somebody picked to do one thing with, and to whom all of them could be offered."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.access import sees_task
from engine.actors import active_at
from engine.queries.handoffs import Receivers
from engine.queries.speech import spoken
from engine.roles import MANAGER
from engine.tables import Case, Definition, Membership, Person, Task
from engine.work import Work

MOST = 100


@dataclass(frozen=True)
class Picked:
    id: int
    title: str
    case_title: str
    municipality: str
    neighbourhood: str | None
    due_at: datetime | None
    quiet: bool


def picked(work: Work, ids: Sequence[int], language: str = "nl") -> tuple[Picked, ...]:
    """In the order they were picked, without what whoever asks may not see. One statement."""
    rows = work.session.execute(
        select(Task.id, Task.name, Task.element, Case.title, Task.municipality, Task.neighbourhood, Task.due_at, Task.quiet, Task.process, Definition.bundle_id)
        .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id)
        .where(Task.id.in_(ids[:MOST]), sees_task(work.actor, work.now)))
    found = {row.id: Picked(row.id, *spoken(work, row, language), *row[4:8]) for row in rows}
    return tuple(found[one] for one in dict.fromkeys(ids) if one in found)


def receivers_of_all(work: Work, tasks: Sequence[Picked]) -> Receivers:
    """Who works in every place where one of these tasks is, but for whoever asks. One statement."""
    places = {(one.municipality, one.neighbourhood) for one in tasks}
    rows = list(work.session.execute(
        select(Person.id, Person.name, Membership.role, Membership.municipality, Membership.neighbourhood)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.municipality.in_(sorted({place for place, _ in places})), Person.active, active_at(work.now),
               Person.id != work.actor.person, Membership.role != MANAGER).order_by(Person.name, Membership.id)))

    def everywhere(held: Sequence) -> bool:
        return all(any(row.municipality == place and (near is None or row.neighbourhood in (None, near)) for row in held) for place, near in places)
    people: dict[int, list] = {}
    for row in rows:
        people.setdefault(row.id, []).append(row)
    roles = sorted({row.role for row in rows})
    return Receivers(
        tuple((ident, held[0].name, tuple(dict.fromkeys(row.role for row in held))) for ident, held in people.items() if everywhere(held)),
        tuple(role for role in roles if everywhere([row for row in rows if row.role == role])))
