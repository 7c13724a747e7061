"""What can be drawn runs in the whole engine: saved, locked and read back at each step, with its waits and deadlines as rows."""
import pytest
from sqlalchemy import select

from engine.adhoc import close_adhoc, start_activity
from engine.stuck import retry_case
from engine.tables import Task
from tests.bpmn import drawing as d
from tests.bpmn.drawing import boundary, end, event, flow, io, many, message, node, path, process, script, start, sub, timer, user
from tests.core.told import Told


def test_a_condition_that_becomes_true_takes_the_turn(programme):
    case = Told(programme, start(), node("parallelGateway", "uit"), user("a"), user("b"), boundary("als", "b", d.conditional("=n > 2")),
                user("na"), end(), flow("start", "uit"), flow("uit", "a"), flow("uit", "b"), *path("a", "end"), flow("b", "end"),
                *path("als", "na", "end"), data={"n": 1})
    assert case.open_tasks == ["a", "b"]
    assert case.do("a", n=3).open_tasks == ["na"]
    assert case.do("na").over() == ["end", "end"]


def test_compensation_calls_the_handlers_of_what_was_done(programme):
    case = Told(programme, start(), user("boek"), boundary("terug", "boek", event("compensate")), user("annuleer", isForCompensation="true"),
                '<bpmn:association id="x" sourceRef="terug" targetRef="annuleer" associationDirection="One"/>',
                node("intermediateThrowEvent", "undo", event("compensate")), user("na"), end(), *path("start", "boek", "undo", "na", "end"))
    assert case.do("boek").open_tasks == ["annuleer"]
    assert case.do("annuleer").open_tasks == ["na"]
    case.do("na").over()


def test_a_transaction_that_is_called_off_undoes_its_work_and_goes_another_way(programme):
    inner = (start("s"), user("reserveer"), boundary("c", "reserveer", event("compensate")), user("geef-vrij", isForCompensation="true"),
             '<bpmn:association id="x" sourceRef="c" targetRef="geef-vrij" associationDirection="One"/>', end("af", event("cancel")),
             *path("s", "reserveer", "af"))
    case = Told(programme, start(), sub("deal", *inner, tag="transaction"), boundary("afgeblazen", "deal", event("cancel")), user("na"), end(),
                *path("start", "deal", "end"), *path("afgeblazen", "na", "end"))
    assert case.do("reserveer").open_tasks == ["geef-vrij"]
    assert case.do("geef-vrij").open_tasks == ["na"]


def test_links_lead_on_and_escalations_run_beside_the_work(programme):
    case = Told(programme, start(), sub("deel", start("s"), node("intermediateThrowEvent", "op", event("escalation", escalationRef="e")),
                                        user("verder"), end("e1"), *path("s", "op", "verder", "e1")),
                boundary("b", "deel", event("escalation", escalationRef="e"), False), user("hulp"),
                node("intermediateThrowEvent", "spring", '<bpmn:linkEventDefinition name="X"/>'),
                node("intermediateCatchEvent", "land", '<bpmn:linkEventDefinition name="X"/>'), user("na"), end(),
                *path("start", "deel", "spring"), *path("b", "hulp", "end"), *path("land", "na", "end"),
                top='<bpmn:escalation id="e" escalationCode="help"/>')
    assert case.open_tasks == ["verder", "hulp"]
    assert case.do("verder").open_tasks == ["hulp", "na"]
    case.do("hulp").do("na").over()


@pytest.mark.parametrize("text, falls", [("R3/P1D", 3), ("R/P1D", 6), ("0 0 9 * * *", 6)])
def test_a_repeating_timer_of_an_event_subprocess_opens_work_each_time_until_the_scope_ends(programme, text, falls):
    case = Told(programme, start(), user("werk"), end(), *path("start", "werk", "end"),
                sub("elke-dag", start("tik", timer("cycle", text), isInterrupting="false"), user("kijk"), end("klaar"),
                    *path("tik", "kijk", "klaar"), triggeredByEvent="true"))
    case.after(days=6, hours=1)
    assert case.open_tasks == ["werk"] + ["kijk"] * falls
    case.do("werk")
    for _ in range(falls):
        case.do("kijk")
    case.over()


def test_interrupting_event_subprocesses_take_over_by_message_error_and_signal(programme):
    top = message("m", "stop", "=wie") + '<bpmn:signal id="s" name="storm"/>'
    parts = (start(), user("werk"), end(), *path("start", "werk", "end"),
             sub("op-bericht", start("kwam", event("message", messageRef="m")), user("afronden"), end("k1"), *path("kwam", "afronden", "k1"),
                 triggeredByEvent="true"),
             sub("op-signaal", start("klonk", event("signal", signalRef="s"), isInterrupting="false"), user("schuilen"), end("k2"),
                 *path("klonk", "schuilen", "k2"), triggeredByEvent="true"))
    case = Told(programme, *parts, top=top, data={"wie": 7})
    assert case.waits == ["klonk", "kwam"]
    assert case.signal("storm").signal("storm").open_tasks == ["werk", "schuilen", "schuilen"]
    assert case.hear("stop", 7).open_tasks == ["afronden"]
    case.do("afronden").over()


def test_signals_cross_cases(programme):
    thrower = d.file(process("q", start(), end("e", event("signal", signalRef="s")), *path("start", "e")), top='<bpmn:signal id="s" name="storm"/>')
    case = Told(programme, start(), node("intermediateCatchEvent", "w", event("signal", signalRef="s")), user("na"), end(),
                *path("start", "w", "na", "end"), top='<bpmn:signal id="s" name="storm"/>', also=[thrower])
    assert case.open_tasks == []
    programme.open("q")
    assert case.open_tasks == ["na"]


def test_the_events_on_many_at_once_take_all_of_them(programme):
    case = Told(programme, start(), user("huis", many("=huizen", "huis", output="uit", output_item="=ja", completion="=numberOfCompletedInstances = 2")),
                boundary("laat", "huis", timer("duration", "PT36H")), boundary("vraag", "huis", timer("cycle", "R/P1D"), False), user("bel"),
                user("na"), end(), *path("start", "huis", "end"), *path("vraag", "bel", "end"), *path("laat", "na", "end"),
                data={"huizen": ["a", "b", "c"]})
    assert case.after(days=1).open_tasks == ["huis", "huis", "huis", "bel"]
    enough = case.do("huis", ja=1).do("huis", ja=2)
    assert enough.open_tasks == ["bel"] and case.case.data[""]["uit"] == [1, 2, None] and case.timers == []
    case.do("bel").over()
    case.id = case.open({"huizen": ["a", "b"]}).id
    assert case.after(days=3).open_tasks == ["bel", "na"]


def called(name, tag=""):
    label = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}"/></bpmn:extensionElements>' if tag else ""
    return d.file(process("called", label, start(), user(name), script("s", "uit", f'"{name}"'), end(), *path("start", name, "s", "end")))


@pytest.mark.parametrize("binding, version, reached", [("deployment", "", "een"), ("latest", "", "een"), ("versionTag", "v2", "twee")])
def test_a_call_reaches_the_version_it_is_bound_to_and_maps_what_comes_back(programme, binding, version, reached):
    tag = f' versionTag="{version}"' if version else ""
    call = node("callActivity", "call", "", f'<zeebe:calledElement processId="called" bindingType="{binding}"{tag} propagateAllChildVariables="false"/>'
                + io(("output", "=uit", "kwam")))
    programme.publish(twee__bpmn=called("twee", "v2"))
    programme.publish(drie__bpmn=called("drie", "v3"))
    case = Told(programme, start(), call, user("na"), end(), *path("start", "call", "na", "end"), also=[called("een")])
    assert case.open_tasks == [reached]
    assert case.do(reached).open_tasks == ["na"]
    assert case.case.data[""] == {"kwam": reached}


@pytest.mark.parametrize("own_case", [False, True])
def test_a_version_tag_that_nobody_published_is_named_where_the_case_is_stuck(programme, own_case):
    own = '<zeebe:properties><zeebe:property name="aanzet:own_case" value="true"/></zeebe:properties>' if own_case else ""
    call = node("callActivity", "call", "", f'<zeebe:calledElement processId="called" bindingType="versionTag" versionTag="v2"/>{own}')
    programme.publish(een__bpmn=called("een", "v1"))
    case = Told(programme, start(), user("voor"), call, end(), *path("start", "voor", "call", "end")).do("voor")
    assert (case.case.stuck_element, case.case.stuck_key) == ("call", "bpmn.process_tag_missing")
    assert case.case.stuck_params == {"process": "called", "tag": "v2"}
    programme.publish(twee__bpmn=called("twee", "v2"))
    programme.publish(drie__bpmn=called("drie", "v3"))
    with programme.writing("cas") as work:
        assert retry_case(work, case.id).status == "open"
    assert programme.all(select(Task).where(Task.status == "open"))[0].element == "twee"


def test_a_called_process_keeps_its_version_when_a_new_one_is_published(programme):
    programme.publish(q__bpmn=called("een"))
    case = Told(programme, start(), node("callActivity", "call", "", '<zeebe:calledElement processId="called"/>'), end(), *path("start", "call", "end"))
    programme.publish(q__bpmn=called("twee"))
    assert case.open_tasks == ["een"]
    case.do("een").over()
    assert case.case.data[""]["uit"] == "een"
    case.open()
    assert case.open_tasks == ["twee"]


def test_free_work_is_started_again_and_again_and_closed_by_hand(programme):
    case = Told(programme, start(), sub("vrij", user("langs"), user("bel"), tag="adHocSubProcess",
                                        settings='<zeebe:adHoc activeElementsCollection="=begin" outputCollection="uit" outputElement="=plek"/>'),
                end(), *path("start", "vrij", "end"), data={"begin": ["bel"]})
    assert case.open_tasks == ["bel"]
    with programme.writing("fenna") as work:
        start_activity(work, case.id, "langs")
    case.do("langs", plek="park").do("bel", plek="thuis")
    with programme.writing("fenna") as work:
        close_adhoc(work, case.id, "vrij")
    case.over()
    assert case.case.data[""]["uit"] == ["park", "thuis"]


def test_decisions_scripts_throwing_and_terminating_leave_nothing_behind(programme):
    case = Told(programme, start(), script("reken", "n", "1 + 1"), node("parallelGateway", "uit"), user("a"), user("b"),
                boundary("t", "b", timer("duration", "P1M")), node("intermediateThrowEvent", "niets"), end("alles", event("terminate")), end(),
                *path("start", "reken", "uit"), flow("uit", "a"), flow("uit", "b"), *path("a", "niets", "alles"), flow("b", "end"), flow("t", "end"))
    assert case.timers == ["t"] and case.case.data[""] == {"n": 2}
    assert case.do("a").over() == ["alles"]
