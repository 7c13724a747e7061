"""What programs do with the API: a case from beginning to end, and every way it says no."""
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.iso import local
from tests.core.programme import DEN_HAAG, LEIDEN, STEVENSHOF


@pytest.fixture
def case(fenna):
    return fenna.post("/cases", 201, process="asking", municipality=LEIDEN, neighbourhood=STEVENSHOF, title="Soep", data={"participant": "P-17"})


@pytest.fixture
def task(case, fenna):
    return fenna.get("/tasks")["items"][0] if fenna.get("/tasks")["items"] else fenna.get("/tasks?view=team")["items"][0]


def test_a_case_from_beginning_to_end(fenna, calling, case, task):
    address = f"/tasks/{task['id']}"
    assert (task["title"], task["number"], task["holder"]) == ("Praten", "LEI-2031-0001", None)
    assert fenna.post(f"{address}/claim")["status"] == "claimed"
    assert fenna.post(f"{address}/draft", answers={"people": 2})["task_id"] == task["id"]
    assert fenna.get(address)["answers"] == {"people": 2}
    done = fenna.post(f"{address}/complete", answers={"full_name": "Quirina Zilverschoon", "people": 4})
    assert (done["status"], done["case_status"], done["repeated"]) == ("completed", "open", False)
    assert fenna.post(f"{address}/complete", answers={"full_name": "Quirina Zilverschoon", "people": 4})["repeated"]
    assert fenna.post(f"/cases/{case['id']}/messages", name="answered", data={"answer": "ja"})["status"] == "open"
    bram = calling("bram")
    [decide] = [one for view in ("mine", "team") for one in bram.get(f"/tasks?view={view}")["items"]]
    assert bram.post(f"/tasks/{decide['id']}/complete")["case_status"] == "ended"
    assert fenna.get(f"/cases/{case['id']}")["data"] == {"participant": "P-17", "full_name": "Quirina Zilverschoon", "people": 4, "answer": "ja"}
    assert bram.get(f"/cases/{case['id']}")["data"]["full_name"] is None, "the policy officer may not read the name"
    kinds = [event["kind"] for event in fenna.get(f"/cases/{case['id']}/timeline")["items"]]
    assert kinds[0] == "CaseEnded" and kinds[-1] == "CaseOpened"


def test_a_case_is_read_from_several_sides(fenna, case):
    [turn] = fenna.get(f"/cases/{case['id']}/turns")["turns"]
    assert (turn["what"], turn["holder"], turn["board"], turn["next"][0]["element"]) == ("Praten", "facilitator", "wijk", "answer")
    diagram = fenna("get", f"/cases/{case['id']}/diagram")
    assert diagram.mimetype == "application/xml" and b"receiveTask" in diagram.data
    assert [one["id"] for one in fenna.get(f"/cases?municipality={LEIDEN}&status=running&q=soep")["items"]] == [case["id"]]
    assert fenna.get(f"/cases?municipality={DEN_HAAG}")["items"] == []


def test_a_version_that_is_not_the_newest_is_refused(fenna, case, task):
    seen = fenna("get", f"/tasks/{task['id']}").headers["ETag"]
    fenna("post", f"/tasks/{task['id']}/claim", {}, If_Match=seen)
    fenna("post", f"/tasks/{task['id']}/release", {}, 412, If_Match=seen)
    fenna("post", f"/tasks/{task['id']}/release", {}, 412, If_Match="onzin")
    fenna("post", f"/tasks/{task['id']}/release", {}, If_Match="*")
    etag = fenna("get", f"/cases/{case['id']}").headers["ETag"]
    paused = fenna("post", f"/cases/{case['id']}/pause", {"why": "Vakantie"}, If_Match=etag)
    assert paused.headers["ETag"] != etag
    assert fenna("post", f"/cases/{case['id']}/resume", {"why": "Terug"}, 412, If_Match=etag).json["code"] == "core.stale"
    fenna("post", f"/cases/{case['id']}/resume", {"why": "Terug"}, If_Match=paused.headers["ETag"])


def test_correcting_asks_which_version_was_looked_at(fenna, task):
    address = f"/tasks/{task['id']}"
    etag = fenna("post", f"{address}/complete", {"answers": {"people": 4}}).headers["ETag"]
    fenna.post(f"{address}/correct", 428, answers={"people": 5}, why="Verteld")
    fenna.post(f"{address}/correct", headers={"If_Match": etag}, answers={"people": 5}, why="Verteld")
    assert fenna.get(address)["answers"]["people"] == 5


def test_what_is_asked_twice_with_one_key_is_done_once(fenna, calling, clock):
    body, key = {"process": "asking", "municipality": LEIDEN, "neighbourhood": STEVENSHOF}, {"Idempotency_Key": "k-1"}
    first = fenna("post", "/cases", body, 201, **key)
    again = fenna("post", "/cases", body, 201, **key)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true" and again.headers["ETag"] == first.headers["ETag"]
    assert fenna("post", "/cases", body | {"title": "Anders"}, 422, **key).json["errors"][0]["field"] == "Idempotency-Key"
    calling("cas")("post", "/cases", body, 201, **key)
    clock.now += timedelta(days=2)
    fenna("post", "/cases", body, 201, **key)
    assert len(fenna.get("/cases")["items"]) == 3


def test_a_refusal_is_not_remembered(fenna, task):
    key = {"Idempotency_Key": "k-2"}
    fenna("post", f"/tasks/{task['id']}/complete", {"answers": {}}, 422, **key)
    fenna("post", f"/tasks/{task['id']}/complete", {"answers": {"people": 1}}, **key)


@pytest.mark.parametrize(("body", "wrong"), [
    ({}, {"process": "api.wrong.required", "municipality": "api.wrong.required"}),
    ({"process": "", "municipality": 7, "color": "red"}, {"process": "api.wrong.length", "municipality": "api.wrong.text", "color": "api.wrong.unknown"}),
    ({"process": "asking", "municipality": LEIDEN, "data": [], "version": "1"}, {"data": "api.wrong.object", "version": "api.wrong.integer"}),
    ({"process": "asking", "municipality": LEIDEN, "title": "a\0b"}, {"title": "api.wrong.characters"})])
def test_every_wrong_field_is_named(fenna, body, wrong):
    refused = fenna("post", "/cases", body, 422)
    assert refused.mimetype == "application/problem+json"
    assert {one["field"]: one["code"] for one in refused.json["errors"]} == wrong
    assert all(one["detail"] for one in refused.json["errors"])


def test_answers_that_do_not_fit_the_form_are_named_in_the_callers_language(fenna, task):
    dutch = fenna("post", f"/tasks/{task['id']}/complete", {"answers": {"people": 0}}, 422).json
    english = fenna("post", f"/tasks/{task['id']}/complete", {"answers": {"people": 0}}, 422, Accept_Language="en").json
    assert [one["field"] for one in dutch["errors"]] == ["people"] == [one["field"] for one in english["errors"]]
    assert dutch["errors"][0]["detail"] != english["errors"][0]["detail"]


@pytest.mark.parametrize(("content", "kind", "status"), [
    ("{", "application/json", 400), ("[" * 5000 + "]" * 5000, "application/json", 400), ('{"answers": {"x": NaN}}', "application/json", 400),
    ('{"answers": {"x": 1e999}}', "application/json", 422), ('{"answers": ' + '{"a":' * 80 + "1" + "}" * 81, "application/json", 422),
    ("[]", "application/json", 422), ("a=b", "application/x-www-form-urlencoded", 415)])
def test_what_cannot_be_read_is_refused(fenna, task, content, kind, status):
    answer = fenna.client.post(f"/api/v1/tasks/{task['id']}/complete", data=content, content_type=kind, headers=fenna.headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text


def test_a_browsers_cookie_opens_nothing_here(app, fenna, case, programme):
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["person"] = programme.actor("fenna").person
    assert browser.get("/").status_code == 200
    assert browser.get("/api/v1/tasks").status_code == browser.post(f"/api/v1/cases/{case['id']}/cancel", json={"why": "x"}).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer aanzet_onzin", "Basic Zm9v", "Bearer " + "x" * 5000])
def test_what_is_no_token_is_refused(stranger, header):
    stranger.headers = {"Authorization": header}
    assert stranger.get("/me", 401)["code"] == "api.no_token"


def test_addresses_that_are_not_there(fenna):
    for path in ("/nothing", "/tasks/", "/tasks/99999999999999999999", "/tasks/0", "/cases/-1", "/processes/nothing"):
        assert fenna.get(path, 404)["status"] == 404
    fenna("delete", "/tasks", None, 405)


def test_a_warm_handoff_between_programs(fenna, calling, task):
    floor = calling("floor")
    offer = fenna.post(f"/tasks/{task['id']}/handoff", 201, to_person=floor.get("/me")["id"], note="Bel eerst")
    assert [one["note"] for one in floor.get("/handoffs")["items"]] == ["Bel eerst"]
    assert floor.post(f"/handoffs/{offer['id']}/ask", question="Wanneer?")["state"] == "asked"
    assert fenna.get("/handoffs?view=given")["items"][0]["question"] == "Wanneer?"
    assert floor.post(f"/handoffs/{offer['id']}/accept")["state"] == "accepted"
    assert fenna.post(f"/handoffs/{offer['id']}/return", 403, reason="Toch niet")["code"] == "handoff.not_for_you"
    assert [one["id"] for one in floor.get("/tasks")["items"]] == [task["id"]]


def test_notes_own_tasks_and_dates(fenna, calling, case, task, clock):
    note = fenna.post(f"/cases/{case['id']}/notes", 201, text="Alleen voor jou", to="floor")
    assert "text" not in note and note["visibility"] == "person"
    assert [one["text"] for one in calling("floor").get(f"/cases/{case['id']}/notes")["items"]] == ["Alleen voor jou"]
    assert calling("cas").get(f"/cases/{case['id']}/notes")["items"] == []
    added = fenna.post(f"/cases/{case['id']}/tasks", 201, title="Stoelen klaarzetten", role="facilitator")
    assert fenna.get(f"/tasks/{added['id']}")["title"] == "Stoelen klaarzetten"
    assert {one["field"] for one in fenna.post(f"/cases/{case['id']}/tasks", 422, title="Half")["errors"]} == {"role"}
    moved = fenna.post(f"/tasks/{task['id']}/reschedule", due="2031-04-30", reason="De zaal is bezet")
    assert moved["due_at"] == "2031-04-30T15:00:00Z"
    assert fenna.post(f"/tasks/{task['id']}/reschedule", 422, due="9999-12-31", reason="Ooit")["errors"][0]["field"] == "due"
    assert fenna.post(f"/tasks/{task['id']}/reschedule", 422, due=local(clock.now).date().replace(day=2).isoformat(), reason="Eerder")["errors"]


def test_lists_come_in_pages(fenna):
    for number in range(3):
        fenna.post("/cases", 201, process="asking", municipality=LEIDEN, neighbourhood=STEVENSHOF, title=f"Dossier {number}")
    first = fenna.get("/cases?limit=2")
    rest = fenna.get(f"/cases?limit=2&cursor={first['next']}")
    assert [one["title"] for one in first["items"] + rest["items"]] == ["Dossier 2", "Dossier 1", "Dossier 0"] and rest["next"] is None
    page = fenna.get("/tasks?limit=2")
    assert len(page["items"]) == 2 and len(fenna.get(f"/tasks?limit=2&cursor={page['next']}")["items"]) == 1
    events = fenna.get(f"/cases/{first['items'][0]['id']}/timeline?limit=1")
    assert len(events["items"]) == 1


def test_messages_reach_who_waits_and_one_id_is_one_message(fenna, task):
    fenna.post(f"/tasks/{task['id']}/complete", answers={"people": 1})
    body = {"municipality": LEIDEN, "name": "answered", "key": task["number"], "id": "M-1", "ttl": "PT1H"}
    assert fenna.post("/messages", **body)["cases"] == [task["case_id"]]
    assert fenna.post("/messages", **body)["cases"] == []
    assert fenna.post("/messages", 422, **body | {"ttl": "een uur"})["errors"][0]["field"] == "ttl"


def test_processes_are_read_checked_and_published(fenna, calling):
    [line] = fenna.get("/processes")["items"]
    files = fenna.get("/processes/asking/versions/1")["files"]
    assert line["key"] == "asking" and set(files) == {"0.bpmn", "talk.form"}
    assert fenna.post("/processes/check", files=files)["publishable"]
    broken = {**files, "0.bpmn": files["0.bpmn"].replace("=case.id", "=case.")}
    assert [one["severity"] for one in fenna.post("/processes/check", files=broken)["findings"]].count("error") >= 1
    fenna.post("/processes", 403, files=files)
    cas = calling("cas")
    assert cas.post("/processes", 201, files=files)["processes"] == [{"key": "asking", "version": 1, "name": "Vragen", "new": False}]
    changed = {**files, "0.bpmn": files["0.bpmn"].replace("Praten", "Luisteren")}
    assert cas.post("/processes", 201, files=changed)["processes"][0]["version"] == 2
    refused = cas.post("/processes", 422, files=broken)
    assert refused["errors"] and refused["errors"][0]["field"].startswith("0.bpmn:")
    assert [one["version"] for one in fenna.get("/processes/asking/versions")["items"]] == [2, 1]


def test_me(fenna):
    assert fenna.get("/me")["roles"] == [{"role": "facilitator", "municipality": LEIDEN, "neighbourhood": STEVENSHOF}]


def test_your_dates_as_a_calendar(fenna, calling, task):
    feed = fenna("get", "/me/calendar.ics")
    assert feed.mimetype == "text/calendar" and "SUMMARY:Praten\r\n" in feed.text and "DTEND:20310310T080000Z\r\n" in feed.text
    assert all(len(line.encode()) <= 75 for line in feed.text.split("\r\n"))
    assert "VEVENT" not in calling("haag")("get", "/me/calendar.ics").text


def test_two_at_once_with_one_key_open_one_case(fenna, app):
    def ask(_):
        return app.test_client().post("/api/v1/cases", json={"process": "asking", "municipality": LEIDEN}, headers=fenna.headers | {"Idempotency-Key": "k"})

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, range(4)))
    assert {answer.status_code for answer in answers} == {201} and len({answer.json["id"] for answer in answers}) == 1
