"""Handing over by hand at the web door: offered, asked about, returned, accepted; and another date, with a reason."""
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.tables import Person, Task
from tests.web.conftest import Visitor


@pytest.fixture
def number(programme, case):
    return programme.all(select(Task).where(Task.status == "open"))[0].id


@pytest.fixture
def floor(programme):
    return programme.all(select(Person.id).where(Person.login == "floor"))[0]


@pytest.fixture
def offered(visitor, number, floor):
    """Fenna's page after she offered her turn to Floor."""
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}/handoff")
    return visitor.post(f"/tasks/{number}/handoff", to=f"person:{floor}", agreed="Donderdag om tien uur", open="Wie de soep maakt")


def colleague(app, login):
    found = Visitor(app)
    found.log_in(login)
    return found


def test_the_giver_keeps_the_turn_until_it_is_accepted(app, offered, number, visitor):
    assert "Jij bent aan zet" in offered and "Je bood deze beurt aan Floor Zandhof aan, die nog moet aannemen" in offered
    other = colleague(app, "floor")
    page = other.get("/")
    assert "Fenna Veldzicht biedt je een beurt aan" in page and "Afgesproken: Donderdag om tien uur" in page
    assert "1 overdracht wacht op jou" in other.get("/handoffs")
    page = other.post("/handoffs/1/accept")
    assert "De beurt is nu van jou." in page and "Jij bent aan zet" in page
    assert "Aangenomen op ma 3 maart door Floor Zandhof" in visitor.get("/handoffs?view=past")


def test_a_question_first_and_then_it_comes_back_with_a_reason(app, offered, visitor):
    other = colleague(app, "floor")
    other.get("/handoffs")
    other.post("/handoffs/1/ask", question="  ")
    assert "Schrijf je vraag op" in other.page.text
    assert "aangeboden, nog niet aangenomen" in visitor.get("/")
    other.post("/handoffs/1/ask", question="Komt de bakker ook?")
    assert "er is een vraag over je aanbod" in visitor.get("/")
    assert "Komt de bakker ook?" in visitor.get("/handoffs?view=given") and "nog niet aangenomen" in visitor.page.text.lower()
    assert "Schrijf je antwoord op." in visitor.post("/handoffs/1/answer", answer=" ")
    assert "Je antwoord staat erbij" in visitor.post("/handoffs/1/answer", answer="Ja, om tien uur")
    assert "Fenna Veldzicht antwoordde:</strong> Ja, om tien uur" in other.get("/handoffs")
    assert "Er wacht geen overdracht op jou" in other.post("/handoffs/1/return", reason="Ik ben die dag weg")
    assert "Ik ben die dag weg" in visitor.get("/handoffs?view=past")
    page = visitor.get("/tasks/1")
    assert "Draag deze beurt warm over" in page and "Teruggegeven door" in page and "Ik ben die dag weg" in page


def test_an_offer_is_taken_back(app, offered, visitor):
    other = colleague(app, "floor")
    other.get("/handoffs")
    visitor.get("/handoffs?view=given")
    page = visitor.post("/handoffs/1/withdraw")
    assert "Je trok het aanbod in" in page and "Draag deze beurt warm over" in page
    other.post("/handoffs/1/accept")
    assert "Deze overdracht is al beantwoord" in other.page.text and "Er wacht geen overdracht op jou" in other.page.text
    assert "Het aanbod van de beurt verviel" in visitor.get("/cases/1")


def test_an_offer_to_nobody_is_asked_again_and_keeps_what_was_written(visitor, number):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}/handoff")
    page = visitor.post(f"/tasks/{number}/handoff", 422, to="", agreed="Donderdag om tien uur")
    assert "Kies aan wie je deze beurt aanbiedt." in page and "Donderdag om tien uur</textarea>" in page


def test_who_has_nothing_to_do_with_it_finds_no_handoff(app, offered):
    stranger = colleague(app, "haag")
    stranger.get("/handoffs")
    stranger.post("/handoffs/1/accept", 404)
    bram = colleague(app, "bram")
    assert "Er wacht geen overdracht op jou" in bram.get("/handoffs")


def test_another_date_asks_for_a_reason_and_explains_itself(visitor, number):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}")
    assert "Schrijf op waarom." in visitor.post(f"/tasks/{number}/reschedule", due="2031-03-20", reason=" ")
    assert "Deze dag bestaat niet" in visitor.post(f"/tasks/{number}/reschedule", due="2031-02-30", reason="Regen")
    page = visitor.post(f"/tasks/{number}/reschedule", due="20-3-2031", reason="De banken komen later")
    assert "do 20 maart" in page
    assert "De banken komen later" in visitor.get("/cases/1")


def test_two_people_hand_over_on_a_phone_and_at_a_desk(browser, address, number):
    desk, phone = (browser.new_context(viewport={"width": wide, "height": 800}, locale="nl-NL") for wide in (1280, 360))
    fenna, floor = desk.new_page(), phone.new_page()
    complaints = []
    for page, name in ((fenna, "Fenna Veldzicht"), (floor, "Floor Zandhof")):
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{address}/login?municipality=GM0546")
        page.get_by_role("button", name=name).click()
    fenna.get_by_role("link", name="Spreek plek en ritme af").click()
    fenna.get_by_role("link", name="Bied deze beurt aan").click()
    fenna.get_by_label("Aan wie?").select_option("Floor Zandhof (procesbegeleider)")
    fenna.get_by_label("Wat is afgesproken?").fill("Donderdag om tien uur")
    fenna.get_by_role("button", name="Bied deze beurt aan").click()
    expect(fenna.get_by_role("heading", name="Je bood deze beurt aan Floor Zandhof aan")).to_be_visible()
    floor.reload()
    assert floor.evaluate("document.documentElement.scrollWidth") <= 360
    floor.get_by_text("Bekijk eerst").click()
    floor.get_by_label("Waarom geef je de beurt terug?").fill("Weet je of de bakker komt?")
    assert floor.evaluate("document.documentElement.scrollWidth") <= 360
    floor.get_by_role("button", name="Teruggeven aan Fenna Veldzicht").click()
    expect(floor.get_by_role("heading", level=1)).to_have_text("Er wacht geen overdracht op jou")
    fenna.goto(f"{address}/handoffs?view=past")
    fenna.get_by_text("Wat erbij gezegd is").click()
    expect(fenna.get_by_text("Weet je of de bakker komt?")).to_be_visible()
    assert complaints == []
    desk.close(), phone.close()
