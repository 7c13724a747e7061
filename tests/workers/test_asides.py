"""Putting a task aside, giving it back with a reason, and asking for another date: what people see of it and who hears."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.asides import decline_task, snooze_task, wake_task
from engine.covers import Wish, call_off, in_place_of, name_stand_in
from engine.dating import ask_for_date, grant_date, refuse_date
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.people import give_role
from engine.queries.around import around
from engine.queries.case_view import case_view
from engine.queries.dating import requests_for_me
from engine.queries.inbox import Wanted, inbox
from engine.rescheduling import reschedule_task
from engine.tables import Aside, CaseEvent, Notice, Person, Task
from engine.tasks import claim_task, complete_task, reassign_task
from tests.core.processes import VISIT
from tests.core.programme import LEIDEN
from workers.jobs import look


@pytest.fixture
def task(programme):
    """Fenna's turn, due on Monday 10 March; Floor could take it as well, and has no part in the case. The clock stands at Monday 3 March."""
    programme.publish(VISIT)
    programme.open("visit", "fenna")
    look(programme.office)
    return programme.all(select(Task))[0]


def act(programme, verb, who, *given):
    with programme.writing(who) as work:
        return verb(work, *given)


def titles(programme, who, view="mine"):
    with programme.reading(who) as work:
        found = inbox(work, Wanted(view))
    return [turn.title for turn in found.turns], [turn.title for turn in found.aside]


def heard(programme, who):
    look(programme.office)
    person = programme.actor(who).person
    return [row.kind for row in programme.all(select(Notice).where(Notice.person_id == person).order_by(Notice.id))]


def seen(programme, who, task):
    with programme.reading(who) as work:
        return around(work, task.id)


def test_what_is_put_off_is_out_of_the_way_until_its_day_and_then_back(programme, task, clock):
    done = act(programme, snooze_task, "fenna", task.id, date(2031, 3, 6))
    assert not done.earlier and titles(programme, "fenna") == ([], ["Kennismaken"]) and titles(programme, "floor", "team")[0] == ["Kennismaken"]
    assert seen(programme, "fenna", task).aside_until == done.until
    clock.now += timedelta(days=3)
    assert titles(programme, "fenna") == (["Kennismaken"], [])
    assert [one.kind for one in programme.all(select(CaseEvent))].count("TaskSnoozed") == 1


def test_nothing_is_put_off_past_the_day_it_is_due(programme, task, clock):
    done = act(programme, snooze_task, "fenna", task.id, date(2031, 3, 20))
    assert done.earlier and done.until.date() == date(2031, 3, 10)
    act(programme, reschedule_task, "fenna", task.id, date(2031, 3, 5), "Het moet eerder")
    clock.now += timedelta(days=2)
    assert titles(programme, "fenna") == (["Kennismaken"], [])
    with pytest.raises(Conflict) as refused:
        act(programme, snooze_task, "fenna", task.id, date(2031, 3, 20))
    assert refused.value.key == "aside.due_now"


def test_what_is_put_off_is_taken_back_or_taken_up(programme, task):
    act(programme, snooze_task, "fenna", task.id, date(2031, 3, 6))
    act(programme, wake_task, "fenna", task.id)
    act(programme, wake_task, "fenna", task.id)
    assert titles(programme, "fenna") == (["Kennismaken"], [])
    act(programme, snooze_task, "fenna", task.id, date(2031, 3, 6))
    act(programme, claim_task, "fenna", task.id)
    assert titles(programme, "fenna") == (["Kennismaken"], [])
    act(programme, snooze_task, "fenna", task.id, date(2031, 3, 6))
    act(programme, complete_task, "fenna", task.id)
    assert programme.all(select(Aside)) == []


def test_only_a_day_that_comes_and_only_by_who_has_the_turn(programme, task):
    for day in (date(2031, 3, 3), date(2033, 3, 3)):
        with pytest.raises(InvalidAnswers):
            act(programme, snooze_task, "fenna", task.id, day)
    with pytest.raises(NotAllowed):
        act(programme, snooze_task, "cas", task.id, date(2031, 3, 6))
    with pytest.raises(NotFound):
        act(programme, snooze_task, "haag", task.id, date(2031, 3, 6))


def test_who_declines_leaves_it_to_the_others_with_the_reason(programme, task):
    act(programme, claim_task, "fenna", task.id)
    act(programme, decline_task, "fenna", task.id, "Ik ken haar te goed")
    assert titles(programme, "fenna") == ([], []) and titles(programme, "fenna", "team")[0] == ["Kennismaken"]
    assert "assigned" in heard(programme, "floor")
    told, = seen(programme, "floor", task).declined
    assert (told.by, told.why) == ("Fenna Veldzicht", "Ik ken haar te goed")
    with programme.reading("floor") as work:
        fact = case_view(work, task.case_id).facts[0]
    assert (fact.kind, fact.person, fact.payload["why"]) == ("TaskDeclined", "Fenna Veldzicht", "Ik ken haar te goed")
    act(programme, claim_task, "fenna", task.id)
    assert titles(programme, "fenna")[0] == ["Kennismaken"]


def test_what_nobody_else_takes_goes_to_the_coordinator_who_finds_somebody(programme, task):
    act(programme, decline_task, "fenna", task.id, "Geen tijd")
    assert "assigned" in heard(programme, "floor")
    act(programme, decline_task, "floor", task.id, "Ook geen tijd")
    assert [one.role for one in programme.all(select(Task))] == ["coordinator"] and titles(programme, "cas")[0] == ["Kennismaken"]
    assert heard(programme, "cas") == ["assigned"] and seen(programme, "cas", task).why == "nobody"
    act(programme, reassign_task, "cas", task.id, programme.actor("floor").person)
    row, = programme.all(select(Task))
    assert (row.role, row.warning) == ("facilitator", None) and titles(programme, "floor")[0] == ["Kennismaken"]


def test_a_turn_never_ends_up_with_nobody(programme, task):
    with programme.writing(SYSTEM) as work:
        for login in ("floor", "cas"):
            work.session.scalar(select(Person).where(Person.login == login)).active = False
    with pytest.raises(Conflict) as refused:
        act(programme, decline_task, "fenna", task.id, "Geen tijd")
    assert refused.value.key == "aside.nobody_else"
    with pytest.raises(InvalidAnswers):
        act(programme, decline_task, "fenna", task.id, " ")


def test_another_date_is_asked_for_and_granted_with_the_arithmetic(programme, task):
    request = act(programme, ask_for_date, "fenna", task.id, date(2031, 3, 17), "De zaal is dicht")
    assert heard(programme, "cas") == ["question"] and programme.all(select(Task))[0].due_at == task.due_at
    with programme.reading("cas") as work:
        waiting, = requests_for_me(work)
    assert (waiting.by, waiting.why, waiting.for_me) == ("Fenna Veldzicht", "De zaal is dicht", True)
    with programme.reading("fenna") as work:
        assert requests_for_me(work) == ()
    act(programme, grant_date, "cas", request.id)
    act(programme, grant_date, "cas", request.id)
    row, = programme.all(select(Task))
    assert row.due_at.date() == date(2031, 3, 17) and row.due_explanation["counted"] == "rescheduled" and row.first_due_at == task.due_at
    assert heard(programme, "fenna")[-1] == "accepted" and seen(programme, "fenna", task).requests[0].decided_by == "Cas Molenwijk"
    assert [one.kind for one in programme.all(select(CaseEvent).order_by(CaseEvent.id))][-3:] == ["DateAsked", "DateGranted", "TaskRescheduled"]


def test_another_date_is_refused_with_a_reason_and_stays(programme, task):
    request = act(programme, ask_for_date, "fenna", task.id, date(2031, 3, 17), "De zaal is dicht")
    for who, error in (("fenna", NotAllowed), ("floor", NotAllowed), ("haag", NotFound)):
        with pytest.raises(error):
            act(programme, grant_date, who, request.id)
    with pytest.raises(InvalidAnswers):
        act(programme, refuse_date, "cas", request.id, "")
    act(programme, refuse_date, "cas", request.id, "De wethouder komt die dag")
    assert programme.all(select(Task))[0].due_at == task.due_at and heard(programme, "fenna")[-1] == "returned"
    assert seen(programme, "fenna", task).requests[0].answer == "De wethouder komt die dag"
    with pytest.raises(Conflict):
        act(programme, grant_date, "cas", request.id)


def test_who_gave_the_turn_may_decide_on_its_date(programme, task):
    act(programme, complete_task, "fenna", task.id)
    decide = programme.all(select(Task).where(Task.element == "decide"))[0]
    request = act(programme, ask_for_date, "bram", decide.id, date(2031, 4, 1), "Het college vergadert later")
    assert heard(programme, "fenna")[-1] == "question"
    act(programme, grant_date, "fenna", request.id)
    assert programme.all(select(Task).where(Task.element == "decide"))[0].due_at.date() == date(2031, 4, 1)


def test_a_stand_in_judges_neither_their_own_question_nor_anything_in_the_place_of_another(programme, task):
    people = {who: programme.actor(who).person for who in ("fenna", "cas", "bram", "floor")}
    act(programme, claim_task, "fenna", task.id)
    away = act(programme, name_stand_in, "fenna", Wish(people["cas"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN).id
    with programme.reading("cas") as work:
        acting = in_place_of(work, away)
    with pytest.raises(Conflict) as refused:
        act(programme, ask_for_date, acting, task.id, date(2031, 3, 17), "De zaal is dicht")
    assert refused.value.key == "dating.nobody_decides"
    act(programme, give_role, "cas", people["bram"], "coordinator", LEIDEN)
    request = act(programme, ask_for_date, acting, task.id, date(2031, 3, 17), "De zaal is dicht")
    assert heard(programme, "bram") == ["question"] and "question" not in heard(programme, "cas")
    with programme.reading("cas") as work:
        assert requests_for_me(work) == ()
    for verb, given in ((grant_date, ()), (refuse_date, ("Nee",))):
        with pytest.raises(NotAllowed) as refused:
            act(programme, verb, "cas", request.id, *given)
        assert refused.value.key == "dating.asked_in_place"
    other = act(programme, name_stand_in, "bram", Wish(people["floor"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN).id
    with programme.reading("floor") as work:
        in_place_of_bram = in_place_of(work, other)
    with pytest.raises(NotFound):
        act(programme, grant_date, in_place_of_bram, request.id)
    act(programme, grant_date, "bram", request.id)
    assert programme.all(select(Task))[0].due_at.date() == date(2031, 3, 17) and heard(programme, "cas")[-1] == "accepted"


def test_a_question_about_a_date_reaches_who_can_answer_it(programme, task):
    people = {who: programme.actor(who).person for who in ("fenna", "floor", "cas")}
    act(programme, complete_task, "fenna", task.id)
    decide = programme.all(select(Task).where(Task.element == "decide"))[0]
    away = act(programme, name_stand_in, "fenna", Wish(people["floor"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN).id
    first = act(programme, ask_for_date, "bram", decide.id, date(2031, 4, 1), "Het college vergadert later")
    assert heard(programme, "floor").count("question") == 0 and heard(programme, "cas").count("question") == 1
    assert "question" not in heard(programme, "fenna"), "she is away, and Cas is here"
    act(programme, refuse_date, "cas", first.id, "Dat kan niet")
    act(programme, call_off, "fenna", away)
    for who in ("fenna", "cas"):
        act(programme, name_stand_in, who, Wish(people["floor"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN)
    act(programme, ask_for_date, "bram", decide.id, date(2031, 4, 1), "Het college vergadert later")
    assert heard(programme, "floor").count("question") == 0, "he could answer for neither"
    assert heard(programme, "fenna")[-1] == heard(programme, "cas")[-1] == "question", "nobody else is here"


def test_one_question_at_a_time_and_none_after_a_date_was_chosen(programme, task):
    request = act(programme, ask_for_date, "fenna", task.id, date(2031, 3, 17), "De zaal is dicht")
    with pytest.raises(Conflict):
        act(programme, ask_for_date, "fenna", task.id, date(2031, 3, 18), "Toch later")
    with pytest.raises(InvalidAnswers) as refused:
        act(programme, ask_for_date, "fenna", task.id, date(2031, 2, 1), "")
    assert [name for name, *_ in refused.value.problems] == ["due", "reason"]
    act(programme, reschedule_task, "cas", task.id, date(2031, 3, 12), "Iets later kan")
    with pytest.raises(Conflict):
        act(programme, grant_date, "cas", request.id)
    assert seen(programme, "fenna", task).requests[0].state == "over"


def test_a_task_tells_why_it_came_here_and_what_was_decided_before(programme, task):
    assert (seen(programme, "fenna", task).why, seen(programme, "fenna", task).role, seen(programme, "fenna", task).place) == ("role", "facilitator", "Stevenshof")
    assert seen(programme, "cas", task).why == ""
    act(programme, complete_task, "fenna", task.id)
    decide = programme.all(select(Task).where(Task.element == "decide"))[0]
    found = seen(programme, "bram", decide)
    assert [(one.title, one.by) for one in found.earlier] == [("Kennismaken", "Fenna Veldzicht")] and found.opened_by == "Fenna Veldzicht"
