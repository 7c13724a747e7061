"""Noting how a meeting went, on a phone: how many, the mood, done. The rest is folded until something stands in it."""
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.tables import Task
from tests.core.processes import END, START, flows, process, user_task

FORM = (Path(__file__).parents[2] / "processes" / "intervention-cycle" / "bijeenkomst.form").read_bytes()
MEETING = process("meeting", START, user_task("note", "facilitator", "Opkomst en sfeer noteren", form="bijeenkomst"), END,
                  flows(("start", "note"), ("note", "end")), name="Bijeenkomst")


@pytest.fixture
def number(programme):
    programme.publish(MEETING, bijeenkomst__form=FORM)
    programme.open("meeting", "fenna", title="Soep op donderdag")
    return programme.all(select(Task).where(Task.element == "note"))[0].id


def test_one_field_and_two_taps(browser, address, programme, number):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL", has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/login?municipality=GM0546&next=/tasks/{number}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    expect(page.get_by_label("Iets erbij schrijven")).to_be_hidden()
    page.get_by_label("Hoeveel mensen waren er?").fill("14")
    page.get_by_text("Zonnig", exact=True).tap()
    page.get_by_role("button", name="Afronden").last.tap()
    expect(page.get_by_role("status").first).to_contain_text("Klaar.")
    [done] = programme.all(select(Task).where(Task.id == number))
    assert {name: done.answers[name] for name in ("guests", "mood")} == {"guests": 14, "mood": "zonnig"}
    context.close()


def test_what_stands_in_the_fold_is_not_overlooked(visitor, number):
    visitor.log_in("fenna")
    assert '<details class="fold" data-question="/meer"' in visitor.get(f"/tasks/{number}")
    page = visitor.post(f"/tasks/{number}", do="draft", remark="De soep was op")
    assert 'data-question="/meer"' in page and '<details class="fold" data-question="/meer"' not in page and "De soep was op" in page
