"""Programs that fetch work over the API: waiting for it, failing at it, and what a case says when nobody succeeds."""
from threading import Thread

import pytest
from sqlalchemy import select

from engine.tables import Case, JobType, Task
from tests.core.processes import LETTER

PRINTER = {"type": "letter", "worker": "printer", "lock_for": "PT1M"}


@pytest.fixture
def letters(programme):
    """Somebody asked for letters before, so that none is left lying for want of a printer."""
    programme.publish(LETTER)
    with programme.writing("cas") as work:
        work.session.add(JobType(type="letter", worker="printer", fetched_at=programme.clock()))
    return lambda: programme.open("letter", data={"street": "Kerkpad"})


@pytest.fixture
def printer(calling, letters):
    return calling("cas")


def fetched(printer, **also):
    return printer.post("/jobs/activate", **PRINTER, **also)["jobs"]


def test_a_program_fetches_a_job_keeps_it_longer_and_does_it(programme, printer, letters):
    case = letters()
    [job] = fetched(printer)
    assert (job["type"], job["headers"], job["variables"], job["retries"]) == ("letter", {"paper": "A4"}, {"street": "Kerkpad"}, 2)
    assert printer.post(f"/jobs/{job['id']}/extend", lease=job["lease"], lock_for="PT5M")["until"] == "2031-03-03T08:05:00Z"
    printer.post(f"/jobs/{job['id']}/complete", 409, lease=job["lease"] + 1)
    done = {"lease": job["lease"], "variables": {"sent": True}}
    first = printer.post(f"/jobs/{job['id']}/complete", headers={"Idempotency-Key": "letter-1"}, **done)
    assert printer.post(f"/jobs/{job['id']}/complete", headers={"Idempotency-Key": "letter-1"}, **done) == first
    printer.post(f"/jobs/{job['id']}/complete", 404, **done)
    assert programme.all(select(Case).where(Case.id == case.id))[0].data[""]["sent"] is True


def test_work_that_keeps_failing_leaves_the_case_stuck_until_somebody_tries_again(programme, printer, letters, calling):
    case = letters()
    for retries, status in ((1, "open"), (0, "stuck")):
        [job] = fetched(printer)
        answer = printer.post(f"/jobs/{job['id']}/fail", lease=job["lease"], retries=retries, why="Geen papier", back_off="PT0S")
        assert answer["status"] == status
    assert fetched(printer) == [] and printer.get(f"/cases/{case.id}")["status"] == "stuck"


def test_an_error_that_the_diagram_knows_goes_its_own_way(programme, printer, letters):
    letters()
    [job] = fetched(printer)
    printer.post(f"/jobs/{job['id']}/fail", lease=job["lease"], error="no-address", variables={"missing": "street"})
    assert sorted(task.element for task in programme.all(select(Task))) == ["call", "look"]


def test_who_waits_hears_of_work_as_soon_as_it_comes(app, programme, printer, letters):
    lobby, found = app.extensions["aanzet_lobby"], []
    waiting = Thread(target=lambda: found.extend(fetched(printer, wait=60)))
    waiting.start()
    letters()
    lobby.ring()
    waiting.join(30)
    assert [job["variables"] for job in found] == [{"street": "Kerkpad"}]


def test_the_first_who_asks_for_a_kind_is_answered_at_once_so_that_it_is_known(programme, calling):
    cas = calling("cas")
    assert cas.post("/jobs/activate", type="parcel", worker="van", wait=60) == {"jobs": []}
    assert [kind.type for kind in programme.all(select(JobType))] == ["parcel"]


def test_nobody_waits_longer_than_a_minute(printer):
    refused = printer.post("/jobs/activate", 422, **PRINTER, wait=61)
    assert [one["field"] for one in refused["errors"]] == ["wait"]
