"""A note on a case, on a phone: tap, write, tap."""
from playwright.sync_api import expect

from engine.queries.notes import notes


def test_two_taps_and_the_words(browser, address, programme, case):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL", has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/login?municipality=GM0546&next=/cases/{case.id}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    page.get_by_role("link", name="Noteer iets").tap()
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("De koffie was op, maar de verhalen niet")
    page.get_by_role("button", name="Bewaar de notitie").tap()
    expect(page.get_by_role("status").first).to_contain_text("Je notitie is bewaard")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    with programme.reading("cas") as work:
        assert [one.text for one in notes(work, case.id).notes] == ["De koffie was op, maar de verhalen niet"]
    context.close()
