"""What a step is going to write, reckoned before the first row: whatever cannot be reckoned leaves the case as it was."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.bpmn.model import Element
from engine.bpmn.step import (
    AwaitedMessage, AwaitedSignal, BrokenStep, Opened, OpenedAdHoc, OpenedCall, OpenedJob, OpenedTask, SetTimer, Step, not_published)
from engine.errors import EngineError
from engine.iso import AMSTERDAM, BadTime
from engine.members import staffed
from engine.roles import BOARD_OF, COORDINATOR, board_of
from engine.schedule import Schedule, Terms, read_terms, schedule_of
from engine.standing import Standing
from engine.tables import Definition, Person

OTHERS = AwaitedMessage | AwaitedSignal | OpenedJob | OpenedCall | OpenedAdHoc
NO_TERMS = Terms(reminders=(), escalations=())


@dataclass(frozen=True)
class Cause:
    """What led to a step: the element, and the role and board that had the turn there. All None at the start of a case."""

    role: str | None = None
    board: str | None = None
    element: str | None = None
    task: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class PlannedTask:
    opened: OpenedTask
    element: Element
    phase: str | None
    roles: tuple[str, ...]
    board: str
    schedule: Schedule
    warning: str | None
    reserved_for: int | None
    claimant: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class PlannedWait:
    opened: OTHERS
    element: Element
    board: str
    key: str | None
    schedule: Schedule


@dataclass(frozen=True)
class PlannedTimer:
    opened: SetTimer
    element: Element
    role: str | None                        # who has the turn while it runs, and from whom it passes when it fires


@dataclass
class Plan:
    fixed: dict[str, int] = field(default_factory=dict)     # role -> person: what the variables of this step settle
    tasks: list[PlannedTask] = field(default_factory=list)
    waits: list[PlannedWait] = field(default_factory=list)
    timers: list[PlannedTimer] = field(default_factory=list)


def plan(standing: Standing, step: Step, variables: Mapping[str, Any]) -> Plan:
    """Raises BrokenStep, naming the element, when a date cannot be counted or nobody at all can do a task."""
    planned = Plan(_fixed(standing, variables))
    standing.holders = {**standing.case.holders, **planned.fixed}
    tasks = [opened for opened in step.opened if isinstance(opened, OpenedTask)]
    roles = {opened.token: roles_of(opened, standing.element(opened.process, opened.element), standing.holders) for opened in tasks}
    held = _held(standing, tasks, roles)
    logins = _people(standing, tasks)
    for opened in step.opened:
        element = standing.element(opened.process, opened.element)
        if isinstance(opened, OpenedTask):
            planned.tasks.append(_task(standing, opened, element, roles[opened.token], held, logins))
        elif isinstance(opened, SetTimer):
            planned.timers.append(PlannedTimer(opened, element, _turn_of(standing, opened, element)))
        else:
            planned.waits.append(_wait(standing, opened, element))
    return planned


def roles_of(opened: OpenedTask, element: Element, holders: Mapping[str, int | None]) -> tuple[str, ...]:
    """As written on the task, else the lane's; a task that names nobody, or a role whose person has left, is the coordinator's."""
    lane = (element.lane.role,) if element.lane and element.lane.role else (COORDINATOR,)
    roles = tuple(opened.roles) or lane
    return (COORDINATOR,) if holders.get(roles[0], ...) is None else roles


def schedule(standing: Standing, element: Element, opened_at: datetime, due: datetime | None = None, due_is_date: bool = False,
             defaults: Terms | None = None) -> Schedule:
    try:
        terms = read_terms({name: element.own(name) for name in ("deadline", "reminders", "escalate")})
        terms = terms.filled(standing.terms if defaults is None else defaults)
        given = due.astimezone(AMSTERDAM).date() if due is not None and due_is_date else due
        return schedule_of(terms, opened_at, standing.calendar, given)
    except (BadTime, EngineError) as error:
        raise BrokenStep(element.id, "core.bad_deadline", name=element.name or element.id, why=error.sentence("nl")) from error


def _task(standing: Standing, opened: OpenedTask, element: Element, roles: tuple[str, ...], held: frozenset[str],
          logins: dict[str, int]) -> PlannedTask:
    nobody = held.isdisjoint(roles)
    fixed = roles[0] in standing.holders
    if nobody and COORDINATOR not in held and not fixed and opened.assignee not in logins:
        raise BrokenStep(element.id, "core.nobody_at_all", name=element.name or element.id, role=roles[0])
    board = element.lane.board if element.lane and element.lane.board else board_of(roles[0])
    return PlannedTask(
        opened, element, standing.process_of(opened.process).phase(element.id), roles, board,
        schedule(standing, element, standing.work.now, opened.due_at, opened.due_is_date),
        "core.nobody_has_role" if nobody and not fixed else None, standing.holders.get(roles[0]),
        logins.get(opened.assignee or ""), tuple(logins[login] for login in opened.people if login in logins))


def _wait(standing: Standing, opened: OTHERS, element: Element) -> PlannedWait:
    lane = element.lane
    if isinstance(opened, OpenedCall):
        standing.called[opened.token] = _definition(standing, opened, element)
    waits_for = element.own("waits_for")
    board = lane.board if lane and lane.board else board_of(waits_for or (lane.role if lane and lane.role else ""))
    key = standing.veil.mark(opened.key) if isinstance(opened, AwaitedMessage) else None
    # Only a wait that says whom it waits for has a term; nothing is filled in for a message from a machine.
    dates = schedule(standing, element, standing.work.now, defaults=NO_TERMS) if waits_for else Schedule(None)
    return PlannedWait(opened, element, board, key, dates)


def _definition(standing: Standing, opened: OpenedCall, element: Element) -> int:
    """The version of what a call opens a case of: the newest, or the newest with the tag that the step names."""
    called = element.zeebe.get("calledElement", {})
    versions = select(Definition.id).where(Definition.key == opened.calls).order_by(Definition.version.desc()).limit(1)
    tagged = called.get("bindingType") == "versionTag"
    found = standing.work.session.scalar(versions.where(Definition.version_tag == called.get("versionTag")) if tagged else versions)
    if found is None and tagged:
        raise not_published(element.id, "process", opened.calls, called)
    if found is None:
        raise BrokenStep(element.id, "core.called_process_missing", name=element.name or element.id, process=opened.calls)
    return found


def _turn_of(standing: Standing, opened: SetTimer, element: Element) -> str | None:
    """A timer on a task: the task's role. Any other: the lane it stands in."""
    holder = standing.process_of(opened.process).elements.get(element.attached_to or "") or element
    written = holder.zeebe.get("assignmentDefinition", {}).get("candidateGroups", "")
    first = written.split(",")[0].strip()
    if first and not first.startswith("="):
        return first
    return holder.lane.role if holder.lane else None


def _fixed(standing: Standing, variables: Mapping[str, Any]) -> dict[str, int]:
    """A variable called after a role, holding the login name of somebody who works here: in this case the role means that person."""
    logins = {role: variables[role] for role in BOARD_OF if isinstance(variables.get(role), str) and variables[role]}
    people = _ids(standing, logins.values())
    return {role: people[login] for role, login in logins.items()
            if login in people and standing.case.holders.get(role) != people[login]}


def _held(standing: Standing, tasks: Iterable[OpenedTask], roles: dict[str, tuple[str, ...]]) -> frozenset[str]:
    wanted = {role for opened in tasks for role in roles[opened.token]}
    if not wanted:
        return frozenset()
    return staffed(standing.work, wanted | {COORDINATOR}, standing.case.municipality, standing.case.neighbourhood)


def _people(standing: Standing, tasks: Iterable[OpenedTask]) -> dict[str, int]:
    """Login names that the diagram gives to a task. Unknown ones are left out: the role then has it."""
    return _ids(standing, {login for opened in tasks for login in (opened.assignee, *opened.people) if login})


def _ids(standing: Standing, logins: Iterable[str]) -> dict[str, int]:
    wanted = sorted(set(logins))
    if not wanted:
        return {}
    rows = standing.work.session.execute(select(Person.login, Person.id).where(Person.login.in_(wanted), Person.active))
    return {login: person for login, person in rows}


def opens(opened: Opened) -> str:
    """How a case remembers what a token waits for."""
    return "task" if isinstance(opened, OpenedTask) else "timer" if isinstance(opened, SetTimer) else "wait"
