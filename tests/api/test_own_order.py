"""Programs may order work as people do: put off, declined, another date asked for and granted."""
from sqlalchemy import select

from engine.tables import Task


def opened(programme):
    programme.open("asking", "fenna")
    return programme.all(select(Task))[0].id


def test_a_program_puts_a_task_off_and_takes_it_back(programme, fenna):
    task = opened(programme)
    fenna.post(f"/tasks/{task}/snooze", until="2031-03-05")
    assert fenna.get("/tasks?view=mine")["items"] == []
    late, = fenna.get("/tasks?view=snoozed")["items"]
    assert late["id"] == task and late["back_at"]
    fenna.post(f"/tasks/{task}/wake")
    assert [one["id"] for one in fenna.get("/tasks?view=mine&role=facilitator&phase=")["items"]] == [task]
    assert fenna.get("/tasks?view=mine&role=executive")["items"] == fenna.get("/tasks?view=mine&until=2031-03-03")["items"] == []
    fenna.post(f"/tasks/{task}/snooze", 422, until="gisteren")


def test_a_program_asks_for_a_date_and_another_grants_it(programme, fenna, calling):
    task, cas = opened(programme), calling("cas")
    asked = fenna.post(f"/tasks/{task}/date", 201, due="2031-04-30", reason="De zaal is dicht")
    assert asked["state"] == "asked" and cas.post(f"/dates/{asked['id']}/grant")["state"] == "granted"
    assert fenna.get(f"/tasks/{task}")["due_at"].startswith("2031-04-30")
    cas.post(f"/dates/{asked['id']}/refuse", 409, reason="Toch niet")
    assert fenna.post(f"/tasks/{task}/decline", reason="Toch niet voor mij")["holder_id"] is None
