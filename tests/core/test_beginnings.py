"""Processes that begin with a message or a signal, and what is published for them to begin with."""
import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.definitions import publish
from engine.errors import BrokenProcess, NotAllowed
from engine.messages import send_message, send_signal
from engine.tables import Bundle, Case, Definition, Task
from tests.core.processes import END, VISIT, flows, process, user_task
from tests.core.programme import HEAD, LEIDEN

BY_MESSAGE = '<bpmn:message id="m" name="missed" />' + process(
    "missed", '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>', user_task("call", "facilitator"), END,
    flows(("start", "call"), ("call", "end")))
BY_SIGNAL = '<bpmn:signal id="s" name="storm" />' + process(
    "storm", '<bpmn:startEvent id="start"><bpmn:signalEventDefinition signalRef="s" /></bpmn:startEvent>', user_task("warn", "facilitator"), END,
    flows(("start", "warn"), ("warn", "end")))


def test_a_message_begins_a_case_of_the_newest_version(programme):
    programme.publish(BY_MESSAGE)
    with programme.writing("cas") as work:
        [case] = send_message(work, LEIDEN, "missed", data={"who": "P-17"})
    assert (case.key, case.data[""]["who"]) == ("missed", "P-17")
    assert programme.all(select(Task))[0].element == "call"


def test_a_signal_begins_a_case(programme):
    programme.publish(BY_SIGNAL)
    with programme.writing("cas") as work:
        assert [case.key for case in send_signal(work, LEIDEN, "storm")] == ["storm"]


def test_the_same_files_are_the_same_version_and_others_a_new_one(programme):
    [first] = programme.publish(VISIT)
    [again] = programme.publish(VISIT)
    [second] = programme.publish(VISIT.replace("Kennismaken", "Eerste gesprek"))
    assert [(one.version, one.new) for one in (first, again, second)] == [(1, True), (1, False), (2, True)]


def test_a_case_keeps_the_version_it_started_with(programme):
    programme.publish(VISIT)
    programme.open()
    programme.publish(VISIT.replace("Besluiten", "Anders besluiten"))
    programme.complete(programme.all(select(Task))[0], "fenna")
    assert programme.all(select(Task).order_by(Task.id))[1].name == "Besluiten"
    assert programme.open(version=1).definition_id == programme.all(select(Definition).order_by(Definition.id))[0].id


@pytest.mark.parametrize("wrong", [
    VISIT.replace('isExecutable="true"', 'isExecutable="false"'),
    VISIT.replace('<bpmn:endEvent id="end" />', '<bpmn:complexGateway id="end" />'),
    "<bpmn:process"])
def test_what_is_broken_is_refused_and_nothing_is_stored(programme, wrong):
    with pytest.raises(BrokenProcess):
        programme.publish(wrong)
    assert programme.all(select(Bundle)) == [] and programme.all(select(Definition)) == []


def test_publishing_is_the_coordinators(programme):
    files = {"visit.bpmn": f"{HEAD}{VISIT}</bpmn:definitions>".encode()}
    with pytest.raises(NotAllowed), programme.writing("fenna") as work:
        publish(work, files)
    with programme.writing("cas") as work:
        assert publish(work, files)[0].new
    with programme.writing(SYSTEM) as work:
        assert not publish(work, files)[0].new
    assert programme.all(select(Case)) == []
