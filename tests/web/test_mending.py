"""Who coordinates helps a stuck case on its way: another value, or another step, always with a reason that the story tells."""
import re

import pytest
from sqlalchemy import select

from engine.tables import Case, Task
from tests.core.processes import END, START, flows, process, user_task
from tests.web.conftest import Visitor

BENCH = process(
    "bench", START, user_task("ask", "facilitator", "Vraag wie een bank wil"), '<bpmn:exclusiveGateway id="which" name="Wie wil?" />',
    user_task("build", "facilitator", "Bouw de bank"), END,
    flows(("start", "ask"), ("ask", "which"), ("which", "build", "=people &gt; 5"), ("build", "end")), name="Bankje")


@pytest.fixture
def stuck(visitor, programme):
    programme.publish(BENCH)
    case = programme.open("bench", "fenna", title="Bankje bij de brug", data={"people": 2})
    [task] = programme.all(select(Task).where(Task.case_id == case.id))
    programme.complete(task, "fenna")
    assert programme.all(select(Case))[-1].status == "stuck"
    visitor.log_in("cas")
    return case


def open_tasks(programme, case):
    return [task.element for task in programme.all(select(Task).where(Task.case_id == case.id)) if task.status in ("open", "claimed")]


def test_another_value_with_a_reason_gets_the_case_going(visitor, programme, stuck):
    assert f"/cases/{stuck.id}/mend" in visitor.get(f"/cases/{stuck.id}")
    page = visitor.get(f"/cases/{stuck.id}/mend")
    assert "Wie wil?" in page and 'name="value-people"' in page and 'value="2"' in page
    assert "een andere soort waarde" in visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": "veel"}, why="Geteld")
    assert "Schrijf op waarom" in visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": "8"}, why=" ")
    assert "niets veranderd" in visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": "2"}, why="Geteld")
    assert "Het lukt nog niet" in visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": "3"}, why="Geteld")
    page = visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": "8"}, why="Er waren er acht")
    assert "gaat weer verder" in page and "Cas Molenwijk zette een gegeven recht" in page and "Er waren er acht" in page
    assert open_tasks(programme, stuck) == ["build"]
    assert "value-people" not in visitor.get(f"/cases/{stuck.id}/mend"), "what goes on needs no mending"


def test_a_value_may_be_emptied(visitor, programme, stuck):
    page = visitor.post(f"/cases/{stuck.id}/mend/values", **{"value-people": ""}, why="Het was geteld in een andere straat")
    assert "Het lukt nog niet" in page and 'name="value-people" type="text" value=""' in page
    assert programme.all(select(Case).where(Case.id == stuck.id))[0].data[""]["people"] is None


def test_who_reads_english_sees_the_english_names_of_the_steps(visitor, programme):
    programme.publish(BENCH, en__yaml=b"which: Who wants it?\nask: Ask who wants a bench\nbuild: Build the bench\n")
    case = programme.open("bench", "fenna", title="Bankje", data={"people": 2})
    programme.complete(programme.all(select(Task).where(Task.case_id == case.id))[0], "fenna")
    visitor.log_in("cas")
    visitor.post("/me/language", language="en")
    page = visitor.get(f"/cases/{case.id}/mend")
    assert "Who wants it?" in page and "Ask who wants a bench" in page and ">Build the bench</option>" in page and "Bouw de bank" not in page


def test_the_case_is_put_at_another_step_by_hand(visitor, programme, stuck):
    page = visitor.get(f"/cases/{stuck.id}/mend")
    places = dict(re.findall(r'<option value="([^"]+)">([^<]+)</option>', page))
    assert places["build"] == "Bouw de bank" and "start" not in places
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert "Schrijf op waarom" in visitor.post(f"/cases/{stuck.id}/mend/move", token=token, element="build", why="")
    assert open_tasks(programme, stuck) == ["ask"]
    page = visitor.post(f"/cases/{stuck.id}/mend/move", token=token, element="build", why="De buurt wil hem toch")
    assert "Cas Molenwijk zette het dossier met de hand bij" in page and "Bouw de bank" in page and "De buurt wil hem toch" in page
    assert open_tasks(programme, stuck) == ["build"]


def test_what_cannot_be_is_refused_and_changes_nothing(visitor, programme, stuck):
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(f"/cases/{stuck.id}/mend"))[1]
    visitor.post(f"/cases/{stuck.id}/mend/move", token="999", element="build", why="Zomaar", status=404)
    visitor.get(f"/cases/{stuck.id}/mend")
    assert "note--bad" in visitor.post(f"/cases/{stuck.id}/mend/move", token=token, element="nergens", why="Zomaar")
    assert open_tasks(programme, stuck) == ["ask"]


def test_a_value_goes_by_the_question_that_asked_for_it(visitor, programme):
    asked = b'{"id": "bench", "type": "default", "components": [{"type": "number", "key": "people", "id": "f", "label": "Hoeveel mensen willen een bank?"}]}'
    programme.publish(BENCH, bench__form=asked, en__yaml=b"bench/people/label: How many people want a bench?\n")
    case = programme.open("bench", "fenna", title="Bankje", data={"people": 2})
    programme.complete(programme.all(select(Task).where(Task.case_id == case.id))[0], "fenna")
    visitor.log_in("cas")
    page = visitor.get(f"/cases/{case.id}/mend")
    assert 'Hoeveel mensen willen een bank? <span class="small soft">people</span></label>' in page
    visitor.post("/me/language", language="en")
    assert "How many people want a bench?" in visitor.get(f"/cases/{case.id}/mend")


def test_a_case_that_runs_is_put_at_another_step_with_a_reason(visitor, programme):
    programme.publish(BENCH)
    case = programme.open("bench", "fenna", title="Bankje bij de brug", data={"people": 2})
    visitor.log_in("cas")
    assert f'href="/cases/{case.id}/mend"' in visitor.get(f"/cases/{case.id}")
    page = visitor.get(f"/cases/{case.id}/mend")
    assert "met de hand bij een andere stap" in page and "Vraag wie een bank wil" in page and "value-people" not in page and "note--bad" not in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert "Schrijf op waarom" in visitor.post(f"/cases/{case.id}/mend/move", token=token, element="build", why=" ")
    assert open_tasks(programme, case) == ["ask"]
    page = visitor.post(f"/cases/{case.id}/mend/move", token=token, element="build", why="De vraag is al gesteld")
    assert "Cas Molenwijk zette het dossier met de hand bij" in page and "De vraag is al gesteld" in page
    assert open_tasks(programme, case) == ["build"]


def test_a_case_that_has_ended_is_left_alone(visitor, programme):
    programme.publish(BENCH)
    case = programme.open("bench", "fenna", title="Bankje", data={"people": 8})
    for _ in range(2):
        programme.complete(next(task for task in programme.all(select(Task).where(Task.case_id == case.id)) if task.status == "open"), "fenna")
    visitor.log_in("cas")
    assert f"/cases/{case.id}/mend" not in visitor.get(f"/cases/{case.id}")
    visitor.get(f"/cases/{case.id}/mend", status=302)


def test_it_is_for_coordinators_alone(visitor, stuck):
    visitor.log_in("fenna")
    assert f"/cases/{stuck.id}/mend" not in visitor.get(f"/cases/{stuck.id}")
    visitor.get(f"/cases/{stuck.id}/mend", status=403)


def test_whoever_works_in_another_municipality_does_not_find_it(app, visitor, programme, stuck):
    """A coordinator elsewhere oversees much, but not this: what they may not see is not there, and nothing of it moves."""
    token = re.search(r'name="token" value="([^"]+)"', visitor.get(f"/cases/{stuck.id}/mend"))[1]
    stranger = Visitor(app)
    stranger.log_in("haag")
    stranger.get(f"/cases/{stuck.id}/mend", status=404)
    for page, fields in (("values", {"value-people": "8"}), ("move", {"token": token, "element": "build"})):
        stranger.get("/")
        stranger.post(f"/cases/{stuck.id}/mend/{page}", **fields, why="Zomaar", status=404)
    assert open_tasks(programme, stuck) == ["ask"]
    assert programme.all(select(Case).where(Case.id == stuck.id))[0].status == "stuck"


def test_two_open_steps_of_one_name_are_told_apart(visitor, programme):
    programme.publish(process(
        "round", START, '<bpmn:parallelGateway id="both" name="Tegelijk" />', user_task("north", "facilitator", "Ga de deuren langs"),
        user_task("south", "facilitator", "Ga de deuren langs"), END,
        flows(("start", "both"), ("both", "north"), ("both", "south"), ("north", "end"), ("south", "end")), name="Rondje"))
    case = programme.open("round", "fenna", title="Rondje door de wijk")
    north, south = programme.all(select(Task).where(Task.case_id == case.id).order_by(Task.id))
    programme.claim(south, "fenna")
    visitor.log_in("cas")
    page = visitor.get(f"/cases/{case.id}/mend")
    first, second = page.split('<section class="card">')[1:]
    assert "(1 van 2)" in first and f'href="/tasks/{north.id}"' in first and "Open sinds vandaag, 9.00 uur, bij procesbegeleider" in first
    assert ">Ga de deuren langs (north)</option>" in first and ">Tegelijk</option>" in first
    assert "(2 van 2)" in second and f'href="/tasks/{south.id}"' in second and "bij Fenna Veldzicht" in second
    token = re.search(r'name="token" value="([^"]+)"', second)[1]
    visitor.post(f"/cases/{case.id}/mend/move", token=token, element="end", why="Al gedaan")
    assert open_tasks(programme, case) == ["north"]
    assert "van 2)" not in visitor.get(f"/cases/{case.id}/mend")
