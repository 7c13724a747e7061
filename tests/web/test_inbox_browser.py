"""The inbox in a real browser: light on the line, true while it stands open, quick with one hand and with the keyboard."""
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.tables import Task
from tests.core.programme import furnishing, programme_at
from tests.web.conftest import bring_coffee

MOST_BYTES = 60 * 1024
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
FIFTY = furnishing("fifty", bring_coffee, lambda programme: [programme.open("coffee", "fenna", title=f"Koffie op hoek {number}") for number in range(50)])


@pytest.fixture
def programme(furnished, clock):
    """Fifty turns for Fenna, all of them hers since she began the cases; Floor may take them as well."""
    with programme_at(furnished("sqlite", FIFTY), clock) as found:
        yield found


@pytest.fixture
def seen():
    return []


@pytest.fixture
def open_page(browser, address, seen):
    """A page of somebody who has just logged in, on a phone or at a desk. Whatever the browser complains about fails the test."""
    contexts = []

    def begin(name, size=PHONE, script=True):
        context = browser.new_context(viewport=size, locale="nl-NL", has_touch=size is PHONE, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(f"{address}/login?municipality=GM0546")
        page.get_by_role("button", name=name).click()
        expect(page.locator(".tabs")).to_be_visible()
        page.wait_for_load_state()
        return page
    yield begin
    for context in contexts:
        context.close()
    assert seen == []


def test_fifty_tasks_weigh_at_most_sixty_kilobytes(browser, address, open_page):
    cookies = open_page("Fenna Veldzicht").context.cookies()
    context = browser.new_context(locale="nl-NL")           # another browser: nothing is kept there yet
    context.add_cookies(cookies)
    page, weights = context.new_page(), []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    assert page.locator(".task").count() == 50
    context.close()
    assert len(weights) >= 6 and sum(weights) <= MOST_BYTES, weights


def test_what_a_colleague_takes_is_gone_within_seconds_and_what_i_picked_stays_picked(open_page, programme):
    page = open_page("Floor Zandhof")
    page.get_by_role("link", name="Ons team").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("50 beurten voor ons team")
    rows = page.locator(".task")
    rows.nth(3).get_by_role("checkbox").check()
    kept = rows.nth(3).locator(".task__t").get_attribute("href")
    rows.nth(5).locator(".task__t").focus()
    first, second = programme.all(select(Task).order_by(Task.sort_at, Task.id))[:2]
    programme.complete(first, "fenna", place="street", first="2031-05-01", rhythm="week", host="De buurtkamer")
    programme.claim(second, "fenna")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("49 beurten voor ons team")
    expect(page.locator("[data-told]")).to_have_text("De lijst is bijgewerkt.")
    expect(page.locator(f'.task:has(a[href="{kept}"])').get_by_role("checkbox")).to_be_checked()
    assert page.evaluate("document.activeElement.matches('.task__t')")


def test_every_key_has_its_help_and_can_be_switched_off(open_page):
    page = open_page("Fenna Veldzicht", DESK)
    focused = "document.activeElement.closest('.task') && [...document.querySelectorAll('.task')].indexOf(document.activeElement.closest('.task'))"
    for key, row in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        assert page.evaluate(focused) == row
    page.keyboard.press("x")
    expect(page.locator(".task").nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_role("button", name="Uitstellen")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("Zoek in je taken")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.get_by_label("Zoek in je taken")).to_have_value("jk")
    page.locator("h1").click()
    page.keyboard.press("?")
    switch = page.get_by_label("Sneltoetsen staan aan")
    expect(page.get_by_text("volgende taak")).to_be_visible()
    switch.uncheck()
    page.reload()
    page.keyboard.press("j")
    assert not page.evaluate(focused)
    page.goto(page.locator(".task__t").first.evaluate("e => e.href"))
    page.keyboard.press("?")
    expect(page.get_by_text("toon deze lijst")).to_be_hidden()
    page.get_by_text("Sneltoetsen", exact=True).click()
    expect(page.get_by_text("rond de taak af, ook vanuit een veld")).to_be_visible()
    expect(page.get_by_text("zoek", exact=True)).to_be_hidden()             # nothing to search with on this page
    switch.check()
    page.get_by_text("Sneltoetsen", exact=True).click()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_text("toon deze lijst")).to_be_visible()
    page.get_by_label("Op de stoep").check()
    for name, value in (("Dag", "1"), ("Maand", "5"), ("Jaar", "2031"), ("Wie is gastheer of gastvrouw?", "De buurtkamer?")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("Hoe vaak?").select_option("week")
    page.get_by_label("Wat verwacht je?").press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Klaar.")


def test_without_script_several_tasks_are_put_off_and_taken_back(open_page):
    page = open_page("Fenna Veldzicht", script=False)
    expect(page.get_by_role("button", name="Uitstellen")).to_be_hidden()
    for row in (0, 1):
        page.locator(".task").nth(row).get_by_role("checkbox").check()
    page.get_by_role("button", name="Uitstellen").click()
    page.get_by_role("button", name="Tot di 4 maart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gelukt bij 2 taken")
    page.get_by_role("button", name="Maak ongedaan").click()
    page.get_by_role("link", name="Terug naar je lijst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent 50 keer aan zet")


def test_no_page_of_the_inbox_scrolls_sideways_at_360_pixels_or_twice_as_large(open_page, address):
    page = open_page("Fenna Veldzicht")
    for width in (360, 640):                # 640: a desk of 1280 at 200%
        page.set_viewport_size({"width": width, "height": 740})
        for place in ("/?view=mine&q=koffie", "/views", "/tasks/1"):
            assert page.goto(address + place).status == 200
            page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (place, width)
