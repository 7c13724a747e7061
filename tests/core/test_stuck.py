"""What breaks in the diagram is kept with the case, shown, and tried again."""
import pytest
from sqlalchemy import select

from engine.errors import Conflict, NotAllowed
from engine.stuck import retry_case
from engine.tables import Case, CaseEvent, Task
from tests.core.processes import CHOICE


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
