"""Events: timers, messages, signals, errors, escalations, conditions, links, compensation and cancel."""
from datetime import timedelta

import pytest

from engine.bpmn.step import BrokenStep, OpenedJob
from tests.bpmn.drawing import (
    boundary, conditional, end, event, file, flow, io, message, node, path, process, script, start, sub, timer, user)
from tests.bpmn.driving import Played


def with_boundary(event_text, interrupting, top=""):
    return file(process("p", start(), user("t"), boundary("b", "t", event_text, interrupting), user("laat"), end(),
                        *path("start", "t", "end"), *path("b", "laat", "end")), top=top)


def test_an_interrupting_timer_takes_the_turn():
    case = Played(with_boundary(timer("duration", "P2D"), True))
    assert case.due("b") == timedelta(days=2)
    case.fire("b")
    assert case.tasks == ["laat"]
    assert case.complete("laat").finished


def test_a_task_that_is_done_in_time_clears_its_timer():
    case = Played(with_boundary(timer("duration", "P2D"), True)).complete("t")
    assert case.finished and not case.open


def test_a_cycle_reminds_three_times_and_its_tasks_live_on():
    case = Played(with_boundary(timer("cycle", "R3/P1D"), False))
    for n in range(3):
        case.fire("b")
        assert case.tasks == ["laat"] * (n + 1) + ["t"]
    assert not [o for o in case.open.values() if o.element == "b"]
    case.complete("t")
    assert not case.finished and case.tasks == ["laat"] * 3


def test_months_are_the_calendars():
    case = Played(file(process("p", start(), node("intermediateCatchEvent", "w", timer("date", '=date and time("2031-05-31T10:00:00Z")')),
                               end(), *path("start", "w", "end"))))
    assert case.due("w") == timedelta(days=89, hours=2)
    assert case.fire("w").finished


def test_a_message_that_does_not_interrupt_may_come_again_and_again():
    top = message("m", "idee", "=wijk")
    drawn = with_boundary(event("message", messageRef="m"), False, top)
    case = Played(drawn, {"wijk": "noord"})
    for n in range(3):
        case.send("idee", "noord", idee=n)
    assert case.tasks == ["laat"] * 3 + ["t"] and case.data["idee"] == 2


def test_a_message_without_a_key_to_find_the_case_by_is_broken():
    with pytest.raises(BrokenStep) as broken:
        Played(with_boundary(event("message", messageRef="m"), False, message("m", "idee", "=wijk")))
    assert broken.value.key == "bpmn.message_without_key"


OURS = '<zeebe:properties><zeebe:property name="aanzet:correlation_key" value="=wijk"/></zeebe:properties>'
THEIRS = '<zeebe:publishMessage correlationKey="=straat"/>'


@pytest.mark.parametrize("settings, inside, key", [(OURS, "", "noord"), (OURS + THEIRS, "", "noord"), (THEIRS, "", "Dorpsweg"), ("", THEIRS, "Dorpsweg"), ("", "", None)])
def test_a_message_that_is_sent_says_its_key(settings, inside, key):
    """Ours comes first: Camunda Modeler drops the other on saving."""
    told = f'<bpmn:messageEventDefinition messageRef="m"><bpmn:extensionElements>{inside}</bpmn:extensionElements></bpmn:messageEventDefinition>'
    case = Played(file(process("p", start(), node("endEvent", "e", told, settings=settings), flow("start", "e")), top=message("m", "idee")),
                  {"wijk": "noord", "straat": "Dorpsweg"})
    assert [(thrown.name, thrown.key) for thrown in case.steps[-1].messages] == [("idee", key)]


def test_the_first_event_after_an_event_based_gateway_decides():
    drawn = file(process("p", start(), node("eventBasedGateway", "g"),
                         node("intermediateCatchEvent", "m", event("message", messageRef="ja")),
                         node("intermediateCatchEvent", "t", timer("duration", "PT1H")), user("a"), user("b"), end(),
                         flow("start", "g"), flow("g", "m"), flow("g", "t"), *path("m", "a", "end"), *path("t", "b", "end")),
                 top=message("ja", "antwoord"))
    answered = Played(drawn).send("antwoord", tekst="graag")
    assert answered.tasks == ["a"] and answered.data == {"tekst": "graag"} and "g-m" in answered.taken
    assert Played(drawn).fire("t").tasks == ["b"]


def test_a_signal_reaches_every_listener_of_the_case_at_once():
    drawn = file(process("p", start(), node("parallelGateway", "uit"), node("intermediateCatchEvent", "x", event("signal", signalRef="s")),
                         user("t"), boundary("b", "t", event("signal", signalRef="s")), user("na"), user("klaar"), end(),
                         flow("start", "uit"), flow("uit", "x"), flow("uit", "t"), *path("x", "na", "end"), *path("b", "klaar", "end"),
                         flow("t", "end")), top='<bpmn:signal id="s" name="stop"/>')
    assert Played(drawn).signal("stop").tasks == ["klaar", "na"]


def test_an_error_goes_to_the_nearest_that_names_it():
    drawn = file(process("p", start(), sub("deel", start("s"), user("t"), end("fout", event("error", errorRef="e")), *path("s", "t", "fout")),
                         boundary("b", "deel", event("error", errorRef="e")), boundary("alles", "deel", event("error")), user("na"),
                         user("anders"), end(), *path("start", "deel", "end"), *path("b", "na", "end"), *path("alles", "anders", "end")),
                 top='<bpmn:error id="e" errorCode="schade"/>')
    assert Played(drawn).complete("t").tasks == ["na"]


def computed(kind, code):
    """The work in the part ends with a code that is worked out then; "help" is waited for."""
    drawn = file(process("p", start(), sub("deel", start("s"), user("t"), end("uit", event(kind, **{f"{kind}Ref": "e"})), *path("s", "t", "uit")),
                         boundary("b", "deel", event(kind, **{f"{kind}Ref": "h"})), user("na"), end(), *path("start", "deel", "end"), *path("b", "na", "end")),
                 top=f'<bpmn:{kind} id="e" {kind}Code="=soort"/><bpmn:{kind} id="h" {kind}Code="help"/>')
    return Played(drawn, {"soort": code})


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_a_code_that_is_thrown_may_be_worked_out(kind):
    assert computed(kind, "help").complete("t").tasks == ["na"]
    with pytest.raises(BrokenStep) as broken:
        computed(kind, None).complete("t")
    assert (broken.value.element, broken.value.key) == ("uit", "bpmn.event_without_code")


def test_what_a_script_works_out_without_a_name_is_nowhere_kept():
    drawn = file(process("p", start(), node("scriptTask", "s", settings='<zeebe:script expression="=1 + 1"/>'), user("t"), end(), *path("start", "s", "t", "end")))
    assert Played(drawn).data == {}


def test_an_error_nobody_catches_is_broken():
    drawn = file(process("p", start(), user("t"), end("fout", event("error", errorRef="e")), *path("start", "t", "fout")),
                 top='<bpmn:error id="e" errorCode="schade"/>')
    with pytest.raises(BrokenStep) as broken:
        Played(drawn).complete("t")
    assert (broken.value.element, broken.value.params) == ("fout", {"code": "schade"})


def escalating(interrupting):
    return file(process("p", start(), sub("deel", start("s"), node("intermediateThrowEvent", "op", event("escalation", escalationRef="e")),
                                          user("verder"), end("e1"), *path("s", "op", "verder", "e1")),
                        boundary("b", "deel", event("escalation", escalationRef="e"), interrupting), user("hulp"), end(),
                        *path("start", "deel", "end"), *path("b", "hulp", "end")),
                top='<bpmn:escalation id="e" escalationCode="help"/>')


def test_an_escalation_runs_beside_the_work_or_instead_of_it():
    assert Played(escalating(False)).tasks == ["hulp", "verder"]
    assert Played(escalating(True)).tasks == ["hulp"]


def test_a_condition_is_caught_each_time_it_becomes_true():
    drawn = file(process("p", start(), node("parallelGateway", "uit"), user("t"), boundary("b", "t", conditional("=n > 3"), False),
                         user("tel"), node("exclusiveGateway", "x"), user("alarm"), end(), *path("start", "uit", "t", "end"),
                         flow("uit", "x"), *path("x", "tel", "x"), *path("b", "alarm", "end")))
    case = Played(drawn, {"n": 1})
    for n, alarms in ((2, 0), (4, 1), (5, 1), (1, 1), (9, 2)):
        case.complete("tel", n=n)
        assert case.tasks == ["alarm"] * alarms + ["t", "tel"]


def test_a_link_jumps_to_its_catch():
    drawn = file(process("p", start(), node("intermediateThrowEvent", "weg", event("link", name="L")),
                         node("intermediateCatchEvent", "hier", event("link", name="L")), user("t"), end(), *path("start", "weg"),
                         *path("hier", "t", "end")))
    case = Played(drawn)
    assert case.tasks == ["t"]
    assert case.complete("t").finished


def undoing(throw):
    return file(process("p", start(), user("boeken"), boundary("b", "boeken", event("compensate")), user("afzeggen", isForCompensation="true"),
                        '<bpmn:association id="as" sourceRef="b" targetRef="afzeggen"/>', user("kiezen"), throw, user("na"), end(),
                        *path("start", "boeken", "kiezen", "terug", "na", "end")))


def test_compensation_waits_for_its_handlers():
    drawn = undoing(node("intermediateThrowEvent", "terug", event("compensate")))
    case = Played(drawn).complete("boeken").complete("kiezen")
    assert case.tasks == ["afzeggen"]
    assert case.complete("afzeggen").tasks == ["na"]


def test_what_was_not_done_is_not_undone():
    drawn = file(process("p", start(), node("parallelGateway", "uit"), user("boeken"), boundary("b", "boeken", event("compensate")),
                         user("afzeggen", isForCompensation="true"), '<bpmn:association id="as" sourceRef="b" targetRef="afzeggen"/>',
                         node("intermediateThrowEvent", "terug", event("compensate")), user("na"), end(), flow("start", "uit"),
                         flow("uit", "boeken"), flow("uit", "terug"), *path("terug", "na", "end"), flow("boeken", "end")))
    assert Played(drawn).tasks == ["boeken", "na"]


def test_a_transaction_that_is_called_off_is_undone_first():
    drawn = file(process("p", start(), sub("samen", start("s"), user("boeken"), boundary("b", "boeken", event("compensate")),
                                           user("afzeggen", isForCompensation="true"),
                                           '<bpmn:association id="as" sourceRef="b" targetRef="afzeggen"/>', user("nee"),
                                           end("af", event("cancel")), *path("s", "boeken", "nee", "af"), tag="transaction"),
                         boundary("c", "samen", event("cancel")), user("na"), end(), *path("start", "samen", "end"), *path("c", "na", "end")))
    case = Played(drawn).complete("boeken").complete("nee")
    assert case.tasks == ["afzeggen"]
    assert case.complete("afzeggen").tasks == ["na"]


def test_terminate_ends_its_own_scope_only():
    drawn = file(process("p", start(), sub("deel", start("s"), node("parallelGateway", "g"), user("a"), user("b"),
                                           end("stop", event("terminate")), end("e1"), *path("s", "g", "a", "stop"), flow("g", "b"),
                                           flow("b", "e1")), user("na"), end(), *path("start", "deel", "na", "end")))
    assert Played(drawn).complete("a").tasks == ["na"]


def esp(event_text, interrupting="true"):
    return sub("bij", start("es", event_text, isInterrupting=interrupting), user("ingrijpen"), end("ee"), *path("es", "ingrijpen", "ee"),
               triggeredByEvent="true")


def test_an_event_subprocess_takes_over_or_runs_beside():
    top = message("m", "schade")
    for interrupting, tasks in (("true", ["ingrijpen"]), ("false", ["ingrijpen", "t"])):
        drawn = file(process("p", start(), user("t"), end(), esp(event("message", messageRef="m"), interrupting), *path("start", "t", "end")), top=top)
        case = Played(drawn).send("schade")
        assert case.tasks == tasks
    assert case.send("schade").tasks == ["ingrijpen", "ingrijpen", "t"]
    assert case.complete("ingrijpen").complete("ingrijpen").complete("t").finished


def test_an_error_in_a_process_is_handled_inside_it():
    drawn = file(process("p", start(), user("t"), end("fout", event("error", errorRef="e")), esp(event("error", errorRef="e")),
                         *path("start", "t", "fout")), top='<bpmn:error id="e" errorCode="x"/>')
    case = Played(drawn).complete("t")
    assert case.tasks == ["ingrijpen"] and case.complete("ingrijpen").finished


def test_a_waiting_event_subprocess_does_not_keep_a_case_open():
    drawn = file(process("p", start(), user("t"), end(), esp(timer("duration", "P1D"), "false"), *path("start", "t", "end")))
    case = Played(drawn).complete("t")
    assert case.finished and not case.open


def test_a_thrown_message_leaves_with_what_its_inputs_name():
    drawn = file(process("p", start(), node("intermediateThrowEvent", "zeg", event("message", messageRef="m"),
                                            io(("input", "=naam", "wie"))), end(), *path("start", "zeg", "end")),
                 top=message("m", "welkom", "=sleutel"))
    case = Played(drawn, {"naam": "Noor", "sleutel": 7})
    [thrown] = case.steps[0].messages
    assert (thrown.name, thrown.key, thrown.variables) == ("welkom", "7", {"wie": "Noor"})


def test_work_for_outside_may_end_in_an_error_the_diagram_knows():
    job = node("serviceTask", "werk", "", '<zeebe:taskDefinition type="mail" retries="2"/>')
    drawn = file(process("p", start(), job, boundary("b", "werk", event("error", errorRef="e")), user("na"), end(), *path("start", "werk", "end"),
                         *path("b", "na", "end")), top='<bpmn:error id="e" errorCode="weg"/>')
    case = Played(drawn)
    [opened] = case.of(OpenedJob)
    assert (opened.type, opened.retries) == ("mail", 2)
    assert case.fail("werk", "weg").tasks == ["na"]
    assert Played(drawn).job("werk", bezorgd=True).data == {"bezorgd": True}


def test_a_script_keeps_its_answer():
    assert Played(file(process("p", start(), script("s", "som", "a + 1"), end(), *path("start", "s", "end"))), {"a": 1}).data == {"a": 1, "som": 2}
