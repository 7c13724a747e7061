"""Everything people read in a library folder has an English text, and every English text belongs to something."""
import pytest

from engine.checking import check
from tests.dmn.models import decision, definitions, table
from tests.forms.drawing import content, field
from tests.lint.drawing import GOOD, straight, task

FORM = content(field("textfield", "place", "Waar?", properties={f"aanzet:{part}": "x" for part in ("subject", "purpose", "basis")}
                     | {"aanzet:retention": "P2Y", "aanzet:visibility": "facilitator"}), id="bezoek")
COMPLETE = "visit: Visit\nstart: Start\ngo: Go and see\ngo/documentation: Take your time\nend: End\nbezoek/place/label: Where?\nbezoek/place/purpose: To find it\n"


def findings(english: str, strict: bool = True) -> list[tuple[str, str, str]]:
    files = {"visit.bpmn": straight(task("go", **GOOD)), "bezoek.form": FORM, "en.yaml": english.encode()}
    return [(finding.element, finding.severity, finding.key.removeprefix("lint.")) for finding in check(files, strict)]


def test_a_complete_english_is_silent():
    assert findings(COMPLETE) == []


def test_a_missing_text_is_told_in_the_library_only():
    english = COMPLETE.replace("go: Go and see\n", "")
    assert findings(english) == [("go", "warning", "english_missing")]
    assert findings(english, strict=False) == []


def test_a_text_for_nothing_is_told():
    assert findings(COMPLETE + "gone: Gone\nbezoek/place/hint: x\n") == [
        ("gone", "warning", "english_for_nothing"), ("bezoek/place/hint", "warning", "english_for_nothing")]


def test_a_text_that_cannot_be_read_would_stay_dutch():
    assert findings(COMPLETE.replace("Where?", '"Where, {{name?"')) == []       # no mark at all
    assert findings(COMPLETE.replace("Where?", '"Where, {{#if late}}now?"')) == [("bezoek/place/label", "warning", "english_unreadable")]


@pytest.mark.parametrize("english, key", [("- a\n- b\n", "english_shape"), ("visit: [a]\n", "english_shape"), ("a: b: c\n", "yaml_unreadable"),
                                          ("\x00", "yaml_unreadable"), ("x: !!python/object:os.system 1\n", "yaml_unreadable")])
def test_what_is_no_list_of_texts_is_refused(english, key):
    assert [(severity, found) for _, severity, found in findings(english) if severity == "error"] == [("error", key)]


def test_a_personal_field_says_all_of_what_it_is_for():
    half = content(field("textfield", "phone", properties={"aanzet:purpose": "contact", "aanzet:retention": "twee jaar", "aanzet:visibility": "facilitator, koning"}))
    assert [finding.key for finding in check({"x.form": half}, strict=True)] == ["form.personal_incomplete", "form.unknown_visibility", "form.bad_retention"]


def outcomes(english: str, *rules: str, outputs: tuple[str, ...] = ("how", "why")) -> list[tuple[str, str]]:
    drawn = definitions(decision("hoe", table(["wens"], outputs, rules, hit="FIRST")), more='xmlns:m="http://camunda.org/schema/modeler/1.0" m:executionPlatform="Camunda Cloud"')
    return [(one.element, one.key.removeprefix("lint.")) for one in check({"hoe.dmn": drawn, "en.yaml": english.encode()}, strict=True) if one.file == "en.yaml"]


def test_every_word_that_comes_out_of_a_table_has_its_english():
    rules = ('"ja"; "samen"; if laat = true then "Morgen." else "Nu."', '-; "thuis"; null')
    said = "hoe/how/values/samen: together\nhoe/how/values/thuis: at home\nhoe/why/values/Morgen.: Tomorrow.\nhoe/why/values/Nu.: Now.\n"
    assert outcomes(said, *rules) == []
    assert outcomes(said.replace("hoe/how/values/thuis: at home\n", ""), *rules) == [("hoe/how/values/thuis", "english_missing")]
    assert outcomes("hoe/what/values/x: x\n" + said, *rules) == [("hoe/what/values/x", "english_for_nothing")]


def test_numbers_terms_and_roles_need_none():
    assert outcomes("", '-; "112"; "P6M"', '-; ["finance", "executive"]; null') == []


def test_the_english_of_an_outcome_stands_in_one_place():
    """A second column in English is a column like any other."""
    assert outcomes("hoe/why/values/Samen.: Together.\n", '-; "Samen."; "Together."', outputs=("why", "why_en")) == [("hoe/why_en/values/Together.", "english_missing")]
