"""What the events of a case tell, in one statement: the story people read back, how often each step was done, and the way the tokens went."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from engine.queries.paging import cursor_of, keys_of
from engine.tables import CaseEvent, Person, Task
from engine.work import Work

# What people want to read back. How tokens went and what timers were set is for the designer.
TOLD = ("CaseOpened", "CaseEnded", "CaseStuck", "CaseRetried", "CaseMended", "TokenMoved", "CaseCancelled", "CasePaused", "CaseResumed", "RoleFixed", "TaskClaimed",
        "TaskReleased", "TaskReassigned", "TaskCompleted", "TaskCancelled", "TaskRescheduled", "AnswersCorrected", "TaskEscalated", "TaskBecameDue", "TaskCameBack",
        "ReminderFell", "HandoffGiven", "HandoffOffered", "HandoffAsked", "HandoffAnswered", "HandoffAccepted", "HandoffReturned", "HandoffWithdrawn",
        "HandoffUnanswered", "DecisionTaken", "TimerFired",
        "WaitBecameDue", "WaitEscalated", "TaskNudged", "PromiseMade", "PromiseTold", "SuccessCelebrated",
        "TaskSnoozed", "TaskDeclined", "DateAsked", "DateGranted", "DateRefused")
THIS = CaseEvent.case_id == bindparam("of_case")
DONE = ("TaskCompleted", "DecisionTaken", "TimerFired")
LATELY = 200                # steps back of which the way is still told; further back only what was done


@dataclass(frozen=True)
class Done:
    """How often a step was done, when last, and by whom."""

    times: int
    last: datetime
    by: str | None


@dataclass(frozen=True)
class Way:
    """The way the tokens went lately: what was finished, and which flows were taken, each with a number that is higher the later it was."""

    completed: frozenset[str] = frozenset()
    taken: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Events:
    """`rows`: those of the story, newest first, with their columns; `earlier`: the cursor of what came before them."""

    rows: tuple[Any, ...]
    earlier: str | None
    done: Mapping[str, Done] = field(default_factory=dict)
    way: Way = Way()


def events_of(work: Work, case_id: int, cursor: str, limit: int) -> Events:
    found: dict[str, list] = {"told": [], "done": [], "passed": []}
    before = keys_of(cursor, int)[0] if cursor else None
    for row in work.session.execute(_asking(before is not None), {"of_case": case_id, "most": limit + 1} | ({"before": before} if cursor else {})):
        found[row.part].append(row)
    told = sorted(found["told"], key=lambda row: -row.number)
    return Events(tuple(told[:limit]), cursor_of(told[limit - 1].number) if len(told) > limit else None,
                  {row.element: Done(row.times, row.at, row.person) for row in found["done"]}, _way(row.payload for row in sorted(found["passed"], key=lambda row: row.number)))


@cache
def _asking(goes_on: bool) -> CompoundSelect:
    """Built once: building it costs more than asking."""
    return union_all(*(select(part.subquery()) for part in (_told(goes_on), _done(), _passed())))


def _told(goes_on: bool) -> Select:
    other = aliased(Person)
    found = (select(literal("told").label("part"), CaseEvent.number, CaseEvent.at, CaseEvent.kind, CaseEvent.actor, Person.name.label("person"), other.name.label("in_place_of"),
                    CaseEvent.element, Task.name.label("task"), Task.process, Task.board, CaseEvent.payload, literal(0).label("times"))
             .outerjoin(Person, Person.id == CaseEvent.person_id).outerjoin(other, other.id == CaseEvent.on_behalf_of)
             .outerjoin(Task, Task.id == CaseEvent.task_id).where(THIS, or_(CaseEvent.kind.in_(TOLD), and_(CaseEvent.kind == "TaskOpened", CaseEvent.element.is_(None)))))
    if goes_on:
        found = found.where(CaseEvent.number < bindparam("before"))
    return found.order_by(CaseEvent.number.desc()).limit(bindparam("most"))


def _done() -> Select:
    """Per step how often and when last, however many occurrences there were."""
    last = (select(CaseEvent.element, func.count().label("times"), func.max(CaseEvent.number).label("last"))
            .where(THIS, CaseEvent.element.is_not(None), CaseEvent.kind.in_(DONE)).group_by(CaseEvent.element).subquery())
    return (select(literal("done").label("part"), CaseEvent.number, CaseEvent.at, CaseEvent.kind, CaseEvent.actor, Person.name.label("person"), null().label("in_place_of"),
                   last.c.element, null().label("task"), null().label("process"), null().label("board"), null().label("payload"), last.c.times)
            .select_from(last).join(CaseEvent, and_(THIS, CaseEvent.number == last.c.last)).outerjoin(Person, Person.id == CaseEvent.person_id))


def _passed() -> Select:
    return (select(literal("passed").label("part"), CaseEvent.number, CaseEvent.at, CaseEvent.kind, CaseEvent.actor, null().label("person"), null().label("in_place_of"),
                   CaseEvent.element, null().label("task"), null().label("process"), null().label("board"), CaseEvent.payload, literal(0).label("times"))
            .where(THIS, CaseEvent.kind == "TokensMoved").order_by(CaseEvent.number.desc()).limit(LATELY))


def _way(payloads: Iterable[Mapping[str, Any]]) -> Way:
    """From the events, the oldest first."""
    passed = [(element, what) for payload in payloads for element, what, _ in payload.get("passed", ())]
    return Way(frozenset(element for element, what in passed if what == "completed"),
               {element: number for number, (element, what) in enumerate(passed) if what == "taken"})
