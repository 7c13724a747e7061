"""Work for outside programmes, and what a case says while nobody does it."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.jobs import activate_jobs, complete_job, extend_job, fail_job, throw_job_error
from engine.stuck import retry_case
from engine.tables import Case, CaseEvent, Task
from tests.core.processes import LETTER

MINUTE = timedelta(minutes=1)


@pytest.fixture
def letter(programme):
    programme.publish(LETTER)
    return programme.open("letter", data={"street": "Kerkpad"})


def fetch(programme, who=SYSTEM, **also):
    with programme.writing(who) as work:
        return activate_jobs(work, "letter", "printer", MINUTE, **also)


def case_of(programme):
    return programme.all(select(Case))[0]


def test_a_case_whose_work_nobody_fetches_says_so_while_the_rest_goes_on(programme, letter):
    assert (letter.status, letter.stuck_element, letter.stuck_key, letter.stuck_params["type"]) == ("stuck", "send", "jobs.nobody_fetches", "letter")
    assert [event.kind for event in programme.all(select(CaseEvent))].count("CaseStuck") == 1
    assert not programme.complete(programme.all(select(Task))[0], "fenna").stuck
    with programme.writing("cas") as work:
        assert retry_case(work, letter.id).status == "stuck"


def test_the_case_goes_on_once_somebody_fetches_the_work_and_does_it(programme, letter):
    [job] = fetch(programme)
    assert (job.headers, job.variables, job.retries, job.until) == ({"paper": "A4"}, {"street": "Kerkpad"}, 2, programme.clock() + MINUTE)
    assert case_of(programme).status == "open" and fetch(programme) == []
    with programme.writing(SYSTEM) as work:
        complete_job(work, job.id, {"sent": True}, job.lease)
    assert case_of(programme).data[""]["sent"] is True
    programme.complete(programme.all(select(Task))[0], "fenna")
    assert case_of(programme).status == "ended"
    with pytest.raises(NotFound), programme.writing(SYSTEM) as work:
        complete_job(work, job.id)


def test_what_is_fetched_and_not_done_is_offered_again(programme, letter):
    [first] = fetch(programme)
    with programme.writing(SYSTEM) as work:
        assert extend_job(work, first.id, 3 * MINUTE, first.lease) == programme.clock() + 3 * MINUTE
    programme.clock.now += 2 * MINUTE
    assert fetch(programme) == []
    programme.clock.now += MINUTE
    [second] = fetch(programme, fetch=["nothing"])
    assert (second.id, second.variables) == (first.id, {})
    with pytest.raises(Conflict), programme.writing(SYSTEM) as work:
        complete_job(work, first.id, lease=first.lease)


def test_work_that_fails_is_tried_again_later_and_in_the_end_the_case_is_stuck(programme, letter):
    [job] = fetch(programme)
    with programme.writing(SYSTEM) as work:
        assert fail_job(work, job.id, 1, "Geen papier", MINUTE).status == "open"
    assert fetch(programme) == []
    programme.clock.now += MINUTE
    [job] = fetch(programme)
    with programme.writing(SYSTEM) as work:
        case = fail_job(work, job.id, 0, "Geen papier")
        assert (case.status, case.stuck_key, case.stuck_params["why"]) == ("stuck", "jobs.failed", "Geen papier")
    assert fetch(programme) == []
    with programme.writing("cas") as work:
        assert retry_case(work, letter.id).status == "open"
    assert [one.retries for one in fetch(programme)] == [2]


def test_an_outcome_that_the_diagram_catches_goes_its_own_way(programme, letter):
    [job] = fetch(programme)
    with programme.writing(SYSTEM) as work:
        throw_job_error(work, job.id, "no-address", {"missing": "huisnummer"})
    assert sorted(task.element for task in programme.all(select(Task))) == ["call", "look"]


def test_an_outcome_that_nobody_catches_leaves_the_case_stuck_until_somebody_mends_it(programme, letter):
    [job] = fetch(programme)
    with programme.writing(SYSTEM) as work:
        assert throw_job_error(work, job.id, "fire").stuck_key == "bpmn.error_not_caught"
    with pytest.raises(Conflict), programme.writing(SYSTEM) as work:
        complete_job(work, job.id)


def test_work_is_of_a_municipality_and_asked_for_properly(programme, letter):
    assert fetch(programme, "haag") == []
    [job] = fetch(programme, "cas")
    with pytest.raises(NotFound), programme.writing("haag") as work:
        complete_job(work, job.id)
    with pytest.raises(InvalidAnswers), programme.writing(SYSTEM) as work:
        activate_jobs(work, "letter", "printer", timedelta(0))
