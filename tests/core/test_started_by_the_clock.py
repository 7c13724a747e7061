"""Processes that begin with a timer: the clock opens their cases, of the newest version."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import CLOCK, SYSTEM
from engine.claims import claim_due
from engine.deadlines import fire_deadline, upcoming
from engine.definitions import publish
from engine.errors import BrokenProcess
from engine.starting import join_municipality
from engine.tables import Case, Deadline, Task
from tests.core.processes import END, flows, process, user_task
from tests.core.programme import DEN_HAAG, HEAD, LEIDEN


def clean_up(kind, text, task="sweep"):
    timer = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return process("clean-up", f'<bpmn:startEvent id="start">{timer}</bpmn:startEvent>', user_task(task, "facilitator"), END,
                   flows(("start", task), (task, "end")))


def publish_as(programme, who, body):
    with programme.writing(who) as work:
        return publish(work, {"p.bpmn": f"{HEAD}{body}</bpmn:definitions>".encode()})


def pass_time(programme, **amount):
    programme.clock.now += timedelta(**amount)
    while True:
        with programme.office.writing(CLOCK) as work:
            claimed = claim_due(work)
        for one in claimed:
            with programme.office.writing(CLOCK, {one.municipality}) as work:
                fire_deadline(work, one)
        if not claimed:
            return [case.municipality for case in programme.all(select(Case).order_by(Case.id))]


def test_a_date_opens_one_case_in_each_municipality(programme):
    programme.publish(clean_up("timeDate", "2031-03-05T09:00:00+01:00"))
    assert pass_time(programme, days=1) == []
    assert sorted(pass_time(programme, days=1)) == [DEN_HAAG, LEIDEN]
    assert len(pass_time(programme, days=30)) == 2
    assert [task.element for task in programme.all(select(Task))] == ["sweep", "sweep"]


@pytest.mark.parametrize("kind, text, days, cases", [
    ("timeDuration", "P1W", 20, 1), ("timeCycle", "R3/P1D", 10, 3), ("timeCycle", "R/P1W", 28, 4), ("timeCycle", "0 0 9 * * MON", 21, 3),
    ("timeDate", "=now() + duration(&quot;P2D&quot;)", 3, 1)])
def test_the_clock_opens_cases_where_the_publisher_coordinates(programme, kind, text, days, cases):
    publish_as(programme, "cas", clean_up(kind, text))
    assert pass_time(programme, days=days) == [LEIDEN] * cases
    with programme.reading("cas") as work:
        assert [line.process for line in upcoming(work) if line.case is None] == ["clean-up"] * text.startswith(("R/", "0"))


def test_a_municipality_that_joins_later_gets_what_the_installation_published(programme):
    programme.publish(clean_up("timeCycle", "R/P1W"))
    publish_as(programme, "cas", clean_up("timeCycle", "R/P1D").replace("clean-up", "only-leiden"))
    programme.publish(clean_up("timeDate", "2031-03-05T09:00:00+01:00").replace("clean-up", "once"))
    pass_time(programme, days=6)
    with programme.writing(SYSTEM) as work:
        join_municipality(work, "GM0363", "Amsterdam", "AMS")
        join_municipality(work, "GM0363", "Amsterdam aan het IJ", "AMS")
    waiting = [one for one in programme.all(select(Deadline)) if (one.municipality, one.state) == ("GM0363", "waiting")]
    assert [(one.element, one.due_at - programme.clock.now.astimezone(one.due_at.tzinfo)) for one in waiting] == [("start", timedelta(weeks=1))]
    assert pass_time(programme, days=8).count("GM0363") == 1


def test_a_new_version_takes_the_place_of_the_timers_of_the_old(programme):
    publish_as(programme, "haag", clean_up("timeCycle", "R/P1D"))
    publish_as(programme, "cas", clean_up("timeCycle", "R/P1D", "rake"))
    pass_time(programme, days=1)
    pass_time(programme, days=2)
    assert {task.element for task in programme.all(select(Task))} == {"rake"}
    assert {case.municipality for case in programme.all(select(Case))} == {LEIDEN, DEN_HAAG}
    publish_as(programme, "cas", clean_up("timeCycle", "R/P1D").replace("bpmn:timer", "bpmn:gone").replace("<bpmn:goneEventDefinition>", "").replace(
        "<bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:goneEventDefinition>", ""))
    before = len(programme.all(select(Case)))
    assert len(pass_time(programme, days=3)) == before
    assert [one.state for one in programme.all(select(Deadline)) if one.case_id is None and one.state == "waiting"] == []


def test_a_timer_that_gives_no_time_is_refused(programme):
    with pytest.raises(BrokenProcess) as refused:
        programme.publish(clean_up("timeDate", "=unknown"))
    assert refused.value.findings[0].element == "start"
    assert programme.all(select(Deadline)) == []
