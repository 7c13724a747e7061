"""Work for outside programmes: fetch it, do it, and say how it went."""
from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from engine.iso import Duration, plus
from engine.jobs import activate_jobs, complete_job, extend_job, fail_job, job_waits, throw_job_error
from engine.tables import Case
from engine.work import Work
from webui.api.cases import CaseState
from webui.api.operations import Noun
from webui.api.shapes import IsoDuration, Moment, Shape, named, number, words

jobs = Noun("jobs")
LONGEST_WAIT = 60                           # seconds; a proxy in front of us often hangs up after that


class Activating(Shape):
    """`fetch`: the variables you need; all you may see without it. `lock_for`: how long the jobs are yours.

    `wait`: for so many seconds you would rather wait than hear that there is nothing. When many wait you may hear so sooner.
    """

    type = words(120)
    worker = words(120)
    lock_for = IsoDuration(load_default=Duration(clock=timedelta(minutes=5)))
    limit = fields.Integer(load_default=32, validate=validate.Range(min=1, max=100, error="api.wrong.limit"))
    wait = fields.Integer(strict=True, load_default=0, validate=validate.Range(min=0, max=LONGEST_WAIT, error="api.wrong.wait"))
    fetch = fields.List(fields.String(), load_default=None)


class Job(Shape):
    """A job in your hands until `until`. `lease` proves so."""

    id = fields.Integer(required=True)
    lease = fields.Integer()
    type = fields.String()
    case_id = fields.Integer()
    number = fields.String()
    element = fields.String()
    headers = named("As the diagram gives them.")
    variables = named("What the job sees.")
    retries = fields.Integer()
    until = Moment()


class JobList(Shape):
    jobs = fields.List(fields.Nested(Job))


class Doing(Shape):
    lease = number(load_default=None)
    variables = named("What the work brought.", load_default=dict)


class Failing(Shape):
    """`error`: the code of a BPMN error that the diagram may catch; without it, the job is offered again as often as `retries` says."""

    lease = number(load_default=None)
    retries = fields.Integer(strict=True, load_default=0, validate=validate.Range(min=0, max=1000, error="api.wrong.integer"))
    why = words(500, needed=False, load_default="")
    back_off = IsoDuration(load_default=Duration())
    error = words(120, needed=False, load_default=None)
    variables = named("For who catches the error.", load_default=dict)


class Extending(Shape):
    lease = number(load_default=None)
    lock_for = IsoDuration(required=True)


class Extended(Shape):
    until = Moment(required=True)


def _something(work: Work, body: dict[str, Any]) -> bool:
    return job_waits(work, body["type"])


@jobs.post("/jobs/activate", JobList, body=Activating, private={"jobs": []}, waits=_something)
def activate(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """Fetch jobs of one type, the oldest first. For coordinators of the municipalities the jobs are in."""
    found = activate_jobs(work, body["type"], body["worker"], _span(work, body["lock_for"]), body["limit"], body["fetch"])
    return {"jobs": found}


@jobs.post("/jobs/{job_id}/complete", CaseState, body=Doing)
def complete(work: Work, job_id: int, body: dict[str, Any]) -> Case:
    """The work is done; the case goes on."""
    return complete_job(work, job_id, body["variables"], body["lease"])


@jobs.post("/jobs/{job_id}/fail", CaseState, body=Failing)
def fail(work: Work, job_id: int, body: dict[str, Any]) -> Case:
    """The work did not succeed, or came to an error that the diagram knows."""
    if body["error"]:
        return throw_job_error(work, job_id, body["error"], body["variables"], body["lease"])
    return fail_job(work, job_id, body["retries"], body["why"], _span(work, body["back_off"]), body["lease"])


@jobs.post("/jobs/{job_id}/extend", Extended, body=Extending)
def extend(work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """You need longer."""
    return {"until": extend_job(work, job_id, _span(work, body["lock_for"]), body["lease"])}


def _span(work: Work, duration: Duration) -> timedelta:
    return plus(work.now, duration) - work.now
