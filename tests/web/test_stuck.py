"""A case that cannot go on: the answers are kept, the coordinator sees why, and tries again."""
from sqlalchemy import select

from engine.tables import Task
from tests.core.processes import END, START, flows, process, user_task

NO_WAY_OUT = process(
    "bench", START, user_task("ask", "facilitator", "Vraag wie een bank wil"), '<bpmn:exclusiveGateway id="which" name="Wie wil?" />', END,
    flows(("start", "ask"), ("ask", "which"), ("which", "end", "=people &gt; 5")), name="Bankje")


def test_a_stuck_case_is_the_coordinators_to_retry(visitor, programme):
    programme.publish(NO_WAY_OUT)
    case = programme.open("bench", "fenna", title="Bankje bij de brug", data={"people": 2})
    task = programme.all(select(Task).where(Task.case_id == case.id))[0].id
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{task}")
    assert "Je antwoorden zijn bewaard, maar het dossier kan nu niet verder" in visitor.post(f"/tasks/{task}")
    page = visitor.get(f"/cases/{case.id}")
    assert "Dit dossier kan niet verder" in page and "Probeer opnieuw" not in page
    visitor.log_in("cas")
    page = visitor.get(f"/cases/{case.id}")
    assert "Wie wil?" in page and "Probeer opnieuw" in page
    assert "Het lukt nog niet" in visitor.post(f"/cases/{case.id}/retry")
    assert "zit vast" in visitor.get("/cases?status=stuck")


def test_a_coordinator_stops_a_case_with_a_reason(visitor, programme, case):
    visitor.log_in("cas")
    visitor.get(f"/cases/{case.id}")
    assert "Schrijf op waarom" in visitor.post(f"/cases/{case.id}/cancel", why=" ")
    page = visitor.post(f"/cases/{case.id}/cancel", why="De stoep ligt open.")
    assert "Cas Molenwijk stopte dit dossier." in page and "De stoep ligt open." in page
    assert "Dit dossier is gestopt." in page and "Dit dossier is klaar." not in page


def test_a_coordinator_gives_a_turn_to_somebody_else(visitor, programme, case):
    task = programme.all(select(Task))[0].id
    visitor.log_in("cas")
    visitor.get(f"/tasks/{task}")
    assert "De beurt is doorgegeven" in visitor.post(f"/tasks/{task}/reassign", to=str(programme.actor("floor").person))
    visitor.log_in("floor")
    assert "Je bent 1 keer aan zet" in visitor.page.text
