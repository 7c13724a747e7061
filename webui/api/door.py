"""Puts every operation of the API at its address, and the document that describes them beside."""
from flask import Blueprint, Response, jsonify

from webui.api.bearing import guard, mark
from webui.api.calendar import calendar
from webui.api.cases import cases_
from webui.api.handoffs import handoffs_
from webui.api.jobs import jobs
from webui.api.me import me
from webui.api.messages import messages
from webui.api.openapi import described
from webui.api.processes import processes_
from webui.api.progress import progress
from webui.api.tasks import tasks
from webui.visitor import public

__all__ = ["api", "mark"]
NOUNS = (tasks, handoffs_, cases_, processes_, messages, jobs, progress, me, calendar)
ROOT = "/api/v1"


def api() -> Blueprint:
    """The API as one blueprint; a new one for each application."""
    made = Blueprint("api", __name__, url_prefix=ROOT)
    guard(made)
    operations = [operation for noun in NOUNS for operation in noun.operations]
    for operation in operations:
        made.add_url_rule(operation.rule, operation.name, operation, methods=[operation.method.upper()])
    made.add_url_rule("/openapi.json", "document", public(_document), methods=["GET"])
    return made


def _document() -> Response:
    """What programs can do here. Open to everybody: it tells of no one."""
    answer = jsonify(described([operation for noun in NOUNS for operation in noun.operations], ROOT))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
