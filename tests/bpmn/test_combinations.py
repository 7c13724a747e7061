"""Elements inside and beside one another: what BPMN 2.0 says of them together, where each alone would be easy."""
from datetime import timedelta

import pytest

from engine.bpmn.step import AwaitedMessage, BrokenStep, OpenedAdHoc, SetTimer
from tests.bpmn.drawing import (
    beside, boundary, conditional, end, event, file, flow, io, many, message, node, path, process, script, start, sub, timer, user)
from tests.bpmn.driving import Played

ERROR = '<bpmn:error id="e" errorCode="schade"/><bpmn:error id="f" errorCode="anders"/>'
ESCALATION = '<bpmn:escalation id="e" escalationCode="help"/>'
SIGNAL = '<bpmn:signal id="s" name="storm"/>'


# boundary events on what holds other work ----------------------------------------------------------------------------
def test_a_timer_on_a_call_inside_many_takes_only_its_own_of_many():
    part = sub("deel", start("s"), node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/>'),
               boundary("laat", "roep", timer("duration", "P1D")), user("bel"), end("e1"), *path("s", "roep", "e1"), *path("laat", "bel", "e1"),
               inner=many("=mensen", "wie"))
    drawn = file(process("p", start(), part, user("na"), end(), *path("start", "deel", "na", "end")),
                 process("q", start("qs"), user("qt"), end("qe"), *path("qs", "qt", "qe")))
    case = Played(drawn, {"mensen": ["An", "Bo"]})
    assert case.tasks == ["qt", "qt"] and len(case.of(SetTimer)) == 2
    case.fire("laat")
    assert case.tasks == ["bel", "qt"] and case.sees("bel")["wie"] == "An" and case.sees("qt")["wie"] == "Bo"
    assert case.complete("qt").tasks == ["bel"] and not case.of(SetTimer)
    assert case.complete("bel").tasks == ["na"]


def test_an_interrupting_event_subprocess_forgets_what_waited_at_a_join():
    drawn = file(process("p", start(), node("parallelGateway", "uit"), user("a"), user("b"), node("parallelGateway", "samen"), user("na"), end(),
                         beside(event("message", messageRef="m")), flow("start", "uit"), flow("uit", "a"), flow("uit", "b"),
                         *path("a", "samen", "na", "end"), flow("b", "samen")), top=message("m", "stop"))
    case = Played(drawn).complete("a").send("stop")
    assert case.tasks == ["ingrijpen"] and case.complete("ingrijpen").finished


def test_an_interrupting_event_takes_the_waiting_tokens_of_its_subprocess_and_the_next_round_starts_clean():
    part = sub("deel", start("s"), node("parallelGateway", "uit"), user("a"), user("b"), node("parallelGateway", "samen"), end("e1"),
               *path("s", "uit", "a", "samen", "e1"), flow("uit", "b"), flow("b", "samen"))
    drawn = file(process("p", start(), node("exclusiveGateway", "weer"), part, boundary("laat", "deel", timer("duration", "P1D")), user("opnieuw"),
                         end(), *path("start", "weer", "deel", "end"), *path("laat", "opnieuw", "weer")))
    case = Played(drawn).complete("a").fire("laat").complete("opnieuw").complete("b")
    assert case.tasks == ["a"] and case.complete("a").finished


def test_an_error_passes_two_scopes_and_a_catcher_of_another_code():
    inner = sub("binnen", start("s2"), user("t"), end("fout", event("error", errorRef="e")), *path("s2", "t", "fout"))
    middle = sub("midden", start("s1"), inner, boundary("b2", "binnen", event("error", errorRef="f")), user("ernaast"), end("e1"),
                 end("e2"), *path("s1", "binnen", "e1"), *path("b2", "ernaast", "e2"))
    drawn = file(process("p", start(), middle, boundary("b", "midden", event("error", errorRef="e")), user("na"), end(),
                         *path("start", "midden", "end"), *path("b", "na", "end")), top=ERROR)
    assert Played(drawn).complete("t").tasks == ["na"]


def test_an_error_in_an_event_subprocess_leaves_the_scope_it_belongs_to():
    part = sub("deel", start("s"), user("t"), end("e1"), *path("s", "t", "e1"),
               sub("bij", start("bs", event("message", messageRef="m")), end("fout", event("error", errorRef="e")), *path("bs", "fout"),
                   triggeredByEvent="true"),
               sub("vang", start("vs", event("error", errorRef="f")), end("ve"), *path("vs", "ve"), triggeredByEvent="true"))
    drawn = file(process("p", start(), part, boundary("b", "deel", event("error", errorRef="e")), user("na"), end(), *path("start", "deel", "end"),
                         *path("b", "na", "end")), top=ERROR + message("m", "stop"))
    assert Played(drawn).send("stop").tasks == ["na"]


def test_an_error_in_one_of_many_ends_all_of_them():
    part = sub("deel", start("s"), user("t"), node("exclusiveGateway", "x", default="x-e1"), end("e1"), end("fout", event("error", errorRef="e")),
               *path("s", "t", "x"), flow("x", "fout", "=mis"), flow("x", "e1"), inner=many("=[1, 2, 3]", "n"))
    drawn = file(process("p", start(), part, boundary("b", "deel", event("error", errorRef="e")), user("na"), end(), *path("start", "deel", "end"),
                         *path("b", "na", "end")), top=ERROR)
    assert Played(drawn).complete("t", mis=False).complete("t", mis=True).tasks == ["na"]


def test_an_escalation_at_an_end_runs_beside_and_the_rest_goes_on():
    drawn = file(process("p", start(), sub("deel", start("s"), user("t"), end("op", event("escalation", escalationRef="e")), *path("s", "t", "op")),
                         boundary("b", "deel", event("escalation", escalationRef="e"), False), user("hulp"), user("na"), end(),
                         *path("start", "deel", "na", "end"), *path("b", "hulp", "end")), top=ESCALATION)
    case = Played(drawn).complete("t")
    assert case.tasks == ["hulp", "na"] and case.complete("na").complete("hulp").finished


def test_an_escalation_that_nobody_catches_passes():
    drawn = file(process("p", start(), end("op", event("escalation", escalationRef="e")), *path("start", "op")), top=ESCALATION)
    assert Played(drawn).finished


@pytest.mark.parametrize("interrupting, tasks", [("true", ["ingrijpen"]), ("false", ["ingrijpen", "verder"])])
def test_an_escalation_from_a_deeper_part_starts_the_event_subprocess_around_it(interrupting, tasks):
    deeper = sub("deel", start("s"), node("intermediateThrowEvent", "op", event("escalation", escalationRef="e")), user("verder"), end("e1"),
                 *path("s", "op", "verder", "e1"))
    drawn = file(process("p", start(), deeper, end(), beside(event("escalation", escalationRef="e"), interrupting), *path("start", "deel", "end")),
                 top=ESCALATION)
    assert Played(drawn).tasks == tasks


def test_an_escalation_in_a_called_process_reaches_the_one_that_called():
    called = process("q", start("qs"), node("intermediateThrowEvent", "op", event("escalation", escalationRef="e")), user("qt"), end("qe"),
                     *path("qs", "op", "qt", "qe"))
    drawn = file(process("p", start(), node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/>'),
                         boundary("b", "roep", event("escalation", escalationRef="e"), False), user("hulp"), end(), *path("start", "roep", "end"),
                         *path("b", "hulp", "end")), called, top=ESCALATION)
    assert Played(drawn).tasks == ["hulp", "qt"]


# events that meet in one step ----------------------------------------------------------------------------------------
def test_a_signal_is_caught_in_the_step_that_throws_it_by_who_listened_already():
    drawn = file(process("p", start(), node("parallelGateway", "uit"), node("intermediateCatchEvent", "hoor", event("signal", signalRef="s")), user("t"),
                         node("intermediateThrowEvent", "roep", event("signal", signalRef="s")),
                         node("intermediateCatchEvent", "te-laat", event("signal", signalRef="s")), user("na"), end(),
                         flow("start", "uit"), flow("uit", "hoor"), flow("uit", "t"), *path("hoor", "na", "end"),
                         *path("t", "roep", "te-laat", "end")), top=SIGNAL)
    case = Played(drawn).complete("t")
    assert case.tasks == ["na"] and not case.finished
    assert case.complete("na").signal("storm").finished


def test_a_signal_that_ends_the_part_it_is_thrown_in():
    drawn = file(process("p", start(), sub("deel", start("s"), user("t"), node("intermediateThrowEvent", "roep", event("signal", signalRef="s")),
                                           user("nooit"), end("e1"), *path("s", "t", "roep", "nooit", "e1")),
                         boundary("b", "deel", event("signal", signalRef="s")), user("na"), end(), *path("start", "deel", "end"),
                         *path("b", "na", "end")), top=SIGNAL)
    assert Played(drawn).complete("t").tasks == ["na"]


def test_a_condition_that_holds_at_once_decides_at_an_event_based_gateway():
    drawn = file(process("p", start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "als", conditional("=n > 3")),
                         node("receiveTask", "wacht", messageRef="m"), user("a"), user("b"), end(), flow("start", "g"), flow("g", "als"),
                         flow("g", "wacht"), *path("als", "a", "end"), *path("wacht", "b", "end")), top=message("m", "antwoord"))
    assert Played(drawn, {"n": 5}).tasks == ["a"]
    waiting = Played(drawn, {"n": 1})
    assert [o.element for o in waiting.of(AwaitedMessage)] == ["wacht"]
    answered = waiting.send("antwoord", tekst="graag")
    assert answered.tasks == ["b"] and answered.data["tekst"] == "graag" and not answered.of(AwaitedMessage)


def test_a_process_ends_at_terminate_with_everything_beside_it():
    drawn = file(process("p", start(), node("parallelGateway", "g"), user("a"), sub("deel", start("s"), user("t"), end("e1"), *path("s", "t", "e1")),
                         boundary("b", "deel", timer("duration", "P1D")), end("stop", event("terminate")), end(),
                         beside(event("message", messageRef="m"), "false"), flow("start", "g"), *path("g", "a", "stop"), *path("g", "deel", "end"),
                         flow("b", "end")), top=message("m", "schade"))
    case = Played(drawn).send("schade").complete("a")
    assert case.finished and not case.open and case.ends == ["stop"]


def test_terminate_in_an_event_subprocess_ends_only_that():
    drawn = file(process("p", start(), user("t"), end(),
                         sub("bij", start("bs", event("message", messageRef="m"), isInterrupting="false"), node("parallelGateway", "g"), user("a"),
                             user("b"), end("stop", event("terminate")), end("be"), *path("bs", "g", "a", "stop"), *path("g", "b", "be"),
                             triggeredByEvent="true"), *path("start", "t", "end")), top=message("m", "schade"))
    case = Played(drawn).send("schade").complete("a")
    assert case.tasks == ["t"] and case.complete("t").finished


def test_a_terminate_in_one_of_many_leaves_the_others():
    part = sub("deel", start("s"), node("parallelGateway", "g"), user("a"), user("b"), end("stop", event("terminate")), end("e1"),
               *path("s", "g", "a", "stop"), *path("g", "b", "e1"), inner=many("=[1, 2]", "n"))
    case = Played(file(process("p", start(), part, user("na"), end(), *path("start", "deel", "na", "end")))).complete("a")
    assert case.tasks == ["a", "b"] and case.complete("a").tasks == ["na"]


# loops ---------------------------------------------------------------------------------------------------------------
def test_a_link_makes_a_loop():
    drawn = file(process("p", start(), node("exclusiveGateway", "in"), user("t"), node("exclusiveGateway", "x", default="x-end"),
                         node("intermediateThrowEvent", "weg", event("link", name="L")), node("intermediateCatchEvent", "hier", event("link", name="L")),
                         end(), *path("start", "in", "t", "x"), flow("x", "weg", "=again"), flow("x", "end"), flow("hier", "in")))
    case = Played(drawn)
    for _ in range(3):
        case.complete("t", again=True)
    assert case.tasks == ["t"] and case.complete("t", again=False).finished


def test_an_inclusive_join_in_a_loop_does_not_wait_for_a_dead_path():
    drawn = file(process("p", start(), node("exclusiveGateway", "weer"), node("inclusiveGateway", "uit", default="uit-c"), user("a"), user("b"), user("c"),
                         node("inclusiveGateway", "samen"), user("na"), node("exclusiveGateway", "nog", default="nog-end"), end(),
                         *path("start", "weer", "uit"), flow("uit", "a", "=x"), flow("uit", "b", "=y"), flow("uit", "c"),
                         *path("a", "samen"), *path("b", "samen"), *path("c", "samen", "na", "nog"), flow("nog", "weer", "=again"), flow("nog", "end")))
    case = Played(drawn, {"x": True, "y": False})
    case.complete("a").complete("na", again=True, y=True)
    assert case.complete("b").tasks == ["a"]
    case.complete("a").complete("na", again=True, x=False, y=False)
    assert case.complete("c").complete("na", again=False).finished


def test_an_inclusive_join_waits_for_a_branch_whose_boundary_event_leads_to_it():
    drawn = file(process("p", start(), node("inclusiveGateway", "uit", default="uit-a"), user("a"), user("b"), boundary("laat", "b", timer("duration", "P1D")),
                         user("bel"), end(), node("inclusiveGateway", "samen"), user("na"), end("klaar"), flow("start", "uit"), flow("uit", "a"),
                         flow("uit", "b", "=true"), flow("uit", "a", "=true", key="ook"), *path("a", "samen", "na", "klaar"), *path("b", "end"),
                         *path("laat", "bel", "samen")))
    late = Played(drawn).complete("a")
    assert late.tasks == ["b"]
    assert late.fire("laat").tasks == ["bel"] and late.complete("bel").tasks == ["na"]
    assert Played(drawn).complete("a").complete("b").tasks == ["na"]


def test_a_standard_loop_asks_first_when_it_must_and_stops_at_its_maximum():
    def looped(first, most=""):
        text = (f'<bpmn:standardLoopCharacteristics testBefore="{first}"{most}><bpmn:loopCondition>=nog</bpmn:loopCondition>'
                '</bpmn:standardLoopCharacteristics>')
        return file(process("p", start(), user("t", text), user("na"), end(), *path("start", "t", "na", "end")))
    assert Played(looped("true"), {"nog": False}).tasks == ["na"]
    assert Played(looped("false"), {"nog": False}).tasks == ["t"]
    case = Played(looped("true", ' loopMaximum="2"'), {"nog": True}).complete("t")
    assert case.sees("t")["loopCounter"] == 2 and case.complete("t").tasks == ["na"]


def test_many_subprocesses_collect_and_stop_when_it_is_enough_while_their_timers_go():
    part = sub("deel", start("s"), user("t"), boundary("herinner", "t", timer("cycle", "R/P1D"), False), user("bel"), end("e1"), end("e2"),
               *path("s", "t", "e1"), *path("herinner", "bel", "e2"),
               inner=many("=[1, 2, 3]", "n", False, "uit", "=n * 10", "=numberOfCompletedInstances = 2"))
    case = Played(file(process("p", start(), part, user("na"), end(), *path("start", "deel", "na", "end"))))
    case.fire("herinner").complete("t", 2).complete("t", 2)
    assert case.tasks == ["na"] and case.data["uit"] == [None, 20, 30] and not case.of(SetTimer)


# conditional flows out of an activity --------------------------------------------------------------------------------
def out_of_a_task(*flows, **more):
    return file(process("p", start(), user("t", **more), user("a"), user("b"), user("c"), end(), flow("start", "t"), *flows,
                        *path("a", "end"), *path("b", "end"), *path("c", "end")))


def test_the_default_out_of_a_task_is_for_when_nothing_else_goes():
    drawn = out_of_a_task(flow("t", "a"), flow("t", "b", "=x"), flow("t", "c"), default="t-c")
    assert Played(drawn).complete("t", x=False).tasks == ["a"]
    assert Played(drawn).complete("t", x=True).tasks == ["a", "b"]


def test_a_task_that_leads_nowhere_is_told_not_silently_over():
    drawn = out_of_a_task(flow("t", "a", "=x"), flow("t", "b", "=x"), flow("c", "end", key="los"))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn).complete("t", x=False)
    assert (broken.value.element, broken.value.key) == ("t", "bpmn.no_way_out")


# free order ----------------------------------------------------------------------------------------------------------
def free(*parts, completion="", settings="", cancel="true"):
    test = f"<bpmn:completionCondition>{completion}</bpmn:completionCondition>" if completion else ""
    return file(process("p", start(), sub("vrij", user("langs"), user("bel"), *parts, tag="adHocSubProcess", inner=test, settings=settings,
                                          cancelRemainingInstances=cancel),
                        user("na"), end(), *path("start", "vrij", "na", "end")), top=message("m", "schade"))


def test_free_work_that_is_taken_over_by_an_event_ends_with_it():
    case = Played(free(beside(event("message", messageRef="m")))).begin("vrij", "langs").send("schade")
    assert case.tasks == ["ingrijpen"] and not case.of(OpenedAdHoc)
    assert case.complete("ingrijpen").tasks == ["na"]


def test_free_work_waits_for_what_runs_when_it_need_not_be_cancelled():
    drawn = free(beside(event("message", messageRef="m"), "false"), completion="=klaar", cancel="false")
    case = Played(drawn, {"klaar": False}).begin("vrij", "langs").begin("vrij", "bel").send("schade")
    case.complete("langs", klaar=True)
    assert case.tasks == ["bel", "ingrijpen"]
    assert case.complete("bel").tasks == ["ingrijpen"]
    assert case.complete("ingrijpen").tasks == ["na"]


def test_a_timer_on_one_piece_of_free_work_leaves_the_rest():
    case = Played(free(boundary("laat", "langs", timer("duration", "P1D")), user("herinner"), flow("laat", "herinner")))
    case.begin("vrij", "langs").begin("vrij", "bel").fire("laat")
    assert case.tasks == ["bel", "herinner"]
    assert case.complete("herinner").shut("vrij").tasks == ["na"]


def test_free_work_itself_has_a_time():
    drawn = file(process("p", start(), sub("vrij", user("langs"), tag="adHocSubProcess"), boundary("b", "vrij", timer("duration", "P3D")), user("na"),
                         end(), *path("start", "vrij", "end"), *path("b", "na", "end")))
    case = Played(drawn).begin("vrij", "langs")
    assert case.due("b") == timedelta(days=3) and case.fire("b").tasks == ["na"] and not case.of(OpenedAdHoc)


# a join that waits for nothing ---------------------------------------------------------------------------------------
def test_a_listener_that_can_only_add_does_not_hide_a_join_that_never_fills():
    drawn = file(process("p", start(), node("exclusiveGateway", "x", default="x-b"), user("a"), user("b"), node("parallelGateway", "samen"), end(),
                         beside(event("message", messageRef="m"), "false"), flow("start", "x"), flow("x", "a", "=true"), flow("x", "b"),
                         *path("a", "samen", "end"), flow("b", "samen")), top=message("m", "schade"))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn).complete("a")
    assert (broken.value.element, broken.value.key) == ("samen", "bpmn.waits_for_nothing")


# what a call is given ------------------------------------------------------------------------------------------------
def test_a_call_that_is_given_only_its_inputs_sees_nothing_else():
    call = node("callActivity", "roep", "", '<zeebe:calledElement processId="q" propagateAllParentVariables="false" propagateAllChildVariables="false"/>'
                + io(("input", "=a + 1", "b"), ("output", "=som", "uit")))
    drawn = file(process("p", start(), call, user("na"), end(), *path("start", "roep", "na", "end")),
                 process("q", start("qs"), script("qx", "som", "b * 2"), user("qt"), end("qe"), *path("qs", "qx", "qt", "qe")))
    case = Played(drawn, {"a": 1})
    assert case.sees("qt") == {"b": 2, "som": 4}
    assert case.complete("qt", weg=True).data == {"a": 1, "uit": 4}


def test_a_case_of_its_own_gives_back_nothing_that_the_call_did_not_ask_for():
    call = node("callActivity", "roep", "", '<zeebe:calledElement processId="q" propagateAllChildVariables="false"/><zeebe:properties>'
                '<zeebe:property name="aanzet:own_case" value="true"/></zeebe:properties>')
    drawn = file(process("p", start(), call, user("na"), end(), *path("start", "roep", "na", "end")))
    assert Played(drawn, {"a": 1}).returned("roep", uitkomst="goed").data == {"a": 1}
