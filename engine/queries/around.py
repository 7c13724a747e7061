"""What stands around a task: why it came to whoever looks, what was decided before, and what was said about it."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select

from engine import feel
from engine.access import escalated_to, reads_as, sees_case, sees_task
from engine.actors import Actor
from engine.blanks import ask
from engine.forms import Form
from engine.queries.dating import Asked, requests_of
from engine.queries.reasons import reasons, standing_of
from engine.queries.speech import speech
from engine.queries.tasks import who_stood_in
from engine.roles import COORDINATOR
from engine.standing import Standing
from engine.tables import Aside, Case, CaseEvent, Definition, Neighbourhood, Person, Task
from engine.tasks import form_of
from engine.withheld import closed, own
from engine.work import Work

EARLIER, DECISIONS = 3, 2                   # as much as somebody reads before they begin
Why = Literal["fixed", "role", "nobody", "escalated", "given", ""]


@dataclass(frozen=True)
class Earlier:
    """A task that was done before in this case, with what was answered as far as whoever asks may read it."""

    id: int
    title: str
    by: str | None
    stood_in: str | None                    # who did it in their place
    at: datetime
    form: Form | None
    data: Mapping[str, Any]
    answers: Mapping[str, Any]
    locked: frozenset[str]
    world: feel.World


@dataclass(frozen=True)
class Declined:
    by: str
    at: datetime
    why: str | None                         # None: not for whoever asks


@dataclass(frozen=True)
class Around:
    """`why`: by what the task is for whoever asks; `place`: of their role; `first_due_at`: when another date was chosen since; `aside_until`: they put it off."""

    why: Why
    role: str
    place: str
    opened_by: str | None
    opened_at: datetime
    process: str
    first_due_at: datetime | None
    aside_until: datetime | None
    declined: tuple[Declined, ...]
    given_back_to: str                      # the role it lies with since whoever asks declined it; "": they did not, or somebody took it up
    earlier: tuple[Earlier, ...]
    decisions: tuple[tuple[str, ...], ...]  # of each the sentences that say why
    requests: tuple[Asked, ...]


def around(work: Work, task_id: int, language: str = "nl") -> Around:
    """For a task that whoever asks may see."""
    row = ask(work, _with_its_origin, task=task_id).one()
    task: Task = row.Task
    standing = standing_of(work, task.case_id)
    until, declined, given_back_to = _asides(standing, task)
    why, role = _why(work, task, bool(row.came_up))
    process = speech(work, standing.shelf.bundle, language).name(standing.case.key, row.process)
    return Around(why, role, row.place or "", row.opener, row.opened_at, process, task.first_due_at if task.first_due_at != task.due_at else None, until, declined, given_back_to,
                  _earlier(standing, task, language), _decisions(standing, language), requests_of(work, task_id, language))


def _with_its_origin(actor: Actor, now: datetime) -> Select:
    return (select(Task, Case.opened_at, Person.name.label("opener"), Definition.name.label("process"), Neighbourhood.name.label("place"),
                   escalated_to(actor, now).label("came_up"))
            .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id)
            .outerjoin(Person, Person.id == Case.opened_by).outerjoin(Neighbourhood, Neighbourhood.code == Task.neighbourhood)
            .where(Task.id == bindparam("task")))


def _why(work: Work, task: Task, came_up: bool) -> tuple[Why, str]:
    """The nearest reason first, and the role that it is about."""
    actor = work.actor
    held = actor.roles(task.municipality)
    role = next((one for one in task.roles if one in held), None)
    if task.reserved_for is not None and task.reserved_for == actor.person:
        return "fixed", task.roles[0]
    if came_up and role is None:
        return "escalated", task.roles[0]
    if role is not None:
        return "role", role
    if COORDINATOR in held and (task.role == COORDINATOR or task.warning):
        return "nobody", task.roles[0]
    return ("given", task.role) if task.claimant_id == actor.person else ("", task.role)


def _asides(standing: Standing, task: Task) -> tuple[datetime | None, tuple[Declined, ...], str]:
    """Until when whoever asks put it off, who gave it back and why, and with which role it lies when that was whoever asks."""
    work = standing.work
    if not task.put_aside:
        return None, (), ""
    rows = list(work.session.execute(select(Aside, Person.name).join(Person, Person.id == Aside.person_id).where(Aside.task_id == task.id).order_by(Aside.at)))
    standing.veil.load(*(row.Aside.why for row in rows))
    until = next((row.Aside.until for row in rows if row.Aside.person_id == work.actor.person and row.Aside.until), None)
    seen = reads_as(work.actor, task.municipality)
    declined = [row for row in rows if row.Aside.how == "declined"]
    mine = any(row.Aside.person_id == work.actor.person for row in declined)
    return until if until and until > work.now else None, tuple(
        Declined(row.name, row.Aside.at, standing.veil.lift(row.Aside.why, None if row.Aside.person_id == work.actor.person else seen))
        for row in declined), task.role if mine and task.claimant_id is None else ""


def _earlier(standing: Standing, task: Task, language: str) -> tuple[Earlier, ...]:
    """The last things that were done in this case, the newest first."""
    work, case = standing.work, standing.case
    rows = list(ask(work, _done_before, of_case=case.id, task=task.id))
    if not rows:
        return ()
    seen, veil = reads_as(work.actor, case.municipality), standing.veil
    veil.load(case.data, *(row.Task.answers for row in rows))
    data = veil.lift(case.data, seen).get("", {})
    return tuple(_done(standing, row, data, seen, language) for row in rows)


def _done_before(actor: Actor, now: datetime) -> Select:
    return (select(Task, Person.name.label("by"), who_stood_in().label("stood_in")).join(Case, Case.id == Task.case_id).outerjoin(Person, Person.id == Task.claimant_id)
            .where(Task.case_id == bindparam("of_case"), Task.status == "completed", Task.id != bindparam("task"), sees_task(actor, now))
            .order_by(Task.closed_at.desc(), Task.id.desc()).limit(EARLIER))


def _done(standing: Standing, row: Any, data: Mapping[str, Any], seen: frozenset[str] | None, language: str) -> Earlier:
    task: Task = row.Task
    said = speech(standing.work, standing.shelf.bundle, language, task.process)
    form = said.form(form_of(standing, task))
    return Earlier(task.id, said.name(task.element, task.name), row.by, row.stood_in, task.closed_at, form, data, own(form, standing.veil.lift(task.answers, seen) or {}, task.answers, standing.veil, seen),
                   closed(form, task.answers, standing.veil, seen), standing.moment.world)


def _decisions(standing: Standing, language: str) -> tuple[tuple[str, ...], ...]:
    """The last decisions that tables took, with the rule that fitted."""
    payloads = ask(standing.work, _decided, of_case=standing.case.id).scalars()
    return tuple(filter(None, (reasons(standing, payload, language) for payload in payloads)))


def _decided(actor: Actor, now: datetime) -> Select:
    return (select(CaseEvent.payload).join(Case, Case.id == CaseEvent.case_id)
            .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "DecisionTaken", sees_case(actor, now))
            .order_by(CaseEvent.number.desc()).limit(DECISIONS))
