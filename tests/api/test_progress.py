"""Figures for programs: by municipality, phase, process or role; whose turns; and step by step. Nobody else's, and no person's."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.handoffs import offer_handoff
from engine.tables import Task


@pytest.fixture
def cas(calling):
    return calling("cas")


@pytest.fixture
def worked(programme, clock):
    """Two cases: one waits with the bestuur for an answer nobody sent, one is late and offered to somebody."""
    for title in ("Brug", "Plein"):
        programme.open("asking", "fenna", title=title)
    first, second = programme.all(select(Task).order_by(Task.id))
    programme.complete(first, "fenna", full_name="Bep Zonnehoed", people=3)
    with programme.writing("fenna") as work:
        offer_handoff(work, second.id, to_role="coordinator")
    clock.now += timedelta(days=10)


def test_figures_by_each_kind(worked, cas):
    def row(by, key):
        return next(one for one in cas.get(f"/progress?by={by}")["items"] if one["key"] == key)

    assert row("municipality", "GM0546") == {"key": "GM0546", "name": "Leiden", "cases": 2, "turns": 1, "late": 1, "waiting": 1, "done": 1}
    assert row("process", "asking") == {"key": "asking", "name": "Vragen", "cases": 2, "turns": 1, "late": 1, "waiting": 1, "done": 1}
    assert row("role", "facilitator") == {"key": "facilitator", "name": "procesbegeleider", "cases": 1, "turns": 1, "late": 1, "waiting": 1, "done": 1}
    assert row("phase", None)["turns"] == 1
    assert [one["field"] for one in cas.get("/progress?by=person", 422)["errors"]] == ["by"]


def test_whose_turns_and_since_when(worked, cas):
    [turn] = cas.get("/progress/turns?municipality=GM0546")["items"]
    assert (turn["neighbourhood"], turn["board"], turn["role"], turn["number"], turn["late"]) == ("BU05460901", "wijk", "facilitator", 1, 1)
    assert turn["since"] == "2031-03-03T08:00:00Z"


def test_one_process_step_by_step(worked, cas):
    found = cas.get("/progress/flow/asking")
    assert (found["name"], found["version"], found["cases"], found["ended"]) == ("Vragen", 1, 2, 0)
    talk, decide = found["steps"]
    assert (talk["element"], talk["role"], talk["open"], talk["late"], talk["done"], talk["in_time"]) == ("talk", "facilitator", 1, 1, 1, 1)
    assert (decide["name"], decide["board"], decide["open"], decide["since"]) == ("Besluiten", "bestuur", 0, None)
    cas.get("/progress/flow/nothing", 404)


def test_figures_are_read_page_by_page(programme, worked, cas):
    programme.open("asking", "fenna", neighbourhood=None)
    first = cas.get("/progress/turns?limit=1")
    second = cas.get(f"/progress/turns?limit=1&cursor={first['next']}")
    assert [one["neighbourhood"] for one in first["items"] + second["items"]] == [None, "BU05460901"] and second["next"] is None


def test_nobody_elses_figures(worked, calling):
    calling("fenna").get("/progress", 403)
    hanna = calling("haag")
    assert hanna.get("/progress?by=process")["items"] == [] and hanna.get("/progress/turns")["items"] == []
    assert hanna.get("/progress/flow/asking")["cases"] == 0
    for path in ("/progress", "/progress/turns", "/progress/flow/asking"):
        hanna.get(f"{path}?municipality=GM0546", 404)
