"""Promises about every operation at once, by walking the document that describes them."""
from datetime import date

import pytest
from openapi_spec_validator import validate
from sqlalchemy import select

from engine.dating import ask_for_date
from engine.handoffs import offer_handoff
from engine.notes import add_note
from engine.tables import Task
from webui.api.door import NOUNS

# A body that fits each operation, so that nothing but the rights of the caller can refuse it.
BODIES = {
    "tasks_handoff": {"to_role": "facilitator"}, "tasks_reschedule": {"due": "2031-04-30", "reason": "Later"},
    "tasks_correct": {"answers": {"people": 3}, "why": "Verteld"}, "handoffs_ask": {"question": "Wat is er gezegd?"},
    "handoffs_answer": {"answer": "Dat het goed komt"},
    "tasks_snooze": {"until": "2031-03-10"}, "tasks_decline": {"reason": "Geen tijd"}, "tasks_ask_date": {"due": "2031-04-30", "reason": "Later"},
    "tasks_refuse": {"reason": "Dat kan niet"},
    "handoffs_give_back": {"reason": "Niet voor mij"}, "cases_open_one": {"process": "asking", "municipality": "GM0546"},
    "cases_add": {"title": "Bellen", "role": "facilitator"}, "cases_note": {"text": "Hoi"}, "cases_tell": {"name": "answered"},
    "cases_pause": {"why": "Rust"}, "cases_resume": {"why": "Verder"}, "cases_cancel": {"why": "Klaar"},
    "messages_send": {"municipality": "GM0546", "name": "answered"}, "jobs_activate": {"type": "mail", "worker": "w"},
    "jobs_extend": {"lock_for": "PT1M"}, "processes_check_files": {"files": {"a.bpmn": "<a/>"}}, "processes_publish_files": {"files": {"a.bpmn": "<a/>"}},
}
OF_NOBODY = {"processes", "me", "calendar"}         # definitions are of the whole installation, and you are yourself
ASKED = {"progress_show_flow": "?municipality=GM0546"}      # without it you get the figures of your own municipalities


@pytest.fixture
def document(stranger):
    return stranger.get("/openapi.json")


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


@pytest.fixture
def ids(programme):
    """A case with a task, an offer and a note in Leiden; a job's id is one there is not."""
    case = programme.open("asking", "fenna")
    [task] = programme.all(select(Task))
    with programme.writing("fenna") as work:
        offered = offer_handoff(work, task.id, to_role="facilitator")
        add_note(work, case.id, "Komt goed")
        request = ask_for_date(work, task.id, date(2031, 4, 30), "De zaal is dicht")
    return {"{task_id}": task.id, "{case_id}": case.id, "{handoff_id}": offered.id, "{request_id}": request.id, "{job_id}": 1, "{key}": "asking", "{version}": 1}


def placed(path, ids):
    for name, value in ids.items():
        path = path.replace(name, str(value))
    return path


def test_the_document_is_right_by_somebody_elses_judgement(document):
    validate(document)


def test_the_document_names_every_address_there_is(app, document):
    served = {rule.endpoint.removeprefix("api.") for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert served - {"document"} == {operation["operationId"] for _, _, operation in operations(document)}
    assert len(served) - 1 == sum(len(noun.operations) for noun in NOUNS)


def test_every_operation_refuses_who_has_no_token(document, stranger, ids):
    for method, path, operation in operations(document):
        refused = stranger(method, placed(path, ids), BODIES.get(operation["operationId"], {}) if method == "post" else None, 401)
        assert refused.mimetype == "application/problem+json" and refused.headers["WWW-Authenticate"].startswith("Bearer"), path


def test_every_operation_refuses_the_objects_of_another_municipality(document, calling, ids):
    hanna = calling("haag")
    for method, path, operation in operations(document):
        name, body = operation["operationId"], BODIES.get(operation["operationId"], {}) if method == "post" else None
        if name.partition("_")[0] in OF_NOBODY:
            continue
        if "{" in path or name in ("cases_open_one", "messages_send"):
            assert hanna(method, placed(path, ids) + ASKED.get(name, ""), body, 404, If_Match='"1"').mimetype == "application/problem+json", path
        else:
            found = hanna(method, path, body).json
            assert found.get("items", found.get("jobs")) == [], path


def test_nothing_was_changed_by_all_that(document, calling, ids, programme):
    before = (programme.all(select(Task))[0].revision, len(programme.all(select(Task))))
    test_every_operation_refuses_the_objects_of_another_municipality(document, calling, ids)
    assert (programme.all(select(Task))[0].revision, len(programme.all(select(Task)))) == before


@pytest.fixture
def cas(calling):
    """Who coordinates may read everything there is to read."""
    return calling("cas")


def test_every_answer_has_the_shape_the_document_gives(document, cas, ids):
    for method, path, operation in operations(document):
        if method != "get":
            continue
        answer = cas(method, placed(path, ids))
        shape = operation["responses"]["200"]["content"][answer.mimetype]["schema"]
        assert answer.headers["API-Version"] == document["info"]["version"]
        if "$ref" in shape:
            described = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
            assert set(answer.json) == set(described["properties"]), path


def test_no_list_gives_more_than_a_hundred(document, cas):
    lists = [path for method, path, operation in operations(document)
             if method == "get" and "{" not in path and any(one["name"] == "limit" for one in operation["parameters"])]
    assert lists
    for path in lists:
        wrong = cas.get(f"{path}?limit=101", 422)["errors"]
        assert [one["field"] for one in wrong] == ["limit"], path
        assert cas.get(f"{path}?cursor=onzin", 422)["status"] == 422
