"""What cannot run is refused in a sentence that names the element, in both languages; what can run from elsewhere is let through."""
import pytest

from engine.checking import check
from tests.forms.drawing import content, field
from tests.lint.drawing import GOOD, extensions, flow, found, keys, line, node, process, straight, task, told


def choice(condition: str) -> bytes:
    return process(node("startEvent", "start"), node("exclusiveGateway", "enough", name="Genoeg mensen?", default="enough-no"),
                   node("endEvent", "yes"), node("endEvent", "no"), line("start", "enough"), flow("enough", "yes", condition), flow("enough", "no"))


@pytest.mark.parametrize("condition, language, sign", [
    ("=visitors == 3", "Python", "=="), ("=__import__('os').system('id')", "Python", "__import__"), ("=len(visitors) &gt; 3", "Python", "len("),
    ("=visitors.__class__", "Python", "__class__"), ("=late = True", "Python", "True"), ("=visitors is not None", "Python", "is not"), ("${approved}", "JUEL", "${"),
    ("=visitors &gt; 3 &amp;&amp; late", "JavaScript", "&&"), ("=().__class__.__bases__[0]", "Python", "__class__"),
])
def test_another_language_in_a_condition_is_refused_by_name(condition, language, sign):
    findings = found(choice(condition))
    nl, en = told(findings, "nl"), told(findings, "en")
    assert len(nl) == 1 and nl[0].startswith(f'visit.bpmn:enough-yes: error: Bij de voorwaarde van "Genoeg mensen?" staat {language}: ')
    assert en[0].startswith(f'visit.bpmn:enough-yes: error: At the condition of "Genoeg mensen?" stands {language}: ') and f'"{sign}"' in en[0]


def test_feel_that_does_not_parse_says_where():
    findings = found(choice("=visitors &gt;"))
    assert keys(findings) == ["feel_wrong"] and "visitors >" in told(findings)[0]
    assert keys(found(choice("=name = 'Fee'"))) == ["single_quotes"]
    assert keys(found(choice('=name = "lambda == __x__"'))) == []


FEEL_PLACES = {
    "input": node("serviceTask", "go", extensions('<zeebe:taskDefinition type="mail"/>', '<zeebe:ioMapping><zeebe:input source="=a b +" target="x"/></zeebe:ioMapping>')),
    "output": node("serviceTask", "go", extensions('<zeebe:taskDefinition type="mail"/>', '<zeebe:ioMapping><zeebe:output source="=+" target="x"/></zeebe:ioMapping>')),
    "script": node("scriptTask", "go", extensions('<zeebe:script expression="=1 +" resultVariable="x"/>')),
    "schedule": node("userTask", "go", extensions('<zeebe:taskSchedule dueDate="=now( "/>')),
    "assignment": node("userTask", "go", extensions('<zeebe:assignmentDefinition candidateGroups="=[" />')),
    "priority": node("userTask", "go", extensions('<zeebe:priorityDefinition priority="=)"/>')),
    "called": node("callActivity", "go", extensions('<zeebe:calledElement processId="=+"/>')),
    "timer": node("intermediateCatchEvent", "go", "<bpmn:timerEventDefinition><bpmn:timeDate>=add(</bpmn:timeDate></bpmn:timerEventDefinition>"),
    "condition": node("intermediateCatchEvent", "go", "<bpmn:conditionalEventDefinition><bpmn:condition>=x &gt;</bpmn:condition></bpmn:conditionalEventDefinition>"),
    "loop": node("userTask", "go", '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=for x"/>'
                                   "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"),
    "job": node("serviceTask", "go", extensions('<zeebe:taskDefinition type="=(" />')),
}


@pytest.mark.parametrize("place", FEEL_PLACES)
def test_feel_is_read_wherever_it_can_stand(place):
    errors = [finding for finding in found(straight(FEEL_PLACES[place])) if finding.severity == "error"]
    assert [(finding.element, finding.key, finding.params["part"].word) for finding in errors] == [("go", "lint.feel_wrong", place)]


MESSAGE = '<bpmn:message id="m" name="hallo"/>'

REFUSED = {
    "complex_gateway": straight(node("complexGateway", "go", name="Ingewikkeld")),
    "choreography": straight(node("choreographyTask", "go", name="Ingewikkeld")),
    "data_store": process(node("startEvent", "start"), node("endEvent", "end"), line("start", "end"),
                          '<bpmn:dataStoreReference id="Ingewikkeld"/>'),
    "service_without_type": straight(node("serviceTask", "go", name="Ingewikkeld")),
    "script_missing": straight(node("scriptTask", "go", name="Ingewikkeld")),
    "decision_not_named": straight(node("businessRuleTask", "go", name="Ingewikkeld")),
    "call_without_process": straight(node("callActivity", "go", name="Ingewikkeld")),
    "loop_over_nothing": straight(node("userTask", "go", "<bpmn:multiInstanceLoopCharacteristics/>", name="Ingewikkeld")),
    "message_without_name": straight(node("receiveTask", "go", name="Ingewikkeld")),
    "message_without_key": process(node("startEvent", "start"), node("receiveTask", "go", name="Ingewikkeld", messageRef="m"), node("endEvent", "end"),
                                   line("start", "go", "end"), outside=MESSAGE),
    "timer_without_time": straight(node("intermediateCatchEvent", "go", "<bpmn:timerEventDefinition/>", name="Ingewikkeld")),
    "time_unreadable": straight(node("intermediateCatchEvent", "go", name="Ingewikkeld",
                                     inside="<bpmn:timerEventDefinition><bpmn:timeDuration>vijf dagen</bpmn:timeDuration></bpmn:timerEventDefinition>")),
    "event_says_nothing": straight(node("intermediateCatchEvent", "go", name="Ingewikkeld")),
    "several_events": straight(node("intermediateCatchEvent", "go", name="Ingewikkeld", inside="".join(
        f"<bpmn:timerEventDefinition><bpmn:timeDuration>PT{n}H</bpmn:timeDuration></bpmn:timerEventDefinition>" for n in (1, 2)))),
    "unknown_element": straight(node("quantumTask", "Ingewikkeld") + node("manualTask", "go")),
    "dangling_flow": process(node("startEvent", "start"), node("endEvent", "end"), line("start", "end"), flow("start", "Ingewikkeld")),
    "id_twice": process(node("startEvent", "start"), node("endEvent", "Ingewikkeld"), node("endEvent", "Ingewikkeld"), line("start", "Ingewikkeld")),
    "no_start_event": process(node("manualTask", "a"), node("manualTask", "b"), line("a", "b", "a")).replace(b"Bezoek", b"Ingewikkeld"),
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_cannot_run_is_refused_by_name(key):
    findings = found(REFUSED[key])
    mine = [finding for finding in findings if finding.key == f"lint.{key}"]
    assert len(mine) == 1 and mine[0].severity == "error"
    assert "Ingewikkeld" in mine[0].sentence("nl") and "Ingewikkeld" in mine[0].sentence("en")


def test_only_a_message_that_opens_a_case_needs_no_key():
    """There is no case yet to find by it. The start of a part that waits for its event stands within a case."""
    begins = '<bpmn:messageEventDefinition messageRef="m"/>'
    part = node("subProcess", "aside", node("startEvent", "heard", begins, "Ingewikkeld") + node("endEvent", "done") + line("heard", "done"), triggeredByEvent="true")
    whole = (node("startEvent", "start", begins), node("sendTask", "go", messageRef="m"), node("endEvent", "end", begins), line("start", "go", "end"))
    assert keys(found(process(*whole, outside=MESSAGE))) == []
    assert [(one.element, one.key) for one in found(process(*whole, part, outside=MESSAGE)) if one.severity == "error"] == [("heard", "lint.message_without_key")]


def test_a_join_behind_a_choice_never_fills():
    drawn = process(node("startEvent", "start"), node("exclusiveGateway", "choose", default="choose-b"), node("manualTask", "a"), node("manualTask", "b"),
                    node("parallelGateway", "join", name="Samen verder"), node("endEvent", "end"), line("start", "choose"), flow("choose", "a", "=x = 1"),
                    flow("choose", "b"), line("a", "join"), line("b", "join"), line("join", "end"))
    assert told(found(drawn))[0].startswith('visit.bpmn:join: error: "Samen verder" wacht op 2 wegen tegelijk, maar die komen nooit alle 2 binnen.')


def test_a_join_that_fills_in_a_later_round_is_fine():
    drawn = process(node("startEvent", "start"), node("parallelGateway", "split"), node("manualTask", "a"), node("manualTask", "b"),
                    node("exclusiveGateway", "again", default="again-join"), node("parallelGateway", "join"), node("endEvent", "end"),
                    line("start", "split", "a", "join", "end"), line("split", "b", "again", "join"), flow("again", "b", "=x = 1"))
    assert keys(found(drawn)) == []


def test_an_unknown_form_component_is_refused_with_its_process():
    form = content({"type": "filepicker", "id": "Field_foto", "label": "Foto van de plek"})
    findings = found(straight(task("go")), **{"bezoek.form": form})
    assert told(findings) == ['bezoek.form:Field_foto: error: Het onderdeel "Foto van de plek" is van de soort "filepicker". '
                              "Die kunnen we niet tonen. Kies een andere soort."]


def test_an_xml_bomb_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for name in ("bom.bpmn", "bom.dmn"):
        assert [(finding.file, finding.key) for finding in check({name: bomb})] == [(name, "xml.doctype")]


def test_a_good_one_from_elsewhere_needs_no_lanes_forms_or_diagram():
    drawn = straight(node("userTask", "go", extensions("<zeebe:userTask/>")))
    findings = found(drawn)
    assert keys(findings) == [] and set(keys(findings, "warning")) == {"no_role", "no_form", "no_deadline"}


def test_the_same_in_a_library_folder_is_refused():
    drawn = straight(node("userTask", "go", extensions("<zeebe:userTask/>"), name="Ga langs"))
    assert told(found(drawn, strict=True)) == [
        'visit.bpmn:go: error: De taak "Ga langs" heeft geen rol. Zet hem in een baan met een rol, of vul de groepen in.',
        'visit.bpmn:go: error: De taak "Ga langs" heeft geen formulier. Kies er een.',
        'visit.bpmn:go: error: De taak "Ga langs" heeft geen termijn. Geef hem er een, of een stille zoals quiet P3M.']


def test_a_process_nobody_can_start_is_not_published():
    findings = found(process(node("startEvent", "start"), node("complexGateway", "end"), line("start", "end"), executable=False))
    assert keys(findings) == ["nothing_executable"] and "complex_gateway" in keys(findings, "warning")


def test_files_that_belong_together_are_checked_together():
    first, second = straight(task("go")), straight(task("go"))
    assert keys(check({"a.bpmn": first, "b.bpmn": second, "x.form": content(field("textfield", "a"))})) == ["process_twice"]


def test_a_call_finds_its_process_in_the_same_set():
    caller = process(node("startEvent", "start"), node("callActivity", "go", extensions('<zeebe:calledElement processId="visit"/>')), node("endEvent", "end"),
                     line("start", "go", "end"), id="caller")
    assert keys(check({"caller.bpmn": caller}, strict=True)) == ["process_missing"]
    assert keys(check({"caller.bpmn": caller}), "warning") == ["process_missing"]
    assert keys(found(straight(task("go", **GOOD)), strict=True, **{"caller.bpmn": caller})) == []


def test_a_name_that_is_nearly_right_is_warned_about():
    form = content(field("number", "budget"), id="geld")
    drawn = process(node("startEvent", "start"), task("ask", form="geld"), node("exclusiveGateway", "enough", default="enough-no"), node("endEvent", "yes"),
                    node("endEvent", "no"), line("start", "ask", "enough"), flow("enough", "yes", "=bugdet &gt; 3 and participant != null"), flow("enough", "no"))
    assert [line for line in told(found(drawn, **{"geld.form": form}), "en", "warning") if "fills" in line] == [
        'visit.bpmn:enough-yes: warning: At the condition of "enough" stands "bugdet". Nothing in this process fills it in. Did you mean "budget"?']


@pytest.mark.parametrize("setting, key", [('<zeebe:taskDefinition type="x" retries="veel"/>', "bad_retries"), ('<zeebe:taskDefinition type=""/>', "service_without_type")])
def test_a_job_says_what_and_how_often(setting, key):
    assert keys(found(straight(node("serviceTask", "go", extensions(setting))))) == [key]


def test_a_library_process_is_called_after_its_file():
    findings = check({"ander.bpmn": straight(task("go", form="", **GOOD))}, strict=True)
    assert "key_is_file_name" in keys(findings)


def test_thousands_of_steps_are_checked_too():
    ids = [f"t{n}" for n in range(500)]
    drawn = process(node("startEvent", "start"), *(task(id) for id in ids), node("endEvent", "end"), line("start", *ids, "end"))
    assert keys(found(drawn)) == []


LISTENER = '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="log"/></zeebe:executionListeners>'


@pytest.mark.parametrize("drawn, severity, key", [
    (node("manualTask", "go", extensions(LISTENER)), "error", "listeners"),
    (node("adHocSubProcess", "go", extensions('<zeebe:adHoc outputCollection="all"/>') + node("manualTask", "a")), "error", "adhoc_output"),
    (node("manualTask", "go", extensions('<zeebe:hologram/>')), "warning", "unknown_zeebe"),
    (task("go") + '<!-- -->' + node("manualTask", "x", '<bpmn:extensionElements><camunda:executionListener/></bpmn:extensionElements>'), "warning", "camunda_7"),
])
def test_a_setting_that_would_do_nothing_is_told(drawn, severity, key):
    assert key in keys(found(straight(drawn)), severity)


def test_a_start_that_nobody_fires_is_told():
    condition = node("startEvent", "start", "<bpmn:conditionalEventDefinition><bpmn:condition>=koud</bpmn:condition></bpmn:conditionalEventDefinition>")
    assert keys(found(process(condition, node("endEvent", "end"), line("start", "end"))), "warning") == ["starts_by_hand"]


def test_a_form_that_speaks_of_a_name_nearly_right_is_warned_about():
    form = content(field("number", "budget"), field("textfield", "why", conditional={"hide": "=bugdet > 3"}), id="bezoek")
    assert told(found(straight(task("go")), **{"bezoek.form": form}), severity="warning")[-1] == (
        'bezoek.form:why: warning: Bij "why" staat "bugdet". Niets in deze bestanden vult dat in. Bedoel je "budget"?')


def test_an_event_in_the_wrong_place_is_named_in_the_language_of_the_reader():
    drawn = straight(node("intermediateThrowEvent", "go", "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"))
    told_nl = told([f for f in found(process(node("startEvent", "start", "<bpmn:errorEventDefinition/>"), node("endEvent", "end"), line("start", "end")))])
    assert told_nl == ['visit.bpmn:start: error: Een gebeurtenis van de soort fout kan niet staan waar "start" staat. '
                       'Kies een andere soort, of teken hem ergens anders.']
    assert keys(found(drawn)) == ["event_misplaced"]


def test_a_date_in_the_dutch_order_is_doubted_where_it_stands():
    nl = told(found(choice("=due &lt; 01-02-2031")), severity="warning")
    assert nl == ['visit.bpmn:enough-yes: warning: Bij de voorwaarde van "Genoeg mensen?" staat FEEL die vast anders bedoeld is: due < 01-02-2031. '
                  '`01-02-2031` is hier een aftreksom. Schrijf een datum als `date("2031-02-01")`.']
