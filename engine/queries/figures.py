"""Progress as figures: cases, turns, what is late, what waits and what went well, by municipality, phase, process or role.

Cases and tasks are counted as they are; no figure here is about residents, and none names a person.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from engine.access import LIVE
from engine.bpmn.model import Element, Process
from engine.definitions import find_definition
from engine.errors import NotAllowed, NotFound
from engine.next_turn import roles_of
from engine.queries.case_view import in_words, steps_in_order
from engine.queries.progress import GOING, RECENT, RUNNING, Turns, turns_in, watched
from engine.queries.speech import speech
from engine.roles import board_of
from engine.tables import Case, Definition, Handoff, Municipality, Task, Wait
from engine.work import Work

BY = ("municipality", "phase", "process", "role")
KINDS = frozenset({"userTask", "manualTask"})


@dataclass(frozen=True)
class Figures:
    """`key`: of what was asked by; None: tasks without a phase. `done`: tasks finished in time in the last 30 days."""

    key: str | None
    name: str | None
    cases: int
    turns: int
    late: int
    waiting: int
    done: int


@dataclass(frozen=True)
class Step:
    """A task of a process: how many are open and since when the oldest is, and how many were finished in the last 30 days."""

    element: str
    name: str
    role: str | None
    board: str | None
    phase: str | None
    open: int
    late: int
    since: datetime | None
    done: int
    in_time: int


@dataclass(frozen=True)
class Flow:
    """`cases`: running ones of any version; `ended`: in the last 30 days. Steps in the order in which the newest version meets them."""

    key: str
    name: str
    version: int
    cases: int
    ended: int
    steps: tuple[Step, ...]


def figures(work: Work, by: str, municipality: str = "", language: str = "nl") -> tuple[Figures, ...]:
    """Of the municipalities that whoever asks watches over. NotFound for another one, NotAllowed for who watches over none."""
    chosen = within(work, municipality)
    counted: dict[str | None, dict[str, int]] = {}
    for name, rows in _counts(work, by, chosen).items():
        for key, number in rows:
            counted.setdefault(key, dict.fromkeys(("cases", "turns", "late", "waiting", "done"), 0))[name] += number or 0
    names = _names(work, by, language)
    found = [Figures(key, names.get(key), **numbers) for key, numbers in counted.items() if any(numbers.values())]
    return tuple(sorted(found, key=lambda one: (one.key is None, one.key or "")))


def flow(work: Work, key: str, municipality: str = "", language: str = "nl") -> Flow:
    """Where the cases of one process stand. NotFound when there is no such process, or for another municipality."""
    chosen = within(work, municipality)
    newest = find_definition(work, key)
    said = speech(work, newest.bundle_id, language)
    process = in_words(work.library.shelf(work.session, newest.bundle_id).main(key), said)
    here = and_(Case.key == key, Case.municipality.in_(chosen))
    numbers = _steps(work, here)
    steps = [_step(process, process.elements[element], numbers.get(element, (0, 0, None, 0, 0)))
             for element in steps_in_order(process) if process.elements[element].kind in KINDS]
    running, ended = work.session.execute(
        select(_sum(Case.status.in_(RUNNING)), _sum(and_(Case.status == "ended", Case.closed_at > work.now - RECENT))).where(here)).one()
    return Flow(key, process.name or newest.name, newest.version, running or 0, ended or 0, tuple(steps))


def turns(work: Work, municipality: str = "") -> tuple[Turns, ...]:
    """With which roles the turns lie, place by place. The same refusals as `figures`."""
    return tuple(turn for mine in turns_in(work, within(work, municipality)).values() for turn in mine)


def within(work: Work, municipality: str) -> list[str]:
    """The municipality asked for, or all that whoever asks watches over."""
    theirs = watched(work.actor)
    if municipality and municipality not in theirs:
        raise NotFound()
    if not theirs:
        raise NotAllowed("progress.watchers_only")
    return [municipality] if municipality else sorted(theirs)


def _counts(work: Work, by: str, chosen: list[str]) -> Mapping[str, list[tuple[str | None, int]]]:
    of_task = {"municipality": Case.municipality, "phase": Task.phase, "process": Case.key, "role": Task.role}[by]
    of_case = {"municipality": Case.municipality, "process": Case.key}.get(by)
    here, going = Case.municipality.in_(chosen), Case.status.in_(GOING)
    tasks = select(of_task, _sum(going), _sum(and_(going, _late(work))), func.count(distinct(Task.case_id))).join(Case, Case.id == Task.case_id)
    rows = list(work.session.execute(tasks.where(Task.status.in_(LIVE), Case.status.in_(RUNNING), here).group_by(of_task)))
    found = {"turns": [(row[0], row[1]) for row in rows], "late": [(row[0], row[2]) for row in rows], "cases": [(row[0], row[3]) for row in rows]}
    if of_case is not None:
        found["cases"] = _pairs(work, select(of_case, func.count()).where(Case.status.in_(RUNNING), here).group_by(of_case))
    of_wait = Wait.waits_for if by == "role" else of_case
    if of_wait is not None:
        found["turns"] += _pairs(work, select(of_wait, func.count()).select_from(Wait).join(Case, Case.id == Wait.case_id).where(
            Wait.waits_for.is_not(None), going, here).group_by(of_wait))
    found["waiting"] = _pairs(work, select(of_task, func.count()).select_from(Handoff).join(Task, Task.id == Handoff.task_id).join(
        Case, Case.id == Task.case_id).where(Handoff.state.in_(("offered", "asked")), Task.status.in_(LIVE), going, here).group_by(of_task))
    found["done"] = _pairs(work, select(of_task, func.count()).select_from(Task).join(Case, Case.id == Task.case_id).where(
        Task.status == "completed", Task.closed_at > work.now - RECENT, _in_time(), here).group_by(of_task))
    return found


def _steps(work: Work, here: ColumnElement[bool]) -> dict[str, tuple[int, int, datetime | None, int, int]]:
    live = and_(Task.status.in_(LIVE), Case.status.in_(GOING))
    lately = and_(Task.status == "completed", Task.closed_at > work.now - RECENT)
    rows = work.session.execute(
        select(Task.element, _sum(live), _sum(and_(live, _late(work))), func.min(case((live, Task.opened_at))), _sum(lately), _sum(and_(lately, _in_time())))
        .join(Case, Case.id == Task.case_id).where(here, Task.process == "", Task.element != "", or_(live, lately)).group_by(Task.element))
    return {row[0]: tuple(row[1:]) for row in rows}


def _names(work: Work, by: str, language: str) -> Mapping[str | None, str]:
    if by == "municipality":
        return dict(_pairs(work, select(Municipality.code, Municipality.name)))
    if by != "process":
        return {}
    newest = select(func.max(Definition.id)).group_by(Definition.key)
    return {one.key: speech(work, one.bundle_id, language).name(one.key, one.name)
            for one in work.session.scalars(select(Definition).where(Definition.id.in_(newest)))}


def _pairs(work: Work, wanted: Any) -> list[tuple[Any, Any]]:
    return [(row[0], row[1]) for row in work.session.execute(wanted)]


def _late(work: Work) -> ColumnElement[bool]:
    return and_(Task.due_at <= work.now, Task.quiet.is_(False))


def _in_time() -> ColumnElement[bool]:
    return or_(Task.due_at.is_(None), Task.quiet.is_(True), Task.closed_at <= Task.due_at)


def _sum(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((where, 1), else_=0))


def _step(process: Process, element: Element, numbers: tuple[int, int, datetime | None, int, int]) -> Step:
    roles = roles_of(element)
    board = (element.lane.board if element.lane else None) or (board_of(roles[0]) if roles else None)
    return Step(element.id, element.name or element.id, roles[0] if roles else None, board, process.phase(element.id), *numbers)
