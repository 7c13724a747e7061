"""The studio in a real browser: a deadline changed in the designer reaches the next case and leaves the open ones alone."""
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.definitions import publish
from engine.tables import Task
from tests.web.test_studio import DRAWING, KEY, PLAYED, definition


@pytest.fixture
def library(programme, app):
    app.extensions["aanzet_settings"] = replace(app.extensions["aanzet_settings"], library=frozenset({KEY}))
    with programme.writing(SYSTEM) as work:
        publish(work, definition())


def coordinator(browser, address, width, place, script=True):
    """Cas at a screen this wide; whatever the browser complains about is kept."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="nl-NL", java_script_enabled=script)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/login?municipality=GM0546&next={place}")
    page.get_by_role("button", name="Cas Molenwijk").click()
    return page, complaints


def days_for(programme, case):
    """Working days between opening and deadline of the first task."""
    task = programme.all(select(Task).where(Task.case_id == case.id, Task.element == "choose-activity"))[0]
    return (task.due_at.date() - task.opened_at.date()).days


def change_the_deadline(page, began, means):
    """In the designer: the first task gets another deadline, the draft is kept and the check is content."""
    page.get_by_role("link", name="Open de tekening").click()
    page.locator("[data-ready]").wait_for()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.get_by_role("button", name="Activiteit kiezen", exact=True).click()
    deadline = page.get_by_label("Termijn", exact=True)
    expect(deadline).to_have_value(began)
    deadline.fill(means)
    deadline.blur()
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
    expect(page.locator("[data-findings-words]")).to_have_text("Geen fouten, geen tips")


def play_and_publish(page, version, change, scenario=f"scenarios/{PLAYED}"):
    """The publish page warns until the scenarios were played, and tells how they went."""
    page.get_by_role("link", name="Publiceren").click()
    expect(page.get_by_text("niet gespeeld na de laatste verandering")).to_be_visible()
    page.get_by_role("link", name="Speel de scenario's").click()
    page.get_by_role("button", name=f"Speel {scenario}").click()
    expect(page.locator(f"[data-scenario='{scenario}'] [data-result]")).to_contain_text("Geslaagd", timeout=90_000)
    page.get_by_role("link", name="Publiceren").click()
    expect(page.get_by_text(change)).to_be_visible()
    page.get_by_text("Elk scenario").click()
    expect(page.get_by_text("Geslaagd: gespeeld vandaag").first).to_be_visible()
    page.get_by_role("button", name=f"Publiceer versie {version}").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Versie {version} is gepubliceerd")


@pytest.mark.parametrize("width", [1280, 390], ids=["at a desk", "on a phone"])
def test_a_deadline_changed_in_the_designer_counts_for_the_next_case(browser, address, programme, library, width):
    open_one = programme.open(KEY, "fenna", title="Koffie op de stoep")
    page, complaints = coordinator(browser, address, width, f"/studio/{KEY}")
    change_the_deadline(page, "5 werkdagen", "8 werkdagen")
    page.get_by_role("link", name="Controleer", exact=True).click()
    expect(page.get_by_role("heading", name="Geen fouten, geen tips")).to_be_visible()
    page.get_by_role("link", name="Vergelijk").click()
    expect(page.get_by_text("Activiteit kiezen: termijn 8 werkdagen, was 5 werkdagen")).to_be_visible()
    play_and_publish(page, 2, "Activiteit kiezen: termijn 8 werkdagen, was 5 werkdagen")
    expect(page.locator(".due--late")).to_have_count(0)
    next_one = programme.open(KEY, "fenna", title="Soep op donderdag")
    assert days_for(programme, open_one) < days_for(programme, next_one)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


def test_two_who_draw_at_once_lose_nothing(browser, address, library):
    first, quiet = coordinator(browser, address, 1280, f"/studio/{KEY}/draw?path={DRAWING}")
    second, _ = coordinator(browser, address, 1280, f"/studio/{KEY}/draw?path={DRAWING}")
    for page, days in ((first, "8 werkdagen"), (second, "3 dagen")):
        page.locator("[data-ready]").wait_for()
        page.get_by_role("button", name="Activiteit kiezen", exact=True).click()
        page.get_by_label("Termijn", exact=True).fill(days)
        page.get_by_label("Termijn", exact=True).blur()
        expect(page.locator("[data-saved]")).to_contain_text("Bewaard om" if page is first else "Niet bewaard")
    expect(second.get_by_role("alert")).to_contain_text(f"Cas Molenwijk heeft {DRAWING} veranderd")
    expect(second.get_by_label("Termijn", exact=True)).to_have_value("3 dagen")
    with second.expect_download() as copy:
        second.get_by_role("link", name="Download mijn versie").click()
    assert 'name="aanzet:deadline" value="P3D"' in copy.value.path().read_text()
    second.get_by_role("button", name="Bewaar toch de mijne").click()
    expect(second.locator("[data-saved]")).to_contain_text("Bewaard om")
    second.goto(f"{address}/studio/{KEY}")
    second.get_by_text("Zet iets terug").click()
    second.get_by_role("button", name="Zet terug").first.click()
    second.goto(f"{address}/studio/{KEY}/compare")
    expect(second.get_by_text("termijn 8 werkdagen, was 5 werkdagen")).to_be_visible()
    assert quiet == []


def test_what_the_check_finds_is_shown_and_mended_in_the_drawing(browser, address, library):
    page, complaints = coordinator(browser, address, 1280, f"/studio/{KEY}/draw?path={DRAWING}")
    page.locator("[data-ready]").wait_for()
    page.get_by_role("button", name="Activiteit kiezen", exact=True).click()
    page.get_by_label("Termijn", exact=True).fill("over een tijdje")
    expect(page.get_by_text("Schrijf bijvoorbeeld 10 werkdagen, 4 uur of stil, 3 maanden.")).to_be_visible()
    page.get_by_label("Termijn", exact=True).fill("")
    page.get_by_label("Termijn", exact=True).blur()
    expect(page.locator("[data-findings]")).to_contain_text("heeft geen termijn")
    page.get_by_role("link", name="Controleer", exact=True).click()
    page.get_by_role("link", name="choose-activity").click()
    page.locator("[data-ready]").wait_for()
    expect(page.get_by_role("button", name="Activiteit kiezen", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Geef een termijn van 5 werkdagen").click()
    expect(page.get_by_label("Termijn", exact=True)).to_have_value("5 werkdagen")
    expect(page.locator("[data-findings-words]")).to_have_text("Geen fouten, geen tips")
    page.get_by_label("Wie is aan zet").select_option("resident")
    page.get_by_label("Formulier", exact=True).select_option("bedanken")
    page.get_by_label("Daarna", exact=True).select_option("executive")
    expect(page.get_by_label("Hoelang na de termijn").nth(1)).to_have_value("5 werkdagen")
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
    page.get_by_role("link", name="Vergelijk").click()
    for said in ("opschalen naar programmacoördinator na 2 werkdagen, naar wethouder na 5 werkdagen", "de beurt is aan bewoner", "formulier ‘bedanken’"):
        expect(page.locator("main")).to_contain_text(said)
    assert complaints == []


AXE = Path(__file__).parents[2] / "webui" / "node_modules" / "axe-core" / "axe.min.js"
EDITED = ("draw?path=intervention-cycle.bpmn", "form?path=plek-en-ritme.form", "decide?path=welke-activiteit-eerst.dmn")


@pytest.mark.parametrize("width", [1280, 390], ids=["at a desk", "on a phone"])
def test_everybody_can_use_the_pages_of_the_studio(browser, address, library, width):
    page, complaints = coordinator(browser, address, width, "/studio")
    found = {}
    for place in ("", f"/{KEY}", *(f"/{KEY}/{part}" for part in ("check", "compare", "play", "publish", f"text?path={DRAWING}", *EDITED))):
        page.goto(f"{address}/studio{place}")
        if "data-studio" in page.content():
            page.locator("[data-ready]").wait_for()
        page.set_viewport_size({"width": width, "height": page.evaluate("Math.min(9000, document.documentElement.scrollHeight)")})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for fault in page.evaluate("exclude => axe.run({exclude}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})", [["[data-canvas]"], ["[data-panel]"]])["violations"]:
            found.setdefault(place, []).append((fault["id"], [node["html"][:160] for node in fault["nodes"]][:3]))
        page.set_viewport_size({"width": width, "height": 900})
    assert found == {}
    assert complaints == []


def test_a_step_is_added_and_taken_away_from_the_keyboard(browser, address, library):
    """And a step that sends a message shows by which key it finds who waits."""
    page, complaints = coordinator(browser, address, 1280, f"/studio/{KEY}/draw?path={DRAWING}")
    page.locator("[data-ready]").wait_for()
    page.get_by_role("button", name="Gemiste gast melden", exact=True).click()
    expect(page.get_by_label("Sleutel van het bericht", exact=True)).to_have_value("=string(case.id)")
    page.get_by_label("Na", exact=True).select_option("arrange-place")
    page.get_by_label("Voeg een stap toe").fill("Bel de school")
    page.keyboard.press("Enter")
    expect(page.locator("[data-added]")).to_contain_text("Bel de school")
    step = page.get_by_role("button", name="Bel de school", exact=True)
    expect(step).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-findings-words]")).to_contain_text("fout")
    expect(page.locator("[data-findings]")).to_contain_text("Bel de school")
    page.get_by_role("button", name="Verwijder: Bel de school").focus()
    page.keyboard.press("Enter")
    expect(step).to_have_count(0)
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(step).to_be_visible()
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(step).to_have_count(0)
    expect(page.locator("[data-findings-words]")).to_have_text("Geen fouten, geen tips")
    page.goto(f"{address}/studio/{KEY}/compare")
    expect(page.get_by_text("alleen hoe het eruitziet of is opgeschreven")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("editor", ["form?path=plek-en-ritme.form", "decide?path=welke-activiteit-eerst.dmn"])
def test_forms_and_decisions_open_in_their_editors(browser, address, library, editor):
    page, complaints = coordinator(browser, address, 1280, f"/studio/{KEY}/{editor}")
    page.locator("[data-ready]").wait_for()
    expect(page.locator(".fjs-palette-header, .tjs-table").first).to_be_visible()
    expect(page.locator(".fjs-powered-by, .bjs-powered-by").first).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_on_a_phone_files_are_changed_as_text(browser, address, programme, library, script):
    page, complaints = coordinator(browser, address, 390, f"/studio/{KEY}/text?path={DRAWING}", script)
    field = page.get_by_label(DRAWING)
    field.fill(definition()[DRAWING].decode().replace('"aanzet:deadline" value="P5D"', '"aanzet:deadline" value="P8D"', 1))
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status").first).to_contain_text("Bewaard om")
    for place in ("", f"/{KEY}", f"/{KEY}/check", f"/{KEY}/compare", f"/{KEY}/play", f"/{KEY}/publish", f"/{KEY}/text?path=en.yaml"):
        assert page.goto(f"{address}/studio{place}").status == 200
        if script:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
    page.goto(f"{address}/studio/{KEY}/publish")
    page.get_by_role("button", name="Publiceer versie 2").click()
    expect(page.get_by_role("status").first).to_contain_text("Versie 2 is gepubliceerd")
    page.goto(f"{address}/studio/{KEY}/draw?path={DRAWING}")
    if not script:
        expect(page.get_by_text("Tekenen kan alleen met JavaScript")).to_be_visible()
    assert complaints == []
