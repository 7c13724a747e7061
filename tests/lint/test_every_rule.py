"""One wrong drawing for each rule of the checker: it is told once, by name, in a sentence in each language."""
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
import yaml

from engine.bpmn import building
from engine.checking import Known, check
from tests.dmn.models import decision, definitions, literal
from tests.lint.drawing import extensions, flow, keys, line, node, process, straight, task

BAD = "Ingewikkeld"         # the name of what is wrong
LANGUAGES = Path(__file__).parents[2] / "engine" / "catalogue"


def starting(*parts: str) -> bytes:
    return process(node("startEvent", "start"), *parts)


def thrown(kind: str, tag: str = "intermediateThrowEvent") -> bytes:
    return straight(node(tag, "go", f"<bpmn:{kind}EventDefinition/>", BAD))


def held(kind: str, inside: str, **more: str) -> str:
    """An activity with an event on its edge."""
    return node("manualTask", "go") + node("boundaryEvent", "edge", inside, BAD, attachedToRef=more.pop("host", "go"), **more) + line("edge", "end")


def inner(*parts: str, tag: str = "subProcess", **more: str) -> bytes:
    return straight(node(tag, "go", "".join(parts), BAD, **more))


def loop(inside: str = "", **more: str) -> bytes:
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return straight(node("manualTask", "go", f"<bpmn:standardLoopCharacteristics{attributes}>{inside}</bpmn:standardLoopCharacteristics>", BAD))


def own(**settings: str) -> bytes:
    return straight(task("go", name=BAD, **settings))


def chosen(*flows: str, kind: str = "exclusiveGateway", **more: str) -> bytes:
    return starting(node(kind, "go", name=BAD, **more), node("endEvent", "a"), node("endEvent", "b"), line("start", "go"), *flows)


def called(binding: str) -> bytes:
    return straight(node("callActivity", "go", extensions(f'<zeebe:calledElement processId="visit" {binding}/>'), BAD))


HOUR = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
STARTED, ENDED = node("startEvent", "in"), node("endEvent", "out")

ERRORS = {
    "adhoc_start": inner(STARTED.replace('name="in"', f'name="{BAD}"'), node("manualTask", "m"), line("in", "m"), tag="adHocSubProcess"),
    "bad_priority": straight(node("userTask", "go", extensions('<zeebe:priorityDefinition priority="200"/>'), BAD)),
    "bad_variable": straight(node("scriptTask", "go", extensions('<zeebe:script expression="=1" resultVariable="2 namen"/>'), BAD)),
    "binding_without_tag": called('bindingType="versionTag"'),
    "boundary_elsewhere": starting(node("exclusiveGateway", "go"), ENDED, node("boundaryEvent", "edge", HOUR, BAD, attachedToRef="go"),
                                   line("start", "go", "out"), line("edge", "out")),
    "boundary_without_host": straight(held("timer", HOUR, host="weg")),
    "cancel_must_interrupt": inner(STARTED, ENDED, line("in", "out"), tag="transaction").replace(
        b"</bpmn:process>", (node("boundaryEvent", "edge", "<bpmn:cancelEventDefinition/>", BAD, attachedToRef="go", cancelActivity="false")
                             + node("endEvent", "af") + line("edge", "af")).encode() + b"</bpmn:process>"),
    "cancel_outside_transaction": inner(STARTED, node("endEvent", "out", "<bpmn:cancelEventDefinition/>", BAD), line("in", "out")),
    "catches_computed_code": process(node("startEvent", "start"), held("error", '<bpmn:errorEventDefinition errorRef="e"/>'), node("endEvent", "end"),
                                     line("start", "go", "end"), outside='<bpmn:error id="e" errorCode="=code"/>'),
    "compensates_elsewhere": straight(node("subProcess", "go", STARTED + node("manualTask", "m") + ENDED + line("in", "m", "out"))
                                      + node("endEvent", "terug", '<bpmn:compensateEventDefinition activityRef="m"/>', BAD) + line("go", "terug")),
    "compensates_nothing": straight(node("intermediateThrowEvent", "go", '<bpmn:compensateEventDefinition activityRef="weg"/>', BAD)),
    "compensation_without_handler": straight(held("compensate", "<bpmn:compensateEventDefinition/>").replace(line("edge", "end"), "")),
    "default_elsewhere": chosen(flow("go", "a", "=x"), flow("go", "b"), default="start-go"),
    "empty_process": process().replace(b'name="Bezoek"', f'name="{BAD}"'.encode()),
    "empty_subprocess": inner(),
    "error_must_interrupt": straight(held("error", "<bpmn:errorEventDefinition/>", cancelActivity="false")),
    "event_gateway_target": starting(node("eventBasedGateway", "go"), node("manualTask", "a", name=BAD), node("intermediateCatchEvent", "b", HOUR),
                                     ENDED, line("start", "go", "a", "out"), line("go", "b", "out")),
    "event_gateway_ways": starting(node("eventBasedGateway", "go", name=BAD), node("intermediateCatchEvent", "b", HOUR), ENDED,
                                   line("start", "go", "b", "out")),
    "event_subprocess_start": starting(ENDED, line("start", "out"),
                                       node("subProcess", "go", STARTED.replace("in", "in2") + node("endEvent", "out2") + line("in2", "out2"), BAD,
                                            triggeredByEvent="true")),
    "event_without_condition": straight(node("intermediateCatchEvent", "go", "<bpmn:conditionalEventDefinition/>", BAD)),
    "flow_after_end": starting(node("endEvent", "go", name=BAD), ENDED, line("start", "go", "out")),
    "flow_at_event_subprocess": inner(node("startEvent", "in", '<bpmn:signalEventDefinition signalRef="s"/>'), ENDED, line("in", "out"),
                                      triggeredByEvent="true"),
    "flow_crosses_scope": starting(node("subProcess", "go", STARTED + node("manualTask", "m", name=BAD) + line("in", "m")), ENDED, line("start", "go", "out"),
                                   flow("m", "out")),
    "flow_into_event": starting(node("manualTask", "m"), node("boundaryEvent", "edge", HOUR, BAD, attachedToRef="m"), ENDED, line("start", "m", "out"),
                                line("m", "edge", "out")),
    "instantiates": process(node("receiveTask", "go", name=BAD, messageRef="m", instantiate="true"), ENDED, line("go", "out"),
                            outside='<bpmn:message id="m" name="hallo"/>'),
    "join_never_fills": starting(node("exclusiveGateway", "x", default="x-b"), node("manualTask", "a"), node("manualTask", "b"),
                                 node("parallelGateway", "go", name=BAD), ENDED, line("start", "x"), flow("x", "a", "=x"), flow("x", "b"),
                                 line("a", "go", "out"), line("b", "go")),
    "link_landings": straight(node("intermediateThrowEvent", "go", '<bpmn:linkEventDefinition name="L"/>', BAD)),
    "flow_after_link": straight(node("intermediateThrowEvent", "go", '<bpmn:linkEventDefinition name="L"/>', BAD)
                                + node("intermediateCatchEvent", "op", '<bpmn:linkEventDefinition name="L"/>') + line("op", "end")),
    "link_without_name": thrown("link"),
    "loop_maximum": loop("<bpmn:loopCondition>=nog</bpmn:loopCondition>", loopMaximum="veel"),
    "loop_without_end": loop(),
    "no_condition": chosen(flow("go", "a", "=x"), flow("go", "b")),
    "one_at_a_time": inner(node("manualTask", "m"), tag="adHocSubProcess", ordering="Sequential"),
    "several_starts": process(STARTED, node("startEvent", "ook"), ENDED, line("in", "out"), line("ook", "out")).replace(b"Bezoek", BAD.encode()),
    "several_starts_inside": inner(STARTED, node("startEvent", "ook"), ENDED, line("in", "out"), line("ook", "out")),
    "signal_without_name": thrown("signal"),
    "subprocess_start": inner(node("startEvent", "in", HOUR, BAD), ENDED, line("in", "out")),
    "throw_without_code": thrown("escalation"),
    "unknown_binding": called('bindingType="newest"'),
}
WARNINGS = {
    "condition_unmarked": chosen(flow("go", "a", "x"), flow("go", "b"), default="go-b"),
    "condition_ignored": chosen(flow("go", "a", "=x"), flow("go", "b"), kind="parallelGateway"),
    "default_with_condition": chosen(flow("go", "a", "=x"), flow("go", "b", "=y"), default="go-b"),
    "ends_without_end": starting(node("manualTask", "go", name=BAD), line("start", "go")),
    "mapping_is_text": straight(task("go", name=BAD).replace("<zeebe:userTask/>", '<zeebe:userTask/><zeebe:ioMapping>'
                                                             '<zeebe:input source="case.title" target="titel"/></zeebe:ioMapping>')),
    "no_default": chosen(flow("go", "a", "=x"), flow("go", "b", "=y"), kind="manualTask"),
    "not_executable": process(node("startEvent", "start"), ENDED, line("start", "out"), outside=f'<bpmn:process id="q" name="{BAD}" isExecutable="false">'
                              f'{node("startEvent", "s")}{node("endEvent", "e")}{line("s", "e")}</bpmn:process>'),
    "form_elsewhere": straight(node("userTask", "go", extensions('<zeebe:formDefinition formKey="ander"/>'), BAD)),
    "terms_without_deadline": straight(node("receiveTask", "go", extensions(reminders="P2D"), BAD, messageRef="m")),
    "result_without_name": straight(node("scriptTask", "go", extensions('<zeebe:script expression="=1 + 1"/>'), BAD)),
    "unknown_board": starting(f'<bpmn:laneSet><bpmn:lane id="baan" name="{BAD}">{extensions(board="maan")}<bpmn:flowNodeRef>out</bpmn:flowNodeRef></bpmn:lane>'
                              "</bpmn:laneSet>", ENDED, line("start", "out")),
    "unreachable": starting(ENDED, line("start", "out"), node("manualTask", "go", name=BAD), line("go", "out")),
}
HOUSE = {
    "variable_pattern": straight(node("scriptTask", "go", extensions('<zeebe:script expression="=1" resultVariable="MijnGetal"/>'), BAD)),
    "quiet_and_loud": own(deadline="quiet P3M", escalate="coordinator after P1D"),
    "nobody_to_escalate_to": own(deadline="P3D"),
    "bad_term": own(deadline="drie dagen"),
    "unknown_phase": own(deadline="quiet P3M", phase="maan"),
    "unknown_role": straight(task("go", role="tovenaar", name=BAD, deadline="quiet P3M")),
}


def told_once(key: str, drawn: bytes, severity: str, strict: bool = False) -> None:
    mine = [one for one in check({"visit.bpmn": drawn}, strict, Known(forms=frozenset({"bezoek"}))) if one.key == f"lint.{key}"]
    assert mine and {one.severity for one in mine} == {severity}
    for language in ("nl", "en"):
        assert any(BAD in one.sentence(language) for one in mine), mine[0].sentence(language)


@pytest.mark.parametrize("key", ERRORS)
def test_what_cannot_be_is_an_error(key):
    told_once(key, ERRORS[key], "error")


@pytest.mark.parametrize("key", WARNINGS)
def test_what_is_unwise_is_a_warning(key):
    told_once(key, WARNINGS[key], "warning")


@pytest.mark.parametrize("key", HOUSE)
def test_what_the_house_asks_is_an_error_in_the_library(key):
    told_once(key, HOUSE[key], "error", strict=True)


def test_what_a_compensating_event_subprocess_would_undo_is_refused():
    """It begins with an event that nothing would ever bring."""
    begun = node("startEvent", "in", "<bpmn:compensateEventDefinition/>", BAD)
    told_once("event_misplaced", starting(ENDED.replace("out", "einde"), line("start", "einde"),
                                          node("subProcess", "go", begun + ENDED + line("in", "out"), triggeredByEvent="true")), "error")


def test_what_the_engine_has_no_class_for_is_refused(monkeypatch):
    """Every kind of step that BPMN knows has one, so that the rule only speaks for a kind that is still to come."""
    monkeypatch.delitem(building._CLASSES, "manualTask")
    told_once("cannot_run", straight(node("manualTask", "go", name=BAD)), "error")


def test_a_decision_that_asks_for_what_nothing_fills_in_is_doubted():
    asks = node("businessRuleTask", "go", extensions('<zeebe:calledDecision decisionId="fits" resultVariable="fit"/>'), BAD)
    model = definitions(decision("fits", literal("weather > 10")), more='exporter="Camunda Modeler"')
    mine = [one for one in check({"visit.bpmn": straight(asks), "fits.dmn": model}, known=Known(given=frozenset())) if one.key == "lint.decision_asks"]
    assert [(one.severity, one.element) for one in mine] == [("warning", "go")]
    assert all(BAD in mine[0].sentence(language) and "weather" in mine[0].sentence(language) for language in ("nl", "en"))


@pytest.mark.parametrize("source, doubted", [
    ("case.title", True), ("budget + 1", True), ('"Noor"', True), ("[1, 2]", True), ("count(budget)", True), ("upper case(budget)", True),
    ("Noor", False), ("gesprek op straat", False), ("2031-03-03", False), ("5", False), ("Jan - Piet", False), ("=budget", False), ("wijk (noord)", False)])
def test_a_mapping_without_its_sign_is_doubted_when_it_reads_as_feel(source, doubted):
    mapped = extensions(f"<zeebe:ioMapping><zeebe:input source={quoteattr(source)} target=\"budget\"/></zeebe:ioMapping>")
    assert ("mapping_is_text" in keys(check({"a.bpmn": straight(node("manualTask", "go", mapped))}), "warning")) is doubted


def test_a_script_without_its_sign_is_only_a_text():
    drawn = straight(node("scriptTask", "go", extensions('<zeebe:script expression="1 + 1" resultVariable="som"/>'), BAD))
    told_once("mapping_is_text", drawn, "warning")


def test_a_list_without_its_sign_is_only_a_text():
    """Nobody can go through a text: the case would be stuck there."""
    many = '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="adressen" inputElement="adres"/>' \
           "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    told_once("mapping_is_text", straight(node("manualTask", "go", many, BAD)), "warning")
    gathered = many.replace('="adressen"', '="=adressen" outputCollection="namen" outputElement="adres"')
    told_once("mapping_is_text", straight(node("manualTask", "go", gathered, BAD)), "warning")


@pytest.mark.parametrize("key, doubted", [("adres", True), ("=adres", False), ("buurtkamer", False)])
def test_a_key_without_its_sign_is_doubted_when_it_is_a_name(key, doubted):
    drawn = process(node("startEvent", "start"), node("scriptTask", "weet", extensions('<zeebe:script expression="=1" resultVariable="adres"/>')),
                    node("receiveTask", "go", name=BAD, messageRef="m"), ENDED, line("start", "weet", "go", "out"),
                    outside=f'<bpmn:message id="m" name="hallo">{extensions(f"""<zeebe:subscription correlationKey="{key}"/>""")}</bpmn:message>')
    assert ("mapping_is_text" in keys(check({"visit.bpmn": drawn}), "warning")) is doubted


def test_the_version_of_a_form_is_not_chosen_and_that_is_told():
    drawn = straight(node("userTask", "go", extensions('<zeebe:formDefinition formId="bezoek" bindingType="versionTag" versionTag="v1"/>'), BAD))
    assert [one.params["setting"] for one in check({"visit.bpmn": drawn}) if one.key == "lint.unknown_zeebe"] == ["formDefinition versionTag"]


def test_the_event_of_work_that_is_undone_needs_no_end():
    """A line leads on from it to what undoes the work; a flow never does."""
    undone = '<bpmn:association id="as" sourceRef="edge" targetRef="terug"/>' + node("manualTask", "terug", isForCompensation="true")
    drawn = straight(held("compensate", "<bpmn:compensateEventDefinition/>").replace(line("edge", "end"), undone))
    assert keys(check({"visit.bpmn": drawn}), "warning") == []


@pytest.mark.parametrize("drawn", [
    node("adHocSubProcess", "vrij", node("manualTask", "m"), ordering="Sequential"), node("dataStoreReference", "kast"),
    node("callActivity", "call", extensions('<zeebe:calledElement processId="visit" bindingType="newest"/>'))])
def test_what_only_stands_beside_what_runs_is_told_and_refuses_nothing(drawn):
    """The drawing of somebody else's work, in a pool that nobody starts."""
    beside = f'<bpmn:process id="other" isExecutable="false">{node("startEvent", "s")}{drawn}</bpmn:process>'
    found = check({"visit.bpmn": process(node("startEvent", "start"), ENDED, line("start", "out"), outside=beside)})
    assert {"one_at_a_time", "data_store", "unknown_binding"} & set(keys(found, "warning")) and not keys(found)


def test_a_data_store_is_named_as_it_is_drawn():
    told_once("data_store", starting(ENDED, line("start", "out"), node("dataStoreReference", "kast", name=BAD)), "error")


def test_a_file_without_anything_to_run_says_so():
    assert keys(check({"a.bpmn": b"<x/>"})) == ["not_bpmn"]
    assert "no_process" in keys(check({"a.bpmn": process().split(b"<bpmn:process")[0] + b"</bpmn:definitions>"}))
    assert "no_id" in keys(check({"a.bpmn": straight(node("manualTask", "go") + '<bpmn:manualTask name="los"/>')}))


@pytest.mark.parametrize("file, key", [("a.form", "form_twice"), ("a.dmn", "decision_twice")])
def test_two_files_with_one_id_are_told(file, key):
    from_form = b'{"id": "x", "type": "default", "components": []}'
    from_table = (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id="x" name="x">'
                  b"<literalExpression><text>1</text></literalExpression></decision></definitions>")
    content = from_form if file.endswith("form") else from_table
    assert key in keys(check({file: content, "b" + file[1:]: content}))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_sentence_is_short_enough_to_be_read_once(language):
    """B1: sentences of at most twenty words, with what is filled in counted as one."""
    for key, sentence in yaml.safe_load((LANGUAGES / language / "lint.yaml").read_text(encoding="utf-8")).items():
        for one in sentence.replace(": ", ". ").split(". "):
            assert len(one.split()) <= 20, (key, one)
