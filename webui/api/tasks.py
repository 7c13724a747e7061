"""Tasks: what waits for whom, and everything people do with one."""
from collections.abc import Mapping
from typing import Any

from flask import g
from marshmallow import fields

from engine.asides import decline_task, snooze_task, wake_task
from engine.correcting import correct_answers
from engine.dating import ask_for_date, grant_date, refuse_date
from engine.explanation import explain
from engine.forms.model import Field
from engine.handoffs import offer_handoff
from engine.queries.inbox import VIEWS, Wanted, inbox
from engine.queries.tasks import task_view
from engine.rescheduling import reschedule_task
from engine.tables import DateRequest, Draft, Handoff, Task
from engine.tasks import claim_task, complete_task, release_task, save_draft, unchanged_task
from engine.work import Work
from webui.api.handoffs import OfferMade
from webui.api.operations import Noun
from webui.api.shapes import Day, DayOrMoment, Moment, Page, Shape, named, number, one_of, pages, words

tasks = Noun("tasks")
STATUSES = ("open", "claimed", "completed", "cancelled")


class TaskQuery(Page):
    view = one_of(*VIEWS, load_default=VIEWS[0])
    municipality = fields.String(load_default="")
    neighbourhood = fields.String(load_default="")
    process = fields.String(load_default="")
    phase = fields.String(load_default="")
    role = fields.String(load_default="")
    until = Day(load_default=None, metadata={"description": "Due on this day or before."})
    due = one_of("late", "today", "week", "later", "none", load_default="")
    q = fields.String(load_default="")


class Turn(Shape):
    """A task in a list."""

    id = fields.Integer(required=True)
    title = fields.String()
    case_id = fields.Integer()
    case_title = fields.String()
    case_status = fields.String()
    number = fields.String(metadata={"description": "The number of the case, such as LEI-2031-0042."})
    process = fields.String()
    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True)
    board = one_of("wijk", "bestuur")
    phase = fields.String(allow_none=True)
    role = fields.String()
    due_at = Moment(allow_none=True)
    quiet = fields.Boolean(metadata={"description": "due_at brings it back into view and is never late."})
    opened_at = Moment()
    holder_id = fields.Integer(allow_none=True)
    holder = fields.String(allow_none=True)
    escalated = fields.Boolean()
    back_at = Moment(allow_none=True, metadata={"description": "You put it off until then; in the view `snoozed` alone."})


class Question(Shape):
    """A field of the form of a task."""

    name = fields.String()
    kind = fields.String()
    label = fields.String()
    required = fields.Boolean()
    personal = fields.Boolean()
    readable = fields.Boolean(metadata={"description": "Whether your roles may read what stands there."})


class Following(Shape):
    """What comes after a task, as far as it is certain."""

    kind = one_of("task", "wait", "depends", "end")
    element = fields.String()
    name = fields.String()
    role = fields.String(allow_none=True)


class TaskDetail(Shape):
    """One task, with its form and what stands in it now."""

    id = fields.Integer(required=True)
    revision = fields.Integer(required=True, metadata={"description": "Also in ETag; name it in If-Match."})
    title = fields.String()
    documentation = fields.String()
    status = one_of(*STATUSES)
    case_id = fields.Integer()
    case_title = fields.String()
    case_status = fields.String()
    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True)
    board = one_of("wijk", "bestuur")
    role = fields.String()
    holder_id = fields.Integer(allow_none=True)
    holder = fields.String(allow_none=True)
    since = Moment()
    closed_at = Moment(allow_none=True)
    due_at = Moment(allow_none=True)
    quiet = fields.Boolean()
    why = fields.List(fields.String(), metadata={"description": "How the date was counted, a sentence each."})
    form = fields.String(allow_none=True)
    questions = fields.List(fields.Nested(Question))
    answers = named("By question: the draft, what was kept, or the defaults.")
    saved_at = Moment(allow_none=True)
    next = fields.List(fields.Nested(Following))
    may_answer = fields.Boolean()
    may_claim = fields.Boolean()
    may_release = fields.Boolean()
    may_reassign = fields.Boolean()


class TaskState(Shape):
    """How a task stands after something was done with it."""

    id = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    status = one_of(*STATUSES)
    case_id = fields.Integer()
    role = fields.String()
    holder_id = fields.Integer(attribute="claimant_id", allow_none=True)
    due_at = Moment(allow_none=True)
    quiet = fields.Boolean()


class Completed(TaskState):
    """A completed task, and how its case stands. `repeated`: you had done so before. `case_status` is stuck when the diagram cannot go on."""

    case_status = fields.String()
    repeated = fields.Boolean()


class DraftKept(Shape):
    task_id = fields.Integer(required=True)
    saved_at = Moment(required=True)


class Answers(Shape):
    answers = named("By question.", load_default=dict)


class Correction(Shape):
    answers = named("By question: only what changes.", required=True)
    why = words(500)


class Rescheduling(Shape):
    due = DayOrMoment(required=True)
    reason = words(500)


class Snoozing(Shape):
    """The first day on which it is back among your turns. On the day it is due it is back anyhow."""

    until = Day(required=True)


class Declining(Shape):
    reason = words(500)


class DateAsked(Shape):
    """A request for another date. `asked` waits for an answer; `over`: somebody chose a date meanwhile."""

    id = fields.Integer(required=True)
    task_id = fields.Integer()
    day = fields.String()
    state = one_of("asked", "granted", "refused", "over")
    asked_at = Moment()
    decided_at = Moment(allow_none=True)


class DateAsking(Shape):
    due = Day(required=True)
    reason = words(500)


class Offering(Shape):
    """To a role or to a person."""

    to_role = words(120, needed=False, load_default=None)
    to_person = number(load_default=None)
    note = words(needed=False, load_default=None)


@tasks.get("/tasks", pages(Turn), query=TaskQuery)
def list_tasks(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """Your inbox: your own turns, your team's, or what you wait for."""
    cursor, limit = query.pop("cursor"), query.pop("limit")
    found = inbox(work, Wanted(**query), cursor, g.language, limit)
    return {"items": found.turns, "next": found.next}


@tasks.get("/tasks/{task_id}", TaskDetail)
def get_task(work: Work, task_id: int) -> Mapping[str, Any]:
    """One task."""
    view = task_view(work, task_id, g.language)
    questions = [_question(path, one, view.data, view.world, view.locked) for path, one in (view.form.walk() if view.form else ())
                 if isinstance(one, Field)]
    return {**vars(view), "form": view.form.id if view.form else None, "questions": questions, "next": view.next,
            "why": explain(view.explanation, g.language) if view.explanation else []}


def _question(path: str, one: Field, data: Mapping[str, Any], world: Any, locked: frozenset[str]) -> dict[str, Any]:
    return {"name": path, "kind": type(one).__name__.lower(), "label": one.label.render(data, world), "required": one.required,
            "personal": one.personal is not None, "readable": not any(path == one or path.startswith(f"{one}.") for one in locked)}


@tasks.post("/tasks/{task_id}/claim", TaskState, matches="may")
def claim(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Take a task up. Claiming what is yours changes nothing."""
    return claim_task(work, task_id, revision)


@tasks.post("/tasks/{task_id}/release", TaskState, matches="may")
def release(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Put a claimed task back for its role."""
    return release_task(work, task_id, revision)


@tasks.post("/tasks/{task_id}/complete", Completed, body=Answers, matches="may")
def complete(work: Work, task_id: int, body: dict, revision: int | None) -> dict[str, Any]:
    """Answer a task and let its case go on. The same answers again are no mistake: `repeated` says so."""
    done = complete_task(work, task_id, body["answers"], revision)
    return {**TaskState().dump(done.task), "due_at": done.task.due_at, "claimant_id": done.task.claimant_id,
            "case_status": done.case.status, "repeated": done.repeated}


@tasks.post("/tasks/{task_id}/draft", DraftKept, body=Answers, matches="may")
def draft(work: Work, task_id: int, body: dict, revision: int | None) -> Draft:
    """Keep a half-filled form for yourself; nothing is checked."""
    unchanged_task(work, task_id, revision)
    return save_draft(work, task_id, body["answers"])


@tasks.post("/tasks/{task_id}/reschedule", TaskState, body=Rescheduling, matches="may")
def reschedule(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Choose another date, with a reason. A plain date means 17:00 in Amsterdam."""
    return reschedule_task(work, task_id, body["due"], body["reason"], revision)


@tasks.post("/tasks/{task_id}/snooze", TaskState, body=Snoozing, matches="may")
def snooze(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Put a task off until a day: it is in the view `snoozed` until then. The turn and the date stay."""
    return snooze_task(work, task_id, body["until"], revision).task


@tasks.post("/tasks/{task_id}/wake", TaskState)
def wake(work: Work, task_id: int, body: dict) -> Task:
    """Take back what you put off."""
    return wake_task(work, task_id)


@tasks.post("/tasks/{task_id}/decline", TaskState, body=Declining, matches="may")
def decline(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Not for you, and why: for the others of the role, or else for the coordinators."""
    return decline_task(work, task_id, body["reason"], revision)


@tasks.post("/tasks/{task_id}/date", DateAsked, body=DateAsking, matches="may", status=201)
def ask_date(work: Work, task_id: int, body: dict, revision: int | None) -> DateRequest:
    """Ask for another date. Whoever gave you the turn and the coordinators may grant it; until then the date stays."""
    return ask_for_date(work, task_id, body["due"], body["reason"], revision)


@tasks.post("/dates/{request_id}/grant", DateAsked)
def grant(work: Work, request_id: int, body: dict) -> DateRequest:
    """Yes: the date is moved. Granting what was granted changes nothing."""
    return grant_date(work, request_id)


@tasks.post("/dates/{request_id}/refuse", DateAsked, body=Declining)
def refuse(work: Work, request_id: int, body: dict) -> DateRequest:
    """No, and why: the date stays."""
    return refuse_date(work, request_id, body["reason"])


@tasks.post("/tasks/{task_id}/handoff", OfferMade, body=Offering, matches="may", status=201)
def handoff(work: Work, task_id: int, body: dict, revision: int | None) -> Handoff:
    """Offer a task to a role or a person. The turn stays with you until somebody accepts."""
    unchanged_task(work, task_id, revision)
    return offer_handoff(work, task_id, body["to_role"], body["to_person"], body["note"])


@tasks.post("/tasks/{task_id}/correct", TaskState, body=Correction, matches="must")
def correct(work: Work, task_id: int, body: dict, revision: int | None) -> Task:
    """Set answers of a completed task right. The first ones stay in the story; the process does not run again."""
    return correct_answers(work, task_id, body["answers"], body["why"], revision)
