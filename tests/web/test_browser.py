"""With a real browser: working through a task, with script and without."""
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engine.actors import SYSTEM
from engine.definitions import publish


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request):
    return request.param


@pytest.fixture
def page(browser, script, address, case):
    """Fenna's task, opened on a phone. Whatever the browser complains about fails the test."""
    context = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}, locale="nl-NL")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/login?municipality=GM0546")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    page.get_by_role("link", name="Spreek plek en ritme af").click()
    yield page
    context.close()
    assert [line for line in complaints if "status of 4" not in line and "ERR_FAILED" not in line] == []


def fill(page):
    page.get_by_label("Op de stoep").check()
    for name, value in (("Dag", "1"), ("Maand", "5"), ("Jaar", "2031")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("Hoe vaak?").select_option("week")
    page.get_by_label("Wie is gastheer of gastvrouw?").fill("De buurtkamer")


def test_a_task_is_done_and_the_next_turn_is_told(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Spreek plek en ritme af")
    fill(page)
    page.get_by_role("button", name="Afronden en beurt doorgeven aan beleidsmedewerker").click()
    expect(page.get_by_role("status").first).to_contain_text("Nu aan zet in dit dossier is iemand met de rol beleidsmedewerker")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent nergens aan zet")


def test_the_list_of_mistakes_leads_to_the_question(page, script):
    page.get_by_role("button", name="Afronden en beurt doorgeven").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Er kloppen nog 4 dingen niet")
    if script:
        expect(summary).to_be_focused()
    summary.get_by_role("link").last.click()
    expect(page.get_by_label("Wie is gastheer of gastvrouw?")).to_be_focused()


def test_a_draft_survives_leaving_the_page(page, script):
    host = page.get_by_label("Wie is gastheer of gastvrouw?")
    host.fill("Mevrouw Zonnehoed")
    if script:
        expect(page.locator("[data-saved]")).to_contain_text("Concept bewaard om 9.00 uur")
    else:
        page.get_by_role("button", name="Bewaar en ga later verder").click()
    page.get_by_role("link", name="Terug naar Aan zet").click()
    page.get_by_role("link", name="Spreek plek en ritme af").click()
    expect(page.get_by_label("Wie is gastheer of gastvrouw?")).to_have_value("Mevrouw Zonnehoed")


def test_a_question_comes_when_it_is_needed(page, script):
    expect(page.get_by_label("Waar dan?")).to_be_hidden()
    page.get_by_label("Ergens anders").check()
    if not script:
        page.get_by_role("button", name="Bewaar en ga later verder").click()
    expect(page.get_by_label("Waar dan?")).to_be_visible()


def test_no_page_is_wider_than_a_phone(page, address):
    for place in ("/", "/tasks/1", "/cases/1", "/cases", "/cases/new", "/me", "/help"):
        answer = page.goto(address + place)
        assert answer.status == 200
        if page.evaluate("1 + 1") == 2:
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, place


def test_the_diagram_marks_what_is_open_and_needs_no_leave_from_the_guards(browser, programme, address):
    folder = Path(__file__).parents[2] / "processes" / "intervention-cycle"
    with programme.writing(SYSTEM) as work:
        publish(work, {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".bpmn", ".dmn", ".form")})
    case = programme.open("intervention-cycle", "fenna", title="Koffie op de stoep")
    context = browser.new_context(locale="nl-NL")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/login?municipality=GM0546&next=/cases/{case.id}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    expect(page.locator(".mark--open").first).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.get_by_role("button", name="Alles in beeld")).to_be_visible()
    assert complaints == []
    context.close()


def test_a_process_without_a_picture_still_has_its_words(browser, address, case):
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.goto(f"{address}/login?municipality=GM0546&next=/cases/{case.id}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    page.get_by_text("Hetzelfde in woorden").click()
    expect(page.locator("ol.twin > li").first).to_be_visible()
    expect(page.locator("[data-diagram]")).to_be_hidden()
    context.close()


def test_what_could_not_be_kept_is_said_and_tried_again(page, script):
    if not script:
        return
    saved, host = page.locator("[data-saved]"), page.get_by_label("Wie is gastheer of gastvrouw?")
    page.route("**/draft", lambda route: route.abort())
    host.fill("Mevrouw Zonnehoed")
    expect(saved).to_have_text("Niet bewaard: geen verbinding. We proberen het opnieuw.")
    page.unroute("**/draft")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(saved).to_contain_text("Concept bewaard")
    page.context.clear_cookies()
    host.fill("Mevrouw Zonnehoed-Vermeer")
    expect(saved).to_have_text("Je was te lang weg. Log opnieuw in.")
    expect(host).to_have_value("Mevrouw Zonnehoed-Vermeer")
    page.locator(".btn--big").click()
    expect(saved.get_by_role("link")).to_be_focused()
    expect(host).to_have_value("Mevrouw Zonnehoed-Vermeer")
