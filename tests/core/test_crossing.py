"""What happens at the same moment on PostgreSQL: neither sees the other yet, and nothing is lost or done twice."""
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.jobs import activate_jobs
from engine.messages import send_message
from engine.tables import Case, Task, Wait
from engine.tasks import complete_task
from tests.core.processes import END, LETTER, START, flows, process, user_task
from tests.core.programme import BEGUN, LEIDEN, programme_at

SOON = 0.3                                  # seconds in which the other gets as far as it can
WAITS = """<bpmn:message id="m" name="found"><bpmn:extensionElements><zeebe:subscription correlationKey="=participant" /></bpmn:extensionElements>
</bpmn:message>""" + process(
    "searcher", START, user_task("ask", "facilitator"), '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>',
    user_task("after", "facilitator"), END, flows(("start", "ask"), ("ask", "wait"), ("wait", "after"), ("after", "end")))


@pytest.fixture
def programme(furnished, clock):
    with programme_at(furnished("postgresql", BEGUN), clock) as begun:
        yield begun


def test_a_message_that_comes_while_its_case_begins_to_wait_is_heard(programme):
    programme.publish(WAITS)
    programme.open("searcher", data={"participant": "P-17"})
    asking = programme.all(select(Task))[0]
    completing = Thread(target=programme.complete, args=(asking, "fenna"))
    with programme.writing("cas") as work:
        send_message(work, LEIDEN, "found", "P-17", ttl=timedelta(hours=1))
        completing.start()
        completing.join(SOON)
    completing.join(20)
    assert [task.element for task in programme.all(select(Task).where(Task.status == "open"))] == ["after"]


def test_a_case_that_begins_to_wait_while_its_message_comes_hears_it(programme):
    programme.publish(WAITS)
    programme.open("searcher", data={"participant": "P-17"})
    asking = programme.all(select(Task))[0]

    def send():
        with programme.writing("cas") as work:
            send_message(work, LEIDEN, "found", "P-17", ttl=timedelta(hours=1))
    sending = Thread(target=send)
    with programme.writing("fenna") as work:
        complete_task(work, asking.id, {})
        work.session.flush()
        sending.start()
        sending.join(SOON)
    sending.join(20)
    assert [task.element for task in programme.all(select(Task).where(Task.status == "open"))] == ["after"]


def test_a_job_that_another_fetched_between_looking_and_locking_is_theirs(programme, monkeypatch):
    """A statement locks the cases as they are, and shows the jobs as they stood when it began."""
    programme.publish(LETTER)
    programme.open("letter")

    def fetch(who):
        with programme.office.writing(SYSTEM) as work:
            return activate_jobs(work, "letter", who, timedelta(minutes=5))
    first = fetch("first")
    monkeypatch.setattr("engine.jobs._ready", lambda work, kind: select(Wait.id, Wait.case_id).join(Case, Case.id == Wait.case_id).where(Wait.kind == "job", Wait.name == kind))
    assert (len(first), fetch("second")) == (1, [])
