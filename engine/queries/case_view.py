"""One case as its page shows it: both boards, the story, the dates, the people and the steps of its process."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from engine.access import leads, on_team, oversees, reads_as, sees_case
from engine.bpmn.model import Process
from engine.calendar import WorkingCalendar
from engine.errors import NotFound
from engine.municipalities import calendar_of
from engine.queries.paging import MOST, cursor_of, keys_of
from engine.queries.people_beside import Member, Team, people_of_case
from engine.queries.reasons import reasons
from engine.queries.speech import Speech, speech
from engine.standing import Standing
from engine.tables import BundleFile, Case, CaseEvent, Definition, Handoff, Municipality, Neighbourhood, Person, Task
from engine.turns import Turns, turns_of
from engine.work import Work

# What people want to read back. How tokens went and what timers were set is for the designer.
TOLD = ("CaseOpened", "CaseEnded", "CaseStuck", "CaseRetried", "CaseMended", "TokenMoved", "CaseCancelled", "CasePaused", "CaseResumed", "RoleFixed", "TaskClaimed",
        "TaskReleased", "TaskReassigned", "TaskCompleted", "TaskCancelled", "TaskRescheduled", "AnswersCorrected", "TaskEscalated", "TaskBecameDue", "TaskCameBack",
        "ReminderFell", "HandoffGiven", "HandoffOffered", "HandoffAsked", "HandoffAnswered", "HandoffAccepted", "HandoffReturned", "HandoffWithdrawn",
        "HandoffUnanswered", "DecisionTaken", "TimerFired",
        "WaitBecameDue", "WaitEscalated", "TaskNudged")

DONE = ("TaskCompleted", "DecisionTaken", "TimerFired")


@dataclass(frozen=True)
class Fact:
    """One event of the story, and who did it."""

    number: int
    at: datetime
    kind: str
    actor: str
    person: str | None
    element: str | None
    element_name: str
    task: str | None
    board: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """How often a step was done, when last, and by whom."""

    times: int
    last: datetime
    by: str | None


@dataclass(frozen=True)
class Passed:
    by: str | None
    from_role: str | None
    to: str | None
    to_role: str | None
    given_at: datetime
    answered_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class FreeOrder:
    """An ad-hoc part that stands open: its activities (id, name) may be started, again and again, or it is closed."""

    element: str
    name: str
    activities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CaseView:
    id: int
    number: str
    title: str
    status: str
    municipality: str
    neighbourhood: str | None
    process_name: str
    process: Process
    opened_at: datetime
    closed_at: datetime | None
    calendar: WorkingCalendar
    stuck: tuple[str, str, Mapping[str, Any]] | None        # element, key of the sentence, params
    ends: tuple[str, ...]
    turns: Turns
    facts: tuple[Fact, ...]
    earlier: str | None
    done: Mapping[str, Done]
    handoffs: tuple[Passed, ...]
    members: tuple[Member, ...]
    team: Team
    free: tuple[FreeOrder, ...]
    may_retry: bool
    may_cancel: bool
    may_work: bool
    may_pause: bool


def case_view(work: Work, case_id: int, cursor: str = "", language: str = "nl", limit: int = 30) -> CaseView:
    """NotFound when there is no such case, or not for whoever asks."""
    row = _found(work, case_id)
    case: Case = row.Case
    standing = Standing(work, case, row.Municipality, work.library.shelf(work.session, row.bundle_id))
    said = speech(work, row.bundle_id, language)
    process = in_words(standing.process, said)
    facts, earlier = _facts(standing, process, said, cursor, min(limit, MOST))
    facts = tuple(replace(fact, payload={**fact.payload, "why": reasons(standing, fact.payload, language)}) if fact.kind == "DecisionTaken" else fact
                  for fact in facts)
    mine, works = oversees(work.actor, case.municipality), bool(row.takes_part)
    members, team = people_of_case(work, case, frozenset(lane.role for lane in process.lanes if lane.role), works)
    turns = _turns(work, case, row.bundle_id, said)
    return CaseView(
        case.id, case.number, case.title, case.status, row.Municipality.name, row.neighbourhood, process.name or row.process_name, process, case.opened_at,
        case.closed_at, calendar_of(row.Municipality.settings), _stuck(case, standing), tuple(case.ends or ()), turns,
        facts, earlier, _done(work, case), _handoffs(work, case, said), members, team, _free(case, turns, process), mine and case.status == "stuck",
        mine and case.closed_at is None, works, works and leads(work.actor, case.municipality))


def diagram(work: Work, case_id: int, language: str = "nl") -> bytes:
    """The BPMN file that the case runs, byte for byte; in another language with the names that were published in it."""
    row = _found(work, case_id)
    path = work.library.contents(work.session, row.bundle_id).places[("process", row.Case.key)]
    content = work.session.scalar(select(BundleFile.content).where(BundleFile.bundle_id == row.bundle_id, BundleFile.path == path))
    return speech(work, row.bundle_id, language).drawing(content)


def _found(work: Work, case_id: int):
    row = work.session.execute(
        select(Case, Municipality, Definition.bundle_id, Definition.name.label("process_name"), Neighbourhood.name.label("neighbourhood"),
               on_team(work.actor, work.now).label("takes_part"))
        .join(Municipality, Municipality.code == Case.municipality).join(Definition, Definition.id == Case.definition_id)
        .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).where(Case.id == case_id, sees_case(work.actor, work.now))).first()
    if row is None:
        raise NotFound()
    return row


def _stuck(case: Case, standing: Standing) -> tuple[str, str, Mapping[str, Any]] | None:
    if case.status != "stuck":
        return None
    standing.veil.load(case.stuck_params)
    return case.stuck_element or "", case.stuck_key, standing.veil.lift(case.stuck_params, frozenset()) or {}


def _facts(standing: Standing, process: Process, said: Speech, cursor: str, limit: int) -> tuple[tuple[Fact, ...], str | None]:
    work, case = standing.work, standing.case
    found = (select(CaseEvent.number, CaseEvent.at, CaseEvent.kind, CaseEvent.actor, Person.name, CaseEvent.element, Task.name, Task.board,
                    CaseEvent.payload)
             .outerjoin(Person, Person.id == CaseEvent.person_id).outerjoin(Task, Task.id == CaseEvent.task_id)
             .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(TOLD)))
    if cursor:
        found = found.where(CaseEvent.number < keys_of(cursor, int)[0])
    rows = list(work.session.execute(found.order_by(CaseEvent.number.desc()).limit(limit + 1)))
    facts = tuple(Fact(*row[:6], _name(process, row[5]), process.elements[row[5]].name if row[6] and row[5] in process.elements else row[6], row[7] or _board(process, row[5]),
                       _with_reason(_readable(standing, row[8]), row[5], said)) for row in rows[:limit])
    return facts, cursor_of(facts[-1].number) if len(rows) > limit else None


def _readable(standing: Standing, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What somebody wrote as a reason may name somebody; then it follows what may be read of them."""
    kept = {name: payload[name] for name in ("why", "reason") if isinstance(payload.get(name), dict)}
    if not kept:
        return payload
    standing.veil.load(kept)
    return {**payload, **standing.veil.lift(kept, reads_as(standing.work.actor, standing.case.municipality))}


def _with_reason(payload: Mapping[str, Any], element: str | None, said: Speech) -> Mapping[str, Any]:
    reason = payload.get("reason")
    return {**payload, "reason": said.part(element, "handoff_reason", reason)} if element and isinstance(reason, str) else payload


def in_words(process: Process, said: Speech) -> Process:
    """The same process with its names and descriptions as the reader reads them."""
    if not said.texts:
        return process
    elements = {key: replace(one, name=said.name(key, one.name), documentation=said.part(key, "documentation", one.documentation))
                for key, one in process.elements.items()}
    return replace(process, elements=elements, name=said.name(process.id, process.name),
                   documentation=said.part(process.id, "documentation", process.documentation))


def _turns(work: Work, case: Case, bundle: int, said: Speech) -> Turns:
    found = turns_of(work, case, bundle)
    if not said.texts:
        return found
    return Turns(tuple(replace(turn, what=said.name(turn.element, turn.what), next=said.next(turn.next)) for turn in found.turns),
                 tuple(replace(pause, what=said.name(pause.element, pause.what)) for pause in found.pauses), found.free)


def _name(process: Process, element: str | None) -> str:
    found = process.elements.get(element or "")
    return (found.name or found.id) if found else element or ""


def _board(process: Process, element: str | None) -> str:
    found = process.elements.get(element or "")
    return (found.lane.board if found and found.lane else None) or "wijk"


def _done(work: Work, case: Case) -> dict[str, Done]:
    """Per step how often and when last: one statement, however many occurrences there were."""
    last = (select(CaseEvent.element, func.count().label("times"), func.max(CaseEvent.number).label("last"))
            .where(CaseEvent.case_id == case.id, CaseEvent.element.is_not(None), CaseEvent.kind.in_(DONE)).group_by(CaseEvent.element).subquery())
    rows = work.session.execute(
        select(last.c.element, last.c.times, CaseEvent.at, Person.name)
        .join(CaseEvent, and_(CaseEvent.case_id == case.id, CaseEvent.number == last.c.last))
        .outerjoin(Person, Person.id == CaseEvent.person_id))
    return {row[0]: Done(*row[1:]) for row in rows}


def _handoffs(work: Work, case: Case, said: Speech, limit: int = 6) -> tuple[Passed, ...]:
    giver, receiver = aliased(Person), aliased(Person)
    rows = work.session.execute(
        select(giver.name, Handoff.from_role, receiver.name, Handoff.to_role, Handoff.given_at, Handoff.answered_at, Handoff.reason,
               Task.element)
        .outerjoin(Task, Task.id == Handoff.task_id).outerjoin(giver, giver.id == Handoff.from_person)
        .outerjoin(receiver, receiver.id == func.coalesce(Handoff.accepted_by, Handoff.to_person))
        .where(Handoff.case_id == case.id).order_by(Handoff.id.desc()).limit(limit))
    return tuple(Passed(*row[:6], said.part(row[7] or "", "handoff_reason", row[6] or "") or None) for row in rows)


def _free(case: Case, turns: Turns, process: Process) -> tuple[FreeOrder, ...]:
    if not case.runs:
        return ()
    return tuple(FreeOrder(element, _name(process, element), tuple((one, _name(process, one)) for one in activities))
                 for element, activities in turns.free if element in process.elements)


def steps_in_order(process: Process) -> Sequence[str]:
    """The steps people know, as they are met from the start: tasks, waits and ends, each once."""
    seen: dict[str, None] = {}
    ahead = [element for element in process.roots if process.elements[element].kind == "startEvent"] or list(process.roots[:1])
    while ahead:
        here = ahead.pop(0)
        if here in seen:
            continue
        seen[here] = None
        element = process.elements[here]
        inside = [child for child in element.children if process.elements[child].kind == "startEvent"] or list(element.children)
        attached = [other.id for other in process.elements.values() if other.attached_to == here]
        ahead = inside + [process.flows[flow].target for flow in element.outgoing] + ahead + attached
    rest = [element for element in process.elements if element not in seen]
    return [element for element in [*seen, *rest] if process.elements[element].name]
