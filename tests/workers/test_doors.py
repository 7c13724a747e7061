"""What calls the job functions: the embedded scheduler and RQ; and where notices leave the building."""
import mailbox
import os
import signal
from datetime import timedelta
from threading import Event, Thread

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.tables import CaseEvent, Notice, Person, Task
from tests.core.programme import Programme, programme_at
from tests.servers import processes, redis
from tests.workers.conftest import CHAIN
from tests.workers.processes import CALL, MANDATE
from workers.jobs import deliver, look, tell
from workers.mail import MailFile
from workers.queue import QUEUE, Announced, Nudger, run_worker, workers_seen
from workers.scheduler import Scheduler

SOON = 20                                   # seconds a test waits for what happens at once


class Signpost:
    """A door that says when something went out."""

    def __init__(self):
        self.went_out, self.letters = Event(), []

    def send(self, letter):
        self.letters.append(letter)
        self.went_out.set()


class ShutDoor:
    def send(self, letter):
        raise OSError("the door is shut")


@pytest.fixture
def in_sqlite(furnished, clock) -> Programme:
    with programme_at(furnished("sqlite", CHAIN), clock) as programme:
        for login in ("fenna", "bram"):
            reachable(programme, login)
        yield programme


def reachable(programme: Programme, login: str) -> None:
    """From now on there is an address for their mail."""
    with programme.office.writing(SYSTEM) as work:
        work.session.get_one(Person, programme.actor(login).person).email = f"{login}@example.org"


@pytest.fixture
def own_signals():
    """RQ takes the signals of the process it works in; give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def states(programme):
    return [(notice.kind, notice.state) for notice in programme.all(select(Notice).order_by(Notice.id))]


def test_the_scheduler_fires_and_tells_as_soon_as_it_is_nudged(in_sqlite):
    in_sqlite.publish(CALL)
    in_sqlite.open("call")
    in_sqlite.clock.now += timedelta(hours=4)
    post = Signpost()
    scheduler = Scheduler(in_sqlite.office, [post], patience=3600)
    scheduler.start()
    scheduler.nudge(frozenset({"deadlines"}))
    assert post.went_out.wait(SOON)
    scheduler.stop()
    assert not scheduler.is_running
    assert len(in_sqlite.all(select(CaseEvent).where(CaseEvent.kind == "TimerFired"))) == 1


def test_the_scheduler_survives_a_database_that_is_away(in_sqlite, monkeypatch):
    tried, back = Event(), Event()
    looks = []

    def failing(office):
        looks.append(1)
        tried.set()
        if len(looks) == 1:
            raise OSError("away")
        back.set()
        return 0

    monkeypatch.setattr("workers.scheduler.keep_time", failing)
    scheduler = Scheduler(in_sqlite.office, patience=0.01)
    scheduler.start()
    assert tried.wait(SOON) and back.wait(SOON)
    scheduler.stop()


def test_a_notice_becomes_mail_in_its_readers_words(in_sqlite, tmp_path):
    in_sqlite.publish(MANDATE)
    in_sqlite.open("mandate", "cas", neighbourhood=None)
    in_sqlite.clock.now += timedelta(days=14)
    look(in_sqlite.office, [MailFile(tmp_path / "mail.mbox")])
    letters = list(mailbox.mbox(tmp_path / "mail.mbox"))
    assert (letters[-1]["To"], letters[-1]["Subject"]) == ("pien@example.org", "Opgeschaald: Mandaat regelen")
    assert "Dag Pien Hofland," in letters[-1].get_payload(0).get_payload(decode=True).decode()
    assert letters[0]["Message-ID"].startswith("<notice-")


def test_a_notice_about_what_is_done_meanwhile_is_dropped(in_sqlite):
    in_sqlite.publish(MANDATE)
    in_sqlite.open("mandate", "cas", neighbourhood=None)
    in_sqlite.clock.now += timedelta(days=7)
    look(in_sqlite.office)
    in_sqlite.clock.now += timedelta(days=7)
    with_claim = in_sqlite.all(select(Task))[0]
    assert tell(in_sqlite.office) == 0
    from_now = Signpost()
    in_sqlite.complete(with_claim, "bram")
    assert deliver(in_sqlite.office, [from_now]) == 0
    assert states(in_sqlite) == [("assigned", "sent"), ("reminder", "sent")]


def test_what_waits_when_its_task_closes_never_leaves(in_sqlite):
    in_sqlite.publish(MANDATE)
    in_sqlite.open("mandate", "cas", neighbourhood=None)
    tell(in_sqlite.office)
    in_sqlite.complete(in_sqlite.all(select(Task))[0], "bram")
    post = Signpost()
    deliver(in_sqlite.office, [post])
    assert (states(in_sqlite), post.letters) == ([("assigned", "dropped")], [])


def test_a_shut_door_is_tried_again_later_with_the_same_letter(in_sqlite):
    in_sqlite.publish(MANDATE)
    in_sqlite.open("mandate", "cas", neighbourhood=None)
    tell(in_sqlite.office)
    deliver(in_sqlite.office, [ShutDoor()])
    assert states(in_sqlite) == [("assigned", "waiting")]
    post = Signpost()
    assert deliver(in_sqlite.office, [post]) == 0
    in_sqlite.clock.now += timedelta(minutes=1)
    assert deliver(in_sqlite.office, [post]) == 1
    assert (states(in_sqlite), len(post.letters)) == ([("assigned", "sent")], 1)


def test_events_are_told_once_however_often_somebody_looks(in_sqlite):
    in_sqlite.publish(MANDATE)
    in_sqlite.open("mandate", "cas", neighbourhood=None)
    assert [tell(in_sqlite.office) for _ in range(3)] == [1, 0, 0]
    assert len(states(in_sqlite)) == 1


def test_redis_carries_one_word_and_the_worker_finds_the_deadline(redis_url, in_sqlite, own_signals):
    in_sqlite.publish(CALL)
    in_sqlite.open("call")
    in_sqlite.clock.now += timedelta(hours=4)
    nudger = Nudger(redis_url)
    for _ in range(20):
        nudger(frozenset({"deadlines"}))
    assert 1 <= nudger.queue.count <= 4
    assert b"pickle" not in b"".join(Redis.from_url(redis_url).hgetall(nudger.queue.jobs[0].key).values())
    run_worker(in_sqlite.office, redis_url, burst=True)
    assert len(in_sqlite.all(select(CaseEvent).where(CaseEvent.kind == "TimerFired"))) == 1
    assert nudger.queue.count == 0


def test_a_redis_that_forgot_everything_knows_a_worker_again_at_its_next_sign_of_life(redis_url):
    connection = Redis.from_url(redis_url)
    worker = Announced([Queue(QUEUE, connection=connection, serializer=JSONSerializer)], connection=connection, serializer=JSONSerializer)
    worker.register_birth()
    connection.flushdb()
    assert workers_seen(redis_url) == 0
    worker.heartbeat()
    assert workers_seen(redis_url) == 1


def test_a_redis_that_is_away_troubles_nobody():
    Nudger("redis://127.0.0.1:1/0")(frozenset({"events"}))


@pytest.mark.parametrize("went", [False, True], ids=["never was there", "went away"])
def test_a_worker_whose_redis_is_away_goes_when_it_is_told_to(in_sqlite, own_signals, tmp_path, went):
    server = redis.start(tmp_path) if went else None

    def end() -> None:
        """By a signal, as every machine does, as soon as somebody heeds it."""
        processes.wait_until(lambda: signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN, "a worker that listens")
        if server:
            processes.end(server.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    telling = Thread(target=end)
    telling.start()
    run_worker(in_sqlite.office, server.url() if server else f"redis://127.0.0.1:{processes.free_port()}/0")
    telling.join()


def test_a_worker_goes_on_when_rq_ends_without_being_told_to(in_sqlite, redis_url, own_signals, monkeypatch):
    """As it does when Redis says what it does not expect, or takes too long between two jobs."""
    stretches = []

    def ends(worker, **also):
        stretches.append(worker)
        if len(stretches) == 3:
            worker.request_stop(signal.SIGTERM, None)
    monkeypatch.setattr(Announced, "work", ends)
    monkeypatch.setattr("workers.queue.SWEEP", 0.01)
    run_worker(in_sqlite.office, redis_url)
    assert len(stretches) == 3


def test_a_redis_that_does_not_even_refuse_costs_a_click_a_second_once(monkeypatch):
    nudger, tries = Nudger("redis://127.0.0.1:1/0"), []
    monkeypatch.setattr("workers.queue.Queue.count", property(lambda queue: tries.append(1) or queue.connection.llen("aanzet")))
    for _ in range(3):
        nudger(frozenset({"events"}))
    assert len(tries) == 1


def test_what_redis_and_the_log_keep_of_a_look_that_broke_off_names_nobody(redis_url, in_sqlite, own_signals, monkeypatch, caplog):
    def broken(office):
        raise OSError("Fenna Veldzicht")
    monkeypatch.setattr("workers.queue.keep_time", broken)
    Nudger(redis_url)(frozenset({"deadlines"}))
    run_worker(in_sqlite.office, redis_url, burst=True)
    connection = Redis.from_url(redis_url)
    kept = b"".join(connection.dump(key) for key in connection.scan_iter())
    assert "OSError" in caplog.text and kept and b"Veldzicht" not in kept and "Veldzicht" not in caplog.text
