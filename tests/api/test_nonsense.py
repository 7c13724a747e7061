"""Whatever a program sends, it hears what is wrong with it: nothing breaks."""
import pytest
from sqlalchemy import select

from engine.tables import Task
from tests.api.test_whole_document import BODIES, operations, placed

NONSENSE = (None, "", "x" * 6000, -1, 2**70, 1.5, True, [], {}, {"$personal": "x"}, "2031-02-30", "P99999Y", "'; drop table cases; --", "\ud800")


@pytest.fixture
def database_kind():
    """The same code refuses on both databases; what reaches one is tried elsewhere on both."""
    return "sqlite"


@pytest.fixture
def ids(programme):
    programme.open("asking", "fenna")
    [task] = programme.all(select(Task))
    return {"{task_id}": task.id, "{case_id}": task.case_id, "{handoff_id}": 1, "{job_id}": 1, "{key}": "asking", "{version}": 1}


def schema_of(document, operation):
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return document["components"]["schemas"][reference.rpartition("/")[2]]


def answer_to(caller, path, body):
    answer = caller.client.post(f"/api/v1{path}", json=body, headers=caller.headers | {"If-Match": "*"})
    assert answer.status_code < 500, (path, body)
    assert answer.status_code < 400 or answer.mimetype == "application/problem+json", (path, body)
    return answer


def test_no_field_breaks_an_operation(app, fenna, ids, stranger):
    app.testing = False                 # so that a mistake of ours is answered, as people would meet it
    document = stranger.get("/openapi.json")
    for method, path, operation in operations(document):
        if method != "post" or operation["operationId"] == "cases_cancel":
            continue
        fits = BODIES.get(operation["operationId"], {})
        for name in schema_of(document, operation).get("properties", {}):
            for value in NONSENSE:
                answer_to(fenna, placed(path, ids), {**fits, name: value})


@pytest.mark.parametrize("query", ["view=x", "limit=0", "limit=x", "cursor=" + "A" * 401, "cursor=W10", "unknown=1", "q=%00", "due=ooit", "limit=5&limit=x"])
def test_no_question_breaks_a_list(app, fenna, query):
    app.testing = False
    for path in ("/tasks", "/cases", "/handoffs", "/processes"):
        assert fenna.client.get(f"/api/v1{path}?{query}", headers=fenna.headers).status_code in (200, 400, 422), path
