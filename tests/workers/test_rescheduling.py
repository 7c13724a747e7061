"""Another date, with a reason: what was planned goes, what counts from the new date comes."""
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.explanation import explain
from engine.iso import at_wall
from engine.rescheduling import reschedule_task
from engine.tables import CaseEvent, Deadline, Task
from tests.workers.processes import MANDATE
from workers.jobs import look


def amsterdam(text):
    return at_wall(datetime.fromisoformat(text))


@pytest.fixture
def task(programme):
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    return programme.all(select(Task))[0]


def reschedule(programme, who, task, due=date(2031, 4, 30), reason="De raad vergadert later"):
    with programme.writing(who) as work:
        return reschedule_task(work, task.id, due, reason)


def test_reminders_and_escalations_count_from_the_new_date_and_the_first_stays(programme, task):
    first = task.due_at
    reschedule(programme, "bram", task)
    kept, = programme.all(select(Task))
    assert (kept.due_at, kept.first_due_at) == (amsterdam("2031-04-30T17:00"), first)
    assert "Iemand heeft deze dag gekozen" in explain(kept.due_explanation)[0]
    waiting = programme.all(select(Deadline).where(Deadline.state == "waiting").order_by(Deadline.due_at, Deadline.id))
    assert [(row.kind, row.due_at) for row in waiting] == [
        ("reminder", amsterdam("2031-04-23T17:00")), ("due", amsterdam("2031-04-30T17:00")),
        ("escalation", amsterdam("2031-04-30T17:00")), ("escalation", amsterdam("2031-05-07T17:00"))]
    event, = programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskRescheduled"))
    assert event.payload["reason"] == "De raad vergadert later"


def test_nothing_of_the_old_date_is_heard_any_more(programme, task):
    look(programme.office)
    reschedule(programme, "cas", task)
    programme.clock.now = amsterdam("2031-04-22T09:00")
    assert look(programme.office) == 0


def test_who_the_task_was_escalated_to_may_choose_a_date(programme, task):
    with pytest.raises(NotFound):
        reschedule(programme, "wout", task)
    programme.clock.now += timedelta(days=21)
    look(programme.office)
    assert reschedule(programme, "wout", task).due_at == amsterdam("2031-04-30T17:00")


@pytest.mark.parametrize(("who", "due", "reason", "refusal"), [
    ("bram", date(2031, 4, 30), " ", InvalidAnswers), ("bram", date(2031, 3, 2), "Te laat", InvalidAnswers),
    ("haag", date(2031, 4, 30), "Andere gemeente", NotFound), ("pien", date(2031, 4, 30), "Ik kijk alleen", NotAllowed),
])
def test_a_date_needs_a_reason_a_future_and_somebody_who_may(programme, task, who, due, reason, refusal):
    with pytest.raises(refusal):
        reschedule(programme, who, task, due, reason)
