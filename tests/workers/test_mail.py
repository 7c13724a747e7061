"""Mail as it arrives at a real SMTP server, when each reader wants it, and never about what is over."""
import asyncio
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.choices import Choice, choose
from engine.errors import EngineError, InvalidAnswers
from engine.notices import Letter, Passage
from engine.queries.heard import heard
from engine.tables import Notice, Person, Task
from tests.workers.conftest import begin
from tests.workers.processes import MANDATE
from workers.jobs import deliver, fire_due, gather, look, tell
from workers.mail import MailRelay, Stationery, _as_sent, compose, read_relay

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PAPER = Stationery("Aanzet <post@aanzet.example.org>", "https://aanzet.example.org")


class Postbox:
    """What the server keeps, and what it says instead when it is told to."""

    def __init__(self):
        self.came, self.answer = [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.came.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return self.answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("550"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"


async def _serving(box, loop):
    return await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)


@contextmanager
def post_office():
    """A mail server on a port that the machine chooses, in a thread of its own."""
    box, loop = Postbox(), asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    begun = asyncio.run_coroutine_threadsafe(_serving(box, loop), loop)     # there, since a browser's loop may run in this one
    server = begun.result(20)
    try:
        yield box, MailRelay(read_relay(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"), PAPER)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


@pytest.fixture
def programme(sqlite_url, clock):
    begun = begin(sqlite_url, clock)
    begun.publish(MANDATE)
    yield begun
    begun.office.sessions.kw["bind"].dispose()


def escalated(programme):
    """Two weeks after the mandate was asked for, it is the programme manager's too."""
    programme.open("mandate", "cas", neighbourhood=None)
    programme.clock.now += timedelta(days=14)
    fire_due(programme.office)
    tell(programme.office)


def chooses(programme, who, **choice):
    with programme.writing(who) as work:
        choose(work, Choice(**choice))


def states(programme, person="pien"):
    me = programme.actor(person).person
    return [(row.kind, row.state) for row in programme.all(select(Notice).where(Notice.person_id == me).order_by(Notice.id))]


def test_a_letter_arrives_as_text_and_html_in_the_thread_of_its_case(programme):
    with post_office() as (box, relay):
        look(programme.office, [relay])
        programme.open("mandate", "cas", neighbourhood=None)
        programme.clock.now += timedelta(days=14)
        look(programme.office, [relay])
    (to, letter), = box.came
    task = programme.all(select(Task))[0]
    assert to == ["pien@example.org"] and letter["Subject"] == "Opgeschaald: Mandaat regelen"
    plain, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    assert plain.startswith("Dag Pien Hofland,") and f"https://aanzet.example.org/tasks/{task.id}" in plain
    assert f'<a href="https://aanzet.example.org/tasks/{task.id}">' in html and "<img" not in html and "style" not in html
    assert letter["References"] == f"<case-{task.case_id}@aanzet.example.org>"
    assert letter["Message-ID"].endswith("@aanzet.example.org>") and letter["List-Unsubscribe"].startswith("<https://aanzet.example.org/mail/stop/escalation-")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_a_mail_program_reads_of_a_letter_is_written_as_it_is(programme):
    begin_letter = Letter("notice-1", "reminder", "Noor", "noor@gemeenté.example.org", "nl", "Café Ünïek", (Passage("Dag", 1, 1),), programme.clock.now, 1, f"reminder-1-{'a' * 64}")
    written = compose(begin_letter, Stationery("post@aanzet.example.org", "https://aanzet.een-lange-gemeentenaam.example.org")).as_bytes().decode("ascii")
    assert f"\nList-Unsubscribe: <https://aanzet.een-lange-gemeentenaam.example.org/mail/stop/reminder-1-{'a' * 64}>\n" in written
    assert _as_sent("noor") == "noor", "a name that the relay itself knows"
    assert "\nContent-Language: nl\n" in written and "\nTo: noor@xn--gemeent-hya.example.org\n" in written


def test_a_server_that_says_no_goodbye_has_the_letter_all_the_same(programme, monkeypatch):
    escalated(programme)
    with post_office() as (box, relay):
        async def busy(self, arg):
            await self.push("421 4.3.2 closing")
            self._handler_hooks.clear()
            self.transport.close()
        monkeypatch.setattr(SMTP, "smtp_QUIT", busy)
        assert deliver(programme.office, [relay])
        first = len(box.came)
        programme.clock.now += timedelta(hours=1)
        deliver(programme.office, [relay])
    assert first == len(box.came) == len(programme.all(select(Notice).where(Notice.state == "sent")))


def test_an_address_that_no_relay_of_ours_can_reach_is_not_tried_again(programme):
    escalated(programme)
    with programme.office.writing(SYSTEM) as work:
        for person in work.session.scalars(select(Person)):
            person.email = "jörg@example.org"
    with post_office() as (box, relay):
        deliver(programme.office, [relay])
    assert {notice.state for notice in programme.all(select(Notice))} <= {"kept", "dropped"} and not box.came


def test_a_title_cannot_write_headers_or_html(programme):
    with post_office() as (box, relay):
        programme.open("mandate", "cas", neighbourhood=None, title="Plan <b>A</b>\r\nBcc: ver@example.org")
        programme.clock.now += timedelta(days=14)
        look(programme.office, [relay])
    (to, letter), = box.came
    assert to == ["pien@example.org"] and letter["Bcc"] is None
    assert "<b>" not in letter.get_body(("html",)).get_content()


def test_a_server_that_is_busy_gets_the_same_letter_later(programme):
    escalated(programme)
    with post_office() as (box, relay):
        box.answer = "451 later"
        deliver(programme.office, [relay])
        assert states(programme) == [("escalation", "waiting")]
        box.answer = "250 OK"
        programme.clock.now += timedelta(minutes=11)
        deliver(programme.office, [relay])
    assert (states(programme), len(box.came)) == ([("escalation", "sent")], 1)


def test_an_address_that_is_refused_for_good_is_not_tried_again(programme):
    escalated(programme)
    with post_office() as (box, relay):
        box.answer = "550 no such person"
        deliver(programme.office, [relay])
        box.answer = "250 OK"
        programme.clock.now += timedelta(days=1)
        deliver(programme.office, [relay])
    assert (states(programme), box.came) == ([("escalation", "kept")], [])


def test_a_letter_in_hand_is_nobody_elses(programme):
    """Longer than its lease in the queue, and still once: whoever sends it has it for as long as a door may take."""
    escalated(programme)
    with post_office() as (box, relay):
        class Slow:
            def send(self, letter):
                programme.clock.now += timedelta(minutes=5)
                deliver(programme.office, [relay])
                relay.send(letter)
        deliver(programme.office, [Slow()])
    assert (states(programme), len(box.came)) == ([("escalation", "sent")], 1)


def test_once_a_day_is_one_letter_on_the_next_working_morning_without_what_is_over(programme):
    chooses(programme, "bram", mail={"assigned": "daily", "reminder": "daily"}, daily_at=9)
    with programme.writing(SYSTEM) as work:
        work.session.get_one(Person, programme.actor("bram").person).email = "bram@example.org"
    programme.clock.now = datetime(2031, 4, 25, 16, 0, tzinfo=AMSTERDAM)       # a Friday
    first = programme.open("mandate", "cas", neighbourhood=None)
    programme.open("mandate", "cas", neighbourhood=None)
    with post_office() as (box, relay):
        look(programme.office, [relay])
        programme.complete(programme.all(select(Task).where(Task.case_id == first.id))[0], "bram")
        programme.clock.now = datetime(2031, 4, 28, 8, 59, tzinfo=AMSTERDAM)
        look(programme.office, [relay])
        assert box.came == []
        programme.clock.now = datetime(2031, 4, 28, 9, 0, tzinfo=AMSTERDAM)
        look(programme.office, [relay])
        look(programme.office, [relay])
    (to, letter), = box.came
    assert (to, letter["Subject"]) == (["bram@example.org"], "Dit staat er voor je open")
    assert letter.get_body(("plain",)).get_content().count("Mandaat regelen") == 1


def test_quiet_hours_hold_a_letter_until_the_morning_but_no_escalation():
    night = Choice(quiet_from=22, quiet_until=7)
    late, early = datetime(2031, 3, 29, 23, 30, tzinfo=AMSTERDAM), datetime(2031, 3, 30, 6, 59, tzinfo=AMSTERDAM)
    seven = datetime(2031, 3, 30, 7, 0, tzinfo=AMSTERDAM)
    assert night.quiet_ends("reminder", late) == night.quiet_ends("reminder", early) == seven       # over the change of the clock
    assert night.quiet_ends("reminder", seven) is None and night.quiet_ends("escalation", late) is None
    day = Choice(quiet_from=9, quiet_until=17)
    assert day.quiet_ends("reminder", datetime(2031, 3, 31, 9, 0, tzinfo=AMSTERDAM)) == datetime(2031, 3, 31, 17, 0, tzinfo=AMSTERDAM)
    assert Choice().quiet_ends("reminder", late) is None


def test_somebody_who_wants_no_mail_of_a_kind_reads_it_in_the_app(programme):
    chooses(programme, "pien", mail={"escalation": "never"})
    escalated(programme)
    with post_office() as (box, relay):
        look(programme.office, [relay])
    assert (states(programme), box.came) == ([("escalation", "kept")], [])


def test_the_case_tells_to_whom_its_notices_went_and_which_never_left(programme):
    with programme.writing(SYSTEM) as work:
        work.session.get_one(Person, programme.actor("wout").person).email = None
    escalated(programme)
    with post_office() as (_, relay):
        look(programme.office, [relay])
        programme.clock.now += timedelta(days=14)
        look(programme.office, [relay])
    with programme.reading("cas") as work:
        told = heard(work, 1)
        assert {(one.login, one.kind, one.how) for people in told.values() for one in people} == {
            ("bram", "assigned", "app"), ("bram", "reminder", "app"), ("bram", "overdue", "app"), ("pien", "escalation", "mail"), ("wout", "escalation", "app")}
        escalation = next(number for number, people in told.items() if people[0].login == "pien")
        assert heard(work, 1, [escalation]) == {escalation: told[escalation]} and told[escalation][0].at is not None
        assert heard(work, 1, []) == {}


def test_an_overview_that_was_not_sent_is_tried_again(programme):
    chooses(programme, "pien", mail={"escalation": "daily"})
    escalated(programme)
    with post_office() as (box, relay):
        deliver(programme.office, [relay])
        programme.clock.now += timedelta(days=4)
        box.answer = "451 later"
        gather(programme.office, [relay])
        assert states(programme) == [("escalation", "gathered")]
        box.answer = "250 OK"
        programme.clock.now += timedelta(minutes=11)
        assert gather(programme.office, [relay]) == 1
    assert (states(programme), len(box.came)) == ([("escalation", "sent")], 1)


def test_what_cannot_be_meant_is_refused_by_name(programme):
    with pytest.raises(InvalidAnswers) as refused, programme.writing("pien") as work:
        choose(work, Choice(mail={"gossip": "daily", "reminder": "hourly"}, daily_at=24, quiet_from=22))
    assert [field for field, _, _ in refused.value.problems] == ["mail.gossip", "mail.reminder", "daily_at", "quiet_until"]
    with pytest.raises(InvalidAnswers) as refused, programme.writing("pien") as work:
        choose(work, Choice({"reminder": "daily"}, daily_at=3, quiet_from=22, quiet_until=7))
    assert [field for field, _, _ in refused.value.problems] == ["daily_at"]
    with programme.writing("pien") as work:
        choose(work, Choice(daily_at=3, quiet_from=22, quiet_until=7))                 # nothing comes once a day


@pytest.mark.parametrize("address", ["http://mail.example.org", "smtp://", "smtp://mail.example.org:no", "mail.example.org"])
def test_what_is_no_mail_server_is_said_so(address):
    with pytest.raises(EngineError) as refused:
        read_relay(address)
    assert refused.value.key == "mail.bad_relay"


def test_a_password_never_goes_without_tls():
    assert read_relay("smtp://noor@mail.example.org:587").tls == "starttls"
    assert read_relay("smtps://noor@mail.example.org", "geheim").port == 465
    assert "geheim" not in repr(read_relay("smtps://noor@mail.example.org", "geheim"))
