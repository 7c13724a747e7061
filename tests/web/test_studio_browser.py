"""The studio in a real browser: a deadline changed in the designer reaches the next case and leaves the open ones alone."""
from dataclasses import replace

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


def test_a_deadline_changed_in_the_designer_counts_for_the_next_case(browser, address, programme, library):
    open_one = programme.open(KEY, "fenna", title="Koffie op de stoep")
    page, complaints = coordinator(browser, address, 1280, f"/studio/{KEY}")
    page.get_by_role("link", name="Open de tekening").click()
    page.locator("[data-ready]").wait_for()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.get_by_role("button", name="Activiteit kiezen", exact=True).click()
    deadline = page.get_by_label("Termijn")
    expect(deadline).to_have_value("P5D")
    deadline.fill("8")
    deadline.blur()
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
    expect(page.locator("[data-findings-words]")).to_have_text("Geen fouten, geen tips")
    page.get_by_role("link", name="Speel na").click()
    page.get_by_role("button", name=f"Speel scenarios/{PLAYED}").click()
    expect(page.locator("[data-result]")).to_contain_text("Geslaagd", timeout=60_000)
    page.get_by_role("link", name="Publiceren").click()
    expect(page.get_by_text("Activiteit kiezen: termijn 8 werkdagen, was 5 werkdagen")).to_be_visible()
    page.get_by_role("button", name="Publiceer versie 2").click()
    expect(page.get_by_role("status").first).to_contain_text("Versie 2 is gepubliceerd")
    next_one = programme.open(KEY, "fenna", title="Soep op donderdag")
    assert days_for(programme, open_one) < days_for(programme, next_one)
    assert complaints == []


def test_a_step_is_added_and_taken_away_from_the_keyboard(browser, address, library):
    page, complaints = coordinator(browser, address, 1280, f"/studio/{KEY}/draw?path={DRAWING}")
    page.locator("[data-ready]").wait_for()
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
