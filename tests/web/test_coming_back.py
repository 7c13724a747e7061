"""A session ends while somebody types, and their browser runs no script: nothing they typed is lost, and nobody else sees it."""
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from engine.tables import Draft, Note, Task
from tests.web.coffee import GOOD
from tests.web.conftest import Visitor

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def typed(**more):
    return {name.replace(".", "__"): value for name, value in {**GOOD, **more}.items()}


def carried(page):
    """What the page in between would send on."""
    form = page.split("<section")[1]
    return re.search(r'action="([^"]+)"', form)[1], [(name, unescape(text)) for name, text in HIDDEN.findall(form)]


def go_on(visitor, status):
    address, fields = carried(visitor.page.text)
    data = {}
    for name, text in fields:
        data.setdefault(name, []).append(text)
    visitor.page = visitor.client.post(address, data=data)
    assert visitor.page.status_code == status, visitor.page.text
    return visitor.page.text


@pytest.fixture
def fenna(visitor, case):
    visitor.log_in("fenna")
    return visitor


def test_a_task_sent_too_late_waits_as_a_draft(fenna, programme):
    fenna.get("/tasks/1")
    fenna.client.delete_cookie("aanzet")
    page = fenna.post("/tasks/1", **typed(host="Truus van de hoek", do="complete"))
    assert fenna.page.request.full_path.startswith("/login?next=/tasks/1") and "Wat je typte, is bewaard." in page and "Truus" not in page
    page = fenna.post("/login", login="fenna", next="/tasks/1")
    assert "Truus van de hoek" in page
    assert "Klaar." in fenna.post("/tasks/1", **typed(host="Truus van de hoek", do="complete"))


def test_an_old_form_for_an_address_that_does_not_exist_is_no_mistake_of_ours(fenna):
    fenna.get("/me")
    old = fenna.page
    fenna.log_in("fenna")
    fenna.page = old
    fenna.post("/nergens", 400)


def test_the_draft_is_of_who_typed_it_whoever_logs_in_next(app, fenna, programme):
    fenna.get("/tasks/1")
    old = fenna.page
    fenna.log_in("floor")
    fenna.page = old
    page = fenna.post("/tasks/1", 400, **typed(host="Truus van de hoek", do="complete"))
    assert "staat bij diegene als concept" in page and "Truus" not in page
    assert "Truus" not in fenna.get("/tasks/1")
    assert [(one.person_id, one.answers["host"]) for one in programme.all(select(Draft))] == [(programme.actor("fenna").person, "Truus van de hoek")]


def test_a_note_waits_in_a_page_that_does_not_show_it(fenna, programme, case):
    fenna.get(f"/cases/{case.id}")
    fenna.client.delete_cookie("aanzet")
    page = fenna.post(f"/cases/{case.id}/notes", 401, text="Bel Ans over de sleutel", to="")
    assert "Je was te lang weg" in page and 'target="_blank"' in page and "sleutel" not in page
    assert "sleutel" not in go_on(fenna, 401), "not back yet"
    waiting = fenna.page
    fenna.log_in("floor")
    fenna.page = waiting
    page = go_on(fenna, 409)
    assert "Deze pagina is van iemand anders" in page and "sleutel" not in page
    waiting = fenna.page
    fenna.log_in("fenna")
    fenna.page = waiting
    page = go_on(fenna, 409)
    assert "Je bent weer ingelogd" in page and "Bel Ans over de sleutel" in page and programme.all(select(Note)) == []
    go_on(fenna, 302)
    assert len(programme.all(select(Note))) == 1 and "Bel Ans over de sleutel" in fenna.get(f"/cases/{case.id}")


def test_who_logged_in_again_in_another_tab_says_so_once(fenna, programme, case):
    fenna.get("/tasks/1")
    old = fenna.page
    fenna.log_in("fenna")
    fenna.page = old
    page = fenna.post("/tasks/1", 409, **typed(do="complete"))
    assert "Je bent weer ingelogd" in page and ("do", "complete") in carried(page)[1]
    go_on(fenna, 302)
    assert programme.all(select(Draft)) == []


def test_in_somebodys_place_it_is_kept_in_that_place(app, fenna, programme):
    page = fenna.get("/covers")
    floor = page.split(">Floor Zandhof</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    fenna.post("/covers", municipality="GM0546", by=floor, first="2031-03-03", last="2031-03-07", asked="")
    other = Visitor(app)
    other.log_in("floor")
    other.get("/covers/1/as/tasks/1")
    other.client.delete_cookie("aanzet")
    assert "Wat je typte, is bewaard." in other.post("/covers/1/as/tasks/1", **typed(host="De buurtkamer"))
    assert "De buurtkamer" in other.post("/login", login="floor", next="/covers/1/as/tasks/1")


@pytest.mark.parametrize("spoil", [
    lambda token: token.partition(".")[0],                                              # a page for nobody
    lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),                      # signed by somebody else
    lambda token: re.sub(r"\.\d+-", ".2-", token)])                                     # another's name before the same signature
def test_words_without_a_true_signature_are_nobodys(fenna, programme, spoil):
    page = fenna.get("/tasks/1")
    token = spoil(re.search(r'name="_csrf" value="([^"]+)"', page)[1])
    fenna.client.delete_cookie("aanzet")
    answer = fenna.client.post("/tasks/1", data={"_csrf": token, "host": "Truus"})
    assert answer.location == "/login?next=/tasks/1" and programme.all(select(Draft)) == []


def test_a_page_of_last_week_and_a_person_who_left_keep_nothing(fenna, programme, clock):
    fenna.get("/tasks/1")
    fenna.client.delete_cookie("aanzet")
    clock.now += timedelta(days=5)
    fenna.post("/tasks/1", **typed(host="Truus"))
    assert programme.all(select(Draft)) == []


@pytest.mark.parametrize("act, then", [("claim", "/tasks/1"), ("release", "/")])
def test_claiming_and_letting_go_keep_a_half_filled_form(fenna, programme, act, then):
    if act == "release":
        programme.claim(programme.all(select(Task))[0], "fenna")
    assert f'formaction="/tasks/1/{act}"' in fenna.get("/tasks/1")
    page = fenna.post(f"/tasks/1/{act}", **typed(host="Truus van de hoek"))
    assert fenna.page.request.path == then and ("Wat je typte, blijft bij jou als concept" in page or act == "claim")
    assert "Truus van de hoek" in fenna.get("/tasks/1")


def test_claiming_from_a_list_or_with_an_empty_form_keeps_no_draft(fenna, programme):
    fenna.get("/tasks/1")
    fenna.post("/tasks/1/claim", place="", host="", do="complete")
    assert programme.all(select(Draft)) == []


def test_claiming_too_late_waits_as_a_draft_as_well(fenna, programme):
    fenna.get("/tasks/1")
    fenna.client.delete_cookie("aanzet")
    fenna.post("/tasks/1/claim", **typed(host="Truus van de hoek"))
    assert "Truus van de hoek" in fenna.post("/login", login="fenna", next="/tasks/1")


def test_without_script_the_form_is_kept_before_something_else_is_done_with_the_task(fenna):
    page = fenna.get("/tasks/1")
    assert re.search(r'<noscript><link rel="stylesheet" href="[^"]*no_script.css', page) and '<button class="btn btn--bare" type="submit" name="do" value="beside">' in page
    page = fenna.post("/tasks/1", **typed(host="Truus van de hoek", do="beside"))
    assert "is bewaard als concept" in page and 'action="/tasks/1/snooze"' in page and "no_script.css" not in page
    assert 'name="host"' not in page, "nothing to lose on this page"
    assert "Truus van de hoek" in fenna.get("/tasks/1")
