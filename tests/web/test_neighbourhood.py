"""The page of a neighbourhood: its buurt-DNA, key figures, hospitable places, successes, and the map of a municipality."""
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.adhoc import start_activity
from engine.promises import celebrate, make_promise
from engine.tables import Task
from tests.core.exploring import FORMS, WALK
from tests.core.programme import STEVENSHOF
from tests.core.test_maps import geojson
from tests.core.test_promises import SOON

PLACE = f"/neighbourhoods/{STEVENSHOF}"


@pytest.fixture
def explored(programme, visitor, clock):
    programme.publish(WALK, **FORMS)
    case = programme.open("walk", "fenna", title="De Stevenshof verkennen")
    for activity, answers in (("around", {"omgeving": {"proud": "De <hoge> bomen"}}), ("place", {"place_name": "De Linde", "place_for": "Iedereen"}),
                              ("figures", {"figuren": {"people": [{"person_name": "Dien Klinker", "role": "pionier"}, {"role": "helper"}]}})):
        with programme.writing("fenna") as work:
            start_activity(work, case.id, activity)
        programme.complete(programme.all(select(Task).where(Task.element == activity))[0], "fenna", **answers)
    with programme.writing("fenna") as work:
        celebrate(work, case.id, "Negen mensen op de stoep", "place")
        make_promise(work, case.id, "Een bankje", "group", "de kade", SOON, "Terugvertellen")
    visitor.log_in("fenna")
    return case


def test_the_page_tells_what_was_gathered_and_what_nobody_asked(visitor, explored):
    page = visitor.get(PLACE)
    assert "Van de 4 vragen zijn er 2 beantwoord." in page and "De &lt;hoge&gt; bomen" in page and "Gevraagd, maar nog geen antwoord." in page
    assert "Dien Klinker" in page and "Welke rol? pionier" in page and "Iemand die geen naam wil achterlaten" in page
    assert "Met toestemming. Om deze mensen te kunnen vragen. Bewaard tot" in page
    assert "De Linde" in page and "Voelt goed voor: Iedereen" in page and "Negen mensen op de stoep" in page and "Er is 1 belofte die nog niet is terugverteld." in page
    assert f'action="/cases/{explored.id}/start"' in page, "a gap is filled from here"


def test_what_few_look_into_is_folded_under_a_heading_that_says_how_much_there_is(visitor, explored):
    page = visitor.get(PLACE)
    folded = re.findall(r'<details class="fold"><summary><h2 id="(\w+)">[^<]*<span class="soft">\((\d+)\)</span></h2></summary>', page)
    assert folded == [("free", "1"), ("figures", "2"), ("hospitable", "1"), ("people", "2")]
    assert page.index("Bekijk de delen") < page.index("Elke steen is een vraag"), "of the DNA the outcome stands in sight"


def test_old_answers_say_so(visitor, explored, clock):
    clock.now += timedelta(days=200)
    visitor.log_in("fenna")
    page = visitor.get(PLACE)
    assert "2 antwoorden zijn ouder dan een half jaar" in page and "6 maanden geleden" in page


def test_who_may_not_read_a_name_reads_none(visitor, explored):
    visitor.log_in("cas")
    page = visitor.get(PLACE)
    assert "Dien Klinker" not in page and "Iemand van wie je de naam niet mag lezen" in page
    visitor.log_in("haag")
    visitor.get(PLACE, 404)


def test_a_coordinator_uploads_a_map_that_every_page_draws(visitor, explored, statements, programme):
    visitor.get("/settings/map", 403)
    visitor.log_in("cas")
    assert "Voeg een kaart van de buurten toe" in visitor.get(PLACE)
    assert "Er is nog geen kaart." in visitor.get("/settings/map")
    page = visitor.post("/settings/map", 422, municipality="GM0546", file=(io.BytesIO(b'{"type": "Topology"}'), "wijk.json"))
    assert "Dit is geen GeoJSON" in page and "Wat er stond, is niet veranderd." in page
    assert "Kies eerst een bestand." in visitor.post("/settings/map", 422, municipality="GM0546")
    page = visitor.post("/settings/map", municipality="GM0546", file=(io.BytesIO(geojson(buurtnaam='<script>alert(1)</script>')), "wijk.geojson"))
    assert "De kaart staat erin." in page and "<script>alert" not in page
    visitor.log_in("fenna")
    page = visitor.get(PLACE)
    assert f'<a href="{PLACE}" aria-label="Stevenshof" class="is-here"' in page and "Stevenshof is gekleurd." in page and "Op de kaart staat 1 buurt." in page
    statements.clear()
    visitor.get(PLACE)
    assert len(statements) <= 12, statements
    visitor.log_in("cas")
    visitor.get("/settings/map")
    assert "De kaart is weg." in visitor.post("/settings/map/remove", municipality="GM0546")


def test_of_a_long_list_the_first_stand_there_and_a_fold_says_how_many_more(visitor, explored, programme):
    for number in range(6):
        programme.open("walk", "fenna", title=f"Ronde {number}")
    page = visitor.get(PLACE)
    assert "Toon nog 3 dossiers" in page and all(f"Ronde {number}" in page for number in range(6))
    shown, folded = page.split("Toon nog 3 dossiers")
    assert "De Stevenshof verkennen</a>" in folded and "Ronde 5</a>" in shown, "the newest first"
