"""Comparing two versions in words: what somebody who draws would tell a colleague."""
import json
from pathlib import Path

import pytest

from engine import english
from engine.comparing import compare
from engine.comparing.change import Said

FOLDER = Path(__file__).parents[2] / "processes" / "intervention-cycle"
DIAGRAM, FORM, TABLE = "intervention-cycle.bpmn", "plek-en-ritme.form", "welke-activiteit-eerst.dmn"


@pytest.fixture(scope="module")
def files():
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in (".bpmn", ".dmn", ".form", ".yaml")}


def told(files, name, *swaps, language="nl"):
    text = files[name].decode()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return [change.sentence(language) for change in compare(files, {**files, name: text.encode()})]


def test_the_same_files_have_no_difference(files):
    assert compare(files, files) == []


def test_another_deadline_is_told_in_working_days(files):
    swap = ('formId="activiteit-kiezen" />\n        <zeebe:assignmentDefinition candidateGroups="facilitator,key_figure" />\n'
            '        <zeebe:properties><zeebe:property name="aanzet:deadline" value="P5D" />')
    assert told(files, DIAGRAM, (swap, swap.replace("P5D", "P8D"))) == ["Activiteit kiezen: termijn 8 werkdagen, was 5 werkdagen"]


def test_the_same_in_english(files):
    swap = ('name="aanzet:deadline" value="P5D"', 'name="aanzet:deadline" value="quiet P3M"')
    assert told(files, DIAGRAM, swap, language="en") == ["Choose an activity: deadline 3 months, quiet, was 5 working days"]


def test_what_is_called_otherwise_is_said_in_english_where_its_english_changed_too(files):
    renamed = {**files, DIAGRAM: files[DIAGRAM].replace(b'name="Activiteit kiezen"', b'name="Iets leuks kiezen"')}
    assert told(files, DIAGRAM, ('name="Activiteit kiezen"', 'name="Iets leuks kiezen"'), language="en") == ["Activiteit kiezen is now called Iets leuks kiezen"]
    both = {**renamed, "en.yaml": files["en.yaml"].replace(b"choose-activity: Choose an activity", b"choose-activity: Choose something nice")}
    assert [change.sentence("en") for change in compare(files, both)][0] == "Choose an activity is now called Choose something nice"


def test_questions_and_decisions_by_their_english_names(files):
    form = json.loads(files[FORM])
    asked = next(each for each in form["components"] if each.get("key") and each["type"] != "group")
    asked["validate"] = {"required": not (asked.get("validate") or {}).get("required")}
    said = english.read("en.yaml", files["en.yaml"])[0]
    [sentence] = [change.sentence("en") for change in compare(files, {**files, FORM: json.dumps(form).encode()})]
    assert f"‘{said[form['id'] + '/' + asked['key'] + '/label']}’" in sentence
    fewer = {name: content for name, content in files.items() if name != "en.yaml"}
    collects = {TABLE: files[TABLE].replace(b'hitPolicy="FIRST"', b'hitPolicy="COLLECT"', 1)}
    [in_english], [as_written] = ([change.sentence("en") for change in compare(old, {**old, **collects})] for old in (files, fewer))
    assert in_english.startswith(said["past-deze-plek"] + ": ") and as_written.startswith("Past deze plek?: ")


def test_another_name_and_another_role(files):
    swaps = [('name="Activiteit kiezen"', 'name="Iets leuks kiezen"'), ('candidateGroups="facilitator,key_figure"', 'candidateGroups="facilitator"')]
    assert told(files, DIAGRAM, *swaps) == ["Activiteit kiezen heet nu Iets leuks kiezen",
                                           "Iets leuks kiezen: de beurt is aan procesbegeleider, was aan procesbegeleider, sleutelfiguur"]


def test_a_step_that_came_and_one_that_went(files):
    step = '<bpmn:userTask id="call-school" name="Bel de school" />\n    <bpmn:userTask id="choose-activity"'
    added = told(files, DIAGRAM, ('<bpmn:userTask id="choose-activity"', step))
    assert added == ["Nieuwe stap: Bel de school, de beurt is aan programmacoördinator"]
    longer = {**files, DIAGRAM: files[DIAGRAM].replace(b'<bpmn:userTask id="choose-activity"', step.encode(), 1)}
    assert [change.sentence() for change in compare(longer, files)] == ["De stap Bel de school is weg"]


def test_a_picture_that_only_moved(files):
    assert told(files, DIAGRAM, ('<dc:Bounds x="', '<dc:Bounds x="1')) == [f"{DIAGRAM}: alleen hoe het eruitziet of is opgeschreven"]


def test_questions_of_a_form(files):
    form = json.loads(files[FORM])
    gone = next(each for each in form["components"] if each.get("key") and each["type"] != "group")
    form["components"] = [each for each in form["components"] if each is not gone]
    form["components"].append({"type": "textfield", "key": "fresh", "id": "fresh", "label": "Wie heeft de sleutel?"})
    changed = {**files, FORM: json.dumps(form).encode()}
    assert [change.sentence() for change in compare(files, changed)] == [
        f"{FORM}: nieuwe vraag ‘Wie heeft de sleutel?’", f"{FORM}: de vraag ‘{gone.get('label') or gone.get('dateLabel')}’ is weg"]


def test_rules_of_a_table(files):
    text = files[TABLE].decode()
    cell = text[text.index("<outputEntry"):]
    cell = cell[cell.index("<text>") + 6:cell.index("</text>")]
    place = text.index("<outputEntry")
    changed = text[:place] + text[place:].replace(f"<text>{cell}</text>", "<text>null</text>", 1)
    said = [change.sentence() for change in compare(files, {**files, TABLE: changed.encode()})]
    assert len(said) == 1 and "regel 1 is nu" in said[0] and said[0].count("→") == 2


def test_files_that_came_and_went(files):
    fewer = {name: content for name, content in files.items() if name != FORM}
    assert [change.sentence() for change in compare(files, fewer)] == [f"Het formulier {FORM} is weg"]
    assert [change.sentence() for change in compare(fewer, files)] == [f"Nieuw formulier: {FORM}"]
    played = {**files, "scenarios/winter.yaml": b"process: intervention-cycle\n"}
    assert [change.sentence() for change in compare(files, played)] == ["Nieuw scenario: scenarios/winter.yaml"]


def test_a_drawing_nobody_can_read_is_said_so(files):
    assert [change.key for change in compare(files, {**files, DIAGRAM: b"<oops"})] == ["compare.unreadable"]


def test_who_hears_of_it_is_said_in_words():
    chain = Said("chain", "coordinator after P0D, executive after P5D")
    assert chain.sentence() == "meteen naar programmacoördinator, naar wethouder na 5 werkdagen"
    assert chain.sentence("en").startswith("at once to ") and chain.sentence("en").endswith("after 5 working days")
    assert Said("terms", "P3D,PT4H").sentence() == "3 werkdagen, 4 uur"
