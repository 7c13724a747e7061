"""Cases that call each other, write to each other and wait for each other."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.cases import cancel_case
from engine.messages import send_message, send_signal
from engine.stuck import retry_case
from engine.tables import Case, Handoff, Message, Task, Wait
from tests.core.processes import END, START, flows, process, user_task
from tests.core.programme import DEN_HAAG, LEIDEN

CALLER = process(
    "caller", START,
    '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="called" propagateAllChildVariables="true" />'
    '<zeebe:properties><zeebe:property name="aanzet:own_case" value="true" /></zeebe:properties></bpmn:extensionElements></bpmn:callActivity>',
    user_task("after", "facilitator"), END, flows(("start", "call"), ("call", "after"), ("after", "end")))
CALLED = process("called", START, user_task("inside", "facilitator"), END, flows(("start", "inside"), ("inside", "end")))
WAITER = """<bpmn:message id="m" name="found"><bpmn:extensionElements><zeebe:subscription correlationKey="=participant" /></bpmn:extensionElements>
</bpmn:message>""" + process(
    "waiter", START, '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>',
    user_task("after", "facilitator"), END, flows(("start", "wait"), ("wait", "after"), ("after", "end")))
LISTENER = '<bpmn:signal id="s" name="storm" />' + process(
    "listener", START, '<bpmn:intermediateCatchEvent id="wait"><bpmn:signalEventDefinition signalRef="s" /></bpmn:intermediateCatchEvent>',
    user_task("after", "facilitator"), END, flows(("start", "wait"), ("wait", "after"), ("after", "end")))


def elements(programme):
    return [task.element for task in programme.all(select(Task).where(Task.status == "open").order_by(Task.id))]


@pytest.fixture
def called(programme):
    programme.publish(CALLER, CALLED)
    parent = programme.open("caller", data={"where": "buurtkamer"})
    child = programme.all(select(Case).where(Case.parent_id == parent.id))[0]
    return parent, child, programme.all(select(Task))[0]


def test_a_called_case_is_one_of_its_own_and_its_end_returns(programme, called):
    parent, child, inside = called
    assert (child.number, child.key, child.data[""]["where"]) == ("LEI-2031-0002", "called", "buurtkamer")
    programme.complete(inside, "fenna", outcome="goed")
    assert elements(programme) == ["after"]
    assert programme.all(select(Case).order_by(Case.id))[0].data[""]["outcome"] == "goed"
    assert programme.all(select(Wait)) == [] and programme.all(select(Handoff)) == []


def test_cancelling_the_caller_cancels_what_it_called(programme, called):
    with programme.writing("cas") as work:
        cancel_case(work, called[0].id, "niet meer nodig")
    assert [case.status for case in programme.all(select(Case))] == ["cancelled", "cancelled"]
    assert elements(programme) == []


def test_cancelling_the_called_case_leaves_the_caller_to_its_coordinator(programme, called):
    with programme.writing("cas") as work:
        cancel_case(work, called[1].id, "dubbel")
    [parent] = programme.all(select(Case).where(Case.id == called[0].id))
    assert (parent.status, parent.stuck_element, parent.stuck_key) == ("stuck", "call", "core.called_case_cancelled")
    with programme.writing("cas") as work:
        assert retry_case(work, parent.id).status == "open"
    assert elements(programme) == ["after"]


def test_a_called_process_that_is_not_there_leaves_the_caller_stuck(programme):
    programme.publish(CALLER)
    assert programme.open("caller").stuck_key == "core.called_process_missing"
    programme.publish(CALLED)
    [case] = programme.all(select(Case))
    with programme.writing("cas") as work:
        assert retry_case(work, case.id).status == "open"
    assert elements(programme) == ["inside"]


def send(programme, key, municipality=LEIDEN, **also):
    with programme.writing({LEIDEN: "cas", DEN_HAAG: "haag"}[municipality]) as work:
        return [case.id for case in send_message(work, municipality, "found", key, **also)]


def test_a_message_reaches_the_case_that_waits_longest_with_that_key(programme):
    programme.publish(WAITER)
    first, second, other = (programme.open("waiter", data={"participant": who}).id for who in ("P-17", "P-17", "P-18"))
    assert send(programme, "P-17", data={"where": "thuis"}) == [first]
    assert programme.all(select(Case).where(Case.id == first))[0].data[""]["where"] == "thuis"
    assert send(programme, "P-17") == [second]
    assert send(programme, "P-17") == []
    assert [wait.case_id for wait in programme.all(select(Wait))] == [other]


def test_a_message_stays_in_its_municipality(programme):
    programme.publish(WAITER)
    programme.open("waiter", data={"participant": "P-17"})
    assert send(programme, "P-17", DEN_HAAG) == []


def test_keys_compare_as_text(programme):
    programme.publish(WAITER)
    case = programme.open("waiter", data={"participant": 7})
    assert send(programme, 7.0) == [case.id]


def test_the_same_id_twice_is_one_message_and_equal_content_is_not(programme):
    programme.publish(WAITER)
    first, second = (programme.open("waiter", data={"participant": "P-17"}).id for _ in range(2))
    assert send(programme, "P-17", message_id="M-1") == [first]
    assert send(programme, "P-17", message_id="M-1") == []
    assert send(programme, "P-17", message_id="M-2") == [second]


def test_a_message_is_kept_for_a_case_that_does_not_wait_yet_until_its_time_is_over(programme, clock):
    programme.publish(WAITER)
    assert send(programme, "P-17", ttl=timedelta(hours=1), data={"where": "thuis"}) == []
    programme.open("waiter", data={"participant": "P-17"})
    assert elements(programme) == ["after"]
    programme.open("waiter", data={"participant": "P-17"})
    assert elements(programme) == ["after"], "one process has it once"
    send(programme, "P-18", ttl=timedelta(hours=1))
    clock.now += timedelta(hours=2)
    programme.open("waiter", data={"participant": "P-18"})
    assert elements(programme) == ["after"]
    assert len(programme.all(select(Message))) == 2


def test_a_signal_reaches_every_listening_case_of_the_municipality(programme):
    programme.publish(LISTENER)
    ours = [programme.open("listener").id for _ in range(2)]
    programme.open("listener", "haag", DEN_HAAG, None)
    with programme.writing("cas") as work:
        assert [case.id for case in send_signal(work, LEIDEN, "storm")] == ours
    assert elements(programme) == ["after", "after"]
