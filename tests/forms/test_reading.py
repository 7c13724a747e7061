"""A form that a page cannot show, or should not ask, is refused when it is published: by name, in both languages."""
import json

import pytest

from engine import forms
from engine.errors import BrokenProcess
from tests.forms.drawing import WORLD, content, field, form, options


def refused(raw: bytes, strict: bool = False) -> list[str]:
    with pytest.raises(BrokenProcess) as refusal:
        forms.read(raw, "x.form", strict)
    return [f"{finding.element}: {finding.sentence('nl')} / {finding.sentence('en')}" for finding in refusal.value.findings]


@pytest.mark.parametrize("kind", ["filepicker", "iframe", "image", "table", "documentPreview", "multipage", "hologram"])
def test_a_component_we_cannot_show_is_refused_by_name(kind):
    told = refused(content({"type": kind, "id": "Field_1", "label": "De foto"}))
    assert told == [f'Field_1: Het onderdeel "De foto" is van de soort "{kind}". Die kunnen we niet tonen. Kies een andere soort. / '
                    f'The component "De foto" is of the kind "{kind}". We cannot show that kind. Choose another.']


@pytest.mark.parametrize("label, key, word", [
    ("Welke diagnose heeft de deelnemer?", "what", "diagnose"), ("IQ", "score", "iq"), ("Wat is jouw herkomst?", "from_where", "herkomst"),
    ("What is your religion?", "r", "your religion"), ("Vertel", "diagnosis", "diagnosis"), ("Geloof", "g", "geloof"),
])
def test_a_question_that_labels_a_person_is_refused(label, key, word):
    told = refused(content(field("textfield", key, label)))
    assert len(told) == 1 and told[0].startswith(f"{key}: ") and f'"{word}"' in told[0]


@pytest.mark.parametrize("label", [
    "Waar heb je last van?", "Geloof je dat dit gaat lukken?", "Wat is de herkomst van het geld?", "Schrijf op wat helpt, geen diagnose",
    "Komen bewoners ook in de kerk?", "Wie doet er mee?",
])
def test_a_plain_question_is_left_alone(label):
    assert form(field("textfield", "answer", label)).fields


def test_an_answer_can_put_a_label_too():
    drawn = field("radio", "what", "Wat speelt er?", values=[{"value": "a", "label": "Autisme"}, {"value": "b", "label": "Drukte"}])
    assert "autisme" in refused(content(drawn))[0]


def test_everything_wrong_is_told_at_once():
    told = refused(content(
        field("textfield", "a", conditional={"hide": "=a ="}), field("textfield", "a"), {"type": "textfield", "id": "F", "label": "Naam"},
        field("radio", "b"), field("number", "c", validate={"min": "veel"}), field("textfield", "d", validate={"pattern": "("}),
        field("text", "t", text="Dag {{naam", label=""), field("text", "u", text="{{#if x}}dag"), field("html", "h", content="<script>1</script>")))
    assert len(told) == 8       # "{{naam" is only text


def test_python_in_a_condition_of_a_form_is_refused():
    assert "conditional" in refused(content(field("textfield", "a", conditional={"hide": "=__import__('os')"})))[0]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"[" * 100_000, b'{"components": [NaN], "id": "x"}', b"\xff\xfe\x00", b'{"components": {}}',
                                 b"x" * 1_000_001, json.dumps({"id": "x", "components": [{}] * 1_001}).encode()])
def test_what_is_no_form_is_refused_in_a_sentence(raw):
    told = refused(raw)
    assert told and all(" / " in line for line in told)


def test_components_inside_each_other_without_end_are_refused():
    nested: dict = {"type": "group", "components": []}
    for _ in range(50):
        nested = {"type": "group", "components": [nested]}
    assert "lagen diep" in refused(content(nested))[0]


def test_two_questions_with_one_key_are_refused_wherever_they_stand():
    """The key of an answer is its whole path: groups and lists count, rows and groups without a path do not."""
    group, plain = {"type": "group", "id": "G", "path": "buurt"}, {"type": "group", "id": "P"}
    assert [line.partition(" / ")[0] for line in refused(content(field("textfield", "buurt.plek", id="F"), {**group, "components": [field("textfield", "plek")]}))] == [
        'plek: De sleutel "buurt.plek" staat twee keer in dit formulier. Het ene antwoord wist dan het andere.']
    assert "plek: " in refused(content(field("textfield", "plek", id="F"), {**plain, "components": [field("textfield", "plek")]}))[0]
    assert "answer" in refused(content(field("textfield", "buurt"), {**group, "components": [field("textfield", "plek")]}))[0]
    assert form(field("textfield", "plek", id="F"), {**group, "components": [field("textfield", "plek")]}).fields


def test_an_id_that_stands_twice_is_told_and_in_a_library_folder_refused():
    """No editor of form-js can open such a form."""
    inside = {"type": "group", "id": "G", "components": [field("textfield", "b", "Wie komt er?", id="F")]}
    twice = content(field("textfield", "a", "Wat eten we?", id="F"), inside)
    assert refused(twice, strict=True) == [
        'b: "Wie komt er?" en "Wat eten we?" hebben allebei het id "F". De formulierbouwer kan dit formulier dan niet openen. Geef een van de twee een ander id. / '
        '"Wie komt er?" and "Wat eten we?" both have the id "F". The form builder cannot open this form then. Give one of the two another id.']
    _, findings = forms.examine(twice, "x.form")
    assert [(finding.severity, finding.element, finding.key) for finding in findings] == [("warning", "b", "form.id_twice")]
    assert "eten" in refused(content(field("textfield", "eten", id="eten"), id="eten"), strict=True)[0]


def test_keys_follow_the_pattern_in_a_library_folder():
    told = refused(content(field("textfield", "aantalBezoekers")), strict=True)
    assert told[0].startswith("aantalBezoekers: De sleutel")
    _, findings = forms.examine(content(field("textfield", "aantalBezoekers")), "x.form")
    assert [finding.severity for finding in findings] == ["warning"]


def test_a_personal_field_says_what_it_is_for():
    drawn = form(field("textfield", "phone", "Mag ik je bellen?", properties={
        "aanzet:subject": "participant", "aanzet:purpose": "contact", "aanzet:basis": "consent", "aanzet:retention": "P2Y",
        "aanzet:visibility": "facilitator, community_host"}))
    assert drawn.personal["phone"].purpose == "contact" and drawn.personal["phone"].roles == ("facilitator", "community_host")


def test_buttons_are_left_to_the_page_and_html_becomes_text():
    drawn = form({"type": "button", "label": "Klaar"},
                 {"type": "html", "content": "<h2>Let op</h2><p>Bel <b>eerst</b>, of <a href='https://example.org'>lees</a>:</p><ul><li>thuis"
                                              "</li></ul><a href='javascript:alert(1)'>x</a>"})
    assert [s.text for s in forms.shown(drawn, {}, {}, WORLD)] == ["## Let op\n\nBel **eerst**, of [lees](https://example.org):\n\n- thuis\n\nx"]


def test_texts_speak_of_the_case_and_values_cannot_become_mark_up():
    drawn = form({"type": "text", "text": "Dag {{name}}{{#if late}}, je bent laat{{/if}}.{{#loop ideas}} {{this}};{{/loop}}"},
                 field("textfield", "a", "=\"Hoe gaat het, \" + name + \"?\""))
    text, question = forms.shown(drawn, {}, {"name": "*Fee*", "late": True, "ideas": ["soep", "schaak"]}, WORLD, lambda s: s.replace("*", ""))
    assert text.text == "Dag Fee, je bent laat. soep; schaak;"
    assert question.text == "Hoe gaat het, *Fee*?"


def test_a_page_opens_with_what_the_case_knows():
    drawn = form(field("textfield", "place"), field("number", "times", defaultValue=3), field("datetime", "on", subtype="date", defaultValue="=today()"),
                 field("radio", "again", values=options("ja", "nee"), defaultValue="ja"),
                 {"type": "dynamiclist", "path": "people", "defaultRepetitions": 2, "components": [field("textfield", "called")]})
    assert forms.defaults(drawn, {"place": "Buurtkamer"}, WORLD) == {
        "place": "Buurtkamer", "times": 3, "on": "2031-03-03", "again": "ja", "people": [{"called": None}, {"called": None}]}


def test_a_posted_page_becomes_answers():
    drawn = form(field("textfield", "place"), field("checkbox", "ok"), field("checklist", "who", values=options("a", "b")),
                 field("datetime", "on", subtype="date"),
                 {"type": "dynamiclist", "path": "people", "components": [field("textfield", "called")]})
    pairs = [("csrf", "secret"), ("place", "thuis"), ("ok", ""), ("ok", "on"), ("who", ""), ("who", "a"), ("who", "b"), ("on.day", "1"), ("on.month", "5"),
             ("on.year", "2031"), ("people", ""), ("people[0].called", "Fee"), ("place[0].x", "kwaad"), ("people[99999999].called", "ver")]
    answers = forms.posted(drawn, pairs)
    assert answers["people"][0] == {"called": "Fee"} and len(answers["people"]) <= 201
    assert {key: value for key, value in answers.items() if key != "people"} == {
        "place": "thuis", "ok": "on", "who": ["a", "b"], "on": {"day": "1", "month": "5", "year": "2031"}}


def test_a_key_cannot_lie_inside_another_answer():
    assert refused(content(field("textfield", "visit"), field("textfield", "visit.place")))[0].startswith("visit.place: In \"visit.place\" zit een ander")
    assert "twee keer" in refused(content(field("textfield", "visit.place"), field("textfield", "visit")))[0]
    people = {"type": "dynamiclist", "path": "people", "components": [field("textfield", "called")]}
    assert "twee keer" in refused(content(people, people))[0]


def test_a_form_speaks_another_language_where_its_texts_are_given():
    drawn = form(field("radio", "again", "Doen we het nog eens?", values=options("ja", "nee"), description="Denk er samen over na"),
                 field("select", "idea", "Welk idee?", valuesKey="ideas"), {"type": "text", "id": "why", "text": "Dag {{name}}"})
    assert set(forms.text_paths(drawn)) == {"bijeenkomst/again/label", "bijeenkomst/again/description", "bijeenkomst/again/values/ja",
                                            "bijeenkomst/again/values/nee", "bijeenkomst/idea/label", "bijeenkomst/why/text"}
    english = forms.translated(drawn, {"bijeenkomst/again/label": "Shall we do it again?", "bijeenkomst/again/values/ja": "Yes",
                                       "bijeenkomst/idea/values/soep": "Soup", "bijeenkomst/why/text": "Hello {{name}}"})
    again, idea, why = forms.shown(english, {}, {"name": "Fee", "ideas": ["soep", "schaak"]}, WORLD)
    assert (again.text, again.description, again.options) == ("Shall we do it again?", "Denk er samen over na", (("ja", "Yes"), ("nee", "Nee")))
    assert idea.options == (("soep", "Soup"), ("schaak", "schaak")) and why.text == "Hello Fee"


def test_values_in_a_text_are_said_in_the_other_language_by_the_name_that_holds_them():
    drawn = form({"type": "text", "id": "why", "text": "{{outcome.step}}"}, field("textfield", "a", "=step"))
    english = forms.translated(drawn, {
        "bijeenkomst/why/text": "{{outcome.step}}, {{#loop rounds}}{{this.step}}; {{/loop}}{{kinds}}, {{reckoned + step}}, {{other}}", "bijeenkomst/a/label": "=step",
        "hoe/step/values/samen": "together", "ronde/kinds/values/soep": "Soup"})
    text, question = forms.shown(english, {}, {"outcome": {"step": "samen"}, "rounds": [{"step": "samen"}, {"step": "anders"}], "kinds": ["soep", "taart"],
                                               "reckoned": "ook ", "step": "samen", "other": "samen"}, WORLD)
    assert text.text == "together, together; anders; Soup, taart, ook samen, samen"
    assert question.text == "together"


def test_a_text_that_loops_without_end_stops():
    drawn = form({"type": "text", "text": "{{#loop xs}}{{#loop xs}}{{#loop xs}}{{count(for i in 1..1000 return i)}}{{/loop}}{{/loop}}{{/loop}}"})
    assert len(forms.shown(drawn, {}, {"xs": list(range(200))}, WORLD)[0].text) < 10_000


def test_loops_in_a_text_know_what_lies_around_them():
    drawn = form({"type": "text", "text": "{{#loop days}}{{day}}:{{#loop who}} {{this}}{{parent.mark}}{{/loop}} {{parent.place}}. {{/loop}}"})
    data = {"place": "thuis", "days": [{"day": "ma", "mark": "!", "who": ["Fee", "Bo"]}, {"day": "di", "mark": "?", "who": []}]}
    assert forms.shown(drawn, {}, data, WORLD)[0].text == "ma: Fee! Bo! thuis. di: thuis. "


def test_an_expression_that_is_too_long_is_refused_too():
    assert "hide" not in refused(content(field("textfield", "a", conditional={"hide": "=" + "1+" * 40_000 + "1"})))[0]


def test_a_group_folds_open_or_closed_and_no_other_way():
    drawn = {"type": "group", "id": "Plek", "label": "De plek", "properties": {"aanzet:fold": "dicht"}, "components": []}
    assert '"dicht"' in refused(content(drawn))[0]
    assert form({**drawn, "properties": {"aanzet:fold": "closed"}}).fields
