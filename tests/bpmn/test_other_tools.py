"""What other tools may write and BPMN allows: event definitions shared by several events, references with a prefix, flows without an id."""
from engine.bpmn.step import AwaitedMessage, OpenedTask, SetTimer
from tests.bpmn.driving import Played
from tests.lint.drawing import found, keys

HEAD = ('<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="http://camunda.org/schema/zeebe/1.0" xmlns:tns="urn:buurt" '
        'targetNamespace="urn:buurt">')
SHARED = HEAD + """
  <b:timerEventDefinition id="an_hour"><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition>
  <b:message id="found" name="gevonden"><b:extensionElements><z:subscription correlationKey="=key"/></b:extensionElements></b:message>
  <b:messageEventDefinition id="is_found" messageRef="tns:found"/>
  <b:process id="p" isExecutable="true">
    <b:startEvent id="start"/><b:userTask id="search"/><b:userTask id="wait"/><b:endEvent id="end"/><b:endEvent id="late"/><b:endEvent id="seen"/>
    <b:boundaryEvent id="after" attachedToRef="tns:search"><b:eventDefinitionRef>tns:an_hour</b:eventDefinitionRef></b:boundaryEvent>
    <b:boundaryEvent id="again" attachedToRef="wait"><b:eventDefinitionRef>an_hour</b:eventDefinitionRef></b:boundaryEvent>
    <b:boundaryEvent id="message" attachedToRef="wait"><b:eventDefinitionRef>is_found</b:eventDefinitionRef></b:boundaryEvent>
    <b:sequenceFlow sourceRef="start" targetRef="search"/><b:sequenceFlow sourceRef="search" targetRef="end"/>
    <b:sequenceFlow sourceRef="after" targetRef="wait"/><b:sequenceFlow sourceRef="wait" targetRef="end"/>
    <b:sequenceFlow sourceRef="again" targetRef="late"/><b:sequenceFlow sourceRef="message" targetRef="seen"/>
  </b:process></b:definitions>"""


def test_a_definition_that_several_events_point_to_works_for_each():
    case = Played(SHARED.encode(), {"key": "K-1"})
    assert [timer.element for timer in case.of(SetTimer)] == ["after"]
    case.fire("after")
    assert [task.element for task in case.of(OpenedTask)] == ["wait"]
    assert [(wait.element, wait.name, wait.key) for wait in case.of(AwaitedMessage)] == [("message", "gevonden", "K-1")]
    assert [timer.element for timer in case.of(SetTimer)] == ["again"]
    case.send("gevonden", "K-1")
    assert case.finished


def test_a_file_without_ids_on_its_flows_and_with_prefixes_is_sound():
    assert keys(found(SHARED.encode())) == []


def test_a_definition_that_is_not_there_is_refused_by_name():
    gone = found(SHARED.replace("tns:an_hour", "tns:two_hours").encode())
    assert [(finding.element, finding.key) for finding in gone if finding.severity == "error"] == [("after", "lint.event_definition_gone")]


def test_two_definitions_shared_by_one_event_are_several():
    both = SHARED.replace("<b:eventDefinitionRef>is_found", "<b:eventDefinitionRef>an_hour</b:eventDefinitionRef><b:eventDefinitionRef>is_found")
    assert keys(found(both.encode())) == ["several_events"]
