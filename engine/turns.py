"""Whose turn it is in a case: derived from what stands open, never stored."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from engine.absences import StandIn, absences, holds_in, is_for, taken_by
from engine.bpmn.model import Element, Process
from engine.library import Shelf
from engine.next_turn import Next, next_of
from engine.tables import Case, Cover, Deadline, Definition, Handoff, Membership, Person, Task, Wait
from engine.work import Work

LIVE_TASK = ("open", "claimed")
OFFERED = ("offered", "asked")
ALONE = frozenset({"intermediateCatchEvent", "eventBasedGateway", "receiveTask"})


@dataclass(frozen=True)
class Turn:
    """`holder`: a role, or the plain name a wait declares. `roles`: every role that may take it; `person` when one has claimed it."""

    kind: Literal["task", "wait"]
    board: str
    holder: str
    roles: tuple[str, ...]
    person: int | None
    person_name: str | None
    element: str
    what: str
    since: datetime
    due_at: datetime | None = None
    quiet: bool = False
    late: bool = False
    task: int | None = None
    offered_to: str | None = None           # a role or a person's name that still has to accept; the turn stays with the holder
    next: tuple[Next, ...] = ()
    process: str = ""                       # ref of the called process it stands in; "": the case's own
    stand_in: StandIn | None = None         # `person` is away; without one, everybody who could take it


@dataclass(frozen=True)
class Pause:
    """Something waits that is nobody's turn: `timer` (until a moment), `message`, `signal`, `job`, `call` (another case)."""

    kind: str
    element: str
    what: str
    until: datetime | None = None
    case: int | None = None
    process: str = ""


@dataclass(frozen=True)
class Turns:
    turns: tuple[Turn, ...]
    pauses: tuple[Pause, ...]
    free: tuple[tuple[str, tuple[str, ...]], ...] = ()       # parts in free order: element, activities


def turns_of(work: Work, case: Case, bundle: int | None = None) -> Turns:
    """The turns of a case the actor may see, oldest first, and what it waits for besides. `bundle`: of its definition, where it is known."""
    if bundle is None:
        bundle = work.session.scalar(select(Definition.bundle_id).where(Definition.id == case.definition_id))
    shelf = work.library.shelf(work.session, bundle)
    waits = list(work.session.scalars(select(Wait).where(Wait.case_id == case.id).order_by(Wait.id)))
    timers, due = _dates(work, case)
    turns = [*_tasks(work, case, shelf), *_waits(work, case, waits, due, shelf)]
    return Turns(tuple(sorted(turns, key=lambda turn: turn.since)), tuple(_pauses(case, waits, timers, shelf)),
                 tuple((wait.element, tuple(wait.payload["activities"])) for wait in waits if wait.kind == "adhoc"))


def _tasks(work: Work, case: Case, shelf: Shelf) -> Iterator[Turn]:
    """Each open task with its claimant, what they are here (a turn is said by the role that took it), who stands in, and to whom it is offered.

    One statement; another when somebody is away around here and a turn is nobody's yet.
    """
    receiver, stand_in, somewhere = aliased(Person), aliased(Person), aliased(Cover)
    offered = and_(Handoff.task_id == Task.id, Handoff.kind == "by_hand", Handoff.state.in_(OFFERED))
    rows = list(work.session.execute(
        select(Task, Person.name, Membership.role, Handoff.to_role, receiver.name.label("receiver"),
               Cover, stand_in.name.label("stand_in"), select(somewhere.id).where(holds_in(work, case, somewhere)).exists().label("somebody_is_away"))
        .outerjoin(Person, Person.id == Task.claimant_id)
        .outerjoin(Membership, and_(Membership.person_id == Task.claimant_id, Membership.municipality == Task.municipality))
        .outerjoin(Handoff, offered).outerjoin(receiver, receiver.id == Handoff.to_person)
        .outerjoin(Cover, and_(Cover.person_id == Task.claimant_id, holds_in(work, case))).outerjoin(stand_in, and_(stand_in.id == Cover.by_id, stand_in.active))
        .where(Task.case_id == case.id, Task.status.in_(LIVE_TASK)).order_by(Task.id, Cover.id)))
    held: dict[int, set[str]] = {}
    covers: dict[int, StandIn] = {}
    for row in rows:
        held.setdefault(row.Task.id, set()).add(row.role)
        if row.stand_in and is_for(row.Cover, case):
            covers[row.Task.id] = StandIn(row.Cover.by_id, row.stand_in, row.Cover.until, row.Task.claimant_id, row.name)
    each = {row.Task.id: row for row in rows}.values()
    covers |= absences(work, case, [row.Task for row in each if row.somebody_is_away and row.Task.claimant_id is None])
    for row in each:
        task: Task = row.Task
        mine = tuple(role for role in taken_by(task) if role in held[task.id]) or taken_by(task)
        yield Turn("task", task.board, mine[0], mine, task.claimant_id, row.name, task.element, task.name,
                   task.claimed_at or task.opened_at, task.due_at, task.quiet,
                   not task.quiet and _is_late(work, case, task.due_at), task.id, row.receiver or row.to_role,
                   _next(shelf, case, task.process, task.element) if task.token else (), task.process, covers.get(task.id))


def _dates(work: Work, case: Case) -> tuple[list[tuple[str, datetime]], Mapping[int, datetime]]:
    """Timers that run (element, moment), and until when each declared wait may take."""
    rows = list(work.session.execute(
        select(Deadline.kind, Deadline.element, Deadline.due_at, Deadline.wait_id).where(Deadline.case_id == case.id, or_(
            and_(Deadline.kind == "timer", Deadline.state == "waiting"), and_(Deadline.kind == "due", Deadline.wait_id.is_not(None))))
        .order_by(Deadline.due_at)))
    return [(row.element, row.due_at) for row in rows if row.kind == "timer"], {row.wait_id: row.due_at for row in rows if row.kind == "due"}


def _waits(work: Work, case: Case, waits: list[Wait], due: Mapping[int, datetime], shelf: Shelf) -> Iterator[Turn]:
    """Only a wait that says whom it waits for is somebody's turn."""
    for wait in waits:
        if not wait.waits_for:
            continue
        due_at = due.get(wait.id)
        yield Turn("wait", wait.board, wait.waits_for, (wait.waits_for,), None, None, wait.element,
                   _name(shelf, case, wait.process, wait.element), wait.since, due_at, late=_is_late(work, case, due_at),
                   next=_next(shelf, case, wait.process, wait.element), process=wait.process)


def _is_late(work: Work, case: Case, due_at: datetime | None) -> bool:
    """Nothing is late in a case that stands still: what was left goes on counting when it does."""
    return due_at is not None and due_at <= work.now and case.status != "paused"


def _pauses(case: Case, waits: list[Wait], timers: list[tuple[str, datetime]], shelf: Shelf) -> Iterator[Pause]:
    for element, due_at in timers:
        found = _find(shelf, case, element)
        if found is not None and found.kind in ALONE:       # a timer on the edge of a task belongs to that task
            yield Pause("timer", element, found.name or element, due_at)
    for wait in waits:
        if not wait.waits_for and wait.kind != "adhoc":
            yield Pause(wait.kind, wait.element, _name(shelf, case, wait.process, wait.element), case=wait.child_id, process=wait.process)


def _next(shelf: Shelf, case: Case, ref: str, element: str) -> tuple[Next, ...]:
    found = next_of(_process(shelf, case, ref), element)
    if not ref:
        return found
    return tuple(replace(one, kind="depends") if one.kind == "end" else one for one in found)     # the caller goes on


def _process(shelf: Shelf, case: Case, ref: str) -> Process:
    return shelf.pinned(ref) if ref else shelf.main(case.key)


def _find(shelf: Shelf, case: Case, element: str) -> Element | None:
    """An element of the case's process, or of one it calls: a timer's row does not say which."""
    waiting, seen = [shelf.main(case.key)], {case.key}
    while waiting:
        process = waiting.pop(0)
        if element in process.elements:
            return process.elements[element]
        called = {one.zeebe.get("calledElement", {}).get("processId") or "=" for one in process.elements.values()}
        fresh = {key for key in called if not key.startswith("=")} - seen
        seen |= fresh
        waiting += [found for found in map(shelf.process, sorted(fresh)) if found is not None]
    return None


def _name(shelf: Shelf, case: Case, ref: str, element: str) -> str:
    found = _process(shelf, case, ref).elements.get(element)
    return (found.name if found is not None else "") or element
