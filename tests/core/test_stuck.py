"""What breaks in the diagram is kept with the case, shown, and tried again."""
import pytest
from sqlalchemy import select

from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.queries.stuck import standstill
from engine.stuck import mend_case, move_token, retry_case
from engine.tables import Case, CaseEvent, Task
from tests.core.processes import CHOICE, END, START, flows, process

DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" name="x" namespace="n">
<decision id="d" name="d"><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>"""


@pytest.fixture
def stuck(programme):
    programme.publish(CHOICE)
    programme.open("choice")
    [ask] = programme.all(select(Task))
    assert programme.complete(ask, "fenna", answer="anders").stuck
    return programme.all(select(Case))[0]


def test_no_way_out_of_a_gateway_leaves_the_case_stuck_and_the_answers_kept(programme, stuck):
    assert (stuck.status, stuck.stuck_element) == ("stuck", "which")
    [ask] = programme.all(select(Task))
    assert (ask.status, ask.answers) == ("claimed", {"answer": "anders"})
    assert programme.all(select(CaseEvent).order_by(CaseEvent.id))[-1].kind == "CaseStuck"
    with pytest.raises(Conflict) as told:
        programme.complete(ask, "fenna", answer="go")
    assert "zit vast" in told.value.sentence("nl")


def test_trying_again_says_when_it_is_still_stuck(programme, stuck):
    with programme.writing("cas") as work:
        assert retry_case(work, stuck.id).status == "stuck"
    assert [event.kind for event in programme.all(select(CaseEvent).order_by(CaseEvent.id))].count("CaseStuck") == 2


def test_trying_again_is_the_coordinators(programme, stuck):
    with pytest.raises(NotAllowed), programme.writing("fenna") as work:
        retry_case(work, stuck.id)


def test_once_the_reason_is_gone_the_kept_answers_go_through(programme, stuck):
    with programme.writing("cas") as work:
        case = work.session.get(Case, stuck.id)
        case.pending = {**case.pending, "action": {**case.pending["action"], "variables": {"answer": "go"}}}
    with programme.writing("cas") as work:
        assert retry_case(work, stuck.id).status == "open"
    ask, go = programme.all(select(Task).order_by(Task.id))
    assert (ask.status, go.element, go.status) == ("completed", "go", "open")
    with pytest.raises(Conflict), programme.writing("cas") as work:
        retry_case(work, stuck.id)


def move(programme, stuck, token, element, why="De keuze klopt niet", who="cas"):
    with programme.writing(who) as work:
        return move_token(work, stuck.id, token, element, why)


def test_a_coordinator_puts_a_token_elsewhere_and_says_why(programme, stuck):
    [token] = stuck.waiting
    assert move(programme, stuck, token, "go").status == "open"
    ask, go = programme.all(select(Task).order_by(Task.id))
    assert (ask.status, go.element, go.status) == ("cancelled", "go", "open")
    [moved] = [event for event in programme.all(select(CaseEvent)) if event.kind == "TokenMoved"]
    assert (moved.element, moved.payload["why"]) == ("go", "De keuze klopt niet")


@pytest.mark.parametrize("who, element, why, refused", [
    ("fenna", "go", "x", NotAllowed), ("cas", "go", " ", InvalidAnswers), ("cas", "nowhere", "x", InvalidAnswers)])
def test_a_token_is_not_moved_just_like_that(programme, stuck, who, element, why, refused):
    [token] = stuck.waiting
    with pytest.raises(refused):
        move(programme, stuck, token, element, why, who)
    with pytest.raises(NotFound):
        move(programme, stuck, "999", "go")
    assert programme.all(select(Case))[0].status == "stuck"


def test_a_coordinator_sees_what_went_in_and_who_can_mend_it(programme, stuck):
    with programme.writing("cas") as work:
        told = standstill(work, stuck.id)
    assert (told.element, told.key, told.inputs, told.menders) == ("which", "bpmn.no_way_out", {"answer": "anders"}, ("cas",))
    assert [element for _, element in told.waiting] == ["ask"]
    with pytest.raises(NotAllowed), programme.writing("fenna") as work:
        standstill(work, stuck.id)


def test_a_value_is_mended_with_a_reason_and_then_it_goes_on(programme, stuck):
    with programme.writing("cas") as work:
        mend_case(work, stuck.id, {"answer": "go", "remark": "nagebeld"}, "Verkeerd ingevuld")
    with programme.writing("cas") as work:
        assert retry_case(work, stuck.id).status == "open"
    [case] = programme.all(select(Case))
    assert case.data[""] == {"remark": "nagebeld", "answer": "go"}
    [fact] = [event for event in programme.all(select(CaseEvent)) if event.kind == "CaseMended"]
    assert (fact.payload["before"], fact.payload["why"]) == ({"answer": "anders", "remark": None}, "Verkeerd ingevuld")
    with pytest.raises(Conflict), programme.writing("cas") as work:
        mend_case(work, stuck.id, {"answer": "stop"}, "Nog een keer")


@pytest.mark.parametrize("who, why, refused", [("fenna", "x", NotAllowed), ("cas", "", InvalidAnswers)])
def test_values_are_mended_by_coordinators_who_say_why(programme, stuck, who, why, refused):
    with pytest.raises(refused), programme.writing(who) as work:
        mend_case(work, stuck.id, {"answer": "go"}, why)


def test_a_missing_decision_is_mended_by_publishing_it(programme):
    programme.publish(process("rule", START, '<bpmn:businessRuleTask id="rule-task"><bpmn:extensionElements><zeebe:calledDecision decisionId="d" '
                              'resultVariable="r" /></bpmn:extensionElements></bpmn:businessRuleTask>', END,
                              flows(("start", "rule-task"), ("rule-task", "end"))))
    case = programme.open("rule")
    assert (case.status, case.stuck_element, case.stuck_key) == ("stuck", "rule-task", "bpmn.decision_missing")
    programme.publish(process("other", START, END, flows(("start", "end"))), d__dmn=DECISION)
    with programme.writing("cas") as work:
        assert retry_case(work, case.id).status == "ended"


def test_a_case_that_got_stuck_at_its_very_beginning_begins_with_the_value_that_lacked(programme):
    programme.publish(process("counted", START, '<bpmn:exclusiveGateway id="which" />', '<bpmn:manualTask id="go" />', END,
                              flows(("start", "which"), ("which", "go", "=people &gt; 5"), ("go", "end"))))
    case = programme.open("counted")
    assert (case.status, case.stuck_element) == ("stuck", "which")
    with programme.writing("cas") as work:
        mend_case(work, case.id, {"people": 8}, "Nageteld")
        assert retry_case(work, case.id).status == "ended"
    assert programme.all(select(Case))[0].data[""]["people"] == 8
