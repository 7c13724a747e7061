"""With a real browser, at a desk and on a phone, with script and without: the text twin walked by keyboard, a promise, a success, and the map."""
import pytest
from playwright.sync_api import expect

from engine.geojson import drawing_of
from engine.maps import upload_map
from tests.core.programme import LEIDEN, STEVENSHOF
from tests.core.test_maps import geojson


@pytest.fixture(params=[(True, 1280), (False, 390)], ids=["at a desk", "on a phone without script"])
def page(request, browser, address, programme, case):
    """Fenna's case, with a map of her municipality. Whatever the browser complains about fails the test."""
    with programme.writing("cas") as work:
        upload_map(work, LEIDEN, drawing_of(geojson()))
    script, width = request.param
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 844}, locale="nl-NL")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/login?municipality={LEIDEN}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    page.goto(f"{address}/cases/{case.id}")
    yield page
    context.close()
    assert complaints == []


def fits(page):
    box = page.locator("html").bounding_box()
    return box["width"] <= page.viewport_size["width"] and page.locator("body").bounding_box()["width"] <= page.viewport_size["width"]


def test_a_case_is_walked_promised_and_celebrated_and_its_neighbourhood_shows_it(page, address):
    steps = page.locator("ol.twin > li")
    expect(steps.first).to_be_hidden()
    page.get_by_text("Hetzelfde in woorden").click()
    expect(steps.filter(has_text="Spreek plek en ritme af").first).to_contain_text("Nu:")
    link = page.locator(".twin__ahead a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.partition("#")[2].startswith("step-")
    expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_be_in_viewport()
    page.get_by_text("Schrijf een belofte op").click()
    page.get_by_label("Wat beloof je?").fill("Twee banken aan de kade")
    page.get_by_label("Een groep bewoners").check()
    page.get_by_label("Welke groep of welke bewoner?").fill("de mensen van de kade")
    page.get_by_label("Wanneer vertel je wat ervan kwam?").fill("2031-04-10")
    page.get_by_role("button", name="Doe deze belofte").click()
    expect(page.get_by_role("heading", name="Beloofd aan bewoners")).to_be_visible()
    expect(page.locator("section[aria-labelledby=promises]")).to_contain_text("Nog niet terugverteld")
    page.get_by_text("Vier een klein succes").click()
    page.get_by_label("Wat ging er goed?").fill("Negen mensen op de stoep")
    page.get_by_label("Iedereen die in deze buurt werkt").check()
    page.get_by_role("button", name="Vier dit").click()
    expect(page.locator(".cheer")).to_contain_text("Negen mensen op de stoep")
    assert fits(page)
    page.goto(f"{address}/neighbourhoods/{STEVENSHOF}")
    expect(page.locator(".cheer")).to_contain_text("Negen mensen op de stoep")
    expect(page.get_by_role("link", name="Stevenshof").first).to_be_visible()
    assert fits(page)
