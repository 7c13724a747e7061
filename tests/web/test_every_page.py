"""Every page of the facilitator's day: with axe, by keyboard alone, at twice the size, on a narrow phone and without script."""
from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest
import yaml

from engine.covers import Wish, name_stand_in
from engine.geojson import drawing_of
from engine.handoffs import offer_handoff
from engine.maps import upload_map
from engine.notes import add_note
from engine.promises import celebrate, make_promise
from tests.core.programme import LEIDEN
from tests.core.test_maps import geojson

AXE = Path(__file__).parents[2] / "webui" / "node_modules" / "axe-core" / "axe.min.js"
REVIEWED = yaml.safe_load(Path(__file__).with_name("axe_reviewed.yaml").read_text())
RULES = {"resultTypes": ["violations", "incomplete"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "fenna": ("/", "/?view=team", "/?view=waiting", "/?view=snoozed", "/views", "/?q=niets", "/tasks/1", "/tasks/1/handoff", "/cases", "/cases/1", "/cases/new", "/handoffs",
              "/handoffs?view=given", "/neighbourhoods/BU05460901", "/search?q=soep", "/covers", "/covers/1", "/me", "/help", "/help/tour"),
    "cas": ("/people", "/people/1", "/settings", "/settings/map", "/progress", "/cases/1/mend", "/nowhere"),
    "floor": ("/", "/covers/1", "/covers/1/as/tasks/1"),
}
TABBABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
# Looked at when the next Tab goes down: by then the page has scrolled and drawn what the one before came to.
STOPS = """() => { window.stops = []; addEventListener('keydown', () => {
    const e = document.activeElement, b = e.getBoundingClientRect();
    const rings = [[e], [e, '::after'], [e.closest('li') ?? e], [e.closest('label') ?? e]].map(part => getComputedStyle(...part));
    const ring = Math.max(...rings.map(s => s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth)));
    const floating = [...document.querySelectorAll('.bar, .bulk, .row--keep')].filter(part => getComputedStyle(part).position === 'sticky' && !part.contains(e));
    const over = floating.map(part => part.getBoundingClientRect());
    const hidden = y => y > innerHeight || over.some(r => r.top <= y && y < r.bottom);
    const covered = [b.top + 1, (b.top + b.bottom) / 2, b.bottom - 1].every(hidden);
    stops.push({body: e === document.body, ring, covered, what: e.outerHTML.slice(0, 120)}); }, true); }"""


@pytest.fixture
def furnished_case(programme, case):
    """A case with something of everything: an offer, a note, somebody standing in, a second case further on."""
    task = 1
    programme.open("coffee", "floor", title="Thee bij de brug")
    ids = {login: programme.actor(login).person for login in ("fenna", "floor", "bram")}
    with programme.writing("floor") as work:
        offer_handoff(work, 2, to_person=ids["fenna"], note="De buren weten ervan.")
    with programme.writing("fenna") as work:
        add_note(work, case.id, "De buurtkamer is donderdag vrij.")
        make_promise(work, case.id, "Een bankje bij de brug", "group", "de mensen van de kade", date(2031, 3, 10), "Terugvertellen")
        celebrate(work, case.id, "Negen mensen op de stoep", "place")
        name_stand_in(work, Wish(ids["floor"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN)
    with programme.writing("cas") as work:
        upload_map(work, LEIDEN, drawing_of(geojson()))
    return task


@pytest.fixture
def visit(browser, address, furnished_case):
    """A page of somebody who has logged in; whatever the browser complains about is kept."""
    contexts = []

    def enter(login, complaints=None, **how):
        context = browser.new_context(locale="nl-NL", reduced_motion="reduce", **how)
        contexts.append(context)
        page = context.new_page()
        if complaints is not None:
            page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None)
        page.goto(f"{address}/login?municipality=GM0546")
        page.locator(f"button[name=login][value={login}]").click()
        return page

    yield enter
    for context in contexts:
        context.close()


def by_axe(page, place):
    """What it finds, and what it doubts and nobody looked at."""
    page.evaluate(AXE.read_text())
    seen = page.evaluate("rules => axe.run(document, rules)", RULES)
    yield from (f"{place}: {one['id']} {node['target']} {one['help']}" for one in seen["violations"] for node in one["nodes"])
    yield from (f"{place}: in doubt, {one['id']} {node['target']} {node['html'][:90]}" for one in seen["incomplete"] for node in one["nodes"]
                if not any(part in node["html"] for part in REVIEWED.get(one["id"], {})))


def by_keyboard(page, place):
    """Stops that nobody sees: without a ring around them, or under what stays at the bottom of the screen."""
    wanted = page.evaluate("what => [...document.querySelectorAll(what)].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0).length", TABBABLE)
    page.evaluate(STOPS)
    for _ in range(wanted + 6):
        page.keyboard.press("Tab")
    stops = list(takewhile(lambda stop: not stop["body"], page.evaluate("stops")[1:]))      # the first: where we stood before
    yield from (f"{place}: {stop}" for stop in stops if stop["ring"] < 2 or stop["covered"])
    if not stops:
        yield f"{place}: nothing to stop at"


@pytest.mark.parametrize("wide, screen", [(390, (360, 740)), (1280, (1280, 800))], ids=["phone", "desk"])
def test_axe_finds_nothing_and_every_stop_of_the_keyboard_is_seen(visit, address, wide, screen):
    bad, complaints, whole, seen = [], [], {"width": wide, "height": 4000}, dict(zip(("width", "height"), screen))
    for login, pages in PAGES.items():
        page = visit(login, complaints, viewport=whole)
        for place in pages:
            page.set_viewport_size(whole)
            page.goto(address + place)
            bad += by_axe(page, place)
            page.set_viewport_size(seen)
            if (most := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) > 0:
                bad.append(f"{place}: {most} too wide")
            bad += by_keyboard(page, place)
    assert bad == [], "\n".join(bad)
    assert [line for line in complaints if "status of 404" not in line] == []


def test_without_script_no_page_scrolls_sideways_on_a_narrow_phone_or_at_twice_the_size(visit, address):
    wide = []
    for login, pages in PAGES.items():
        page = visit(login, viewport={"width": 360, "height": 740}, java_script_enabled=False)
        for place in pages:
            page.goto(address + place)
            for width in (640, 360):                    # 640 is a desk's 1280 at 200%
                page.set_viewport_size({"width": width, "height": 740})
                if (most := page.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")) > 0:
                    wide.append(f"{place} at {width}: {most} too wide")
            if page.locator("h1").count() != 1:
                wide.append(f"{place}: {page.locator('h1').count()} headings")
    assert wide == []


def test_every_page_lets_in_nothing_from_elsewhere(visitor, furnished_case):
    for login, pages in PAGES.items():
        visitor.client.delete_cookie("aanzet")
        visitor.log_in(login)
        for place in pages:
            visitor.get(place, 404 if place == "/nowhere" else 200)
            policy = visitor.page.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy and "data:" not in policy, place
            assert " style=" not in visitor.page.text and "<script>" not in visitor.page.text and " onclick" not in visitor.page.text, place
