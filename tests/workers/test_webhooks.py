"""Other systems hear of events: signed, once under one id, and only where they may be called."""
import hmac
import json
from base64 import b64decode, b64encode
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Event, Thread, Timer
from threading import enumerate as enumerate_threads

import pytest
from sqlalchemy import select

from engine.errors import EngineError, InvalidAnswers, NotAllowed, NotFound
from engine.tables import CaseEvent, Task, Webhook, WebhookCall
from engine.webhooks import add_webhook, remove_webhook
from tests.core.programme import DEN_HAAG, LEIDEN
from tests.workers.processes import MANDATE
from workers.jobs import call_others, keep_time, look
from workers.scheduler import Scheduler
from workers.webhooks import Caller, Forbidden, read_networks

HOME = read_networks("127.0.0.0/8")


class Receiver(BaseHTTPRequestHandler):
    """Keeps what comes, and answers as the test wants."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers), body))
        self.server.rung.set()
        if self.server.answer == "hang":
            self.server.let_go.wait(30)
            return
        if self.server.answer == "drip":
            self._drip()
            return
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self):
        """An answer byte by byte, without end."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 ")
            while not self.server.let_go.wait(0.01):
                self.wfile.write(b"2")

    def log_message(self, *words):
        pass


@contextmanager
def listening():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.came, server.answer, server.rung, server.let_go = [], 204, Event(), Event()
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver():
    with listening() as server:
        yield server


def listens(programme, receiver, who="cas", kinds=()):
    with programme.writing(who) as work:
        return add_webhook(work, LEIDEN, f"http://127.0.0.1:{receiver.server_port}/hook?of=aanzet", kinds)


def a_task_opens(programme):
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    while keep_time(programme.office):
        pass


def states(programme):
    return [(call.state, call.answer, call.attempts) for call in programme.all(select(WebhookCall).order_by(WebhookCall.id))]


def test_an_event_arrives_signed_and_tells_nothing_of_people(programme, receiver):
    added = listens(programme, receiver)
    a_task_opens(programme)
    assert call_others(programme.office, Caller(HOME)) == 1
    (headers, body), = receiver.came
    told, task = json.loads(body), programme.all(select(Task))[0]
    assert (told["specversion"], told["type"], told["subject"]) == ("1.0", "aanzet.TaskOpened", "LEI-2031-0001")
    assert told["data"] == {"case": task.case_id, "process": "mandate", "neighbourhood": None, "status": "open", "task": task.id, "element": task.element}
    assert headers["Idempotency-Key"] == headers["webhook-id"] == told["id"] and headers["Content-Type"] == "application/cloudevents+json"
    key = b64decode(added.secret.removeprefix("whsec_"))
    signed = hmac.digest(key, f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body, sha256)
    assert headers["webhook-signature"] == "v1," + b64encode(signed).decode()
    assert not any(word in body.decode() for word in ("Bram", "Cas", "Dorpsgaard"))
    assert states(programme) == [("sent", 204, 1)]


def test_what_fails_is_tried_again_under_the_same_id_until_it_is_given_up(programme, receiver, caplog):
    listens(programme, receiver)
    a_task_opens(programme)
    receiver.answer = 503
    for _ in range(9):
        call_others(programme.office, Caller(HOME))
        programme.clock.now += timedelta(days=1)
    assert states(programme) == [("given_up", 503, 6)] and caplog.text.count("was answered with 503") == 6
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.came}) == 1 and len(receiver.came) == 6


def test_nobody_is_followed_elsewhere(programme, receiver):
    listens(programme, receiver)
    a_task_opens(programme)
    receiver.answer = 302
    call_others(programme.office, Caller(HOME))
    assert len(receiver.came) == 1 and states(programme) == [("waiting", 302, 1)]


def test_a_system_that_is_gone_hears_nothing_any_more(programme, receiver):
    listens(programme, receiver)
    a_task_opens(programme)
    receiver.answer = 410
    call_others(programme.office, Caller(HOME))
    programme.open("mandate", "cas", neighbourhood=None)
    look(programme.office, caller=Caller(HOME))
    assert len(receiver.came) == 1 and states(programme) == [("given_up", 410, 1)]
    assert programme.all(select(Webhook))[0].stopped_why == "gone"


def test_a_system_that_answers_byte_by_byte_is_cut_off(programme, receiver, monkeypatch):
    monkeypatch.setattr("workers.webhooks.WHOLE", 0.2)
    listens(programme, receiver, kinds=["TaskOpened"])
    receiver.answer = "drip"
    a_task_opens(programme)
    call_others(programme.office, Caller(HOME))
    assert len(receiver.came) == 1 and states(programme) == [("waiting", None, 1)]
    assert [thread.name for thread in enumerate_threads() if isinstance(thread, Timer)] == []


def test_a_system_that_hangs_keeps_no_clock_waiting(programme, receiver):
    listens(programme, receiver, kinds=["TaskOpened"])
    programme.publish(MANDATE)
    programme.open("mandate", "cas", neighbourhood=None)
    receiver.answer = "hang"
    scheduler = Scheduler(programme.office, patience=0.05, caller=Caller(HOME))
    scheduler.start()
    try:
        assert receiver.rung.wait(20)                   # the post is held up out there
        heard, programme.office = Event(), programme.office
        programme.clock.now += timedelta(days=14)
        scheduler.nudge()
        for _ in range(400):
            if programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskEscalated")):
                break
            heard.wait(0.05)
        assert programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskEscalated"))
    finally:
        receiver.let_go.set()
        scheduler.stop()


def test_only_the_kinds_that_were_asked_for_and_only_of_the_own_municipality(programme, receiver):
    listens(programme, receiver, kinds=["TaskEscalated"])
    with programme.writing("haag") as work:
        add_webhook(work, DEN_HAAG, f"http://127.0.0.1:{receiver.server_port}/hook")
    a_task_opens(programme)
    assert states(programme) == []


@pytest.mark.parametrize("address", [
    "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "192.168.1.1", "224.0.0.1", "100.64.0.1", "0.0.0.0", "fe80::1", "fec0::1", "ff02::1",
    "::ffff:10.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1",                           # IPv4 written as IPv6
    "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::93.184.216.34",    # NAT64, and one of somebody's own
    "2002:a00:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",                          # 6to4
    "2001:0:5db8:d822::f5ff:fffe", "2001::1"])                                      # Teredo
def test_what_is_not_public_is_not_called(address):
    assert not Caller()._may(ip_address(address), "https")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34", "2002:5db8:d822::1"])
def test_what_is_public_is_called_however_it_is_written(address):
    assert Caller()._may(ip_address(address), "https")


def test_a_network_that_was_named_may_be_reached_through_a_translator():
    own = Caller(read_networks("10.1.0.0/16"))
    assert own._may(ip_address("64:ff9b::10.1.2.3"), "https") and not own._may(ip_address("64:ff9b::10.2.2.3"), "https")


def test_plain_http_is_for_networks_that_were_named():
    assert not Caller()._may(ip_address("93.184.216.34"), "http") and Caller()._may(ip_address("93.184.216.34"), "https")
    assert Caller(read_networks("10.1.0.0/16"))._may(ip_address("10.1.2.3"), "http")
    with pytest.raises(EngineError):
        read_networks("het hele internet")


def test_a_name_that_leads_inside_is_refused_and_the_call_given_up(programme, receiver):
    listens(programme, receiver)
    a_task_opens(programme)
    for _ in range(9):
        call_others(programme.office, Caller())
        programme.clock.now += timedelta(days=1)
    assert receiver.came == [] and states(programme) == [("given_up", None, 6)]
    assert str(Forbidden("intern")) == "intern"


@pytest.mark.parametrize("address", ["ftp://example.org", "https://", "https://naam:geheim@example.org/", "https://example.org/\n", "niets"])
def test_what_cannot_be_called_is_refused_by_name(programme, address):
    with pytest.raises(InvalidAnswers) as refused, programme.writing("cas") as work:
        add_webhook(work, LEIDEN, address, ["Gossip"])
    assert [key for _, key, _ in refused.value.problems] == ["webhook.bad_address", "webhook.no_such_kind"]


def test_only_coordinators_of_the_municipality_decide_who_listens(programme, receiver):
    with pytest.raises(NotAllowed):
        listens(programme, receiver, "fenna")
    added = listens(programme, receiver)
    with pytest.raises(NotFound), programme.writing("haag") as work:
        remove_webhook(work, added.id)
    with programme.writing("cas") as work:
        remove_webhook(work, added.id)
    a_task_opens(programme)
    assert call_others(programme.office, Caller(HOME)) >= 0 and receiver.came == []
