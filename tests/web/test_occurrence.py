"""Noting how a meeting went, on a phone: who was there, the mood, done. The rest is folded until something stands in it."""
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.participants import add_participant
from engine.tables import Attendance, Case, Participant, PersonalValue, Task
from tests.core.processes import END, START, flows, own, process, user_task
from tests.core.test_attendance import MISSED, TELL, noted, refs

FOLDER = Path(__file__).parents[2] / "processes" / "intervention-cycle"
MEETING = ('<bpmn:message id="m" name="regular-missed" />'
           + process("meeting", START, '<bpmn:exclusiveGateway id="again" />',
                     user_task("note", "facilitator", "Opkomst en sfeer noteren", own(attendance="wie-wordt-gemist", newcomer="wants-company"), form="bijeenkomst"), TELL,
                     flows(("start", "again"), ("again", "note"), ("note", "tell"), ("tell", "again")), name="Bijeenkomst"))
COMPANY = ('<bpmn:message id="m" name="wants-company" />'
           + process("beside", '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>',
                     user_task("introduce", "facilitator", "Warm voorstellen"), END, flows(("start", "introduce"), ("introduce", "end")), name="Naast de deelnemer"))
EARLIER = process("earlier", START, user_task("note", "facilitator", "Noteren", form="bijeenkomst"), END, flows(("start", "note"), ("note", "end")))


@pytest.fixture
def case(programme):
    """Soup on Thursdays. Ger, Fatima and Sjaak are always there: four times so far."""
    form = (FOLDER / "bijeenkomst.form").read_bytes()
    programme.publish(MEETING, EARLIER, bijeenkomst__form=form, **{"wie-wordt-gemist.dmn": (FOLDER / "wie-wordt-gemist.dmn").read_bytes()})
    programme.publish(MISSED, COMPANY)
    case = programme.open("meeting", "fenna", title="Soep op donderdag")
    for name in ("Ger", "Fatima", "Sjaak"):
        with programme.writing("fenna") as work:
            add_participant(work, case.id, name, agreed=True)
    for _ in range(4):
        noted(programme, case)
    return case


@pytest.fixture
def phone(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nl-NL", has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/login?municipality=GM0546")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    yield page
    context.close()


def test_from_the_inbox_three_taps_and_a_line(phone, programme, case):
    """Open it, the mood, keep it. Who was there last time stands there already."""
    phone.get_by_role("link", name="Opkomst en sfeer noteren").first.tap()
    expect(phone.get_by_role("checkbox", name="Ger").first).to_be_checked()
    expect(phone.get_by_role("button", name="Afronden").last).to_be_in_viewport(ratio=1)
    phone.get_by_label("Iets erbij schrijven").fill("De soep was op")
    phone.get_by_text("Zonnig", exact=True).tap()
    phone.get_by_role("button", name="Afronden").last.tap()
    expect(phone.get_by_role("status").first).to_contain_text("Klaar.")
    [done] = programme.all(select(Task).where(Task.case_id == case.id, Task.status == "completed").order_by(Task.id.desc()).limit(1))
    assert (done.answers["mood"], done.answers["remark"], sorted(done.answers["present"])) == ("zonnig", "De soep was op", sorted(refs(programme, case)))


def test_on_the_screen_three_taps_with_a_regular_missing(phone, programme, case):
    """Tap away who was not there, the mood, keep it: the facilitator has the turn, within the hour."""
    phone.get_by_role("link", name="Opkomst en sfeer noteren").first.click()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    small = phone.locator(".pill").evaluate_all("all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).length")
    assert small == 0
    phone.get_by_text("Ger", exact=True).first.tap()
    phone.get_by_text("Gewoon", exact=True).tap()
    phone.get_by_role("button", name="Afronden").last.tap()
    expect(phone.get_by_role("main")).to_contain_text("Er mist een vaste gast")
    phone.goto(phone.url.split("/tasks")[0] + "/")
    row = phone.locator(".task", has_text="Nagaan")
    expect(row).to_contain_text("vandaag")
    row.get_by_role("link").first.click()
    expect(phone.locator("main")).to_contain_text("Nagaan")


def test_it_goes_without_script_as_well(visitor, programme, case):
    visitor.log_in("fenna")
    [task] = programme.all(select(Task).where(Task.case_id == case.id, Task.status.in_(("open", "claimed"))))
    ger, fatima, sjaak = refs(programme, case)
    page = visitor.get(f"/tasks/{task.id}")
    assert page.split("<aside")[0].count("checked") == 3 and page.index("Wie was er?") < page.index("Hoe was de sfeer?")
    page = visitor.post(f"/tasks/{task.id}", do="complete", present=fatima, signed_off=sjaak, mood="stroef")
    assert "Er mist een vaste gast" in page
    last = programme.all(select(Attendance.how).order_by(Attendance.occurrence_id.desc(), Attendance.participant_id).limit(3))
    assert last == ["asked", "present", "signed_off"]


def test_what_stands_in_the_fold_is_not_overlooked(visitor, programme, case):
    programme.open("earlier", "fenna", title="Lezen")
    [task] = programme.all(select(Task).where(Task.name == "Noteren"))
    visitor.log_in("fenna")
    page = visitor.get(f"/tasks/{task.id}")
    assert '<details class="fold" data-question="/meer"' in page and "Wie was er?" in page
    page = visitor.post(f"/tasks/{task.id}", do="draft", look_back_now="true")
    assert 'data-question="/meer"' in page and '<details class="fold" data-question="/meer"' not in page


def test_the_list_is_kept_with_a_yes_and_forgets_at_a_word(visitor, programme, case):
    visitor.log_in("fenna")
    assert f"/cases/{case.id}/participants" in visitor.get(f"/cases/{case.id}")
    page = visitor.get(f"/cases/{case.id}/participants")
    assert "Ger" in page and "4 van de laatste 4 keer" in page
    assert "Vraag eerst of het mag" in visitor.post(f"/cases/{case.id}/participants", 422, name="Noor")
    assert 'value="Noor"' in visitor.page.text
    assert "staat op de lijst" in visitor.post(f"/cases/{case.id}/participants", name="Noor", agreed="yes")
    ger = programme.all(select(Participant).order_by(Participant.id))[0]
    assert "De naam is gewist" in visitor.post(f"/cases/{case.id}/participants/{ger.id}/remove")
    assert ">Ger<" not in visitor.page.text and ">Noor<" in visitor.page.text
    assert programme.all(select(PersonalValue).where(PersonalValue.id == ger.name["$personal"])) == []
    visitor.log_in("haag")
    visitor.get(f"/cases/{case.id}/participants", 404)


def test_a_guest_who_wants_company_gets_one_case_without_a_name(visitor, programme, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}/participants")
    fatima = programme.all(select(Participant).order_by(Participant.id))[1]
    page = visitor.post(f"/cases/{case.id}/participants/{fatima.id}/company")
    assert "Warm voorstellen" in page and "Fatima" not in page
    visitor.get(f"/cases/{case.id}/participants")
    assert "staat al iemand" in visitor.post(f"/cases/{case.id}/participants/{fatima.id}/company")
    [track] = programme.all(select(Case).where(Case.key == "beside"))
    assert (track.parent_id, track.neighbourhood, track.data[""]["participant"]) == (case.id, case.neighbourhood, fatima.ref)
