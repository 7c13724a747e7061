"""The inbox as it is used: narrowed, kept as a view, put off, and several tasks at once."""
import re
from datetime import date

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.asides import snooze_task
from engine.dating import ask_for_date
from engine.handoffs import offer_handoff
from engine.covers import Wish, name_stand_in
from engine.people import give_role
from engine.queries.paging import cursor_of
from engine.tables import FirstView, SavedView, Task
from tests.core.programme import DEN_HAAG, LEIDEN, STEVENSHOF
from workers.jobs import look

NAMES = ("Soep op donderdag", "Repaircafé", "Moestuin")


@pytest.fixture
def turns(programme):
    """Three turns for Fenna and Floor: Fenna began them, so they are hers."""
    for name in NAMES:
        programme.open("coffee", "fenna", title=name)
    return [task.id for task in programme.all(select(Task).order_by(Task.id))]


@pytest.fixture
def fenna(visitor, turns):
    visitor.log_in("fenna")
    return visitor


def bulk(visitor, do, picks, **fields):
    """The form as a browser sends it: a field for each tick."""
    token = re.search(r'name="_csrf" value="([^"]+)"', visitor.page.text)[1]
    visitor.page = visitor.client.post("/bulk", data={"_csrf": token, "do": do, "pick": [str(one) for one in picks], **fields})
    return visitor.page.text


def listed(page):
    return re.findall(r'<a class="task__t" href="/tasks/\d+">[^<]*</a>\s*<p class="task__m dots">(.*?)</p>', page)


def test_every_filter_narrows_and_what_is_chosen_stays_chosen(fenna):
    assert len(listed(fenna.get("/?view=mine"))) == 3
    assert len(listed(fenna.get("/?view=mine&q=repair"))) == 1
    for narrow in (f"neighbourhood={STEVENSHOF}", "process=coffee", "role=facilitator", "until=2031-03-31", "due=later"):
        page = fenna.get(f"/?view=mine&{narrow}")
        assert len(listed(page)) == 3 and f'value="{narrow.partition("=")[2]}"' in page, narrow
    for narrow in ("neighbourhood=BU00000000", "process=x", "phase=shaping", "role=executive", "until=2031-03-04", "municipality=GM0518"):
        assert "Geen taken gevonden." in fenna.get(f"/?view=mine&{narrow}"), narrow


@pytest.mark.parametrize("address", ["/?cursor=verzonnen", "/?until=31-31-31", "/?until=9999-12-31", "/?view=team&cursor=W10"])
def test_an_address_that_was_cut_shows_the_beginning_with_a_sentence(fenna, address):
    fenna.get(address, 302)
    page = fenna.get(fenna.page.location)
    assert 'role="alert"' in page and "<h1>" in page


def test_a_view_is_kept_opened_with_and_taken_away(fenna, programme):
    fenna.get("/?view=mine&q=repair")
    page = fenna.post("/views", name=" Techniek ", **{"w-q": "repair"}, first="yes")
    assert "Bewaard: Techniek." in page and len(listed(page)) == 1
    assert len(listed(fenna.get("/"))) == 1 and len(listed(fenna.get("/?view=mine"))) == 3
    fenna.get("/?view=mine&q=moes")
    fenna.post("/views", name="techniek", **{"w-q": "moes"})
    view, = programme.all(select(SavedView))
    assert view.wanted == {"q": "moes"} and [one.view_id for one in programme.all(select(FirstView))] == [view.id]
    assert "Ik ben aan zet, Zoekwoord: “moes”" in fenna.get("/views")
    fenna.post("/views/first", view="")
    assert len(listed(fenna.get("/"))) == 3
    fenna.get("/views")
    assert "De weergave is weg." in fenna.post(f"/views/{view.id}/delete")
    assert programme.all(select(SavedView)) == []


def test_places_and_processes_are_called_by_name_also_where_nothing_is_left(fenna, programme):
    page = fenna.get(f"/?view=waiting&neighbourhood={STEVENSHOF}&municipality={LEIDEN}&role=policy_officer")
    for code, name in ((STEVENSHOF, "Stevenshof"), (LEIDEN, "Leiden"), ("policy_officer", "beleidsmedewerker")):
        assert f'<option value="{code}" selected>{name}</option>' in page
    with programme.office.writing(SYSTEM) as work:
        give_role(work, programme.actor("fenna").person, "facilitator", DEN_HAAG)
    page = fenna.get("/?view=team&due=late")
    assert f'<option value="{DEN_HAAG}">Den Haag</option><option value="{LEIDEN}">Leiden</option>' in page.split('id="v-place"')[1]


def test_a_shared_view_is_for_everybody_there_and_for_nobody_elsewhere(fenna, programme):
    fenna.get("/?view=team&due=late")
    fenna.post("/views", name="Overleg", **{"w-view": "team", "w-due": "late"}, municipality=LEIDEN)
    view, = programme.all(select(SavedView))
    fenna.log_in("floor")
    assert "Overleg" in fenna.get("/") and "gedeeld door Fenna Veldzicht" in fenna.get("/views")
    fenna.post("/views/first", view=str(view.id))
    assert 'aria-current="page">Ons team' in fenna.get("/")
    fenna.get("/views")
    fenna.post(f"/views/{view.id}/delete", status=403)
    fenna.get("/login")
    fenna.post("/login", login="haag")
    assert "Overleg" not in fenna.get("/views")
    fenna.post("/views/first", view=str(view.id), status=404)
    fenna.log_in("cas")
    fenna.get("/views")
    fenna.post(f"/views/{view.id}/delete")
    assert programme.all(select(SavedView)) == programme.all(select(FirstView)) == []


def test_a_view_of_nothing_or_without_a_name_is_not_kept(fenna, programme):
    fenna.get("/?view=mine&q=repair")
    assert "Geef deze weergave een naam." in fenna.post("/views", name=" ", **{"w-q": "repair"})
    assert "Kies eerst een filter" in fenna.post("/views", name="Leeg")
    assert "waar je werkt" in fenna.post("/views", name="Elders", **{"w-q": "x"}, municipality="GM0518")
    assert programme.all(select(SavedView)) == []


def test_several_tasks_are_put_off_and_taken_back(fenna, turns):
    fenna.get("/?view=mine")
    page = bulk(fenna, "snooze", turns[:2])
    assert "Tot wanneer stel je dit uit?" in page and page.count('name="pick"') == 2 and "Tot di 4 maart" in page
    page = bulk(fenna, "snooze", turns[:2], until="2031-03-06")
    assert "Gelukt bij 2 taken" in page and page.count("Uitgesteld tot do 6 maart.") == 2
    page = fenna.get("/?view=mine")
    assert "Je bent 1 keer aan zet" in page and 'id="g-aside"' in page and page.count("uitgesteld tot do 6 maart") == 2
    page = bulk(fenna, "wake", turns[:2])
    assert page.count("Staat weer bij jouw beurten.") == 2 and "Maak ongedaan" not in page
    assert "Je bent 3 keer aan zet" in fenna.get("/?view=mine")


def test_what_was_put_off_has_a_list_of_its_own_that_takes_it_back(fenna, programme, turns):
    for task in turns:
        with programme.writing("fenna") as work:
            snooze_task(work, task, date(2031, 3, 6))
    page = fenna.get("/?view=snoozed")
    assert all("uitgesteld tot" in row for row in listed(page)) and len(listed(page)) == 3 and 'name="do" value="wake">Haal nu terug' in page
    assert "Gelukt bij 2 taken" in bulk(fenna, "wake", turns[:2], view="snoozed")
    assert len(listed(fenna.get("/?view=snoozed"))) == 1


def test_all_that_is_picked_is_what_stands_on_this_page(fenna, programme):
    first = programme.all(select(Task).order_by(Task.sort_at, Task.id))[0]
    shown = listed(fenna.get(f"/?view=mine&cursor={cursor_of(first.quiet, first.sort_at, first.id)}"))
    every = re.search(r'href="([^"]+all=1)"', fenna.page.text)[1].replace("&amp;", "&")
    assert listed(fenna.get(every)) == shown and len(shown) == 2 and fenna.page.text.count('aria-label="Kies: ') == 2


def test_what_cannot_be_done_says_so_and_stops_nothing_else(fenna, turns, programme):
    programme.claim(programme.all(select(Task))[1], "floor")
    fenna.get("/?view=team")
    page = bulk(fenna, "claim", [*turns, 999999, "x"])
    assert "Gelukt bij 2 taken" in page and "Bij 1 taak lukte het niet." in page and "1 taak is er niet meer" in page
    assert "Floor Zandhof" in page and page.index("Floor Zandhof") < page.index("Opgepakt.")
    undo = re.findall(r'name="pick" value="(\d+)"', page)
    page = bulk(fenna, "release", undo)
    assert page.count("Deze beurt ligt weer bij het team.") == 2
    assert bulk(fenna, "claim", []).count("Je hebt niets gekozen") == 1


def test_several_turns_are_offered_and_the_offers_taken_back(fenna, turns, programme):
    fenna.get("/?view=mine")
    assert "Floor Zandhof" in bulk(fenna, "hand_over", turns)
    floor = programme.actor("floor").person
    page = bulk(fenna, "hand_over", turns, to=f"person:{floor}", agreed="Bel eerst")
    assert page.count("Aangeboden. Tot de ander aanneemt, blijf jij aan zet.") == 3
    assert page.count("al aangeboden") == 0 and bulk(fenna, "hand_over", turns, to=f"person:{floor}").count("al aangeboden") == 3
    assert bulk(fenna, "withdraw", turns).count("Het aanbod is ingetrokken.") == 3


def test_a_day_that_does_not_exist_is_asked_again(fenna, turns):
    fenna.get("/?view=mine")
    for day in ("2031-02-31", "9999-12-31"):
        page = bulk(fenna, "snooze", turns[:1], day=day)
        assert fenna.page.status_code == 422 and "Deze dag bestaat niet." in page and "Tot wanneer stel je dit uit?" in page
    assert bulk(fenna, "dance", turns) and fenna.page.status_code == 400


def test_who_decides_about_a_date_reads_the_question_once(visitor, programme, turns):
    with programme.writing("fenna") as work:
        ask_for_date(work, turns[0], date(2031, 3, 20), "De zaal is bezet")
    for login, beside in (("cas", False), ("fenna", True)):
        visitor.log_in(login)
        page = visitor.get(f"/tasks/{turns[0]}")
        assert page.count("De zaal is bezet") == 1 and ('id="asked-date"' in page) == beside, login


def test_the_pulse_changes_only_when_something_happened(fenna, turns, programme):
    mark = fenna.get("/pulse")
    assert re.search(r'data-mark="([^"]+)"', fenna.get("/"))[1] in mark and fenna.get("/pulse") == mark
    programme.claim(programme.all(select(Task))[0], "floor")
    assert fenna.get("/pulse") != mark
    answer = fenna.client.get("/pulse", headers={"X-Live": "1"})
    assert "Set-Cookie" not in answer.headers and "Set-Cookie" in fenna.client.get("/pulse").headers


def test_the_fullest_inbox_takes_twelve_statements(visitor, programme, turns, statements):
    """Everything at once: an offer with words, a question about a date, something put off, something told, a view, somebody to stand in for."""
    who = {login: programme.actor(login).person for login in ("fenna", "floor")}
    with programme.office.writing(SYSTEM) as work:
        give_role(work, who["fenna"], "coordinator", LEIDEN)
    offered, asked = (programme.open("coffee", "floor", title=title).id for title in ("Bij de brug", "Bij de molen"))
    tasks = {task.case_id: task.id for task in programme.all(select(Task))}
    with programme.writing("floor") as work:
        offer_handoff(work, tasks[offered], to_person=who["fenna"], note="De buren weten ervan.")
        ask_for_date(work, tasks[asked], date(2031, 4, 30), "De zaal is dicht")
    with programme.writing("fenna") as work:
        snooze_task(work, turns[0], date(2031, 3, 6))
    with programme.writing("floor") as work:
        name_stand_in(work, Wish(who["fenna"], date(2031, 3, 3), date(2031, 3, 7)), LEIDEN)
    look(programme.office)
    visitor.log_in("fenna")
    visitor.get("/?view=mine&q=bij")
    visitor.post("/views", name="Alles", **{"w-due": "later"}, first="yes")
    for view in ("/", "/?view=mine", "/?view=team", "/?view=waiting", "/?view=snoozed", "/pulse"):
        statements.clear()
        page = visitor.get(view)
        assert len(statements) <= (3 if view == "/pulse" else 12), "\n\n".join(statements)
        if view == "/?view=mine":
            assert "De buren weten ervan." in page and "De zaal is dicht" in page and 'id="g-aside"' in page and 'id="news"' in page and "Je vervangt Floor Zandhof." in page
