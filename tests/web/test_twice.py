"""A form sent twice, by a double tap on a slow line, counts once; the same words on a new page count again."""
import re

from sqlalchemy import select

from engine.tables import Case, Note, Task
from tests.core.exploring import FORMS, WALK
from tests.core.programme import STEVENSHOF

NUMBER = re.compile(r'name="_once" value="([^"]+)"')


def number_on(page: str, action: str) -> str:
    """The number of the form that goes to this address."""
    return NUMBER.search(page[page.index(f'action="{action}"'):])[1]


def test_a_case_begun_with_a_double_tap_begins_once(visitor, programme):
    visitor.log_in("fenna")
    wish = {"key": "coffee", "place": "GM0546/BU05460901", "title": "Soep op donderdag"}
    number = number_on(visitor.get("/cases/new"), "/cases")
    for _ in range(2):
        assert "Soep op donderdag" in visitor.post("/cases", _once=number, **wish)
        visitor.get("/cases/new")
    assert len(programme.all(select(Case).where(Case.title == wish["title"]))) == 1
    visitor.post("/cases", _once=number, **wish | {"title": "Soep op vrijdag"})        # back, and other words: another case
    visitor.post("/cases", _once=number_on(visitor.get("/cases/new"), "/cases"), **wish)
    assert len(programme.all(select(Case).where(Case.key == "coffee", Case.title.startswith("Soep")))) == 3


def test_a_note_and_a_task_of_ones_own_sent_twice_stand_there_once(visitor, programme, case):
    visitor.log_in("fenna")
    notes, tasks = f"/cases/{case.id}/notes", f"/cases/{case.id}/tasks"
    for address, words in ((notes, {"text": "Regel een\nRegel twee", "to": ""}), (tasks, {"title": "Bel de school", "role": "facilitator"})):
        number = number_on(visitor.get(f"/cases/{case.id}"), notes)
        visitor.post(address, _once=number, **words)
        visitor.post(address, _once=number, **words)
    assert len(programme.all(select(Note))) == 1
    assert len(programme.all(select(Task).where(Task.name == "Bel de school"))) == 1


def test_a_stand_in_named_with_a_double_tap_is_named_once_and_not_in_the_way_of_themselves(visitor, case):
    visitor.log_in("fenna")
    page = visitor.get("/covers")
    floor = re.search(r'value="(\d+)">Floor Zandhof', page)[1]
    wish = {"municipality": "GM0546", "by": floor, "first": "2031-03-03", "last": "2031-03-07", "_once": number_on(page, "/covers")}
    for _ in range(2):
        assert "Floor Zandhof vervangt Fenna Veldzicht" in visitor.post("/covers", **wish)
        visitor.get("/covers")


def test_lines_of_a_note_stay_lines(visitor, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    page = visitor.post(f"/cases/{case.id}/notes", text="Regel een\nRegel twee", to="")
    assert 'as-typed">Regel een\nRegel twee</p>' in page


def test_every_form_that_begins_a_free_activity_has_a_number(visitor, programme):
    programme.publish(WALK, **FORMS)
    case = programme.open("walk", "fenna", title="De Stevenshof verkennen")
    visitor.log_in("fenna")
    for page in (f"/cases/{case.id}", f"/neighbourhoods/{STEVENSHOF}"):
        forms = [form.split("</form>")[0] for form in visitor.get(page).split(f'action="/cases/{case.id}/start"')[1:]]
        assert forms and all(NUMBER.search(form) for form in forms), page
