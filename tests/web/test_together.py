"""Beside the process: a note for the team or for one, and a case that stands still for a while."""
import pytest
from sqlalchemy import select

from engine.actors import SYSTEM, find_actor
from engine.people import give_role
from engine.queries.neighbourhoods import neighbourhood_view
from engine.queries.progress import progress
from engine.tables import CaseEvent, Task
from tests.core.programme import LEIDEN, STEVENSHOF
from tests.web.coffee import GOOD


@pytest.fixture
def at_the_case(visitor, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    return visitor


def test_a_note_for_the_team_is_read_by_colleagues(at_the_case, case):
    page = at_the_case.post(f"/cases/{case.id}/notes", text="De sleutel <ligt> bij de buurvrouw", to="")
    assert "Je notitie is bewaard." in page and "De sleutel &lt;ligt&gt; bij de buurvrouw" in page
    at_the_case.log_in("cas")
    assert "bij de buurvrouw" in at_the_case.get(f"/cases/{case.id}")


def test_a_note_for_one_is_not_read_by_others(at_the_case, case):
    assert '<option value="floor">Alleen met Floor Zandhof</option>' in at_the_case.get(f"/cases/{case.id}")
    assert "Alleen met Floor Zandhof" in at_the_case.post(f"/cases/{case.id}/notes", text="Ik twijfel", to="floor")
    at_the_case.log_in("cas")
    assert "Ik twijfel" not in at_the_case.get(f"/cases/{case.id}")


def assert_nobody_has_the_turn(programme, of_case, of_task):
    """Everywhere the same: whose turn it will be, and in the progress of the neighbourhood nobody's."""
    for page in (of_case, of_task):
        assert "Gaat het dossier door, dan is iemand met de rol procesbegeleider aan zet" in page and "Jij bent aan zet" not in page
    assert "Iemand met de rol procesbegeleider is aan zet" not in of_case and "Staat stil. Daarna: procesbegeleider" in of_case and "Nu: procesbegeleider" not in of_case
    with programme.reading("cas") as work:
        place, = progress(work).places
        assert (place.cases, place.turns) == (1, ())
        assert neighbourhood_view(work, STEVENSHOF).turns == ()


def test_a_case_is_paused_and_goes_on_with_a_reason(at_the_case, case, programme):
    page = at_the_case.post(f"/cases/{case.id}/pause", why="Het buurthuis is dicht")
    assert "Dit dossier staat stil." in page and "Het buurthuis is dicht" in page and "Laat dit dossier weer doorgaan" in page
    still = "Dit dossier staat stil. Niemand hoeft nu iets te doen en de termijnen tellen niet door."
    assert still in page and "gepauzeerd" in page.partition('id="zet"')[2].partition("</section>")[0]
    [task] = programme.all(select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None)))
    assert still in at_the_case.get(f"/tasks/{task.id}") and "Deze beurt is niet van jou" not in at_the_case.page.text
    assert_nobody_has_the_turn(programme, page, at_the_case.page.text)
    page = at_the_case.post(f"/cases/{case.id}/resume", why="Het is weer open")
    assert "Dit dossier gaat weer door." in page and "Zet dit dossier stil" in page
    assert "Schrijf op waarom." in at_the_case.post(f"/cases/{case.id}/pause", why=" ")


def test_who_only_follows_writes_nothing(visitor, case, programme):
    with programme.office.writing(SYSTEM) as work:
        give_role(work, find_actor(work.session, "bram", work.now).person, "manager", LEIDEN)
    visitor.log_in("bram")
    page = visitor.get(f"/cases/{case.id}")
    assert "Schrijf een notitie" not in page and "Zet dit dossier stil" not in page


def test_an_answer_is_corrected_on_its_own_form(visitor, case, programme):
    visitor.log_in("fenna")
    task = programme.all(select(Task))[0].id
    visitor.get(f"/tasks/{task}")
    visitor.post(f"/tasks/{task}", **{name.replace(".", "__"): value for name, value in GOOD.items()}, do="complete")
    assert "Verbeter een antwoord" in visitor.get(f"/tasks/{task}")
    page = visitor.get(f"/tasks/{task}/correct")
    assert 'value="De buurtkamer"' in page
    changed = {name.replace(".", "__"): value for name, value in (GOOD | {"host": "Truus Tafelberg"}).items()}
    assert "Schrijf op waarom." in visitor.post(f"/tasks/{task}/correct", 422, why=" ", **changed)
    page = visitor.post(f"/tasks/{task}/correct", why="Verkeerd verstaan", **changed)
    assert "Je verbetering is bewaard." in page and "Truus Tafelberg" in page
    assert "verbeterde een antwoord" in visitor.get(f"/cases/{case.id}")
    event, = programme.all(select(CaseEvent).where(CaseEvent.kind == "AnswersCorrected"))
    assert event.payload["after"] == {"host": "Truus Tafelberg"} and event.payload["before"] == {"host": "De buurtkamer"}
    visitor.log_in("floor")
    visitor.get(f"/tasks/{task}/correct", 403)
