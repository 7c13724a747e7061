"""Free order: activities that people start when it suits, and tasks that no diagram knows."""
from tests.core.processes import END, START, flows, process, user_task

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
    assert "Bel de school" in page
    visitor.log_in("bram")
    assert "Bel de school" in visitor.get("/")
    visitor.get("/tasks/2")
    assert "Klaar." in visitor.post("/tasks/2")
