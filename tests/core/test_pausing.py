"""A case stands still for a while: the working clock too, and what was left of each date is left afterwards."""
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.actors import CLOCK
from engine.claims import claim_due
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.explanation import explain
from engine.iso import at_wall
from engine.pausing import pause_case, resume_case
from engine.promises import make_promise
from engine.queries.case_view import case_view
from engine.rescheduling import reschedule_task
from engine.tables import Case, CaseEvent, Deadline, Task
from tests.core.processes import END, START, VISIT, flows, own, process, user_task
from tests.core.test_notes import GREET
from tests.core.test_personal_values import FORM


def running(element, kind, text):
    return (f'<bpmn:boundaryEvent id="{element}" attachedToRef="ring" cancelActivity="false"><bpmn:timerEventDefinition>'
            f'<bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:boundaryEvent>')


# Somebody did not come: that is counted in hours, nights and weekends too. Beside it what is counted in days.
MISSED = process(
    "missed", START, user_task("ring", "facilitator", "Bellen", own(
        deadline="PT4H", reminders="PT1H", escalate="coordinator after P0D, programme_manager after P1D")),
    running("a-day", "timeDate", '=now() + duration("PT24H")'), running("two-hours", "timeDuration", "PT2H"),
    running("a-week", "timeDuration", "P7D"), running("tomorrow", "timeDate", "=add working days(now(), 1)"),
    user_task("report", "facilitator", "Verslag", own(deadline="P1D", reminders="PT4H")), END,
    flows(("start", "ring"), ("start", "report"), ("ring", "end"), ("report", "end"), ("a-day", "end"), ("two-hours", "end"), ("a-week", "end"), ("tomorrow", "end")))


def amsterdam(text):
    return at_wall(datetime.fromisoformat(text))


def pause(programme, case, who="fenna", why="De wijk heeft vakantie"):
    with programme.writing(who) as work:
        return pause_case(work, case.id, why)


def resume(programme, case, who="cas", why="Iedereen is terug"):
    with programme.writing(who) as work:
        return resume_case(work, case.id, why)


@pytest.fixture
def case(programme):
    programme.publish(VISIT)
    return programme.open()


def due(programme):
    return {row.kind: row.due_at for row in programme.all(select(Deadline))}


def test_what_was_left_is_left_when_the_case_goes_on(programme, case):
    assert due(programme)["due"] == amsterdam("2031-03-10T09:00"), "five working days after Monday the third at nine"
    programme.clock.now += timedelta(days=1, hours=3)                       # Tuesday noon: 29 office hours are left
    assert pause(programme, case).status == "paused"
    programme.clock.now = amsterdam("2031-04-10T10:00")                     # Thursday before Easter
    assert resume(programme, case).status == "open"
    assert due(programme)["due"] == amsterdam("2031-04-16T15:00"), "seven hours, Good Friday, not Easter Monday, Tuesday, six hours"
    [task] = programme.all(select(Task))
    assert (task.due_at, task.first_due_at) == (amsterdam("2031-04-16T15:00"), amsterdam("2031-03-10T09:00"))
    assert "stond stil van di 4 maart om 12.00 uur tot do 10 april om 10.00 uur" in " ".join(explain(task.due_explanation))
    event, = programme.all(select(CaseEvent).where(CaseEvent.kind == "CaseResumed"))
    assert event.payload["why"] == "Iedereen is terug" and {kind for kind, *_ in event.payload["moved"]} == {"due", "reminder", "escalation"}


def test_nothing_falls_due_and_nobody_completes_while_it_stands_still(programme, case):
    pause(programme, case)
    programme.clock.now += timedelta(days=60)
    with programme.writing(CLOCK) as work:
        assert claim_due(work) == []
    [meet] = programme.all(select(Task))
    with pytest.raises(Conflict):
        programme.complete(meet, "fenna")


def test_pausing_over_a_weekend_changes_no_date(programme, case):
    before = due(programme)
    programme.clock.now = amsterdam("2031-03-07T18:00")
    pause(programme, case)
    programme.clock.now = amsterdam("2031-03-10T08:00")
    resume(programme, case)
    assert due(programme) == before


def test_pausing_twice_shifts_twice_and_the_story_has_both(programme, case):
    for _ in range(2):
        pause(programme, case)
        assert pause(programme, case).status == "paused", "pausing what stands still changes nothing"
        programme.clock.now += timedelta(days=7)
        resume(programme, case)
        assert resume(programme, case).status == "open"
    assert due(programme)["due"] == amsterdam("2031-03-24T09:00")
    [task] = programme.all(select(Task))
    assert len(task.due_explanation["pauses"]) == 2
    assert [event.kind for event in programme.all(select(CaseEvent).order_by(CaseEvent.id)) if event.kind.startswith("CaseR")] == ["CaseResumed"] * 2


def test_a_date_that_is_chosen_during_the_standstill_is_as_far_away_as_it_was_then(programme, case):
    """Another date for a task, and a promise with its turn: not moved on by the time before anybody chose them."""
    pause(programme, case)
    programme.clock.now = amsterdam("2031-03-17T09:00")
    [meet] = programme.all(select(Task))
    with programme.writing("fenna") as work:
        reschedule_task(work, meet.id, date(2031, 3, 20), "Zij is dan weer thuis")
        make_promise(work, case.id, "Er komt een bank", "group", "de bewoners", date(2031, 3, 21), "Terugvertellen")
    programme.clock.now = amsterdam("2031-03-19T09:00")
    resume(programme, case)
    later = {task.name: task for task in programme.all(select(Task))}
    assert [task.due_at for task in later.values()] == [amsterdam("2031-03-24T17:00"), amsterdam("2031-03-25T17:00")], "two working days, and no two weeks"
    said = explain(later["Terugvertellen"].due_explanation)
    assert said[0].startswith("Iemand heeft deze dag gekozen.") and "stond stil van ma 17 maart om 09.00 uur tot" in said[1]
    assert {row.due_at for row in programme.all(select(Deadline).where(Deadline.kind == "due", Deadline.state == "waiting"))} == {task.due_at for task in later.values()}


def test_what_is_counted_in_hours_shifts_by_the_clock_and_what_is_counted_in_days_by_working_time(programme):
    def dates():
        return {(row.element, row.kind, row.role if row.kind == "escalation" else None): row.due_at for row in programme.all(select(Deadline))}

    programme.publish(MISSED)
    programme.clock.now = amsterdam("2031-03-07T16:00")                     # Friday
    case = programme.open("missed")
    assert dates()["ring", "due", None] == amsterdam("2031-03-07T20:00")
    programme.clock.now = amsterdam("2031-03-07T17:00")
    pause(programme, case)
    programme.clock.now = amsterdam("2031-03-11T10:00")                     # Tuesday, 89 hours later
    resume(programme, case)
    assert dates() == {key: amsterdam(f"2031-03-{text}") for key, text in {
        ("ring", "due", None): "11T13:00", ("ring", "reminder", None): "11T12:00", ("ring", "escalation", "coordinator"): "11T13:00",
        ("ring", "escalation", "programme_manager"): "12T13:00", ("two-hours", "timer", None): "11T11:00", ("a-day", "timer", None): "12T09:00",
        ("tomorrow", "timer", None): "11T17:00", ("a-week", "timer", None): "17T17:00",
        ("report", "due", None): "11T17:00", ("report", "reminder", None): "11T13:00"}.items()}
    ring = next(task for task in programme.all(select(Task)) if task.element == "ring")
    assert ring.due_at == amsterdam("2031-03-11T13:00")
    said = " ".join(explain(ring.due_explanation))
    assert "tot di 11 maart om 10.00 uur" in said and "di 11 maart om 12.00 uur" in said and "wo 12 maart om 13.00 uur" in said
    pause(programme, case)
    programme.clock.now += timedelta(minutes=30)
    resume(programme, case)
    assert dates()["ring", "due", None] == dates()["ring", "escalation", "coordinator"] == amsterdam("2031-03-11T13:30")


@pytest.mark.parametrize(("who", "why", "refusal"), [
    ("fenna", " ", InvalidAnswers), ("bram", "Ik wil rust", NotFound), ("haag", "Elders", NotFound)])
def test_who_may_not_or_does_not_say_why_is_refused(programme, case, who, why, refusal):
    with pytest.raises(refusal):
        pause(programme, case, who, why)
    assert programme.all(select(Case))[0].status == "open"


def test_the_policy_officer_sees_the_case_but_does_not_pause_it(programme, case):
    programme.complete(programme.all(select(Task))[0], "fenna")
    with pytest.raises(NotAllowed):
        pause(programme, case, "bram", "Even niet")


def test_who_looked_at_an_older_version_hears_so(programme, case):
    [meet] = programme.all(select(Task))
    programme.claim(meet, "fenna")
    with pytest.raises(Stale), programme.writing("fenna") as work:
        reschedule_task(work, meet.id, datetime(2031, 3, 20).date(), "Later", revision=meet.revision)


def test_a_reason_that_names_somebody_follows_what_may_be_read_of_them(programme):
    programme.publish(GREET, who__form=FORM)
    case = programme.open("greet", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task))[0], "fenna", full_name="Quirina Zilverschoon", phone="06-87654321", age=43, activity="schaken")
    pause(programme, case, why="Quirina is op reis")
    event, = programme.all(select(CaseEvent).where(CaseEvent.kind == "CasePaused"))
    assert set(event.payload["why"]) == {"$personal"}
    told = {}
    for who in ("floor", "cas"):
        with programme.reading(who) as work:
            told[who] = next(fact.payload["why"] for fact in case_view(work, case.id).facts if fact.kind == "CasePaused")
    assert told == {"floor": "Quirina is op reis", "cas": None}
