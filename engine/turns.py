"""Whose turn it is in a case: derived from what stands open, never stored."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from engine.bpmn.model import Element, Process
from engine.library import Shelf
from engine.next_turn import Next, next_of
from engine.tables import Case, Deadline, Definition, Handoff, Membership, Person, Task, Wait
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


@dataclass(frozen=True)
class Pause:
    """Something waits that is nobody's turn: `timer` (until a moment), `message`, `signal`, `job`, `call` (another case)."""

    kind: str
    element: str
    what: str
    until: datetime | None = None
    case: int | None = None


@dataclass(frozen=True)
class Turns:
    turns: tuple[Turn, ...]
    pauses: tuple[Pause, ...]


def turns_of(work: Work, case: Case) -> Turns:
    """The turns of a case the actor may see, oldest first, and what it waits for besides."""
    bundle = work.session.scalar(select(Definition.bundle_id).where(Definition.id == case.definition_id))
    shelf = work.library.shelf(work.session, bundle)
    tasks = list(work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status.in_(LIVE_TASK)).order_by(Task.id)))
    waits = list(work.session.scalars(select(Wait).where(Wait.case_id == case.id).order_by(Wait.id)))
    turns = [*_tasks(work, case, tasks, shelf), *_waits(work, case, waits, shelf)]
    return Turns(tuple(sorted(turns, key=lambda turn: turn.since)), tuple(_pauses(work, case, waits, shelf)))


def _tasks(work: Work, case: Case, tasks: list[Task], shelf: Shelf) -> Iterator[Turn]:
    people = _names(work, {task.claimant_id for task in tasks} - {None})
    held = _held(work, case, {task.claimant_id for task in tasks} - {None})
    offers = _offers(work, case)
    for task in tasks:
        mine = tuple(role for role in task.roles if role in held.get(task.claimant_id, ())) or tuple(task.roles)
        yield Turn("task", task.board, mine[0], mine, task.claimant_id, people.get(task.claimant_id), task.element, task.name,
                   task.claimed_at or task.opened_at, task.due_at, task.quiet,
                   task.due_at is not None and not task.quiet and task.due_at <= work.now, task.id, offers.get(task.id),
                   _next(shelf, case, task.process, task.element) if task.token else ())


def _waits(work: Work, case: Case, waits: list[Wait], shelf: Shelf) -> Iterator[Turn]:
    """Only a wait that says whom it waits for is somebody's turn."""
    declared = [wait for wait in waits if wait.waits_for]
    due = dict(work.session.execute(
        select(Deadline.wait_id, Deadline.due_at).where(Deadline.case_id == case.id, Deadline.kind == "due", Deadline.wait_id.in_(
            [wait.id for wait in declared]))).all()) if declared else {}
    for wait in declared:
        due_at = due.get(wait.id)
        yield Turn("wait", wait.board, wait.waits_for, (wait.waits_for,), None, None, wait.element,
                   _name(shelf, case, wait.process, wait.element), wait.since, due_at, late=due_at is not None and due_at <= work.now,
                   next=_next(shelf, case, wait.process, wait.element))


def _pauses(work: Work, case: Case, waits: list[Wait], shelf: Shelf) -> Iterator[Pause]:
    timers = work.session.execute(
        select(Deadline.element, Deadline.due_at).where(Deadline.case_id == case.id, Deadline.kind == "timer", Deadline.state == "waiting")
        .order_by(Deadline.due_at))
    for element, due_at in timers:
        found = _find(shelf, case, element)
        if found is not None and found.kind in ALONE:       # a timer on the edge of a task belongs to that task
            yield Pause("timer", element, found.name or element, due_at)
    for wait in waits:
        if not wait.waits_for and wait.kind != "adhoc":
            yield Pause(wait.kind, wait.element, _name(shelf, case, wait.process, wait.element), case=wait.child_id)


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


def _names(work: Work, people: set[int]) -> Mapping[int, str]:
    if not people:
        return {}
    return dict(work.session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(people)))).all())


def _held(work: Work, case: Case, people: set[int]) -> Mapping[int, set[str]]:
    """Which roles the claimants have in this municipality: a turn is said by the role that took it."""
    held: dict[int, set[str]] = {}
    if people:
        rows = work.session.execute(select(Membership.person_id, Membership.role).where(
            Membership.person_id.in_(sorted(people)), Membership.municipality == case.municipality))
        for person, role in rows:
            held.setdefault(person, set()).add(role)
    return held


def _offers(work: Work, case: Case) -> Mapping[int, str]:
    """Task -> to whom its holder has offered it by hand."""
    rows = work.session.execute(
        select(Handoff.task_id, Handoff.to_role, Person.name).outerjoin(Person, Person.id == Handoff.to_person)
        .where(Handoff.case_id == case.id, Handoff.kind == "by_hand", Handoff.state.in_(OFFERED)).order_by(Handoff.id))
    return {task: name or role for task, role, name in rows}
