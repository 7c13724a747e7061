"""Cases: opening one, reading it from several sides, and what people do with it."""
from typing import Any

from flask import g
from marshmallow import ValidationError, fields, validates_schema

from engine.adhoc import start_activity
from engine.cases import add_task, cancel_case, open_case, unchanged_case
from engine.language import text
from engine.messages import message_case
from engine.notes import add_note
from engine.pausing import pause_case, resume_case
from engine.queries.case_record import case_record
from engine.queries.case_view import case_view
from engine.queries.case_view import diagram as diagram_of
from engine.queries.cases import CaseWanted, cases
from engine.queries.notes import notes
from engine.tables import Case, Note
from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import Moment, Page, Shape, named, number, one_of, pages, words

cases_ = Noun("cases")
STATUSES = ("open", "paused", "stuck", "ended", "cancelled")


class CaseQuery(Page):
    status = one_of("running", "stuck", "closed", load_default="")
    municipality = fields.String(load_default="")
    neighbourhood = fields.String(load_default="")
    process = fields.String(load_default="")
    q = fields.String(load_default="")


class CaseLine(Shape):
    """A case in a list."""

    id = fields.Integer(required=True)
    number = fields.String()
    title = fields.String()
    status = one_of(*STATUSES)
    process = fields.String(metadata={"description": "The name of the process."})
    municipality = fields.String(metadata={"description": "The name of the municipality."})
    neighbourhood = fields.String(allow_none=True)
    opened_at = Moment()
    closed_at = Moment(allow_none=True)


class Stuck(Shape):
    """Why a case cannot go on, and where."""

    element = fields.String()
    code = fields.String()
    sentence = fields.String()


class CaseDetail(Shape):
    """One case."""

    id = fields.Integer(required=True)
    revision = fields.Integer(required=True, metadata={"description": "Also in ETag; name it in If-Match."})
    number = fields.String()
    title = fields.String()
    status = one_of(*STATUSES)
    process = fields.String(metadata={"description": "The key of the process."})
    version = fields.Integer()
    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True)
    parent_id = fields.Integer(allow_none=True)
    opened_at = Moment()
    opened_by = fields.String(allow_none=True)
    changed_at = Moment()
    paused_at = Moment(allow_none=True)
    closed_at = Moment(allow_none=True)
    ends = fields.List(fields.String())
    stuck = fields.Nested(Stuck, allow_none=True)
    data = named("What the case knows; null for a field you may not read. Null for who does not take part.", allow_none=True)


class CaseState(Shape):
    """How a case stands after something was done with it."""

    id = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    number = fields.String()
    status = one_of(*STATUSES)
    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True)


class Opening(Shape):
    process = words(120)
    version = number(load_default=None)
    municipality = words(12)
    neighbourhood = words(12, needed=False, load_default=None)
    title = words(200, needed=False, load_default=None)
    data = named("Variables the case starts with.", load_default=dict)


class Event(Shape):
    """Something that happened in a case."""

    number = fields.Integer()
    at = Moment()
    kind = fields.String()
    actor = one_of("person", "clock", "system")
    person = fields.String(allow_none=True)
    element = fields.String(allow_none=True)
    element_name = fields.String()
    task = fields.String(allow_none=True)
    board = fields.String()
    reason = fields.String(allow_none=True, metadata={"description": "Why, in the words of who did it."})


class Next(Shape):
    kind = one_of("task", "wait", "depends", "end")
    element = fields.String()
    name = fields.String()
    role = fields.String(allow_none=True)


class CaseTurn(Shape):
    """Somebody has the turn: of a task, or of something the case waits for."""

    kind = one_of("task", "wait")
    board = one_of("wijk", "bestuur")
    holder = fields.String()
    roles = fields.List(fields.String())
    person = fields.Integer(allow_none=True)
    person_name = fields.String(allow_none=True)
    element = fields.String()
    what = fields.String()
    since = Moment()
    due_at = Moment(allow_none=True)
    quiet = fields.Boolean()
    late = fields.Boolean()
    task = fields.Integer(allow_none=True)
    offered_to = fields.String(allow_none=True)
    next = fields.List(fields.Nested(Next))


class Wait(Shape):
    """Something the case waits for that is nobody's turn."""

    kind = fields.String()
    element = fields.String()
    what = fields.String()
    until = Moment(allow_none=True)
    case = fields.Integer(allow_none=True)


class CaseTurns(Shape):
    """Whose turn it is, on both boards, and what the case waits for besides."""

    turns = fields.List(fields.Nested(CaseTurn))
    pauses = fields.List(fields.Nested(Wait))


class TaskAdded(Shape):
    """`id` is null for an activity of the diagram: the inbox has its task."""

    id = fields.Integer(allow_none=True)
    case_id = fields.Integer()
    case_status = one_of(*STATUSES)


class Adding(Shape):
    """Either a task of your own (`title` and `role`), or an `activity` that the diagram leaves free."""

    title = words(200, needed=False, load_default=None)
    role = words(120, needed=False, load_default=None)
    reason = words(500, needed=False, load_default=None)
    activity = words(120, needed=False, load_default=None)

    @validates_schema
    def one_or_the_other(self, asked: dict, **also: Any) -> None:
        missing = [name for name in ("title", "role") if not asked["activity"] and not asked[name]]
        if missing:
            raise ValidationError({name: ["api.wrong.required"] for name in missing})
        if asked["activity"] and (asked["title"] or asked["role"]):
            raise ValidationError({"activity": ["api.wrong.one_of_both"]})


class NoteLine(Shape):
    """A note. `text` is null when you may not read about whom it names, or they were erased."""

    id = fields.Integer(required=True)
    at = Moment()
    author = fields.String(allow_none=True)
    visibility = one_of("team", "person")
    to = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


class Noting(Shape):
    """`to`: the login of the only other person who may read it; without it the whole case team does."""

    text = words()
    to = words(120, needed=False, load_default=None)


class Noted(Shape):
    id = fields.Integer(required=True)
    case_id = fields.Integer()
    at = Moment()
    visibility = one_of("team", "person")


class Telling(Shape):
    name = words(120)
    data = named("What the message brings.", load_default=dict)


class Reason(Shape):
    why = words(500)


@cases_.get("/cases", pages(CaseLine), query=CaseQuery)
def list_cases(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """The cases you may see, the newest first."""
    cursor, limit = query.pop("cursor"), query.pop("limit")
    found = cases(work, CaseWanted(**query), cursor, g.language, limit)
    return {"items": found.cases, "next": found.next}


@cases_.post("/cases", CaseState, body=Opening, status=201)
def open_one(work: Work, body: dict[str, Any]) -> Case:
    """Open a case of the newest version of a process, or of the version named. It may be stuck at once, and says so."""
    return open_case(work, body.pop("process"), **body)


@cases_.get("/cases/{case_id}", CaseDetail)
def get_case(work: Work, case_id: int) -> dict[str, Any]:
    """One case."""
    found = vars(case_record(work, case_id, g.language)).copy()
    if found["stuck"]:
        element, key, params = found["stuck"]
        found["stuck"] = {"element": element, "code": key, "sentence": text(key, g.language, **params)}
    return found


@cases_.get("/cases/{case_id}/timeline", pages(Event), query=Page)
def timeline(work: Work, case_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """What happened, the newest first."""
    view = case_view(work, case_id, query["cursor"], g.language, query["limit"])
    events = [{**vars(one), "reason": one.payload.get("why") or one.payload.get("reason")} for one in view.facts]
    return {"items": events, "next": view.earlier}


@cases_.get("/cases/{case_id}/turns", CaseTurns)
def turns(work: Work, case_id: int) -> Any:
    """Who has the turn on each board."""
    return case_view(work, case_id, language=g.language, limit=1).turns


@cases_.get("/cases/{case_id}/diagram", None, media="application/xml")
def diagram(work: Work, case_id: int) -> bytes:
    """The BPMN file the case runs."""
    return diagram_of(work, case_id)


@cases_.post("/cases/{case_id}/tasks", TaskAdded, body=Adding, matches="may", status=201)
def add(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> dict[str, Any]:
    """Add a task that no diagram knows, or start an activity of a part in free order."""
    unchanged_case(work, case_id, revision)
    if body["activity"]:
        return {"id": None, "case_id": case_id, "case_status": start_activity(work, case_id, body["activity"]).status}
    task = add_task(work, case_id, body["title"], body["role"], body["reason"])
    return {"id": task.id, "case_id": case_id, "case_status": "open"}


@cases_.get("/cases/{case_id}/notes", pages(NoteLine), query=Page)
def list_notes(work: Work, case_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """The notes you may read, the newest first."""
    found = notes(work, case_id, query["cursor"], query["limit"])
    return {"items": found.notes, "next": found.next}


@cases_.post("/cases/{case_id}/notes", Noted, body=Noting, matches="may", status=201)
def note(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> Note:
    """Write something down for the case team, or for one other person."""
    unchanged_case(work, case_id, revision)
    return add_note(work, case_id, body["text"], body["to"])


@cases_.post("/cases/{case_id}/messages", CaseState, body=Telling, matches="may")
def tell(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> Case:
    """Give a message to this case, which waits for it by that name."""
    unchanged_case(work, case_id, revision)
    return message_case(work, case_id, body["name"], body["data"])


@cases_.post("/cases/{case_id}/pause", CaseState, body=Reason, matches="may")
def pause(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> Case:
    """Let a case stand still: nothing moves and nothing falls due."""
    unchanged_case(work, case_id, revision)
    return pause_case(work, case_id, body["why"])


@cases_.post("/cases/{case_id}/resume", CaseState, body=Reason, matches="may")
def resume(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> Case:
    """Let it go on: what was left of each date is left again."""
    unchanged_case(work, case_id, revision)
    return resume_case(work, case_id, body["why"])


@cases_.post("/cases/{case_id}/cancel", CaseState, body=Reason, matches="may")
def cancel(work: Work, case_id: int, body: dict[str, Any], revision: int | None) -> Case:
    """End a case and all it called."""
    unchanged_case(work, case_id, revision)
    return cancel_case(work, case_id, body["why"])
