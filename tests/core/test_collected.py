"""What was gathered about a neighbourhood: the newest answer to each question, whose it is, and what nobody asked yet."""
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine.actors import SYSTEM
from engine.adhoc import start_activity
from engine.people import add_person, give_role
from engine.promises import celebrate
from engine.queries.collected import collected
from engine.tables import Task
from tests.core.exploring import FORMS, WALK
from tests.core.programme import LEIDEN, STEVENSHOF


@pytest.fixture
def walk(programme):
    programme.publish(WALK, **FORMS)
    with programme.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "manu", "Manu Overzicht").id, "manager", LEIDEN)
    return programme.open("walk", "fenna", title="De Stevenshof verkennen")


def tell(programme, case, activity, who="fenna", **answers):
    with programme.writing(who) as work:
        start_activity(work, case.id, activity)
    programme.complete(programme.all(select(Task).where(Task.element == activity).order_by(Task.id.desc()))[0], who, **answers)


def seen(programme, who="fenna", place=STEVENSHOF):
    with programme.reading(who) as work:
        return collected(work, LEIDEN, place)


def test_before_anything_was_asked_the_gaps_are_known(programme, walk):
    found = seen(programme)
    assert [(part.element, part.rounds, part.answers) for part in found.parts] == [("around", 0, {}), ("figures", 0, {})], "the street has no part of its own"


def test_each_question_has_its_newest_answer_with_author_and_age(programme, walk, clock):
    tell(programme, walk, "around", omgeving={"proud": "De hoge bomen", "borders": "De singel"})
    clock.now += timedelta(days=40)
    tell(programme, walk, "around", "bram", omgeving={"proud": "De moestuin", "borders": ""})
    part = seen(programme).parts[0]
    assert part.answers == {"omgeving": {"proud": "De moestuin", "borders": "De singel"}} and part.rounds == 2
    assert {path: (one.by, one.times) for path, one in part.sources.items()} == {"omgeving.proud": ("Bram Dorpsgaard", 2), "omgeving.borders": ("Fenna Veldzicht", 1)}
    assert (part.sources["omgeving.proud"].at.date() - part.sources["omgeving.borders"].at.date()).days == 40


def test_key_figures_stand_there_by_consent_and_for_whom_it_was_given(programme, walk, clock):
    tell(programme, walk, "figures", figuren={"people": [{"person_name": "Dien Klinker", "role": "pionier"}, {"person_name": "", "role": "helper"}]})
    assert [(one.name, one.hidden, one.terms.purpose) for one in seen(programme).figures] == [
        ("Dien Klinker", False, "Om deze mensen te kunnen vragen."), (None, False, "Om deze mensen te kunnen vragen.")]
    assert [(one.name, one.hidden) for one in seen(programme, "cas").figures] == [(None, True), (None, False)], "a coordinator may not read the name"
    assert [(one.name, one.hidden) for one in seen(programme, "manu").figures] == [(None, True), (None, False)]
    clock.now += timedelta(days=800)
    assert [(one.name, one.hidden) for one in seen(programme).figures][0] == (None, True), "two years were agreed"


def test_hospitable_places_and_successes_stand_on_the_page(programme, walk):
    tell(programme, walk, "place", place_name="De Linde", place_for="Wie voor het eerst komt")
    tell(programme, walk, "place", place_name="de linde", place_for="Iedereen")
    with programme.writing("fenna") as work:
        celebrate(work, walk.id, "Negen mensen op de stoep", "place")
        celebrate(work, walk.id, "Twee buren spraken elkaar", "team")
    found = seen(programme)
    assert [(one.name, one.good_for) for one in found.places] == [("de linde", "Iedereen")]
    assert [(one.text, one.only_team, one.case_id) for one in found.successes] == [("Twee buren spraken elkaar", True, walk.id), ("Negen mensen op de stoep", False, walk.id)]
    assert [one.text for one in seen(programme, "manu").successes] == ["Negen mensen op de stoep"]
    assert [(one.text, one.case_id) for one in seen(programme, "bram").successes] == [("Negen mensen op de stoep", None)], "no link to a case that is not theirs"


def test_it_costs_as_much_however_many_answers_there_are(programme, walk):
    for number in range(4):
        tell(programme, walk, "around", omgeving={"proud": f"Boom {number}"})
        tell(programme, walk, "figures", figuren={"people": [{"person_name": f"Dien Klinker {number}", "role": "pionier"}]})
    asked = []
    with programme.reading("fenna") as work:
        collected(work, LEIDEN, STEVENSHOF)
        event.listen(work.session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        collected(work, LEIDEN, STEVENSHOF)
    assert len(asked) == 2
