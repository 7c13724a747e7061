"""Fenna is away for a week: she names Floor, who does her work in her place and gives it back."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.municipalities import add_neighbourhood
from engine.people import add_person, end_membership, give_role
from engine.tables import Attachment, Membership
from tests.core.programme import LEIDEN
from tests.core.test_attachments import PDF
from tests.web.coffee import GOOD
from tests.web.conftest import Visitor
from tests.web.test_attachments import sent
from workers.jobs import keep_house


@pytest.fixture
def away(app, case):
    """Fenna's case is hers alone to go on with; Floor stands in from today."""
    fenna = Visitor(app)
    fenna.log_in("fenna")
    page = fenna.get("/me")
    assert "/covers" in page
    page = fenna.get("/covers")
    floor = page.split(">Floor Zandhof</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    page = fenna.post("/covers", municipality="GM0546", by=floor, first="2031-03-03", last="2031-03-07", asked="Bel eerst met de huismeester.")
    assert "Floor Zandhof vervangt Fenna Veldzicht" in page and "van ma 3 maart tot en met vr 7 maart" in page.lower()
    return fenna


def test_work_is_done_in_her_place_and_given_back(app, programme, away):
    assert "Floor Zandhof vervangt je tot en met vr 7 maart." in away.post("/tasks/1/claim") + away.get("/cases/1")
    floor = Visitor(app)
    page = floor.log_in("floor")
    assert "Je vervangt Fenna Veldzicht." in page and "Er ligt 1 taak." in page
    assert "Jij vervangt Fenna Veldzicht tot en met vr 7 maart." in floor.get("/cases/1")
    page = floor.get("/covers/1")
    assert "Bel eerst met de huismeester." in page and "/covers/1/as/tasks/1" in page
    page = floor.get("/covers/1/as/tasks/1")
    assert "Je doet dit namens Fenna Veldzicht." in page and 'action="/covers/1/as/tasks/1"' in page
    assert 'href="/cases' in page and 'href="/static' in page and 'href="/covers/1/as/cases/1"' not in page
    floor.get("/covers/1/as/cases/1", 302)
    assert floor.page.location == "/cases/1"
    floor.get("/covers/1/as/", 302)
    assert floor.page.location == "/covers/1"
    page = floor.get("/covers/1")
    floor.post("/covers/1/back", status=422, summary=" ")
    page = floor.post("/covers/1/back", summary="De koffie staat klaar.")
    assert "Het werk is teruggegeven." in page
    floor.get("/covers/1/as/tasks/1", 404)
    page = away.get("/")
    assert "Floor Zandhof gaf je werk terug." in page
    assert "De koffie staat klaar." in away.get("/covers/1")
    assert "gaf je werk terug" not in away.post("/covers/1/read")


def test_a_turn_of_a_role_says_who_stands_in_when_all_of_it_are_away(app, programme, away):
    assert "vervangt" not in away.get("/cases/1"), "Floor is a facilitator too, and here"
    with programme.writing(SYSTEM) as work:
        [held] = work.session.scalars(select(Membership).where(Membership.person_id == programme.actor("floor").person))
        give_role(work, held.person_id, "policy_officer", LEIDEN)
        end_membership(work, held.id)
    assert "Floor Zandhof vervangt je tot en met vr 7 maart." in away.get("/cases/1")
    cas = Visitor(app)
    cas.log_in("cas")
    assert "Floor Zandhof vervangt Fenna Veldzicht tot en met vr 7 maart." in cas.get("/cases/1")


def test_what_they_wrote_to_each_other_is_gone_a_year_later(app, programme, away):
    floor = Visitor(app)
    floor.log_in("floor")
    floor.post("/covers/1/back", summary="De koffie staat klaar.")
    programme.clock.now += timedelta(days=370)
    assert keep_house(programme.office) > 0
    page = away.log_in("fenna") and away.get("/covers/1")
    assert "is gewist" in page and "huismeester" not in page and "koffie" not in page and "Teruggegeven" in page


def test_a_form_is_answered_on_her_behalf(app, away, programme):
    floor = Visitor(app)
    floor.log_in("floor")
    floor.get("/covers/1/as/tasks/1")
    floor.post("/covers/1/as/tasks/1", follow=False, do="complete", **{name.replace(".", "__"): value for name, value in GOOD.items()})
    assert floor.page.location == "/covers/1/as/"
    page = floor.get("/covers/1")
    assert "Afgerond: " in page
    assert "Floor Zandhof (namens Fenna Veldzicht) rondde af" in away.get("/cases/1")
    assert "Afgerond door Floor Zandhof (namens Fenna Veldzicht)" in away.get("/tasks/1")


def test_who_comes_from_elsewhere_opens_what_lies_beside_the_task_and_adds_to_it(app, case, programme):
    """Without a role in this neighbourhood the file, as the task, is theirs in Fenna's place alone."""
    with programme.office.writing(SYSTEM) as work:
        add_neighbourhood(work, "BU05460902", "Merenwijk", LEIDEN)
        lotte = add_person(work, "lotte", "Lotte Merenwijk").id
        give_role(work, lotte, "facilitator", LEIDEN, "BU05460902")
    fenna, far = Visitor(app), Visitor(app)
    fenna.log_in("fenna")
    fenna.get("/tasks/1")
    sent(fenna, "/tasks/1/attachments")
    fenna.get("/covers")
    fenna.post("/covers", municipality="GM0546", by=lotte, first="2031-03-03", last="2031-03-07")
    with far.client.session_transaction() as session:
        session["person"] = lotte
    far.get("/attachments/1", 404)
    assert 'href="/covers/1/as/attachments/1"' in far.get("/covers/1/as/tasks/1")
    assert far.client.get("/covers/1/as/attachments/1").data == PDF
    far.get("/covers/1/as/tasks/1")
    assert "Het bestand is voorgoed verwijderd." in far.post("/covers/1/as/attachments/1/remove", back="task")
    assert far.page.request.path == "/covers/1/as/tasks/1" and [one.removed_at is None for one in programme.all(select(Attachment))] == [False]


def test_nobody_else_comes_in_by_that_address(app, away):
    for login in ("bram", "cas", "haag"):
        other = Visitor(app)
        other.log_in(login)
        other.get("/covers/1/as/tasks/1", 404)
    stranger = Visitor(app)
    stranger.get("/covers/1/as/tasks/1", 302)
    assert stranger.page.location.startswith("/login?next=/covers/1/as/tasks/1")
    stranger.get("/covers/1/as//evil.example/x", 302)
    assert stranger.page.location == "/evil.example/x"
    stranger.get("/covers/1/as/%5Cevil.example", 302)
    assert stranger.page.location == "/evil.example"


def test_what_is_refused_stays_in_the_form(app, away):
    page = away.get("/covers")
    page = away.post("/covers", status=422, municipality="GM0546", by="", first="2031-03-03", last="2031-03-07", asked="Let op de soep")
    assert "Kies wie het werk doet." in page and "Let op de soep" in page
    page = away.post("/covers", status=422, municipality="GM0546", by="1", first="gisteren", last="2031-03-07")
    assert "Kies de eerste dag." in page


def test_a_coordinator_arranges_it_for_who_is_ill(app, case):
    cas = Visitor(app)
    cas.log_in("cas")
    page = cas.get("/covers?municipality=GM0546&person=1")
    assert "Fenna Veldzicht is weg" in page
    page = cas.post("/covers", municipality="GM0546", person="1", by="2", first="2031-03-03", last="2031-03-04")
    assert "Floor Zandhof vervangt Fenna Veldzicht" in page
    page = cas.post("/covers/1/off")
    assert "De vervanging is gestopt." in page
    bram = Visitor(app)
    bram.log_in("bram")
    bram.get("/covers?municipality=GM0546&person=1", 404)
    bram.get("/covers/1", 404)
