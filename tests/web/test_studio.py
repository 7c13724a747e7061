"""The studio for coordinators, without script: list, files as text, check, compare, publish, play, import and export."""
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.definitions import publish
from engine.people import give_role
from engine.tables import Person
from engine.workbench import mark_of
from tests.core.programme import furnishing, programme_at
from tests.web.conftest import bring_coffee

LIBRARY = Path(__file__).parents[2] / "processes"
KEY = "intervention-cycle"
DRAWING = f"{KEY}.bpmn"
PLAYED = "choosing-until-it-fits.yaml"


def definition(key=KEY, scenarios=(PLAYED,)):
    folder = LIBRARY / key
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".bpmn", ".dmn", ".form", ".yaml")}
    return files | {f"scenarios/{name}": (folder / "scenarios" / name).read_bytes() for name in scenarios}


def publish_cycle(programme):
    with programme.writing(SYSTEM) as work:
        publish(work, definition())


WITH_CYCLE = furnishing("cycle", bring_coffee, publish_cycle)


@pytest.fixture
def programme(furnished, clock):
    """With a cycle of the library published."""
    with programme_at(furnished("sqlite", WITH_CYCLE), clock) as found:
        yield found


@pytest.fixture
def cas(visitor, app):
    """The coordinator."""
    app.extensions["aanzet_settings"] = replace(app.extensions["aanzet_settings"], library=frozenset({KEY}))
    visitor.log_in("cas")
    return visitor


def write(cas, path, change, status=302):
    cas.get(f"/studio/{KEY}/text?path={path}")
    cas.post(f"/studio/{KEY}/text", path=path, content=change(definition()[path].decode()), over=mark_of(definition()[path]), status=status)


def longer(text):
    return text.replace('name="aanzet:deadline" value="P5D"', 'name="aanzet:deadline" value="P8D"', 1)


def test_the_shelf_tells_what_is_published_and_by_whom(cas, programme):
    programme.open(KEY, "fenna", title="Koffie")
    page = cas.get("/studio")
    assert "Samen iets doen in de buurt" in page and "bij de installatie" in page
    assert "Samen iets doen" not in cas.get("/studio?q=zwembad") and "Samen iets doen" in cas.get("/studio?q=vormgeven")
    assert "Versie 1" in cas.get(f"/studio/{KEY}")


def test_only_coordinators_come_in(visitor):
    visitor.log_in("fenna")
    visitor.get("/studio", status=403)
    assert "/studio" not in visitor.get("/")


def test_a_change_is_a_draft_until_it_is_published(cas, programme):
    before = programme.open(KEY, "fenna", title="Koffie")
    write(cas, DRAWING, longer)
    page = cas.get(f"/studio/{KEY}")
    assert "Concept bij versie 1" in page and "data-when-draft hidden" not in page
    assert "Activiteit kiezen: termijn 8 werkdagen, was 5 werkdagen" in cas.get(f"/studio/{KEY}/compare")
    cas.post("/me/language", language="en")
    assert "Choose an activity: deadline 8 working days, was 5 working days" in cas.get(f"/studio/{KEY}/compare")
    assert all(KEY in cas.get(f"/studio?q={words}") for words in ("doing something together", "samen iets doen")) and KEY not in cas.get("/studio?q=wijkaanpak")
    cas.post("/me/language", language="nl")
    page = cas.get(f"/studio/{KEY}/publish")
    assert "Publiceren als versie 2" in page and "1 open dossier" in page and "Open dossiers houden hun eigen versie" in page
    assert "Versie 2 is gepubliceerd" in cas.post(f"/studio/{KEY}/publish", expected="1")
    after = programme.open(KEY, "fenna", title="Soep")
    assert before.definition_id != after.definition_id
    assert "Cas Molenwijk" in cas.get(f"/studio/{KEY}")


def test_what_has_errors_is_not_published(cas):
    write(cas, DRAWING, lambda text: text.replace("P5D", "vijf dagen", 1))
    assert "1 fout" in cas.get(f"/studio/{KEY}/check")
    assert "Los eerst de fouten op" in cas.get(f"/studio/{KEY}/publish")
    assert "De controle vindt nog fouten" in cas.post(f"/studio/{KEY}/publish", expected="1", status=422)


def test_nobody_writes_over_somebody_else(cas):
    write(cas, DRAWING, longer)
    write(cas, DRAWING, lambda text: text.replace("P5D", "P6D", 1), status=409)
    assert "Jouw versie is nog niet bewaard" in cas.page.text and "P6D" in cas.page.text


def test_another_municipality_has_a_workbench_of_its_own(cas, app):
    write(cas, DRAWING, longer)
    other = type(cas)(app)
    other.get("/login?municipality=GM0518")
    other.post("/login", login="haag")
    assert "data-when-draft hidden" in other.get(f"/studio/{KEY}")


def test_what_comes_out_is_what_went_in(cas):
    packed = cas.client.get(f"/studio/{KEY}/export?version=1").data
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name.removeprefix(f"{KEY}/"): archive.read(name) for name in archive.namelist()} == definition()
    cas.get("/studio")
    cas.post("/studio/import", files=(io.BytesIO(packed), "cyclus.zip"))
    assert "Dit is precies versie 1" in cas.page.text and "data-when-draft hidden" in cas.page.text
    assert cas.client.get(f"/studio/{KEY}/file?path={DRAWING}").data == definition()[DRAWING]


def test_what_cannot_run_is_refused_by_name(cas):
    cas.get("/studio")
    broken = b'<?xml version="1.0"?><!DOCTYPE x><x/>'
    said = cas.post("/studio/import", files=(io.BytesIO(broken), "iets.bpmn"), status=422)
    assert "iets.bpmn" in said
    cas.get("/studio")
    assert "geen tekening" in cas.post("/studio/import", files=(io.BytesIO(b"tekst"), "iets.txt"), status=422)
    cas.get("/studio")
    assert "niet te lezen" in cas.post("/studio/import", files=(io.BytesIO(b"PK"), "iets.zip"), status=422)


def test_a_definition_of_ones_own_begins_with_a_step_and_can_be_published(cas):
    cas.get("/studio")
    cas.post("/studio/new", name="Bezoek & groet", key="street-visit")
    assert "fout" not in cas.get("/studio/street-visit/check").partition("<main")[2].replace("Geen fouten", "").partition("</main")[0]
    cas.get("/studio/street-visit/publish")
    assert "Versie 1 is gepubliceerd" in cas.post("/studio/street-visit/publish", expected="")
    cas.get("/studio")
    assert "Er is al een proces" in cas.post("/studio/new", name="Nog een", key="street-visit", status=409)


def test_a_scenario_plays_against_the_draft(cas):
    path = f"scenarios/{PLAYED}"
    cas.get(f"/studio/{KEY}/play")
    assert "Geslaagd" in cas.post(f"/studio/{KEY}/play", path=path, status=200)
    write(cas, path, lambda text: text.replace("steps:", "steps:\n  - expect: {ended: true}", 1))
    cas.get(f"/studio/{KEY}/play")
    said = cas.post(f"/studio/{KEY}/play", path=path, status=200)
    assert "Gaat anders" in said and "regel " in said


def test_the_editors_alone_may_write_styles(cas):
    cas.get(f"/studio/{KEY}/draw?path={DRAWING}")
    assert "'unsafe-inline'" in cas.page.headers["Content-Security-Policy"] and "script-src" not in cas.page.headers["Content-Security-Policy"]
    assert "Drawing needs JavaScript" in cas.page.text or "Tekenen kan alleen met JavaScript" in cas.page.text
    for place in ("/studio", f"/studio/{KEY}", f"/studio/{KEY}/text?path={DRAWING}"):
        assert "built/studio" not in cas.get(place) and "unsafe" not in cas.page.headers["Content-Security-Policy"]


def test_how_scenarios_went_is_remembered_until_something_changes(cas):
    path = f"scenarios/{PLAYED}"
    assert "1 scenario is niet gespeeld na de laatste verandering" in cas.get(f"/studio/{KEY}/publish")
    write(cas, DRAWING, longer)
    cas.get(f"/studio/{KEY}/play")
    cas.post(f"/studio/{KEY}/play", path=path, status=200)
    page = cas.get(f"/studio/{KEY}/publish")
    assert "Alle scenario&#39;s zijn geslaagd" in page and "door Cas Molenwijk, op het concept van vandaag" in page
    cas.get(f"/studio/{KEY}/text?path={DRAWING}")
    cas.post(f"/studio/{KEY}/text", path=DRAWING, content=longer(definition()[DRAWING].decode()).replace("P8D", "P9D"),
             over=mark_of(longer(definition()[DRAWING].decode()).encode()))
    page = cas.get(f"/studio/{KEY}/publish")
    assert "Sindsdien veranderd" in page and "1 scenario is niet gespeeld na de laatste verandering" in page and "Publiceer versie 2" in page


def test_what_somebody_wrote_over_or_threw_away_comes_back(cas):
    write(cas, DRAWING, longer)
    page = cas.get(f"/studio/{KEY}")
    assert "Bewaard vandaag, 9.00 uur, door Cas Molenwijk" in page and "Zet iets terug" not in page
    cas.post(f"/studio/{KEY}/discard")
    page = cas.get(f"/studio/{KEY}")
    number = re.search(r"/earlier/(\d+)", page)[1]
    assert "P8D" in cas.client.get(f"/studio/{KEY}/earlier/{number}").text
    assert f"{DRAWING} staat er weer zoals het was" in cas.post(f"/studio/{KEY}/earlier/{number}")
    assert "termijn 8 werkdagen, was 5 werkdagen" in cas.get(f"/studio/{KEY}/compare")
    cas.post(f"/studio/{KEY}/earlier/999", status=404)


def test_a_second_save_keeps_both(cas):
    write(cas, DRAWING, longer)
    write(cas, DRAWING, lambda text: text.replace("P5D", "P6D", 1), status=409)
    rather = re.search(r'name="rather" value="(\w+)"', cas.page.text)[1]
    cas.post(f"/studio/{KEY}/text", path=DRAWING, content=definition()[DRAWING].decode().replace("P5D", "P6D", 1), over="old", rather=rather)
    assert "P6D" in cas.client.get(f"/studio/{KEY}/file?path={DRAWING}").text
    assert "P8D" in cas.client.get(re.search(rf"/studio/{KEY}/earlier/\d+", cas.get(f"/studio/{KEY}"))[0]).text


def test_who_opened_a_version_that_was_followed_up_does_not_undo_it(cas):
    before = mark_of(definition()[DRAWING])
    write(cas, DRAWING, longer)
    cas.get(f"/studio/{KEY}/publish")
    cas.post(f"/studio/{KEY}/publish", expected="1")
    cas.post(f"/studio/{KEY}/text", path=DRAWING, content="<half/>", over=before, status=409)


def test_who_coordinates_two_municipalities_chooses_a_workbench(cas, programme, app):
    write(cas, DRAWING, longer)
    with programme.writing(SYSTEM) as work:
        give_role(work, next(one.id for one in work.session.scalars(select(Person)) if one.login == "cas"), "coordinator", "GM0518")
    page = cas.get("/studio?municipality=GM0518")
    assert '<option value="GM0518" selected>Den Haag' in page
    page = cas.get(f"/studio/{KEY}?municipality=GM0518")
    assert "data-when-draft hidden" in page and "Den Haag" in page and f"/studio/{KEY}/check?municipality=GM0518" in page
    assert "data-when-draft hidden" not in cas.get(f"/studio/{KEY}?municipality=GM0546")
    assert '<option value="GM0546" selected>Leiden' in cas.get("/studio")      # where they were last
    cas.get("/studio?municipality=GM0363", status=404)
