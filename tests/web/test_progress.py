"""Where neighbourhoods stand, as a manager sees it: it changes with the work, can be narrowed, ordered, and taken to a spreadsheet."""
import csv
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.handoffs import offer_handoff
from engine.municipalities import add_neighbourhood
from engine.people import add_person, give_role
from engine.tables import Task
from tests.core.programme import LEIDEN
from tests.web.test_watching import PHASED

AXE = Path(__file__).parents[2] / "webui" / "node_modules" / "axe-core" / "axe.min.js"
HOUT = "BU05460902"


@pytest.fixture
def watched(programme, app):
    """A case in Stevenshof, nothing in Houtkwartier, and somebody who watches over both."""
    programme.publish(PHASED)
    with programme.writing(SYSTEM) as work:
        add_neighbourhood(work, HOUT, "=Houtkwartier", LEIDEN)
        give_role(work, add_person(work, "manu", "Manu Verrekijker").id, "manager", LEIDEN)
    settings = app.extensions["aanzet_settings"]
    app.extensions["aanzet_settings"] = replace(settings, players=settings.players | {"manu"})
    programme.open("visit", "fenna", title="Bezoek")
    return programme


def rows_of(visitor, address):
    """The neighbourhoods in the table, in order."""
    page = visitor.get(address).partition('id="where"')[2].partition("</table>")[0]
    return re.findall(r'<a href="/neighbourhoods/\w+">=?(\w+)</a>', page)


def test_what_one_does_not_ask_for_is_left_out(visitor, watched, clock):
    visitor.log_in("manu")
    assert rows_of(visitor, "/progress") == ["Houtkwartier", "Stevenshof"]
    assert rows_of(visitor, "/progress?order=wait") == rows_of(visitor, "/progress?order=phase") == ["Stevenshof", "Houtkwartier"]
    assert rows_of(visitor, "/progress?phase=exploring") == rows_of(visitor, "/progress?only=wijk") == ["Stevenshof"]
    assert rows_of(visitor, "/progress?phase=none") == ["Houtkwartier"]
    assert "Geen buurt past hierbij" in visitor.get("/progress?only=late")
    clock.now += timedelta(days=9)
    assert "1 buurt past hierbij" in visitor.get("/progress?only=late&order=late")
    assert rows_of(visitor, "/progress?phase=nowhere&order=sideways") == ["Houtkwartier", "Stevenshof"]


@pytest.mark.parametrize("language, mark, head", [("nl", ";", "Gemeente"), ("en", ",", "Municipality")])
def test_the_same_rows_go_to_a_spreadsheet(visitor, watched, language, mark, head):
    visitor.log_in("manu")
    visitor.post("/me/language", language=language, back="/progress")
    answer = visitor.client.get("/progress.csv?order=wait")
    assert answer.mimetype == "text/csv" and "2031-03-03.csv" in answer.headers["Content-Disposition"]
    top, stevenshof, hout = csv.reader(answer.data.decode("utf-8-sig").splitlines(), delimiter=mark)
    assert top[0] == head and stevenshof[:4] == ["Leiden", "BU05460901", "Stevenshof", "1"]
    assert stevenshof[6] == "1" and stevenshof[8] == "2031-03-03" and stevenshof[12:] == ["0", "0", "0"]
    assert hout[2] == "'=Houtkwartier"          # no spreadsheet works it out


def test_the_spreadsheet_is_for_who_watches(visitor, watched):
    visitor.log_in("fenna")
    assert visitor.client.get("/progress.csv").status_code == 403


@pytest.mark.parametrize("width", [1280, 390], ids=["at a desk", "on a phone"])
def test_a_manager_sees_phase_turn_and_waiting_handoff_change(browser, address, watched, clock, width):
    page, complaints = browser.new_context(viewport={"width": width, "height": 900}, locale="nl-NL").new_page(), []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/login?municipality={LEIDEN}&next=/progress")
    page.get_by_role("button", name="Manu Verrekijker").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Stevenshof"))
    handed = page.get_by_role("region", name="Welke overdrachten wachten?")

    def stands(*words, waits):
        page.goto(f"{address}/progress")
        for word in words:
            expect(row).to_contain_text(word)
        expect(handed).to_contain_text(waits)

    stands("Verkennen", "Procesbegeleider", "sinds vandaag", waits="Geen. Alles wat is overgegeven, is opgepakt.")
    clock.now += timedelta(days=2)
    stands("2 werkdagen", "sinds ma 3 maart", waits="Geen")
    [task] = watched.all(select(Task))
    with watched.writing("fenna") as work:
        offer_handoff(work, task.id, to_role="coordinator")
    stands("1 dossier", waits="warm, door een mens")
    expect(row.locator("[data-k='Overdracht wacht']")).to_have_text("1")
    watched.complete(task, "fenna")
    stands("Beleidsmedewerker", waits="door het proces")
    watched.complete(watched.all(select(Task).where(Task.status == "open"))[0], "bram")
    stands("nog geen fase", "niemand", waits="Geen. Alles wat is overgegeven, is opgepakt.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Download als CSV")).to_be_hidden()
    expect(row).to_be_visible()
    assert complaints == []
