"""Deadlines fire once, in time, and people hear of it once."""
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.actors import CLOCK
from engine.claims import ATTEMPTS, LEASE, claim_due, next_due
from engine.deadlines import deadline_failed, fire_deadline, upcoming
from engine.iso import at_wall
from engine.lateness import lateness, tally
from engine.tables import Case, CaseEvent, Deadline, Notice, Person, Task, TaskCandidate
from tests.workers.processes import CALL, MANDATE, QUIET
from workers.jobs import fire_due, look, tell


def amsterdam(text):
    return at_wall(datetime.fromisoformat(text))


def claim(programme):
    with programme.office.writing(CLOCK) as work:
        return claim_due(work)


def fire(programme, claimed):
    with programme.office.writing(CLOCK, {claimed.municipality}) as work:
        return fire_deadline(work, claimed)


def notices(programme):
    """(login, kind) of every notice, in the order they were written."""
    with programme.reading(CLOCK) as work:
        return [tuple(row) for row in work.session.execute(
            select(Person.login, Notice.kind).join(Person, Person.id == Notice.person_id).order_by(Notice.id))]


def kinds(programme, kind):
    return len(programme.all(select(CaseEvent).where(CaseEvent.kind == kind)))


def test_overdue_mandate_reaches_the_programme_manager_and_then_the_executive(programme):
    programme.clock.now = amsterdam("2031-04-03T09:00")         # Good Friday 11 April is worked, Easter Monday is not
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    heard = []
    for moment in ("2031-04-10T08:59", "2031-04-10T09:00", "2031-04-18T08:59", "2031-04-18T09:00", "2031-04-25T08:59", "2031-04-25T09:00"):
        programme.clock.now = amsterdam(moment)
        look(programme.office)
        now = notices(programme)
        heard.append(now[sum(map(len, heard)):])
    assert heard == [[("bram", "assigned")], [("bram", "reminder")], [], [("bram", "overdue"), ("pien", "escalation")], [], [("wout", "escalation")]]
    assert [(row.role, row.why) for row in programme.all(select(TaskCandidate).order_by(TaskCandidate.id))] == [
        ("programme_manager", "escalated"), ("executive", "escalated")]
    assert programme.all(select(Task))[0].role == "policy_officer"          # the turn stays where it was


def test_an_escalation_gives_the_right_to_act_and_stops_when_the_task_closes(programme):
    programme.publish(MANDATE)
    case = programme.open("mandate", "cas", neighbourhood=None)
    task = programme.all(select(Task))[0]
    programme.clock.now += timedelta(days=15)
    look(programme.office)
    programme.complete(task, "pien", mandate=True)
    assert programme.all(select(Case).where(Case.id == case.id))[0].status == "ended"
    programme.clock.now += timedelta(days=60)
    assert look(programme.office) == 0
    assert ("wout", "escalation") not in notices(programme)
    assert not programme.all(select(Deadline).where(Deadline.state == "waiting"))


def test_a_quiet_deadline_comes_back_into_view_without_a_sound(programme):
    programme.publish(QUIET)
    programme.open("quiet")
    look(programme.office)
    before = notices(programme)
    programme.clock.now = amsterdam("2031-06-03T09:00")
    look(programme.office)
    assert notices(programme) == before
    assert (kinds(programme, "TaskCameBack"), kinds(programme, "TaskBecameDue")) == (1, 0)


def test_a_timer_moves_the_case_once_and_a_second_claim_finds_nothing(programme):
    programme.publish(CALL)
    programme.open("call")
    assert fire_due(programme.office) == 0
    programme.clock.now += timedelta(hours=4)
    first, = claim(programme)
    assert claim(programme) == []
    assert fire(programme, first) is True
    assert fire(programme, first) is False
    assert [(task.element, task.status) for task in programme.all(select(Task).order_by(Task.id))] == [("ring", "cancelled"), ("visit", "open")]
    assert kinds(programme, "TimerFired") == 1


def test_a_lease_that_ran_out_goes_to_another_and_the_first_worker_comes_too_late(programme):
    programme.publish(CALL)
    programme.open("call")
    programme.clock.now += timedelta(hours=4)
    slow, = claim(programme)
    programme.clock.now += LEASE
    quick, = claim(programme)
    assert quick.lease_token > slow.lease_token
    assert fire(programme, slow) is False
    assert fire(programme, quick) is True
    assert kinds(programme, "TimerFired") == 1


def test_a_task_completed_in_the_meantime_leaves_nothing_to_fire(programme):
    programme.publish(CALL)
    programme.open("call")
    task = programme.all(select(Task))[0]
    programme.clock.now += timedelta(hours=4)
    claimed, = claim(programme)
    programme.complete(task, "fenna")
    assert fire(programme, claimed) is False
    assert kinds(programme, "TimerFired") == 0


def test_what_fails_is_tried_again_later_and_leaves_the_case_stuck_in_the_end(programme):
    programme.publish(CALL)
    case = programme.open("call")
    programme.clock.now += timedelta(hours=4)
    tries = []
    for _ in range(ATTEMPTS):
        with programme.reading(CLOCK) as work:
            programme.clock.now = max(programme.clock.now, next_due(work))
        claimed, = claim(programme)
        tries.append(programme.clock.now)
        with programme.office.writing(CLOCK, {claimed.municipality}) as work:
            deadline_failed(work, claimed, "OSError")
    assert all(later > earlier for earlier, later in zip(tries, tries[1:]))
    stuck = programme.all(select(Case).where(Case.id == case.id))[0]
    assert (stuck.status, stuck.stuck_element, stuck.stuck_params["why"]) == ("stuck", "no-answer", "OSError")
    programme.clock.now += timedelta(days=1)
    assert claim(programme) == []
    tell(programme.office)
    assert notices(programme)[-1] == ("cas", "stuck")


def test_a_worker_that_never_comes_back_does_not_take_the_clock_along(programme):
    programme.publish(CALL)
    case = programme.open("call")
    programme.clock.now += timedelta(hours=4)
    for _ in range(ATTEMPTS):
        assert len(claim(programme)) == 1           # and the process is gone
        programme.clock.now += LEASE
    fire_due(programme.office)
    stuck = programme.all(select(Case).where(Case.id == case.id))[0]
    assert (stuck.status, stuck.stuck_params["why"]) == ("stuck", "WorkerLost")


def test_a_stuck_case_moves_no_token(programme):
    programme.publish(CALL)
    programme.open("call")
    programme.clock.now += timedelta(hours=4)
    claimed, = claim(programme)
    with programme.office.writing(CLOCK) as work:
        case = work.session.get_one(Case, claimed.case_id)
        case.status, case.pending = "stuck", {"action": {}, "cause": {}}
    assert fire(programme, claimed) is False
    programme.clock.now += LEASE
    assert claim(programme) == []


def test_one_case_that_fails_lets_the_others_fire(programme, monkeypatch):
    programme.publish(CALL)
    poisoned, sound = programme.open("call"), programme.open("call")
    programme.clock.now += timedelta(hours=4)
    fires = fire_deadline

    def fail(work, claimed):
        if claimed.case_id == poisoned.id:
            raise OSError("gone")
        return fires(work, claimed)

    monkeypatch.setattr("workers.jobs.fire_deadline", fail)
    assert fire_due(programme.office) == 2
    assert [event.case_id for event in programme.all(select(CaseEvent).where(CaseEvent.kind == "TimerFired"))] == [sound.id]
    with programme.reading(CLOCK) as work:
        assert lateness(work).fired == 1, "what failed did not fire"


def test_all_workers_together_count_how_late_deadlines_fired(programme):
    programme.publish(CALL)
    counted = []
    for cases, late in ((3, timedelta(seconds=7)), (0, timedelta()), (1, timedelta(days=3))):
        for _ in range(cases):
            programme.open("call")
        programme.clock.now += timedelta(hours=4) + late
        fire_due(replace(programme.office))                         # another worker each time: what it counts it does not keep itself
        with programme.reading(CLOCK) as work:
            counted.append(lateness(work))
    assert [(one.within[5], one.within[10], one.within[86400], one.fired) for one in counted] == [(0, 3, 3, 3), (0, 3, 3, 3), (0, 3, 3, 4)]
    assert counted[-1].seconds == 3 * 7 + 3 * 86400


def test_a_worker_that_stands_still_while_it_counts_keeps_nobody_waiting(programme, database_kind):
    with programme.office.writing(CLOCK) as first:
        tally(first, [3.0])
    with programme.office.writing(CLOCK) as halted:
        tally(halted, [3.0])
        if database_kind == "postgres":     # on SQLite whoever writes waits for whoever writes, whatever it is about
            halted.session.flush()
            with programme.office.writing(CLOCK) as other:
                tally(other, [40.0, 0.0])
    with programme.reading(CLOCK) as work:
        assert (lateness(work).within[5], lateness(work).fired) == ((3, 4) if database_kind == "postgres" else (2, 2))


def test_what_will_fire_is_known_beforehand_with_the_reason(programme):
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    with programme.reading("cas") as work:
        coming = upcoming(work)
        assert [(one.kind, one.role) for one in coming] == [
            ("reminder", "policy_officer"), ("due", "policy_officer"), ("escalation", "programme_manager"), ("escalation", "executive")]
        assert coming[1].explanation["term"] == "P10D"
        assert upcoming(work, coming[0].due_at) == coming[:1]
        assert upcoming(work, coming[2].due_at, coming[1].due_at) == coming[1:3] and upcoming(work, case=1) == coming
        assert upcoming(work, case=2) == []
    with programme.reading("haag") as work:
        assert upcoming(work) == []


def test_what_was_tried_before_is_tried_alone_and_last(programme):
    """A deadline that ends its worker takes the others along once, and never again."""
    programme.publish(CALL)
    for _ in range(3):
        programme.open("call")
    programme.clock.now += timedelta(hours=4)
    lost = [one.deadline_id for one in claim(programme)]            # and the process is gone
    programme.open("call")
    programme.clock.now += timedelta(hours=4)
    assert [(one.deadline_id in lost, one.attempts) for one in claim(programme)] == [(False, 1), (True, 2)]
    assert [[one.deadline_id for one in claim(programme)] for _ in range(3)] == [lost[1:2], lost[2:], []]
