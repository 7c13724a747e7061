"""The text twin: the same process in words, in order, with what became of each step and why."""
import pytest

from engine import twin
from engine.bpmn import reading
from engine.twin import Seen, every
from tests.core.programme import HEAD
from tests.core.processes import END, START, process, user_task


def flow(name, source, target, words="", condition=""):
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>' if condition else ""
    return f'<bpmn:sequenceFlow id="{name}" name="{words}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


WALK = process(
    "walk", START, user_task("ask", "facilitator", "Vragen"), '<bpmn:exclusiveGateway id="keen" name="Is er zin?" default="no" />',
    '<bpmn:boundaryEvent id="late" name="5 werkdagen" attachedToRef="ask"><bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>',
    user_task("remind", "facilitator", "Herinneren"), user_task("do", "facilitator", "Doen"), user_task("thank", "facilitator", "Bedanken"),
    '<bpmn:subProcess id="part" name="Samen"><bpmn:startEvent id="ps" />' + user_task("meet", "resident", "Ontmoeten")
    + '<bpmn:endEvent id="pe" />' + flow("p1", "ps", "meet") + flow("p2", "meet", "pe") + "</bpmn:subProcess>", END,
    '<bpmn:endEvent id="stop" name="Gestopt" />', flow("f1", "start", "ask"), flow("f2", "ask", "keen"), flow("f3", "late", "remind"),
    flow("f4", "remind", "keen"), flow("yes", "keen", "do", "ja", "=keen"), flow("no", "keen", "thank", "nee"), flow("f5", "do", "part"),
    flow("f6", "part", "end"), flow("f7", "thank", "stop"))


@pytest.fixture(scope="module")
def walk():
    return reading.read((HEAD + WALK + "</bpmn:definitions>").encode(), "walk.bpmn")[0]


def told(process, **seen):
    return {step.element.id: step for step in every(twin.twin(process, Seen(**seen)))}


def test_steps_come_in_order_and_parts_hold_their_own(walk):
    steps = twin.twin(walk, Seen(now=frozenset({"ask"})))
    assert [step.element.id for step in steps] == ["ask", "late", "remind", "keen", "do", "part", "end", "thank", "stop"]
    part = next(step for step in steps if step.element.id == "part")
    assert [step.element.id for step in part.children] == ["meet", "pe"]


def test_a_step_says_how_one_gets_there(walk):
    found = told(walk, now=frozenset({"ask"}), near=frozenset({"keen"}))
    assert found["ask"].state == "now" and found["keen"].state == "next" and found["meet"].state == "later"
    assert (found["do"].why.kind, found["do"].why.at, found["do"].why.words) == ("choice", "Is er zin?", "ja")
    assert (found["remind"].why.kind, found["remind"].why.words) == ("event", "5 werkdagen")
    assert [(one.words, one.element) for one in found["keen"].ahead] == [("ja", "do"), ("nee", "thank")]


def test_what_was_passed_by_is_skipped_with_the_reason(walk):
    found = told(walk, done=frozenset({"ask", "keen", "do"}), now=frozenset({"meet"}), taken={"f2": 1, "yes": 2})
    assert {name: step.state for name, step in found.items() if step.state == "skipped"} == dict.fromkeys(("late", "remind", "thank", "stop"), "skipped")
    assert (found["thank"].why.at, found["thank"].why.words, found["thank"].why.went) == ("Is er zin?", "nee", ("ja",))
    assert (found["late"].why.kind, found["late"].why.words) == ("event", "5 werkdagen")
    assert found["part"].state == "now" and found["end"].state == "later"
    assert twin.counted(twin.twin(walk, Seen(over=True, done=frozenset({"ask"})))) == {"done": 1, "skipped": 9}


def test_of_a_choice_in_a_loop_the_last_way_counts(walk):
    found = told(walk, done=frozenset({"keen"}), now=frozenset({"thank"}), taken={"yes": 2, "no": 7})
    assert [one.taken for one in found["keen"].ahead] == [False, True]
