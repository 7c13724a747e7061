"""Free order: activities that people start when it suits, and tasks that no diagram knows."""
import pytest

from engine.actors import SYSTEM
from engine.adhoc import start_activity
from engine.errors import NotFound
from engine.people import add_person, give_role
from engine.queries.case_view import case_view
from engine.queries.inbox import Wanted, inbox
from engine.queries.neighbourhoods import neighbourhood_view
from tests.core.processes import END, START, flows, process, user_task
from tests.core.programme import LEIDEN, STEVENSHOF

ALONGSIDE = process(
    "alongside", START, '<bpmn:adHocSubProcess id="free" name="Ondertussen"><bpmn:extensionElements><zeebe:adHoc /></bpmn:extensionElements>'
    + user_task("wishes", "facilitator", "Wensen ophalen") + user_task("show", "facilitator", "Laat het zien") + "</bpmn:adHocSubProcess>", END,
    flows(("start", "free"), ("free", "end")), name="Ondertussen")


def test_an_activity_is_started_when_it_suits_and_again(visitor, programme):
    programme.publish(ALONGSIDE)
    case = programme.open("alongside", "fenna", title="Buurtkamer")
    visitor.log_in("fenna")
    page = visitor.get(f"/cases/{case.id}")
    assert "Dit kan ook, wanneer het uitkomt" in page
    visitor.post(f"/cases/{case.id}/start", activity="wishes")
    visitor.post(f"/cases/{case.id}/start", activity="wishes")
    assert "Je bent 2 keer aan zet" in visitor.get("/")
    visitor.get(f"/cases/{case.id}")
    assert "Dit dossier is klaar." in visitor.post(f"/cases/{case.id}/close", element="free")


def test_a_task_of_ones_own_lies_ready_for_a_role(visitor, programme, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    page = visitor.post(f"/cases/{case.id}/tasks", title="Bel de school", role="policy_officer")
    assert "Fenna Veldzicht voegde een taak toe: Bel de school." in page
    visitor.log_in("bram")
    assert "Bel de school" in visitor.get("/")
    visitor.get("/tasks/2")
    assert "Klaar." in visitor.post("/tasks/2")


def test_a_resident_without_a_turn_joins_in_where_it_is_offered(visitor, programme):
    programme.publish(ALONGSIDE.replace('candidateGroups="facilitator"', 'candidateGroups="facilitator,resident"', 1))
    case = programme.open("alongside", "fenna", title="Buurtkamer")
    with programme.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "pim", "Pim Stoeprand").id, "resident", LEIDEN, STEVENSHOF)
    with programme.writing("pim") as work, pytest.raises(NotFound):
        start_activity(work, case.id, "show")                       # that one is the facilitator's
    with programme.reading("pim") as work, pytest.raises(NotFound):
        case_view(work, case.id)
    with programme.reading("pim") as work:
        [part] = neighbourhood_view(work, STEVENSHOF).free
    assert (part.case_title, part.activities) == ("Buurtkamer", (("wishes", "Wensen ophalen"),))
    with programme.writing("pim") as work:
        start_activity(work, case.id, "wishes")
    with programme.reading("pim") as work:
        assert [turn.title for turn in inbox(work, Wanted("team")).turns + inbox(work, Wanted("mine")).turns] == ["Wensen ophalen"]
        assert case_view(work, case.id).title == "Buurtkamer"
    with programme.writing("haag") as work, pytest.raises(NotFound):
        start_activity(work, case.id, "wishes")
    visitor.log_in("fenna")
    assert "Hieraan kun je meedoen" in visitor.get(f"/neighbourhoods/{STEVENSHOF}")
    assert "Gestart." in visitor.post(f"/cases/{case.id}/start", activity="show")
