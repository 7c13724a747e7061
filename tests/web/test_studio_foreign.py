"""Any BPMN 2.0 file opens in the studio, can be looked at from every side, and comes out as it went in; publishing is another matter."""
import io
import re

import pytest

from tests.web.foreign import FILES, as_model

PAGES = ("", "/check", "/publish", "/play", "/compare", "/draw?path={path}", "/text?path={path}")


@pytest.fixture
def cas(visitor):
    visitor.log_in("cas")
    return visitor


def bring(cas, name, content, status=302):
    """Open a file; gives the key it got."""
    cas.get("/studio")
    cas.post("/studio/import", files=(io.BytesIO(content), name), status=status, follow=False)
    return cas.page.location.rpartition("/")[2] if status == 302 else None


def opens(cas, name, content):
    """It opens, every page about it says something, and it is exported byte for byte."""
    key = bring(cas, name, content)
    path = re.search(r"/file\?path=([^\"&]+)\"", cas.get(f"/studio/{key}"))[1]
    assert cas.client.get(f"/studio/{key}/file?path={path}").data == content, name
    for page in PAGES:
        answer = cas.client.get(f"/studio/{key}{page.format(path=path)}")
        assert answer.status_code == 200 or (page.startswith("/text") and answer.status_code == 422 and not is_utf8(content)), (name, page)
    return key


def is_utf8(content):
    try:
        return bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind_opens_and_comes_out_as_it_went_in(cas, name):
    key = opens(cas, f"{name}.bpmn", FILES[name])
    assert cas.client.get(f"/studio/{key}/check", headers={"Accept": "application/json"}).json["findings"]


@pytest.mark.parametrize(("name", "sentence"), [
    ("sketch", "Geen proces in dit bestand staat op uitvoerbaar"), ("collaboration", "Geen proces in dit bestand staat op uitvoerbaar"),
    ("choreography", "is een choreografie"), ("conversation", "In dit bestand staat geen proces"), ("nothing", "In dit bestand staat geen proces"),
])
def test_what_cannot_run_is_refused_only_when_somebody_publishes_it(cas, name, sentence):
    key = bring(cas, f"{name}.bpmn", FILES[name])
    assert "Los eerst de fouten op" in cas.get(f"/studio/{key}/publish")
    cas.get("/studio")
    said = cas.post(f"/studio/{key}/publish", expected="", status=422)
    assert "De controle vindt nog fouten" in said and sentence in said


def test_the_drawing_says_at_once_what_the_check_finds(cas):
    key = bring(cas, "Schets.bpmn", FILES["sketch"])
    assert key == "Schets" and "De controle vindt: " in cas.get(f"/studio/{key}")


def test_two_sketches_with_the_same_default_id_do_not_meet(cas):
    first, second = as_model("<bpmn:process id='Process_1'/>"), as_model("<bpmn:process id='Process_1' name='Ander'/>")
    keys = [bring(cas, name, content) for name, content in (("een.bpmn", first), ("twee.bpmn", second))]
    assert keys == ["een", "twee"]
    assert [cas.client.get(f"/studio/{key}/file?path={key}.bpmn").data for key in keys] == [first, second]
    assert bring(cas, "een.bpmn", second) == "een", "the same name again is the next state of the same drawing"
    assert cas.client.get("/studio/een/file?path=een.bpmn").data == second


@pytest.mark.parametrize(("name", "kept"), [
    ("Déjà vu (1).bpmn", "Deja vu -1.bpmn"), ("ORDER.BPMN", "ORDER.bpmn"), ("order.bpmn20.xml", "order.bpmn"), ("order.xml", "order.bpmn"), ("план.bpmn", "file.bpmn"),
])
def test_names_from_other_tools_are_made_to_fit(cas, name, kept):
    key = bring(cas, name, FILES["sketch"])
    assert cas.client.get(f"/studio/{key}/file", query_string={"path": kept}).data == FILES["sketch"]


def test_what_is_no_bpmn_is_refused_at_the_door(cas):
    bring(cas, "pagina.bpmn", b"<html><body/></html>", status=422)
    assert "Dit is geen BPMN-bestand" in cas.page.text
    bring(cas, "half.bpmn", FILES["sketch"][:-30], status=422)
    assert "half.bpmn" in cas.page.text
    assert "Schets" not in cas.get("/studio")


def test_a_process_with_a_foreign_key_can_be_published_from_here(cas):
    model = as_model("""<bpmn:process id="Prüfung" name="Prüfung" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/>
        <bpmn:endEvent id="e"/></bpmn:process>""")
    key = bring(cas, "check.bpmn", model)
    cas.get(f"/studio/{key}/publish")
    assert "Versie 1 is gepubliceerd" in cas.post(f"/studio/{key}/publish", expected="")


def test_every_reference_model_of_the_interchange_group_opens(cas, shared):
    files = sorted((shared / "interchange" / "miwg-reference").glob("*.bpmn"))
    assert len(files) > 10
    for file in files:
        opens(cas, file.name, file.read_bytes())
