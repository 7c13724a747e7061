"""A worker outside goes on whatever its work gives back, and whatever comes over the line."""
import socket
from dataclasses import dataclass, field
from datetime import date
from threading import Thread

import pytest

from workers.client import Client, Job, Outcome, Unreachable, Worker

JOB = Job(7, 1, "letter", 3, "LEI-1", "send", 2, "2031-03-03T08:05:00Z")


@dataclass
class Said:
    """Stands where the web does, and keeps what it hears."""

    heard: list = field(default_factory=list)

    def complete(self, job, variables=None):
        self.heard.append(("complete", variables))

    def throw(self, job, code, variables=None):
        self.heard.append(("throw", code, variables))

    def fail(self, job, why="", retries=0, back_off=0):
        self.heard.append(("fail", why, retries))


def told(act):
    web = Said()
    Worker(web, "letter", "printer", act).do(JOB)
    return web.heard


def raising(error):
    def act(job):
        raise error
    return act


@pytest.mark.parametrize("act, heard", [
    (lambda job: {"sent": True}, ("complete", {"sent": True})),
    (lambda job: None, ("complete", {})),
    (lambda job: {"on": date(2031, 3, 3)}, ("fail", "TypeError", 1)),
    (lambda job: ["sent"], ("fail", "ValueError", 1)),
    (raising(Outcome("no-address", missing="street")), ("throw", "no-address", {"missing": "street"})),
    (raising(Outcome("no-address", since=date(2031, 3, 3))), ("fail", "TypeError", 1))])
def test_what_json_cannot_carry_is_told_as_a_failure_and_ends_no_worker(act, heard):
    assert told(act) == [heard]


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_an_answer_that_breaks_off_is_no_answer(line):
    with socket.create_server(("127.0.0.1", 0)) as server:
        def once():
            caller, _ = server.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(line)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(65536):
                    pass
        answering = Thread(target=once)
        answering.start()
        with pytest.raises(Unreachable):
            Client(f"http://127.0.0.1:{server.getsockname()[1]}", "token").activate("letter", "printer")
        answering.join(5)
