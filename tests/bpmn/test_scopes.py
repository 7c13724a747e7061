"""Scopes: sub-processes, calls, many at once, free order - and which variables each of them sees."""
import pytest

from engine.bpmn.step import BrokenStep, OpenedAdHoc, OpenedCall, OpenedTask
from tests.bpmn.drawing import (
    boundary, end, event, file, flow, io, many, message, node, path, process, script, start, sub, timer, user)
from tests.bpmn.driving import Played


def test_answers_go_to_the_nearest_scope_that_has_the_name():
    drawn = file(process("p", start(), sub("deel", start("s"), user("t"), end("e1"), *path("s", "t", "e1"),
                                           settings=io(("input", "=1", "lokaal"))), user("na"), end(), *path("start", "deel", "na", "end")))
    case = Played(drawn)
    assert case.sees("t") == {"lokaal": 1}
    case.complete("t", lokaal=2, breed=3)
    assert case.data == {"breed": 3}


def test_output_mappings_choose_what_leaves_a_task():
    task = user("t", "", io(("input", "=wie", "naam"), ("output", '=naam + "!"', "groet"), ("output", "=n", "telling.aantal")))
    case = Played(file(process("p", start(), task, user("na"), end(), *path("start", "t", "na", "end"))), {"wie": "Noor"})
    assert case.sees("t") == {"wie": "Noor", "naam": "Noor"}
    case.complete("t", n=4, weg="ja")
    assert case.data == {"wie": "Noor", "groet": "Noor!", "telling": {"aantal": 4}}


def candidates(sequential, completion=None):
    return file(process("p", start(), user("t", many("=mensen", "wie", sequential, "uitslag", "=oordeel", completion)), user("na"), end(),
                        *path("start", "t", "na", "end")))


def test_many_at_once_collects_each_answer_in_its_place():
    case = Played(candidates(False), {"mensen": ["An", "Bo", "Cas"]})
    assert [o.item for o in case.of(OpenedTask)] == [1, 2, 3] and case.sees("t", 2)["wie"] == "Bo"
    case.complete("t", 3, oordeel="nee").complete("t", 1, oordeel="ja").complete("t", 1, oordeel="mits")
    assert case.tasks == ["na"] and case.data["uitslag"] == ["ja", "mits", "nee"] and "oordeel" not in case.data


def test_many_one_after_the_other_until_it_is_enough():
    case = Played(candidates(True, '=oordeel = "ja"'), {"mensen": ["An", "Bo", "Cas"]})
    assert case.sees("t")["wie"] == "An"
    assert case.complete("t", oordeel="nee").sees("t")["wie"] == "Bo"
    assert case.complete("t", oordeel="ja").tasks == ["na"]
    assert case.data["uitslag"] == ["nee", "ja", None]


def test_nobody_to_ask_goes_on_at_once():
    assert Played(candidates(False), {"mensen": []}).tasks == ["na"]


def test_a_timer_on_many_ends_them_all():
    drawn = file(process("p", start(), user("t", many("=mensen", "wie")), boundary("b", "t", timer("duration", "P1D")), user("na"), end(),
                         *path("start", "t", "end"), *path("b", "na", "end")))
    assert Played(drawn, {"mensen": [1, 2]}).fire("b").tasks == ["na"]


def test_a_standard_loop_goes_on_while_its_condition_holds():
    loop = ('<bpmn:standardLoopCharacteristics testBefore="false" loopMaximum="5"><bpmn:loopCondition>=again</bpmn:loopCondition>'
            '</bpmn:standardLoopCharacteristics>')
    case = Played(file(process("p", start(), user("t", loop), end(), *path("start", "t", "end"))))
    assert case.complete("t", again=True).complete("t", again=False).finished


def calling(settings="", top="p"):
    caller = process("p", start(), node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/>' + settings),
                     user("na"), end(), *path("start", "roep", "na", "end"))
    return file(caller, process("q", start("qs"), script("qx", "som", "a + 1"), user("qt"), end("qe"), *path("qs", "qx", "qt", "qe")))


def test_a_called_process_runs_inside_and_gives_back_what_it_wrote():
    case = Played(calling(), {"a": 1})
    [task] = case.of(OpenedTask)
    assert (task.element, task.process) == ("qt", "q") and case.sees("qt") == {"a": 1, "som": 2}
    assert case.data == {"a": 1}
    case.complete("qt", klaar=True)
    assert case.tasks == ["na"] and case.data == {"a": 1, "som": 2, "klaar": True} and case.ends == []


def test_a_call_with_output_mappings_gives_back_only_those():
    case = Played(calling(io(("output", "=som * 10", "tien"))), {"a": 1}).complete("qt")
    assert case.data == {"a": 1, "tien": 20}


def test_a_call_as_a_case_of_its_own_is_handed_out():
    caller = node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/><zeebe:properties>'
                  '<zeebe:property name="aanzet:own_case" value="true"/></zeebe:properties>')
    case = Played(file(process("p", start(), caller, user("na"), end(), *path("start", "roep", "na", "end"))), {"a": 1})
    [opened] = case.of(OpenedCall)
    assert opened.calls == "q" and opened.variables == {"a": 1}
    assert case.returned("roep", uitkomst="goed").tasks == ["na"] and case.data["uitkomst"] == "goed"


def free_order(completion="", settings=""):
    test = f"<bpmn:completionCondition>{completion}</bpmn:completionCondition>" if completion else ""
    return file(process("p", start(), sub("vrij", user("omgeving"), user("mensen"), user("kaart"), user("napraten"),
                                          flow("kaart", "napraten"), tag="adHocSubProcess", settings=settings, inner=test),
                        user("na"), end(), *path("start", "vrij", "na", "end")))


def test_free_order_starts_what_people_want_again_and_again_until_somebody_closes_it():
    case = Played(free_order())
    [open_part] = case.of(OpenedAdHoc)
    assert open_part.activities == ("omgeving", "mensen", "kaart")
    case.begin("vrij", "mensen").begin("vrij", "mensen").begin("vrij", "kaart")
    assert case.tasks == ["kaart", "mensen", "mensen"]
    case.complete("mensen").complete("kaart").complete("napraten").complete("mensen")
    assert case.tasks == [] and not case.finished
    case.begin("vrij", "omgeving").shut("vrij")
    assert case.tasks == ["na"]


def test_free_order_begins_with_what_the_collection_names_and_ends_by_its_condition():
    drawn = free_order("=genoeg", '<zeebe:adHoc activeElementsCollection="=eerst"/>')
    case = Played(drawn, {"eerst": ["omgeving", "mensen"], "genoeg": False})
    assert case.tasks == ["mensen", "omgeving"]
    assert case.complete("mensen").tasks == ["omgeving"]
    case.begin("vrij", "kaart").complete("omgeving", genoeg=True)
    assert case.tasks == ["na"]


def test_a_process_without_a_start_event_begins_where_nothing_leads():
    case = Played(file(process("p", user("a"), user("b"), *path("a", "b"))))
    assert case.tasks == ["a"] and case.complete("a").complete("b").finished


def test_an_error_in_a_called_process_is_caught_by_the_one_that_called():
    caller = process("p", start(), node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/>'),
                     boundary("b", "roep", event("error", errorRef="e")), user("na"), end(), *path("start", "roep", "end"), *path("b", "na", "end"))
    called = process("q", start("qs"), user("qt"), end("qe", event("error", errorRef="e")), *path("qs", "qt", "qe"))
    assert Played(file(caller, called, top='<bpmn:error id="e" errorCode="x"/>')).complete("qt").tasks == ["na"]


def test_a_process_that_is_not_there_is_told_by_name():
    with pytest.raises(BrokenStep) as broken:
        Played(file(process("p", start(), node("callActivity", "roep", "", '<zeebe:calledElement processId="weg"/>'), end(),
                            *path("start", "roep", "end"))))
    assert (broken.value.element, broken.value.params) == ("roep", {"process": "weg"})


def test_processes_that_call_themselves_are_stopped():
    with pytest.raises(BrokenStep) as broken:
        Played(file(process("p", start(), node("callActivity", "roep", "", '<zeebe:calledElement processId="p"/>'), end(),
                            *path("start", "roep", "end"))))
    assert broken.value.key == "bpmn.calls_too_deep"


def test_each_of_many_waits_for_its_own_message():
    receive = node("receiveTask", "antwoord", many("=mensen", "wie"), messageRef="m")
    drawn = file(process("p", start(), receive, user("na"), end(), *path("start", "antwoord", "na", "end")), top=message("m", "ja", "=wie"))
    case = Played(drawn, {"mensen": ["An", "Bo"]})
    assert case.send("ja", "Bo").tasks == [] and case.send("ja", "An").tasks == ["na"]


def test_a_subprocess_for_each_has_variables_of_its_own():
    part = sub("deel", start("s"), user("t", "", io(("input", '="Beste " + wie', "aanhef"))), end("e1"), *path("s", "t", "e1"),
               inner=many("=mensen", "wie"))
    case = Played(file(process("p", start(), part, user("na"), end(), *path("start", "deel", "na", "end"))), {"mensen": ["An", "Bo"]})
    assert [case.sees("t", n)["aanhef"] for n in (1, 2)] == ["Beste An", "Beste Bo"]
    assert case.complete("t").complete("t").tasks == ["na"]


def test_a_token_is_moved_by_hand_within_its_part():
    drawn = file(process("p", start(), user("a"), boundary("b", "a", timer("duration", "P1D")), sub("deel", start("s"), user("t"), end("e1"),
                                                                                                    *path("s", "t", "e1")),
                         user("c"), end(), *path("start", "a", "deel", "c", "end"), *path("b", "end")))
    case = Played(drawn)
    with pytest.raises(BrokenStep):
        case.move("a", "t")
    assert case.move("a", "c").tasks == ["c"] and list(case.open) == [case.token("c", OpenedTask)]


def test_free_work_adds_each_outcome_to_a_list_that_its_own_condition_sees():
    settings = '<zeebe:adHoc outputCollection="bezoeken" outputElement="={waar: plek}" />'
    drawn = file(process("p", start(), sub("vrij", "<bpmn:completionCondition>=count(bezoeken) = 2</bpmn:completionCondition>", user("langs"),
                                           tag="adHocSubProcess", settings=settings), user("na"), end(), *path("start", "vrij", "na", "end")))
    case = Played(drawn).begin("vrij", "langs").complete("langs", plek="park").begin("vrij", "langs").complete("langs", plek="plein")
    assert case.tasks == ["na"] and case.data["bezoeken"] == [{"waar": "park"}, {"waar": "plein"}]
