"""One task as its page shows it: the form with what the case knows, who has the turn, why this date, what comes next."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, or_, select
from sqlalchemy.orm import aliased

from engine import attendance, feel
from engine.access import LIVE, may_take, oversees, reads_as, sees_task
from engine.actors import Actor
from engine.blanks import ask
from engine.bpmn import runner
from engine.bpmn.model import Process
from engine.bpmn.step import Snapshot
from engine.calendar import WorkingCalendar
from engine.errors import NotFound
from engine.forms import Form
from engine.members import members
from engine.next_turn import Next, next_of
from engine.queries.speech import Speech, speech
from engine.queries.talk import last, talks
from engine.standing import Standing
from engine.tables import Case, CaseEvent, Definition, Draft, Handoff, Municipality, Neighbourhood, Person, Task
from engine.tasks import form_of, held_by
from engine.withheld import closed, opened
from engine.work import Work

LAST_GIVEN = (select(Person.name, Handoff).outerjoin(Person, Person.id == Handoff.from_person)
              .where(Handoff.task_id == bindparam("task"), or_(Handoff.kind == "automatic", Handoff.state.in_(("accepted", "returned"))))
              .order_by(Handoff.id.desc()).limit(1))


@dataclass(frozen=True)
class Left:
    """What came of a case after somebody did something: its status, and whose turn it is."""

    status: str
    mine: int | None                        # a task of whoever asks
    holders: tuple[tuple[str | None, str], ...]     # (name, role) of who has the turn


@dataclass(frozen=True)
class Given:
    """How the turn came here, or came back. Names are of people, roles are keys."""

    by: str | None
    role: str | None
    at: datetime
    reason: str | None
    note: str | None
    returned: bool = False


@dataclass(frozen=True)
class TaskView:
    """`answers`: what stands in the form now: the draft, what was kept when the case got stuck, else the defaults."""

    id: int
    title: str
    documentation: str
    status: str
    revision: int
    case_id: int
    case_title: str
    case_status: str
    municipality: str
    neighbourhood: str | None
    board: str
    role: str
    holder_id: int | None
    holder: str | None
    since: datetime
    closed_at: datetime | None
    due_at: datetime | None
    quiet: bool
    explanation: Mapping[str, Any] | None
    calendar: WorkingCalendar
    warning: str | None
    form: Form | None
    data: Mapping[str, Any]
    answers: dict[str, Any]
    saved_at: datetime | None
    world: feel.World
    given: Given | None
    next: tuple[Next, ...]
    locked: frozenset[str]                  # fields that hold what whoever asks may not read, and lists of which some rows do; these stay as they are
    handed: bool
    may_answer: bool
    may_claim: bool
    may_release: bool
    may_reassign: bool
    colleagues: tuple[tuple[int, str], ...]
    typed: Mapping[str, Any] | None         # by whoever asks, before somebody else was first
    stood_in: str | None                    # who finished it in the place of the holder


def task_view(work: Work, task_id: int, language: str = "nl") -> TaskView:
    """NotFound when there is no such task, or not for whoever asks."""
    task, standing, extra = _found(work, task_id)
    said = speech(work, standing.shelf.bundle, language, task.process)
    case, me = standing.case, work.actor
    titled = speech(work, standing.shelf.bundle, language).title(case.title)
    veil, seen = standing.veil, reads_as(me, case.municipality)
    draft = _draft(work, task)
    veil.load(case.state, case.data, task.answers, draft.answers if draft else None)
    held = held_by(standing, task)
    data = {**_data(task, Snapshot(veil.lift(case.state), veil.lift(case.data, seen))), **attendance.expected(standing, task, seen, language)}
    live = task.status in LIVE and case.runs
    mine = me.kind != "person" or task.claimant_id == me.person or task.claimant_id is None and extra["takes"]
    process = standing.process_of(task.process)
    element = process.elements.get(task.element)
    form = said.form(form_of(standing, task))
    over = task.status not in LIVE
    kept = draft.answers if draft and not over else task.answers
    world = standing.moment.world
    return TaskView(
        task.id, said.name(task.element, task.name), said.part(task.element, "documentation", element.documentation) if element else "", task.status, task.revision, case.id, titled, case.status,
        case.municipality, extra["neighbourhood"], task.board, task.role, task.claimant_id, extra["holder"], task.claimed_at or task.opened_at,
        task.closed_at, task.due_at, task.quiet, task.due_explanation, standing.calendar, task.warning, form, data,
        opened(form, kept, data, held, veil, seen, world) if form else veil.lift(kept, seen) or {}, draft.saved_at if draft else None, world,
        _given(work, task, said), said.next(_next(process, task)), closed(form, held, veil, seen) | closed(form, kept, veil, seen), live and mine and task.handed, live and mine, live and task.claimant_id is None and extra["takes"],
        live and task.claimant_id is not None and (task.claimant_id == me.person or oversees(me, case.municipality)),
        live and oversees(me, case.municipality), _colleagues(work, task) if live and oversees(me, case.municipality) else (),
        veil.lift(draft.answers, seen) if draft and (over or not mine) else None, extra["stood_in"])


def left_behind(work: Work, case_id: int) -> Left:
    """Asked right after completing: the next turn of whoever asks, if they have one here."""
    status = work.session.scalar(select(Case.status).where(Case.id == case_id))
    rows = list(ask(work, _turns_left, of_case=case_id))
    mine = [row.id for row in rows if row.claimant_id == work.actor.person or row.claimant_id is None and row.takes]
    return Left(status or "", mine[0] if mine else None, tuple(dict.fromkeys((row.name, row.role) for row in rows)))


def _turns_left(actor: Actor, now: datetime) -> Select:
    return (select(Task.id, Task.claimant_id, Person.name, Task.role, may_take(actor, now).label("takes")).outerjoin(Person, Person.id == Task.claimant_id)
            .where(Task.case_id == bindparam("of_case"), Task.status.in_(LIVE)).order_by(Task.id.desc()))


def _found(work: Work, task_id: int) -> tuple[Task, Standing, dict[str, Any]]:
    row = ask(work, _with_its_case, task=task_id).first()
    if row is None:
        raise NotFound()
    standing = work.read.setdefault(row.Case.id, Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id)))
    return row.Task, standing, {"neighbourhood": row.neighbourhood, "holder": row.holder, "stood_in": row.stood_in, "takes": bool(row.takes)}


def _with_its_case(actor: Actor, now: datetime) -> Select:
    return (select(Task, Case, Municipality, Definition.bundle_id, Neighbourhood.name.label("neighbourhood"), Person.name.label("holder"),
                   who_stood_in().label("stood_in"), may_take(actor, now).label("takes"))
            .join(Case, Case.id == Task.case_id).join(Municipality, Municipality.code == Case.municipality)
            .join(Definition, Definition.id == Case.definition_id).outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood)
            .outerjoin(Person, Person.id == Task.claimant_id).where(Task.id == bindparam("task"), sees_task(actor, now)))


def who_stood_in() -> ScalarSelect:
    """Found by the few events that were in somebody's place, not by all there are."""
    other = aliased(Person)
    return (select(other.name).join(CaseEvent, CaseEvent.person_id == other.id)
            .where(CaseEvent.on_behalf_of == Task.claimant_id, CaseEvent.task_id == Task.id, CaseEvent.kind == "TaskCompleted")
            .order_by(CaseEvent.id.desc()).limit(1).correlate(Task).scalar_subquery())


def _draft(work: Work, task: Task) -> Draft | None:
    if not task.drafted:
        return None
    return work.session.scalar(select(Draft).where(Draft.task_id == task.id, Draft.person_id == work.actor.person))


def _data(task: Task, snapshot: Snapshot) -> Mapping[str, Any]:
    """What the task sees; a closed one, or one added by hand, sees the case."""
    if task.token is None or task.status not in LIVE:
        return snapshot.data.get("", {})
    return runner.visible(snapshot, task.token)


def _given(work: Work, task: Task, said: Speech) -> Given | None:
    row = work.session.execute(LAST_GIVEN, {"task": task.id}).first()
    if row is None:
        return None
    one: Handoff = row.Handoff
    talk = talks(work, [one]).get(one.id, ())
    if one.state == "returned":
        who = next((part.by for part in reversed(talk) if part.what == "reason"), None)
        return Given(who, one.to_role, one.answered_at or one.given_at, last(talk, "reason"), None, returned=True)
    note = last(talk, "note")
    return Given(row.name, one.from_role, one.given_at, said.part(task.element, "handoff_reason", one.reason or "") or None, note)


def _next(process: Process, task: Task) -> tuple[Next, ...]:
    return next_of(process, task.element) if task.token is not None and task.status in LIVE else ()


def _colleagues(work: Work, task: Task) -> tuple[tuple[int, str], ...]:
    """To whom the turn may be given: who has a role of the task where it is."""
    able = {person.id: person.name for role in task.roles for person in members(work, role, task.municipality, task.neighbourhood)}
    able.pop(task.claimant_id, None)
    return tuple(sorted(able.items(), key=lambda one: one[1]))
