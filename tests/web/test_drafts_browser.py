"""What somebody types outlives a closed browser, another device, a server that starts again, a lost line and a colleague who is first."""
import socket

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.tables import Draft, Task
from tests.web.door import served

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HOST = "Wie is gastheer of gastvrouw?"


@pytest.fixture
def port(app):
    app.testing = False
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def at_task(browser, case):
    """The page of the one task there is, of somebody on a device of their own."""
    contexts = []

    def begin(address, name, size=PHONE):
        context = browser.new_context(viewport=size, locale="nl-NL")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login?municipality=GM0546&next=/tasks/1")
        page.get_by_role("button", name=name).click()
        expect(page.get_by_label(HOST)).to_be_visible()
        page.wait_for_load_state()
        return page
    yield begin
    for context in contexts:
        context.close()


def fill(page, host):
    page.get_by_label("Op de stoep").check()
    for name, value in (("Dag", "1"), ("Maand", "5"), ("Jaar", "2031")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("Hoe vaak?").select_option("week")
    page.get_by_label(HOST).fill(host)


def kept(page):
    expect(page.locator("[data-saved]")).to_contain_text("Concept bewaard om")


def test_a_draft_waits_on_another_device_after_the_browser_was_closed(app, port, at_task):
    with served(app, port) as address:
        phone = at_task(address, "Fenna Veldzicht")
        phone.get_by_label(HOST).fill("Truus van de hoek")
        kept(phone)
        phone.context.close()
        desk = at_task(address, "Fenna Veldzicht", DESK)
        expect(desk.get_by_label(HOST)).to_have_value("Truus van de hoek")


def test_a_text_waits_in_the_page_while_the_server_is_away(app, port, at_task, programme):
    with served(app, port) as address:
        page = at_task(address, "Fenna Veldzicht")
        page.get_by_label(HOST).fill("Voor")
        kept(page)
    page.get_by_label(HOST).fill("Tijdens de storing")
    expect(page.locator("[data-saved]")).to_have_text("Niet bewaard: geen verbinding. We proberen het opnieuw.")
    with served(app, port):
        page.evaluate("dispatchEvent(new Event('online'))")
        kept(page)
        page.reload()
        expect(page.get_by_label(HOST)).to_have_value("Tijdens de storing")
        assert [one.answers["host"] for one in programme.all(select(Draft))] == ["Tijdens de storing"]


def test_two_people_complete_one_task_and_neither_loses_a_word(app, port, at_task, programme):
    with served(app, port) as address:
        fenna, floor = at_task(address, "Fenna Veldzicht"), at_task(address, "Floor Zandhof", DESK)
        fill(fenna, "Het buurthuis")
        fill(floor, "De buurtkamer")
        for page in (fenna, floor):
            page.get_by_role("button", name="Afronden en beurt doorgeven").click()
        expect(fenna.get_by_role("status").first).to_contain_text("Klaar.")
        expect(floor.get_by_role("alert")).to_contain_text("Jouw tekst is niet weg.")
        expect(floor.get_by_role("region", name="Wat jij had ingevuld")).to_contain_text("De buurtkamer")
        floor.goto(f"{address}/tasks/1")
        expect(floor.get_by_role("region", name="Wat jij had ingevuld")).to_contain_text("De buurtkamer")
        expect(floor.get_by_role("region", name="Wat er is ingevuld")).to_contain_text("Het buurthuis")
        fenna.goto(f"{address}/tasks/1")
        expect(fenna.get_by_text("De buurtkamer")).to_have_count(0)
        floor.get_by_role("button", name="Gooi mijn tekst weg").click()
        expect(floor.get_by_text("De buurtkamer")).to_have_count(0)
    assert programme.all(select(Draft)) == [] and programme.all(select(Task))[0].answers["host"] == "Het buurthuis"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_login_to_a_completed_task_is_three_taps_and_the_form(app, port, browser, case, size):
    with served(app, port) as address:
        context = browser.new_context(viewport=size, locale="nl-NL")
        page = context.new_page()
        page.goto(f"{address}/login?municipality=GM0546")
        page.get_by_role("button", name="Fenna Veldzicht").click()                              # 1
        page.get_by_role("link", name="Spreek plek en ritme af").click()                        # 2
        fill(page, "De buurtkamer")
        page.get_by_role("button", name="Afronden en beurt doorgeven").click()                  # 3
        expect(page.get_by_role("status").first).to_contain_text("Nu aan zet in dit dossier is iemand met de rol beleidsmedewerker")
        expect(page.get_by_role("heading", level=1)).to_have_text("Je bent nergens aan zet")
        context.close()


def test_a_small_form_beside_the_task_waits_until_the_last_letters_are_kept(app, port, at_task, programme):
    with served(app, port) as address:
        phone = at_task(address, "Fenna Veldzicht")
        phone.locator("#snooze summary").click()
        phone.get_by_label(HOST).fill("Truus van de hoek")
        phone.locator("#snooze").get_by_role("button").first.click()             # within the pause after which a draft is kept
        expect(phone.locator(".note--flash")).to_be_visible()
        assert [draft.answers["host"] for draft in programme.all(select(Draft))] == ["Truus van de hoek"]


def test_another_language_shows_the_last_letters_too(app, port, at_task):
    with served(app, port) as address:
        desk = at_task(address, "Fenna Veldzicht", DESK)
        desk.get_by_label(HOST).fill("Truus van de hoek")
        desk.get_by_role("button", name="English").click()
        expect(desk.get_by_label("Who is the host?")).to_have_value("Truus van de hoek")
