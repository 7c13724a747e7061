"""Processes: reading what was published, checking files, and publishing them."""
from typing import Any

from flask import g
from marshmallow import fields, validate

from engine.checking import check
from engine.definitions import publish
from engine.queries.processes import ProcessFiles, process_files, processes, versions
from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import Moment, Page, Shape, one_of, pages

processes_ = Noun("processes")
LARGEST = 20_000_000                    # bytes: a whole folder as JSON


class ProcessLine(Shape):
    """One version of a process."""

    key = fields.String(required=True)
    version = fields.Integer()
    name = fields.String()
    documentation = fields.String()
    version_tag = fields.String(allow_none=True)
    published_at = Moment()


class ProcessDetail(ProcessLine):
    """One version of a process, with the files it was published in."""

    files = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "Path to text."})


class Files(Shape):
    """Files that belong together: .bpmn, .dmn, .form, en.yaml."""

    files = fields.Dict(keys=fields.String(), values=fields.String(), required=True,
                        validate=validate.Length(min=1, max=200, error="api.wrong.length"), metadata={"description": "Path to text."})


class Found(Shape):
    """What the checker says about one place."""

    file = fields.String()
    element = fields.String()
    severity = one_of("error", "warning")
    key = fields.String()
    sentence = fields.String()


class Checked(Shape):
    """`publishable`: no errors among the findings."""

    publishable = fields.Boolean()
    findings = fields.List(fields.Nested(Found))


class Published(Shape):
    """A version that can be started. `new` is false when the same files stood there already."""

    key = fields.String(required=True)
    version = fields.Integer()
    name = fields.String()
    new = fields.Boolean()


class PublishedList(Shape):
    processes = fields.List(fields.Nested(Published))


@processes_.get("/processes", pages(ProcessLine), query=Page)
def list_processes(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """The newest version of every process."""
    found = processes(work, query["cursor"], g.language, query["limit"])
    return {"items": found.processes, "next": found.next}


@processes_.get("/processes/{key}", ProcessDetail)
def get_process(work: Work, key: str) -> dict[str, Any]:
    """The newest version of one process, with its files."""
    return _detail(process_files(work, key, language=g.language))


@processes_.get("/processes/{key}/versions", pages(ProcessLine), query=Page)
def list_versions(work: Work, key: str, query: dict[str, Any]) -> dict[str, Any]:
    """Every version of one process, the newest first."""
    found = versions(work, key, query["cursor"], g.language, query["limit"])
    return {"items": found.processes, "next": found.next}


@processes_.get("/processes/{key}/versions/{version}", ProcessDetail)
def get_version(work: Work, key: str, version: int) -> dict[str, Any]:
    """One version of one process, with its files."""
    return _detail(process_files(work, key, version, g.language))


@processes_.post("/processes/check", Checked, body=Files, large=LARGEST)
def check_files(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """What the checker says about files that are not stored."""
    found = check(_bytes(body))
    lines = [{**vars(one), "sentence": one.sentence(g.language)} for one in found]
    return {"publishable": all(one.severity != "error" for one in found), "findings": lines}


@processes_.post("/processes", PublishedList, body=Files, status=201, large=LARGEST)
def publish_files(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """Check files and store them as a new version of each process in them. For coordinators."""
    return {"processes": publish(work, _bytes(body))}


def _bytes(body: dict[str, Any]) -> dict[str, bytes]:
    return {path: written.encode("utf-8", "surrogatepass") for path, written in body["files"].items()}


def _detail(found: ProcessFiles) -> dict[str, Any]:
    return {**vars(found.process), "files": {path: content.decode("utf-8", "replace") for path, content in found.files.items()}}
