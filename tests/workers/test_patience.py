"""Who keeps others waiting: a case in somebody's hands, a mail server, another system. Nobody else is late or lost by it."""
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import sessionmaker

from engine.actors import CLOCK, SYSTEM
from engine.choices import NEVER, Choice, choose
from engine.claims import ATTEMPTS, next_due
from engine.deadlines import fire_deadline
from engine.messages import send_message
from engine.notices import LEASE, words_of
from engine.tables import Case, CaseEvent, Notice, Person, WebhookCall, connect, dialects
from engine.webhooks import BACK_OFF, add_webhook
from tests.core.processes import END, START, flows, own, process, user_task
from tests.core.programme import LEIDEN, Programme
from tests.workers.processes import CALL, MANDATE
from workers.jobs import call_others, deliver, fire_due, gather, keep_time, tell


def when_next(programme):
    with programme.reading(CLOCK) as work:
        return max(programme.clock.now, next_due(work))


def notices(programme):
    return [(one.kind, one.state, one.attempts) for one in programme.all(select(Notice).order_by(Notice.id))]


def test_a_reminder_that_failed_many_times_comes_as_soon_as_it_can(programme, monkeypatch):
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)

    def fail(work, claimed):
        raise OSError("gone")
    monkeypatch.setattr("workers.jobs.fire_deadline", fail)
    for _ in range(2 * ATTEMPTS):
        programme.clock.now = when_next(programme)
        fire_due(programme.office)
    monkeypatch.setattr("workers.jobs.fire_deadline", fire_deadline)
    programme.clock.now = when_next(programme)
    fire_due(programme.office)
    assert [event.kind for event in programme.all(select(CaseEvent).where(CaseEvent.kind == "ReminderFell"))] == ["ReminderFell"]


def test_a_case_that_somebody_keeps_in_hand_lets_the_others_fire(postgres_url, clock, monkeypatch):
    """A machine that vanished in the middle of a transaction keeps its case until PostgreSQL notices."""
    monkeypatch.setattr(dialects, "HELD", "200ms")
    engine = connect(postgres_url)
    programme = Programme(sessionmaker(engine), clock).begun()
    programme.publish(CALL)
    kept, free = programme.open("call"), programme.open("call")
    programme.clock.now += timedelta(hours=4)
    with engine.connect() as vanished:
        vanished.execute(text("select set_config('aanzet.municipalities', '*', true)"))
        vanished.execute(select(Case.id).where(Case.id == kept.id).with_for_update())
        firing = Thread(target=fire_due, args=(programme.office,), daemon=True)
        firing.start()
        firing.join(20)
        assert not firing.is_alive()
        assert [event.case_id for event in programme.all(select(CaseEvent).where(CaseEvent.kind == "TimerFired"))] == [free.id]
    programme.clock.now = when_next(programme)
    fire_due(programme.office)
    assert len(programme.all(select(CaseEvent).where(CaseEvent.kind == "TimerFired"))) == 2
    engine.dispose()


class Slow:
    """Another system: one address never answers, after ten seconds each time."""

    def __init__(self, clock):
        self.clock, self.asked = clock, []

    def post(self, call):
        self.asked.append(call.address)
        self.clock.now += timedelta(seconds=10)
        if "silent" in call.address:
            raise OSError("nobody there")
        return 204


def test_a_system_that_does_not_answer_keeps_no_other_waiting(programme):
    programme.publish(MANDATE)
    with programme.writing("cas") as work:
        for name in ("silent", "awake"):
            add_webhook(work, LEIDEN, f"https://{name}.example.org/")
    for _ in range(3):
        programme.open("mandate", "cas", neighbourhood=None)
    while keep_time(programme.office):
        pass
    others = Slow(programme.clock)
    call_others(programme.office, others)
    assert sorted(others.asked) == ["https://awake.example.org/"] * 3 + ["https://silent.example.org/"]
    left = programme.all(select(WebhookCall).where(WebhookCall.state == "waiting"))
    assert sorted(call.attempts for call in left) == [0, 0, 1], "what was not made does not count"
    assert max(call.lease_until for call in left) <= programme.clock.now + BACK_OFF[0]


def test_a_call_that_cannot_be_written_keeps_no_other_waiting(programme, monkeypatch):
    programme.publish(MANDATE)
    with programme.writing("cas") as work:
        poisoned, _ = (add_webhook(work, LEIDEN, f"https://{name}.example.org/") for name in ("poisoned", "sound"))
        work.session.execute(text("update webhooks set wrapped = :nothing where id = :id"), {"nothing": b"no key", "id": poisoned.id})
    programme.open("mandate", "cas", neighbourhood=None)
    while keep_time(programme.office):
        pass
    others = Slow(programme.clock)
    call_others(programme.office, others)
    assert others.asked == ["https://sound.example.org/"]


class Door:
    """A mail server; `takes`: how long over a letter."""

    def __init__(self, clock, takes=timedelta()):
        self.clock, self.takes, self.letters = clock, takes, []

    def send(self, letter):
        self.letters.append(letter.mark)
        self.clock.now += self.takes


@pytest.fixture
def five_turns(programme):
    with programme.office.writing(SYSTEM) as work:
        work.session.get_one(Person, programme.actor("bram").person).email = "bram@example.org"
    programme.publish(MANDATE)
    for _ in range(5):
        programme.open("mandate", "cas", neighbourhood=None)
    tell(programme.office)
    return programme


def test_letters_that_a_slow_server_left_no_time_for_are_as_if_nobody_had_taken_them(five_turns):
    slow = Door(five_turns.clock, takes=LEASE / 3)
    deliver(five_turns.office, [slow])
    assert notices(five_turns) == [("assigned", "sent", 1)] * 2 + [("assigned", "waiting", 0)] * 3
    deliver(five_turns.office, [Door(five_turns.clock)])
    assert {state for _, state, _ in notices(five_turns)} == {"sent"}


def test_who_is_told_to_go_finishes_one_letter_and_leaves_the_rest_to_others(five_turns):
    door = Door(five_turns.clock)
    deliver(five_turns.office, [door], leaving=lambda: bool(door.letters))
    assert (len(door.letters), notices(five_turns)[1:]) == (1, [("assigned", "waiting", 0)] * 4)
    assert deliver(five_turns.office, [door]) == 4


def test_a_mail_server_may_be_away_for_a_weekend(five_turns):
    class Shut:
        def send(self, letter):
            raise OSError("shut")
    monday = five_turns.clock.now + timedelta(days=2, hours=12)
    while five_turns.clock.now < monday:
        deliver(five_turns.office, [Shut()])
        five_turns.clock.now += timedelta(hours=1)
    back = Door(five_turns.clock)
    for _ in range(30):
        deliver(five_turns.office, [back])
        five_turns.clock.now += timedelta(hours=1)
    assert len(back.letters) == 5


def test_who_stopped_a_kind_of_mail_does_not_find_it_in_the_overview_of_the_next_morning(five_turns):
    with five_turns.writing("bram") as work:
        choose(work, Choice({"assigned": "daily"}))
    deliver(five_turns.office)
    with five_turns.writing("bram") as work:
        choose(work, Choice({"assigned": NEVER}))
    five_turns.clock.now += timedelta(days=1)
    door = Door(five_turns.clock)
    gather(five_turns.office, [door])
    assert (door.letters, {state for _, state, _ in notices(five_turns)}) == ([], {"kept"})


AWAITED = ('<bpmn:message id="m" name="offer"><bpmn:extensionElements><zeebe:subscription correlationKey="=string(case.id)" /></bpmn:extensionElements></bpmn:message>'
           + process("awaited", START, '<bpmn:receiveTask id="offer" name="Offerte van de schilder" messageRef="m"><bpmn:extensionElements>'
                     + own(waits_for="aanbieder", deadline="P5D", reminders="P2D", escalate="programme_manager after P1D")
                     + "</bpmn:extensionElements></bpmn:receiveTask>", user_task("choose", "coordinator"), END, flows(("start", "offer"), ("offer", "choose"), ("choose", "end")), name="Schilderwerk"))


def test_who_is_told_of_a_wait_reads_what_we_wait_for_and_is_not_asked_to_do_it(programme):
    programme.publish(AWAITED)
    programme.open("awaited", "cas", neighbourhood=None)
    programme.clock.now += timedelta(days=14)
    while keep_time(programme.office):
        pass
    assert [event.element for event in programme.all(select(CaseEvent).where(CaseEvent.kind == "WaitEscalated"))] == ["offer"]
    with programme.reading(SYSTEM) as work:
        said = {(language, one.kind): words_of(work, one, language) for one in work.session.scalars(select(Notice)) for language in ("nl", "en")}
    assert said["nl", "reminder"][0] == "We wachten nog: Offerte van de schilder" and said["en", "escalation"][0] == "A long wait: Offerte van de schilder"
    assert said["nl", "escalation"][1] == ("We wachten al lang op Offerte van de schilder, in dossier LEI-2031-0001 (Schilderwerk). Daarom hoor jij het nu ook. "
                                           "Vraag na hoe het ermee staat.")


def test_what_came_before_the_letter_about_waiting_for_it_left_is_not_told_any_more(programme):
    programme.publish(AWAITED)
    case = programme.open("awaited", "cas", neighbourhood=None)
    programme.clock.now += timedelta(days=14)
    while keep_time(programme.office):
        pass
    with programme.writing("cas") as work:
        assert send_message(work, LEIDEN, "offer", case.number)
    door = Door(programme.clock)
    deliver(programme.office, [door])
    assert door.letters == [] and {(kind, state) for kind, state, _ in notices(programme)} == {("reminder", "dropped"), ("escalation", "dropped")}
