"""Who watches over a programme: where neighbourhoods stand, who works there, what is agreed about time, and finding things back."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.errors import NotAllowed, NotFound
from engine.handoffs import offer_handoff
from engine.people import add_person, give_role
from engine.queries.neighbourhoods import neighbourhood_view, search
from engine.queries.people import colleague, colleagues
from engine.queries.progress import progress
from engine.school import Holiday
from engine.tables import Membership, Municipality, Person, Task
from tests.core.processes import VISIT
from tests.core.programme import DEN_HAAG, LEIDEN, STEVENSHOF, furnishing, programme_at

PHASED = VISIT.replace('name="Bezoek" isExecutable="true">', 'name="Bezoek" isExecutable="true"><bpmn:extensionElements><zeebe:properties>'
                       '<zeebe:property name="aanzet:phase" value="exploring" /></zeebe:properties></bpmn:extensionElements>')
TRACK = VISIT.replace('"visit"', '"participant-track"')


def settle(programme) -> None:
    programme.publish(PHASED)
    programme.publish(TRACK)
    with programme.writing(SYSTEM) as work:
        give_role(work, add_person(work, "manu", "Manu Verrekijker").id, "manager", LEIDEN)


WATCHED = furnishing("watched", settle)


@pytest.fixture
def both(furnished, database_kind, clock):
    """The programme on a database of each kind, with a manager."""
    with programme_at(furnished(database_kind, WATCHED), clock) as found:
        yield found


def test_a_manager_sees_where_things_stand_and_no_track_of_anybody(both, clock):
    both.open("visit", "fenna", title="Bezoek aan de brug")
    both.open("participant-track", "fenna", title="Traject")
    clock.now += timedelta(days=9)
    with both.reading("manu") as work:
        found = progress(work)
    [place] = found.places
    assert (place.name, place.phase, place.also, place.known, place.cases) == ("Stevenshof", "exploring", (), frozenset(), 2)
    assert [(turn.board, turn.role, turn.number, turn.late) for turn in place.turns] == [("wijk", "facilitator", 2, 2)]
    assert [one.case_title for one in found.late] == ["Bezoek aan de brug"]
    with both.reading("manu") as work:
        [here] = neighbourhood_view(work, STEVENSHOF).cases
        assert here.title == "Bezoek aan de brug" and search(work, "traject").cases == ()


def test_the_phase_and_the_waiting_handoff_change_with_the_work(both):
    both.open("visit", "fenna", title="Bezoek")
    [task] = both.all(select(Task))
    with both.writing("fenna") as work:
        offer_handoff(work, task.id, to_role="coordinator")
    with both.reading("manu") as work:
        found = progress(work)
    assert (found.waiting_number, found.waiting[0].by_hand, found.waiting[0].to_role) == (1, True, "coordinator")
    both.complete(task, "fenna")
    with both.reading("manu") as work:
        found = progress(work)
    assert [(one.by_hand, one.to_role) for one in found.waiting] == [(False, "policy_officer")]
    assert found.places[0].turns[0].board == "bestuur" and found.places[0].done == 1
    both.complete(both.all(select(Task).where(Task.status == "open"))[0], "bram")
    with both.reading("manu") as work:
        found = progress(work)
    assert (found.places[0].phase, found.places[0].known, [one.title for one in found.ended]) == (None, {"exploring"}, ["Bezoek"])


def test_progress_is_for_who_watches_and_only_their_own_municipality(both):
    both.open("visit", "fenna", title="Bezoek")
    with both.reading("fenna") as work, pytest.raises(NotAllowed):
        progress(work)
    with both.reading("haag") as work:
        assert [place.municipality for place in progress(work, LEIDEN).places] == []
        with pytest.raises(NotFound):
            neighbourhood_view(work, STEVENSHOF)
        found = search(work, "stevens")
        assert (found.cases, found.tasks, found.neighbourhoods) == ((), (), ())


def test_one_finds_what_one_may_see_by_name_and_number(both):
    case = both.open("visit", "fenna", title="Bezoek aan de brug")
    with both.reading("floor") as work:
        assert [one.id for one in search(work, case.number.lower()).cases] == [case.id]
        assert [one.title for one in search(work, "kennis").tasks] == ["Kennismaken"]
        assert search(work, "STEVENSH").neighbourhoods == ((STEVENSHOF, "Stevenshof", "Leiden"),)
        assert search(work, "k").tasks == ()


def test_a_coordinator_sees_who_works_there_and_nobody_elses_people(both):
    both.open("visit", "fenna")
    both.claim(both.all(select(Task))[0], "fenna")
    with both.reading("cas") as work:
        found = colleagues(work, DEN_HAAG)
        assert found.municipality == LEIDEN
        assert {one.login: one.turns for one in found.people} == {"bram": 0, "cas": 0, "fenna": 1, "floor": 0, "manu": 0}
        with pytest.raises(NotFound):
            colleague(work, next(one.id for one in work.session.scalars(select(Person)) if one.login == "haag"))
    with both.reading("fenna") as work, pytest.raises(NotAllowed):
        colleagues(work)


def test_somebody_joins_gets_another_role_and_leaves(visitor, programme, case):
    visitor.log_in("cas")
    visitor.get("/people?municipality=GM0546")
    assert "Kies een rol." in visitor.post("/people", 422, municipality="GM0546", name="Zita Tuinhek", login="zita.tuinhek", role="")
    assert 'value="Zita Tuinhek"' in visitor.page.text
    page = visitor.post("/people", municipality="GM0546", name="Zita Tuinhek", login="Zita.Tuinhek", role="facilitator", place=STEVENSHOF)
    assert "Zita Tuinhek doet mee." in page and "Procesbegeleider" in page
    number = programme.all(select(Person.id).where(Person.login == "zita.tuinhek"))[0]
    assert "sleutelfiguur" in visitor.post(f"/people/{number}/roles", municipality="GM0546", role="key_figure").lower()
    role = programme.all(select(Membership.id).where(Membership.person_id == number, Membership.role == "key_figure"))[0]
    assert "De rol is geëindigd" in visitor.post(f"/people/{number}/roles/{role}/end", municipality="GM0546")
    assert "Zita Tuinhek doet niet meer mee." in visitor.post(f"/people/{number}/leave", municipality="GM0546")
    assert "1 mens had hier eerder een rol" in visitor.page.text


def test_a_municipality_agrees_on_time(visitor, programme):
    visitor.log_in("cas")
    visitor.get("/settings")
    visitor.post("/settings", municipality="GM0546", deadline="5", reminders="3, 1", role_0="programme_manager", days_0="0", role_1="executive", days_1="5")
    assert 'name="role_3"' in visitor.page.text and 'name="role_4"' not in visitor.page.text
    visitor.post("/settings", municipality="GM0546", deadline="5", reminders="3, 1", role_0="coordinator", days_0="0", role_2="programme_manager", days_2="PT4H",
                 role_3="executive", days_3="5", role_4="finance", days_4="9")
    chain = "coordinator after P0D, programme_manager after PT4H, executive after P5D, finance after P9D"
    assert programme.all(select(Municipality.settings).where(Municipality.code == LEIDEN))[0]["escalate"] == chain and 'name="role_4"' in visitor.page.text
    visitor.post("/settings", municipality="GM0546", deadline="5", reminders="3, 1", role_0="programme_manager", days_0="0", role_1="executive", days_1="5")
    visitor.post("/settings/days", municipality="GM0546", day="2031-04-30", name="Wijkfeest")
    assert "30 april" in visitor.page.text and "Wijkfeest" in visitor.page.text
    settings = programme.all(select(Municipality.settings).where(Municipality.code == LEIDEN))[0]
    assert settings == {"deadline": "P5D", "reminders": "P3D,P1D", "escalate": "programme_manager after P0D, executive after P5D",
                        "days_off": {"2031-04-30": "Wijkfeest"}}
    assert "kunnen we niet lezen" in visitor.post("/settings", municipality="GM0546", deadline="morgen")
    visitor.post("/settings/days/drop", municipality="GM0546", day="2031-04-30")
    assert "Wijkfeest" not in visitor.page.text
    visitor.post("/settings/days", municipality="GM0546", day="2031-07-21", last="2031-08-29", name="Reces van de raad")
    assert "21 juli" in visitor.page.text and "tot en met" in visitor.page.text and "29 augustus" in visitor.page.text
    visitor.post("/settings/days", municipality="GM0546", day="2031-08-29", last="2031-07-21", name="Andersom")
    assert "De laatste dag komt na de eerste" in visitor.page.text and "Andersom" not in visitor.page.text
    visitor.post("/settings", 404, municipality="GM0518", deadline="5")


def test_a_municipality_chooses_the_school_holidays_that_do_not_count(visitor, programme, monkeypatch):
    def kept():
        return programme.all(select(Municipality.settings).where(Municipality.code == LEIDEN))[0]["school"]

    visitor.log_in("cas")
    assert "Geen regio" in visitor.get("/settings") and "tot en met schooljaar 2028-2029" in visitor.page.text
    visitor.post("/settings/school", municipality="GM0546", region="midden", holidays=["summer", "christmas"])
    assert kept() == {"region": "midden", "holidays": ["summer", "christmas"]}
    assert "zijn voorbij" in visitor.page.text and "Om welke dagen" not in visitor.page.text, "it is 2031, and nobody knows those yet"
    monkeypatch.setattr("webui.screens.people.school_holidays", lambda region: (
        Holiday("may", date(2031, 4, 26), date(2031, 5, 4)), Holiday("summer", date(2031, 7, 12), date(2031, 8, 24))))
    page = visitor.get("/settings")
    assert "12 juli" in page and "24 augustus" in page and "zijn voorbij" not in page and "26 april" not in page
    assert "Kruis minstens één vakantie aan" in visitor.post("/settings/school", municipality="GM0546", region="zuid")
    assert "kennen we niet" in visitor.post("/settings/school", municipality="GM0546", region="oost", holidays="summer")
    visitor.post("/settings/school", municipality="GM0546", region="", holidays="summer")
    assert kept() is None
    visitor.post("/settings/school", 404, municipality="GM0518", region="zuid", holidays="summer")


def test_letters_follow_the_language_somebody_chooses(visitor, programme):
    visitor.log_in("fenna")
    visitor.post("/me/language", language="en", back="/")
    assert programme.all(select(Person.language).where(Person.login == "fenna")) == ["en"]


def test_who_does_not_watch_or_coordinate_is_told_so(visitor):
    visitor.log_in("fenna")
    assert "Voortgang is voor managers" in visitor.get("/progress", 403)
    visitor.get("/people", 403)
    visitor.get("/settings", 403)
    assert "Voortgang" not in visitor.get("/")


@pytest.mark.parametrize("address", ["/progress", "/people", "/settings", "/search?q=bezoek", f"/neighbourhoods/{STEVENSHOF}", "/handoffs"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_such_a_page_costs_at_most_twelve_statements(visitor, case, statements, address, language):
    visitor.log_in("cas")
    visitor.post("/me/language", language=language, back="/")
    visitor.get(address)
    statements.clear()
    visitor.get(address)
    assert 0 < len(statements) <= 12, statements
