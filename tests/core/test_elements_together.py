"""What stands inside or beside one another runs in the whole engine too, and leaves no wait, deadline or task behind."""
import pytest
from sqlalchemy import select

from engine.adhoc import start_activity
from engine.cases import cancel_case
from engine.errors import InvalidAnswers
from engine.tables import Case, Task
from tests.bpmn import drawing as d
from tests.bpmn.drawing import boundary, end, event, flow, many, message, node, path, process, script, start, sub, timer, user
from tests.core.told import Told

ERROR = '<bpmn:error id="e" errorCode="schade"/>'
ESCALATION = '<bpmn:escalation id="e" escalationCode="help"/>'


def beside(event_text, interrupting="true", does="ingrijpen"):
    return sub("bij", start("bs", event_text, isInterrupting=interrupting), user(does), end("be"), *path("bs", does, "be"), triggeredByEvent="true")


def undone(activity, handler):
    return (boundary("c-" + activity, activity, event("compensate")), user(handler, isForCompensation="true"),
            f'<bpmn:association id="as-{activity}" sourceRef="c-{activity}" targetRef="{handler}"/>')


def test_an_inclusive_join_in_a_loop_waits_for_what_was_chosen_and_not_for_what_was_not(programme):
    case = Told(programme, start(), node("exclusiveGateway", "weer"), node("inclusiveGateway", "uit", default="uit-c"), user("a"), user("b"), user("c"),
                node("inclusiveGateway", "samen"), user("na"), node("exclusiveGateway", "nog", default="nog-end"), end(), *path("start", "weer", "uit"),
                flow("uit", "a", "=x"), flow("uit", "b", "=y"), flow("uit", "c"), flow("a", "samen"), flow("b", "samen"),
                *path("c", "samen", "na", "nog"), flow("nog", "weer", "=again"), flow("nog", "end"), data={"x": True, "y": True})
    assert case.do("a").open_tasks == ["b"]
    assert case.do("b").do("na", again=True, x=False).open_tasks == ["b"]
    assert case.do("b").do("na", again=True, y=False).open_tasks == ["c"]
    case.do("c").do("na", again=False).over()


@pytest.mark.parametrize("first", ["antwoord", "te laat"])
def test_an_event_based_gateway_forgets_what_it_need_not_wait_for_any_more(programme, first):
    case = Told(programme, start(), node("eventBasedGateway", "g"), node("receiveTask", "hoor", messageRef="m"),
                node("intermediateCatchEvent", "laat", timer("duration", "P1M")), user("a"), user("b"), end(), flow("start", "g"), flow("g", "hoor"),
                flow("g", "laat"), *path("hoor", "a", "end"), *path("laat", "b", "end"), top=message("m", "antwoord", "=wie"), data={"wie": 7})
    assert (case.waits, case.timers) == (["hoor"], ["laat"])
    if first == "antwoord":
        assert case.hear("antwoord", 7, tekst="graag").open_tasks == ["a"] and case.case.data[""]["tekst"] == "graag"
        case.do("a").over()
    else:
        assert case.after(days=27).open_tasks == [] and case.after(days=4).open_tasks == ["b"]
        case.do("b").over()


def test_a_task_sends_a_token_over_each_flow_that_holds_and_is_stuck_when_none_does(programme):
    parts = (start(), user("t"), user("a"), user("b"), end(), flow("start", "t"), flow("t", "a", "=n > 1"), flow("t", "b", "=n > 2"),
             flow("a", "end"), flow("b", "end"))
    case = Told(programme, *parts)
    assert case.do("t", n=3).open_tasks == ["a", "b"]
    case.do("a").do("b").over()
    case.id = case.open().id
    case.do("t", n=0)
    assert (case.case.status, case.case.stuck_element, case.case.stuck_key) == ("stuck", "t", "bpmn.no_way_out")


def test_one_after_the_other_and_again_while_it_must(programme):
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="3"><bpmn:loopCondition>=nog</bpmn:loopCondition></bpmn:standardLoopCharacteristics>'
    case = Told(programme, start(), user("huis", many("=huizen", "huis", True, "uit", "=ja", "=ja = 2")), user("bel", loop), end(),
                *path("start", "huis", "bel", "end"), data={"huizen": ["a", "b", "c"]})
    assert case.open_tasks == ["huis"] and case.do("huis", ja=1).open_tasks == ["huis"]
    assert case.do("huis", ja=2).open_tasks == ["bel"] and case.case.data[""]["uit"] == [1, 2, None]
    assert case.do("bel", nog=True).do("bel", nog=True).open_tasks == ["bel"]
    case.do("bel", nog=True).over()


def test_an_error_passes_two_parts_on_its_way_to_who_catches_it(programme):
    inner = sub("binnen", start("s2"), user("t"), boundary("laat", "t", timer("duration", "P1D")), end("fout", event("error", errorRef="e")),
                *path("s2", "t", "fout"), flow("laat", "fout"))
    case = Told(programme, start(), sub("midden", start("s1"), inner, user("ernaast"), end("e1"), *path("s1", "binnen", "e1"), flow("s1", "ernaast"),
                                        flow("ernaast", "e1")),
                boundary("b", "midden", event("error", errorRef="e")), user("na"), end(), *path("start", "midden", "end"), *path("b", "na", "end"), top=ERROR)
    assert sorted(case.open_tasks) == ["ernaast", "t"]
    assert case.after(days=2).open_tasks == ["na"]
    case.do("na").over()


def test_an_error_is_handled_inside_the_process_it_happens_in(programme):
    case = Told(programme, start(), node("parallelGateway", "g"), user("t"), user("u"), end("fout", event("error", errorRef="e")), end(),
                beside(event("error", errorRef="e")), *path("start", "g", "t", "fout"), *path("g", "u", "end"), top=ERROR)
    assert case.do("t").open_tasks == ["ingrijpen"]
    case.do("ingrijpen").over()


@pytest.mark.parametrize("interrupting, left", [("true", ["ingrijpen"]), ("false", ["ingrijpen", "verder"])])
def test_an_escalation_starts_the_event_subprocess_around_it(programme, interrupting, left):
    case = Told(programme, start(), sub("deel", start("s"), node("intermediateThrowEvent", "op", event("escalation", escalationRef="e")), user("verder"),
                                        end("e1"), *path("s", "op", "verder", "e1")), end(),
                beside(event("escalation", escalationRef="e"), interrupting), *path("start", "deel", "end"), top=ESCALATION)
    assert sorted(case.open_tasks) == left
    for element in left:
        case.do(element)
    case.over()


def test_a_timer_on_a_call_inside_many_takes_only_its_own(programme):
    called = d.file(process("q", start("qs"), user("qt"), end("qe"), *path("qs", "qt", "qe")))
    part = sub("deel", start("s"), node("callActivity", "roep", "", '<zeebe:calledElement processId="q"/>'),
               boundary("laat", "roep", timer("duration", "=duur")), user("bel"), end("e1"), *path("s", "roep", "e1"), *path("laat", "bel", "e1"),
               inner=many('=["P1D", "P9D"]', "duur"))
    case = Told(programme, start(), part, end(), *path("start", "deel", "end"), also=[called])
    assert (case.open_tasks, case.timers) == (["qt", "qt"], ["laat", "laat"])
    assert case.after(days=2).open_tasks == ["qt", "bel"] and case.timers == ["laat"]
    case.do("qt").do("bel").over()


def test_a_transaction_with_many_still_open_is_called_off_and_all_that_was_done_is_undone(programme):
    deal = (start("s"), user("boek"), *undone("boek", "annuleer"), node("parallelGateway", "g"), user("bel", many("=[1, 2]", "n")),
            sub("deel", start("s2"), user("reken"), *undone("reken", "herreken"), user("wacht"), end("e2"), *path("s2", "reken", "wacht", "e2")),
            user("kies"), end("nee", event("cancel")), end("e1"), *path("s", "boek", "g", "kies", "nee"), *path("g", "bel", "e1"), *path("g", "deel", "e1"))
    case = Told(programme, start(), sub("deal", *deal, tag="transaction"), boundary("af", "deal", event("cancel")), user("na"), end(),
                *path("start", "deal", "end"), *path("af", "na", "end"))
    case.do("boek").do("reken")
    assert sorted(case.open_tasks) == ["bel", "bel", "kies", "wacht"]
    assert sorted(case.do("kies").open_tasks) == ["annuleer", "herreken"]
    assert case.do("annuleer").do("herreken").open_tasks == ["na"]
    case.do("na").over()


def test_what_was_done_for_each_of_many_is_undone_for_each(programme):
    part = sub("deel", start("s"), user("boek"), *undone("boek", "annuleer"), end("e1"), *path("s", "boek", "e1"), inner=many("=[1, 2]", "n"))
    case = Told(programme, start(), part, node("intermediateThrowEvent", "terug", event("compensate")), end(), *path("start", "deel", "terug", "end"))
    assert case.do("boek").do("boek").open_tasks == ["annuleer", "annuleer"]
    case.do("annuleer").do("annuleer").over()


def test_free_work_that_an_event_takes_over_is_no_longer_on_offer(programme):
    case = Told(programme, start(), sub("vrij", user("langs"), user("bel"), beside(event("message", messageRef="m")), tag="adHocSubProcess"), user("na"),
                end(), *path("start", "vrij", "na", "end"), top=message("m", "schade", "=7"))
    with programme.writing("fenna") as work:
        start_activity(work, case.id, "langs")
    assert case.hear("schade", 7).open_tasks == ["ingrijpen"] and case.waits == []
    with pytest.raises(InvalidAnswers), programme.writing("fenna") as work:
        start_activity(work, case.id, "bel")
    assert case.do("ingrijpen").open_tasks == ["na"]


def test_a_task_that_sends_reaches_a_case_that_waits(programme):
    asks = d.file(process("q", start(), script("s", "kleur", '"rood"'), node("sendTask", "zeg", settings=d.io(("input", "=kleur", "kleur")), messageRef="m"),
                          end(), *path("start", "s", "zeg", "end")), top=message("m", "antwoord", "=7"))
    case = Told(programme, start(), node("intermediateCatchEvent", "w", event("message", messageRef="m")), user("na"), end(), *path("start", "w", "na", "end"),
                top=message("m", "antwoord", "=7"), also=[asks])
    programme.open("q")
    assert case.open_tasks == ["na"] and case.case.data[""]["kleur"] == "rood"
    assert [one.status for one in programme.all(select(Case)) if one.id != case.id] == ["ended"]


@pytest.mark.parametrize("asker_goes_on", [False, True])
def test_a_case_that_a_message_began_knows_where_it_comes_from_and_lives_on_without_it(programme, asker_goes_on):
    begins = d.file(process("gemist", start("begin", event("message", messageRef="m")), user("bel"), end(), *path("begin", "bel", "end")),
                    top='<bpmn:message id="m" name="iemand-gemist"/>')
    asker = Told(programme, start(), node("sendTask", "meld", settings=d.io(("input", "=naam", "naam")), messageRef="m"), user("na"), end(),
                 *path("start", "meld", "na", "end"), top='<bpmn:message id="m" name="iemand-gemist"/>', data={"naam": "Bep", "facilitator": "fenna"}, also=[begins])
    [begun] = programme.all(select(Case).where(Case.parent_id == asker.id))
    assert asker.case.holders and not begun.holders, "for whoever has a role, and not for whom it was fixed to in the other case"
    assert (begun.key, begun.parent_token, begun.data[""]) == ("gemist", None, {"naam": "Bep"})
    if asker_goes_on:
        asker.do("na")
    else:
        with programme.writing("cas") as work:
            cancel_case(work, asker.id, "niet meer nodig")
    assert [task.element for task in programme.all(select(Task).where(Task.status == "open"))] == ["bel"]
    with programme.writing("cas") as work:
        cancel_case(work, begun.id, "terug van vakantie")
    assert [one.status for one in programme.all(select(Case)) if one.id == begun.id] == ["cancelled"]
