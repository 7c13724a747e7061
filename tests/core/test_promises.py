"""What is promised to residents, whether they were told, and what went well."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from engine.actors import SYSTEM
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.pausing import pause_case
from engine.people import add_person, give_role
from engine.promises import celebrate, make_promise, tell_back
from engine.queries.case_view import case_view
from engine.queries.progress import Promises, progress
from engine.rescheduling import reschedule_task
from engine.tables import Base, Case, CaseEvent, Deadline, Promise, Task
from engine.tasks import complete_task
from tests.core.processes import VISIT
from tests.core.programme import LEIDEN

SOON = date(2031, 3, 10)


@pytest.fixture
def case(programme):
    programme.publish(VISIT)
    with programme.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "manu", "Manu Overzicht").id, "manager", LEIDEN)
    return programme.open("visit", "fenna", title="Bankje bij de brug")


def promise(programme, case, who="fenna", **given):
    wish = {"what": "Een bankje bij de brug", "to_kind": "group", "to_whom": "de mensen van de kade", "tell_by": SOON, "title": "Terugvertellen"} | given
    with programme.writing(who) as work:
        return make_promise(work, case.id, **wish)


def seen(programme, case, who):
    with programme.reading(who) as work:
        return case_view(work, case.id).beside


def test_a_promise_is_open_until_residents_were_told(programme, case):
    made = promise(programme, case)
    line, = seen(programme, case, "floor").promises
    assert (line.what, line.to_whom, line.by, line.told_at) == ("Een bankje bij de brug", "de mensen van de kade", "Fenna Veldzicht", None)
    with programme.writing("floor") as work:
        tell_back(work, made.id, "not_kept", "Op de stoep verteld dat er geen geld voor is")
    line, = seen(programme, case, "fenna").promises
    assert (line.told_by, line.outcome, line.how) == ("Floor Zandhof", "not_kept", "Op de stoep verteld dat er geen geld voor is")
    assert programme.all(select(Task).where(Task.name == "Terugvertellen"))[0].status == "completed"
    with programme.writing("fenna") as work:
        assert tell_back(work, made.id, "kept", "Nog eens").outcome == "not_kept", "told twice changes nothing"
    assert [event.kind for event in programme.all(select(CaseEvent).where(CaseEvent.kind.like("Promise%")))] == ["PromiseMade", "PromiseTold"]


def test_who_promises_has_a_turn_to_tell_that_reminds_and_comes_up(programme, case):
    promise(programme, case)
    task, = programme.all(select(Task).where(Task.name == "Terugvertellen"))
    assert (task.status, task.role) == ("claimed", "facilitator") and task.due_at.date() == SOON
    kinds = [row.kind for row in programme.all(select(Deadline).where(Deadline.task_id == task.id))]
    assert sorted(kinds) == ["due", "escalation", "reminder"]
    with programme.writing("fenna") as work:
        complete_task(work, task.id)
    assert seen(programme, case, "fenna").promises[0].told_at is not None


def test_a_promise_to_one_resident_is_sealed_where_it_lies(programme, case):
    promise(programme, case, to_kind="person", to_whom="Quirina Zilverschoon", what="Een lamp voor Quirina")
    with programme.reading(SYSTEM) as work:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}"))]
    assert "Quirina" not in "\n".join(rows)
    assert seen(programme, case, "cas").promises[0].to_whom == "Quirina Zilverschoon"
    assert seen(programme, case, "manu").promises == (), "a manager follows the case, and reads no promises"


def test_what_lacks_is_said_at_its_place(programme, case, clock):
    with pytest.raises(InvalidAnswers) as refused:
        promise(programme, case, what=" ", to_kind="everybody", tell_by=date(2031, 3, 2))
    assert [place for place, *_ in refused.value.problems] == ["what", "to_kind", "tell_by"]
    made = promise(programme, case)
    with programme.writing("fenna") as work, pytest.raises(InvalidAnswers):
        tell_back(work, made.id, "perhaps", "")
    with programme.writing("haag") as work, pytest.raises(NotFound):
        tell_back(work, made.id, "kept", "Verteld")
    with programme.writing("manu") as work, pytest.raises(NotAllowed):
        make_promise(work, case.id, "Iets", "group", "iedereen", SOON, "Terugvertellen")


def test_a_small_success_is_for_the_team_or_for_the_neighbourhood(programme, case, clock):
    with programme.writing("fenna") as work:
        celebrate(work, case.id, "Twee buren spraken elkaar")
    clock.now += timedelta(minutes=5)
    with programme.writing("floor") as work:
        celebrate(work, case.id, "Negen mensen op de stoep", "place")
    assert [one.text for one in seen(programme, case, "cas").successes] == ["Negen mensen op de stoep", "Twee buren spraken elkaar"]
    assert [one.text for one in seen(programme, case, "manu").successes] == ["Negen mensen op de stoep"]
    with programme.writing("fenna") as work, pytest.raises(InvalidAnswers):
        celebrate(work, case.id, " ", "place")
    with programme.writing(SYSTEM) as work:
        work.session.get_one(Case, case.id).key = "participant-track"
    with programme.writing("fenna") as work, pytest.raises(InvalidAnswers):
        celebrate(work, case.id, "Het gaat beter met een bewoner", "place")
    assert programme.all(select(Promise)) == []


def test_progress_counts_what_is_open_late_and_told(programme, case, clock):
    told = promise(programme, case)
    promise(programme, case, what="Een lamp")
    with programme.writing("fenna") as work:
        tell_back(work, told.id, "kept", "Op de stoep")
        celebrate(work, case.id, "Negen mensen op de stoep")
    with programme.reading("cas") as work:
        assert next(place for place in progress(work).places if place.code).promises == Promises(open=1, late=0, told=1, celebrated=1)
    clock.now += timedelta(days=40)
    with programme.reading("manu") as work:
        assert next(place for place in progress(work).places if place.code).promises == Promises(open=1, late=1)


def test_one_whose_turn_got_another_day_is_late_after_that_day_and_never_while_the_case_stands_still(programme, case, clock):
    promise(programme, case)
    task, = programme.all(select(Task).where(Task.name == "Terugvertellen"))
    with programme.writing("cas") as work:
        reschedule_task(work, task.id, date(2031, 3, 20), "De zaal is dicht")
    clock.now += timedelta(days=10)
    for days, act, late in ((0, None, 0), (8, None, 1), (0, pause_case, 0)):
        clock.now += timedelta(days=days)
        if act:
            with programme.writing("cas") as work:
                act(work, case.id, "Even niets")
        with programme.reading("cas") as work:
            assert next(place for place in progress(work).places if place.code).promises == Promises(open=1, late=late)
            line, = case_view(work, case.id).beside.promises
            assert line.due_at.date() == date(2031, 3, 20)
