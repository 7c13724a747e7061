"""How often key figures were asked this month, so that asking once more is thought about first. It warns; it forbids nothing."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from engine.access import sees_case, sees_task
from engine.iso import at_wall, wall_of
from engine.members import members
from engine.roles import KEY_FIGURE
from engine.tables import Case, Handoff, Person, Task
from engine.work import Work

OFTEN = 3                                   # times in a month: the next is the fourth


@dataclass(frozen=True)
class Asked:
    """Somebody whom everybody asks. `times`: this calendar month, in Amsterdam, before this time."""

    name: str
    times: int


def asked_often(work: Work, case_id: int, to_role: str | None = None, to_person: int | None = None) -> tuple[Asked, ...]:
    """The key figures whom this question would reach and who were asked often already. Nobody, while somebody of the role has more room."""
    return _often(work, select(Case).where(Case.id == case_id, sees_case(work.actor, work.now)), to_role, to_person)


def offered_often(work: Work, task_id: int, to_role: str | None = None, to_person: int | None = None) -> tuple[Asked, ...]:
    """The same for who would be handed this task; also by who sees the task and not its case, as in somebody's place."""
    here = select(Case).join(Task, Task.case_id == Case.id).where(Task.id == task_id, sees_task(work.actor, work.now))
    return _often(work, here, to_role, to_person)


def _often(work: Work, here: Select, to_role: str | None, to_person: int | None) -> tuple[Asked, ...]:
    case = work.session.scalar(here)
    if case is None:
        return ()                           # what comes of asking in a case that is not theirs, the asking itself says
    people = members(work, KEY_FIGURE, case.municipality, case.neighbourhood) if to_person is not None or to_role == KEY_FIGURE else []
    if to_person is not None:
        people = [one for one in people if one.id == to_person]
    people = [one for one in people if one.id != work.actor.person]
    counted = _times(work, case, people) if people else {}
    if not counted or min(counted.values()) < OFTEN:
        return ()
    return tuple(Asked(one.name, counted[one.id]) for one in people)


def _times(work: Work, case: Case, people: Iterable[Person]) -> dict[int, int]:
    """Tasks put to each of them this month, and tasks offered by hand: each once, however often it went round."""
    since, ids = _month(work.now), [one.id for one in people]
    theirs = or_(Task.claimant_id.in_(ids), Task.reserved_for.in_(ids), and_(Task.role == KEY_FIGURE, Task.claimant_id.is_(None), Task.reserved_for.is_(None)))
    offered = and_(Handoff.task_id == Task.id, Handoff.kind == "by_hand", Handoff.given_at >= since)
    rows = work.session.execute(
        select(Task.id, Task.claimant_id, Task.reserved_for, Task.role, Task.opened_at, Handoff.to_person, Handoff.to_role).outerjoin(Handoff, offered)
        .where(Task.municipality == case.municipality, Task.status != "cancelled",
               or_(and_(Task.opened_at >= since, Task.role == KEY_FIGURE, theirs), Handoff.to_person.in_(ids), and_(Handoff.to_person.is_(None), Handoff.to_role == KEY_FIGURE))))
    found: dict[int, set[int]] = {one: set() for one in ids}
    for row in rows:
        opened = row.role == KEY_FIGURE and row.opened_at >= since
        whose = {row.claimant_id or row.reserved_for} if row.claimant_id or row.reserved_for else set(ids)
        asked = (whose if opened else set()) | ({row.to_person} if row.to_person else set(ids) if row.to_role == KEY_FIGURE else set())
        for one in asked & found.keys():
            found[one].add(row.id)
    return {one: len(tasks) for one, tasks in found.items()}


def _month(now: datetime) -> datetime:
    """Its first moment on the wall in Amsterdam."""
    return at_wall(wall_of(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0))
