"""Letting somebody know that one waits: kindly, once a day, and told in the case."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.errors import Conflict, NotFound
from engine.nudging import nudge
from engine.queries.case_view import case_view
from engine.tables import Notice, Task
from tests.workers.processes import MANDATE
from workers.jobs import look


@pytest.fixture
def task(programme):
    """Bram's turn, in a case that Cas opened."""
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    look(programme.office)
    return programme.all(select(Task))[0]


def nudges(programme, who, task):
    with programme.writing(who) as work:
        return nudge(work, task.id)


def heard(programme):
    look(programme.office)
    bram = programme.actor("bram").person
    return [row.kind for row in programme.all(select(Notice).where(Notice.person_id == bram, Notice.kind == "nudge"))]


def test_who_has_the_turn_hears_that_somebody_waits_and_the_case_tells_it(programme, task):
    nudges(programme, "cas", task)
    assert heard(programme) == ["nudge"]
    with programme.reading("cas") as work:
        told = case_view(work, task.case_id).facts[0]
    assert (told.kind, told.person) == ("TaskNudged", "Cas Molenwijk")


def test_once_a_day_is_enough(programme, task):
    nudges(programme, "cas", task)
    with pytest.raises(Conflict) as refused:
        nudges(programme, "cas", task)
    assert refused.value.key == "nudge.today"
    programme.clock.now += timedelta(days=1)
    nudges(programme, "cas", task)
    assert heard(programme) == ["nudge", "nudge"]


def test_nobody_nudges_themselves_or_where_they_have_no_part(programme, task):
    with pytest.raises(Conflict) as refused:
        nudges(programme, "bram", task)
    assert refused.value.key == "nudge.your_turn"
    with pytest.raises(NotFound):
        nudges(programme, "haag", task)


def test_what_is_done_needs_no_nudge(programme, task):
    programme.complete(task, "bram")
    with pytest.raises(Conflict):
        nudges(programme, "cas", task)
    assert heard(programme) == []
