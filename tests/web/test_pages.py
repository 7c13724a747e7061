"""What people meet at the web door: their turns, a task with its form, the case, and kind refusals."""
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import CLOCK, SYSTEM
from engine.claims import claim_due
from engine.deadlines import fire_deadline
from engine.entering import make_link
from engine.people import add_person, give_role
from engine.tables import Draft, Task
from tests.core.processes import VISIT
from tests.core.programme import LEIDEN
from tests.web.coffee import GOOD


def task_of(programme):
    return programme.all(select(Task).where(Task.status.in_(("open", "claimed"))))[0]


def fire_due(programme):
    with programme.writing(CLOCK) as work:
        claimed = claim_due(work)
    for one in claimed:
        with programme.writing(CLOCK) as work:
            fire_deadline(work, one)


def answers(**more):
    return {name.replace(".", "__"): value for name, value in {**GOOD, **more}.items()}


def test_a_stranger_is_asked_who_they_are_and_comes_back(visitor, case, programme):
    number = task_of(programme).id
    assert visitor.client.get(f"/tasks/{number}").location == f"/login?next=/tasks/{number}"
    visitor.get(f"/login?next=/tasks/{number}")
    assert "Spreek plek en ritme af" in visitor.post("/login", login="fenna", next=f"/tasks/{number}")


@pytest.mark.parametrize("elsewhere", ["//elders.example", "/\\elders.example", "/\t/elders.example", "/\r/x", "/\n/elders.example", "/a b", "https://elders.example"])
def test_nobody_is_sent_to_another_site(visitor, case, elsewhere):
    visitor.get("/login")
    visitor.post("/login", follow=False, login="fenna", next=elsewhere)
    assert visitor.page.location == "/"
    visitor.get("/me")
    visitor.post("/me/language", follow=False, language="en", back=elsewhere)
    assert visitor.page.location == "/"


def test_without_a_link_only_the_demonstration_comes_in(visitor, programme):
    with programme.writing(SYSTEM) as work:
        give_role(work, add_person(work, "echt", "Echte Persoon").id, "coordinator", LEIDEN)
    assert "Echte Persoon" not in visitor.get("/login")
    for login in ("echt", "coordinator@GM0546"):
        assert "alleen iemand van het proefprogramma" in visitor.post("/login", 403, login=login)
        visitor.get("/login")


def test_a_link_lets_its_owner_in_once(visitor, programme, clock):
    with programme.reading(SYSTEM) as work:
        link, other = make_link(work, "fenna"), make_link(work, "fenna")
    assert "Hallo Fenna Veldzicht" in visitor.get(f"/login/{link}"), "looking spends nothing"
    visitor.get(f"/login/{link}")
    assert "Je bent" in visitor.post(f"/login/{link}")
    for spent in (link, link[:-1], "1.9.x.y", "...", "x"):
        assert "werkt niet meer" in visitor.get(f"/login/{spent}", 404)
    clock.now += timedelta(minutes=15)
    assert "werkt niet meer" in visitor.get(f"/login/{other}", 404)


def test_the_inbox_says_how_often_it_is_your_turn(visitor, case):
    page = visitor.log_in("fenna")
    assert "Je bent 1 keer aan zet" in page and "Spreek plek en ritme af" in page
    assert "over 9 dagen <small>(wo 12 maart)</small>" in page


def test_completing_moves_the_case_and_tells_who_is_next(visitor, case, programme):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{task_of(programme).id}")
    page = visitor.post(f"/tasks/{task_of(programme).id}", **answers())
    assert "Nu aan zet in dit dossier is iemand met de rol beleidsmedewerker" in page and "Je bent nergens aan zet" in page
    visitor.log_in("bram")
    page = visitor.get(f"/tasks/{task_of(programme).id}")
    assert "De banken staan op de stoep" in page and "Fenna Veldzicht (procesbegeleider)" in page
    assert "Dit is gedaan" in page
    assert "Daarmee is dit dossier afgerond" in visitor.post(f"/tasks/{task_of(programme).id}")


def test_mistakes_are_listed_with_links_and_nothing_is_lost(visitor, case, programme):
    visitor.log_in("fenna")
    number = task_of(programme).id
    visitor.get(f"/tasks/{number}")
    page = visitor.post(f"/tasks/{number}", 422, **answers(**{"host": "", "first.day": "31", "first.month": "4", "expect": "Soep & brood"}))
    assert "Er kloppen nog 2 dingen niet" in page
    assert 'href="#q-host"' in page and 'href="#q-first-day"' in page
    listed = re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', page)
    beside = re.findall(r'class="error" id="[^"]+">.*?<span>([^<]+)</span>', page)
    assert listed == beside and any("31 april" in sentence for sentence in listed)
    assert "Soep &amp; brood</textarea>" in page and 'value="street" checked' in page


def test_a_question_appears_when_an_answer_asks_for_it(visitor, case, programme):
    visitor.log_in("fenna")
    number = task_of(programme).id
    hidden = re.compile(r'data-question="/Field_other_place" hidden')
    assert hidden.search(visitor.get(f"/tasks/{number}"))
    page = visitor.post(f"/tasks/{number}", 422, **answers(place="other"))
    assert not hidden.search(page) and 'href="#q-other-place"' in page


def test_a_row_can_be_added_and_taken_away_without_script(visitor, case, programme):
    visitor.log_in("fenna")
    number = task_of(programme).id
    visitor.get(f"/tasks/{number}")
    page = visitor.post(f"/tasks/{number}", 200, **{"do": "add:guests", "guests": "", "guests[0].street": "Dijkstraat"})
    assert 'name="guests[0].street" value="Dijkstraat"' in page and 'name="guests[1].street"' in page
    page = visitor.post(f"/tasks/{number}", 200, **{"do": "drop:guests:0", "guests": "", "guests[0].street": "Dijkstraat", "guests[1].street": "Plein"})
    assert 'name="guests[0].street" value="Plein"' in page and 'name="guests[1].street"' not in page


def test_a_draft_waits_for_whoever_comes_back(visitor, case, programme):
    visitor.log_in("fenna")
    number = task_of(programme).id
    visitor.get(f"/tasks/{number}")
    page = visitor.post(f"/tasks/{number}", do="draft", host="Mevrouw Zonnehoed", first__day="31")
    assert 'value="Mevrouw Zonnehoed"' in page and "Concept bewaard" in page and 'name="first.day" value="31"' in page
    assert len(programme.all(select(Draft))) == 1


def test_a_colleague_takes_it_up_and_gives_it_back(visitor, case, programme):
    number = task_of(programme).id
    assert "1 beurt voor ons team" in (visitor.log_in("floor") and visitor.get("/?view=team"))
    assert "Jij bent aan zet" in visitor.post(f"/tasks/{number}/claim")
    other = type(visitor)(visitor.client.application)
    other.log_in("fenna")
    assert "Floor Zandhof is aan zet" in other.get(f"/tasks/{number}")
    other.post(f"/tasks/{number}/claim", 409)
    assert "Floor Zandhof is hier al mee bezig" in other.page.text and "Jouw tekst" not in other.page.text
    assert "Deze beurt ligt weer bij het team" in visitor.post(f"/tasks/{number}/release")


def test_who_comes_second_keeps_what_they_wrote(visitor, case, programme):
    number = task_of(programme).id
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}")
    other = type(visitor)(visitor.client.application)
    other.log_in("floor")
    other.get(f"/tasks/{number}")
    visitor.post(f"/tasks/{number}", **answers())
    page = other.post(f"/tasks/{number}", 409, **answers(host="Mijn eigen tekst"))
    assert "Jouw tekst is niet weg" in page and "Mijn eigen tekst" in page


def test_the_case_shows_both_boards_its_story_and_its_steps(visitor, case, programme):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{task_of(programme).id}")
    visitor.post(f"/tasks/{task_of(programme).id}", **answers())
    page = visitor.get(f"/cases/{case.id}")
    assert "De beurt ging van wijk naar bestuur" in page and "Fenna Veldzicht rondde af: Spreek plek en ritme af." in page
    assert "Iemand met de rol beleidsmedewerker is aan zet" in page and "Niemand aan zet" in page
    assert "Klaar op ma 3 maart, door Fenna Veldzicht" in page


def test_late_work_stands_first_and_says_how_late(visitor, case, clock):
    clock.now += timedelta(days=11)
    page = visitor.log_in("fenna")
    assert "2 werkdagen te laat" in page and "1 is te laat. De rest kan later." in page


def test_what_came_up_to_you_is_no_turn_of_yours(visitor, programme, clock):
    programme.publish(VISIT)
    visit = programme.open("visit", "fenna")
    clock.now += timedelta(days=8)
    fire_due(programme)
    page = visitor.log_in("cas")
    assert "Je bent nergens aan zet" in page
    page = visitor.get("/?view=team")
    assert "Opgeschaald naar jou" in page and "Kennismaken" in page
    assert visit.title in page


def test_starting_a_case_asks_what_where_and_a_name(visitor, programme):
    visitor.log_in("fenna")
    visitor.get("/cases/new")
    assert "Kies wat je gaat doen. Schrijf hoe dit dossier heet." in visitor.post("/cases", 422, place="GM0546/BU05460901", title="")
    page = visitor.post("/cases", 422, key="coffee", place="GM0546/BU05460901", title="")
    assert "Schrijf hoe dit dossier heet." in page
    assert "Koffie bij de brug" in visitor.post("/cases", key="coffee", place="GM0546/BU05460901", title="Koffie bij de brug")


def test_a_stranger_to_the_case_finds_nothing(visitor, case, programme):
    visitor.log_in("haag")
    assert "Deze pagina is er niet" in visitor.get(f"/cases/{case.id}", 404)
    visitor.get(f"/tasks/{task_of(programme).id}", 404)
    visitor.get(f"/cases/{case.id}/diagram.bpmn", 404)


def test_english_is_a_choice_that_stays(visitor, case):
    visitor.log_in("fenna")
    assert "It is your turn once" in visitor.post("/me/language", language="en", back="/")
    assert "Agree on place and rhythm" in visitor.get("/")
    assert "Who is the host?" in visitor.get("/tasks/1") and "Waar is de activiteit?" in visitor.page.text
    assert "Arrange the permit" in visitor.get(f"/cases/{case.id}")
    visitor.post("/logout")
    assert "Who are you today?" in visitor.get("/login")


@pytest.mark.parametrize("address", ["/", "/?view=team", "/?view=waiting", "/cases", "/cases/1", "/tasks/1", "/me", "/help", "/cases/new"])
def test_a_page_costs_few_statements(visitor, case, statements, address):
    visitor.log_in("fenna")
    visitor.get(address)
    statements.clear()
    visitor.get(address)
    assert 0 < len(statements) <= 12, statements


def test_a_finished_task_tells_what_was_answered_and_that_it_was_in_time(visitor, case, programme):
    visitor.log_in("fenna")
    number = task_of(programme).id
    visitor.get(f"/tasks/{number}")
    visitor.post(f"/tasks/{number}", **answers())
    page = visitor.get(f"/tasks/{number}")
    assert "Afgerond door Fenna Veldzicht" in page and "op tijd klaar <small>(ma 3 maart)</small>" in page
    assert "Op de stoep" in page and "1-5-2031" in page and "Elke week" in page and "<form class=\"card" not in page


def test_waiting_for_others_says_for_whom_and_how_long(visitor, case, programme, clock):
    visitor.log_in("fenna")
    number = task_of(programme).id
    visitor.get(f"/tasks/{number}")
    visitor.post(f"/tasks/{number}", **answers())
    clock.now += timedelta(days=2)
    page = visitor.get("/?view=waiting")
    assert "Je wacht op 1 beurt" in page and "voor beleidsmedewerker" in page and "wacht 2 werkdagen" in page
    waited_for = re.search(r'formaction="(/tasks/\d+/nudge)"', page)[1]
    assert "de ander weet nu dat je wacht" in visitor.post(waited_for)
    assert "Je hebt vandaag al laten weten dat je wacht" in visitor.post(waited_for, status=409)
    assert "Fenna Veldzicht liet weten te wachten op" in visitor.get(f"/cases/{case.id}")


def test_who_comes_too_late_finds_their_own_words_beside_what_was_given(visitor, app, case, programme):
    other, number = type(visitor)(app), task_of(programme).id
    for one, login in ((visitor, "fenna"), (other, "floor")):
        one.log_in(login)
        one.get(f"/tasks/{number}")
    visitor.post(f"/tasks/{number}", **answers(host="De buurtkamer"))
    page = other.post(f"/tasks/{number}", 409, **answers(host="Mijn eigen tekst"))
    yours, given = page.split("Wat jij had ingevuld")[1].split("Wat er is ingevuld")
    assert "Mijn eigen tekst" in yours and "De buurtkamer" in given


def test_whoever_reads_english_is_told_in_english_what_is_wrong(visitor, case, programme):
    number = task_of(programme).id
    visitor.log_in("fenna")
    visitor.post("/me/language", language="en")
    visitor.get(f"/tasks/{number}")
    page = visitor.post(f"/tasks/{number}", 422, do="complete")
    assert "Who is the host?" in page.split('id="errors"')[1].split("</ul>")[0] and "Wie is gastheer" not in page


def test_a_turn_is_given_to_who_has_the_role(visitor, case, programme):
    visitor.log_in("cas")
    give = visitor.get(f"/tasks/{task_of(programme).id}").split('id="give"')[1].split("</section>")[0]
    assert "Floor Zandhof" in give and "Fenna Veldzicht" in give and "Bram Dorpsgaard" not in give and "Cas Molenwijk" not in give


def test_a_session_that_is_over_says_so_and_leads_back_to_the_task(visitor, case, programme):
    number = task_of(programme).id
    visitor.log_in("fenna")
    visitor.client.delete_cookie("aanzet")
    answer = visitor.client.post(f"/tasks/{number}/draft", headers={"Accept": "application/json"})
    assert answer.status_code == 401 and answer.json["sentence"] == "Je was te lang weg. Log opnieuw in."
    assert visitor.client.post(f"/tasks/{number}").location == f"/login?next=/tasks/{number}"
    assert "Je was te lang weg" in visitor.get("/login")


def test_the_dates_of_your_turns_go_into_your_own_calendar(visitor, case):
    visitor.log_in("fenna")
    assert 'href="/me/calendar.ics"' in visitor.get("/me")
    dates = visitor.get("/me/calendar.ics")
    assert visitor.page.mimetype == "text/calendar" and f"{case.number} {case.title}" in dates and dates.count("BEGIN:VEVENT") == 1
