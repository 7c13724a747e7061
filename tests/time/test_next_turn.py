"""Who comes next, when the diagram alone makes it certain."""
from engine.bpmn.reading import read
from engine.next_turn import Next, next_of

LIBRARY_DAY = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<process id="day" isExecutable="true">
  <startEvent id="start"/>
  <userTask id="ask" name="Vragen"/>
  <userTask id="note"><extensionElements><zeebe:assignmentDefinition candidateGroups="facilitator, key_figure"/></extensionElements></userTask>
  <exclusiveGateway id="choice" name="Komt er iemand?"/>
  <subProcess id="visit"><startEvent id="visit-start"/><userTask id="go"/><endEvent id="visit-end"/>
    <sequenceFlow id="v1" sourceRef="visit-start" targetRef="go"/><sequenceFlow id="v2" sourceRef="go" targetRef="visit-end"/></subProcess>
  <businessRuleTask id="rule"/>
  <parallelGateway id="split"/><userTask id="left"/><userTask id="right"/><parallelGateway id="join"/>
  <intermediateCatchEvent id="answer" name="Antwoord"><extensionElements><zeebe:properties>
    <zeebe:property name="aanzet:waits_for" value="aanbieder"/></zeebe:properties></extensionElements>
    <messageEventDefinition/></intermediateCatchEvent>
  <endEvent id="done" name="Klaar"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="ask"/><sequenceFlow id="f2" sourceRef="ask" targetRef="note"/>
  <sequenceFlow id="f3" sourceRef="note" targetRef="choice"/>
  <sequenceFlow id="f4" sourceRef="choice" targetRef="visit"><conditionExpression>=come</conditionExpression></sequenceFlow>
  <sequenceFlow id="f5" sourceRef="choice" targetRef="ask"/>
  <sequenceFlow id="f6" sourceRef="visit" targetRef="rule"/><sequenceFlow id="f7" sourceRef="rule" targetRef="split"/>
  <sequenceFlow id="f8" sourceRef="split" targetRef="left"/><sequenceFlow id="f9" sourceRef="split" targetRef="right"/>
  <sequenceFlow id="f10" sourceRef="left" targetRef="answer"/><sequenceFlow id="f11" sourceRef="right" targetRef="join"/>
  <sequenceFlow id="f12" sourceRef="answer" targetRef="join"/><sequenceFlow id="f13" sourceRef="join" targetRef="done"/>
</process></definitions>"""
DAY = read(LIBRARY_DAY.encode())[0]


def test_the_next_task_is_its_roles():
    assert next_of(DAY, "ask") == (Next("task", "note", "", "facilitator"),)


def test_a_choice_depends_on_the_gateway_people_can_read():
    assert next_of(DAY, "note") == (Next("depends", "choice", "Komt er iemand?"),)


def test_out_of_a_sub_process_and_through_a_decision_into_both_branches():
    assert [(n.kind, n.element) for n in next_of(DAY, "go")] == [("task", "left"), ("task", "right")]


def test_a_wait_names_who_is_waited_for_and_a_join_depends_on_the_others():
    assert next_of(DAY, "left") == (Next("wait", "answer", "Antwoord", "aanbieder"),)
    assert [n.kind for n in next_of(DAY, "right")] == ["depends"]


def test_after_the_join_the_case_ends():
    assert next_of(DAY, "join") == (Next("end", "done", "Klaar"),)


def test_an_element_of_another_process_has_no_next_here():
    assert next_of(DAY, "elsewhere") == ()
