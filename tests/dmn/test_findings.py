"""Broken models are refused in sentences that name the decision, the rule and the column."""
import pytest

from engine import dmn
from tests.dmn.models import box, decide, decision, definitions, input_data, literal, table, variable


def refused(model: bytes, language: str = "nl") -> list[str]:
    with pytest.raises(dmn.DmnError) as refusal:
        dmn.read(model, name="keuze.dmn")
    return [finding.sentence(language) for finding in refusal.value.findings]


def model(*arguments, **keywords) -> bytes:
    return definitions(decision("keuze", table(*arguments, **keywords), name="Welke activiteit eerst?"))


def test_a_cell_that_is_not_feel_is_named_by_rule_and_column():
    sentences = refused(model(["weer"], ["wat"], ['"zon"; "tuin"', '"regen" or; "koken"']))
    assert len(sentences) == 1
    assert sentences[0].startswith("In „Welke activiteit eerst?”, regel 2, kolom „weer”: ")


def test_the_same_in_english_with_the_sentence_of_feel_in_english():
    sentences = refused(model(["weer"], ["wat"], ['"zon"; "tuin'] ), "en")
    assert sentences[0].startswith('In "Welke activiteit eerst?", rule 1, column "wat": ')
    assert "column" in sentences[0]


def test_a_finding_names_the_rule_as_element():
    with pytest.raises(dmn.DmnError) as refusal:
        dmn.read(model(["weer"], ["wat"], ['"zon"; 1 +']), name="keuze.dmn")
    assert refusal.value.findings[0].line("nl").startswith("keuze.dmn:regel-1: error: In „Welke activiteit eerst?”, regel 1")


def test_python_is_no_feel():
    assert refused(definitions(decision("keuze", literal("__import__('os').system('id')"))))
    assert refused(definitions(decision("keuze", literal("1 == 1"))))


def test_all_that_is_wrong_is_told_at_once():
    assert len(refused(model(["", "weer +"], ["wat", "wat"], ["-; -; 1; 2", "-; 1"]))) == 4


@pytest.mark.parametrize(("broken", "part"), [
    (table(["weer"], ["wat"], ["-; 1"], hit="SOMETIMES"), "trefferbeleid „SOMETIMES”"),
    (table(["weer"], ["wat"], ["-; 1"], hit="UNIQUE", aggregation="SUM"), "Dat kan alleen bij COLLECT"),
    (table(["weer"], ["wat", "hoe"], ["-; 1; 2"], hit="COLLECT", aggregation="SUM"), "meer uitkomstkolommen"),
    (table(["weer"], ["wat", ""], ["-; 1; 2"]).replace('name=""', ""), "uitkomstkolom 2 geen naam"),
    (table(["weer"], [], ["-"]), "geen uitkomstkolom"),
    (table([""], ["wat"], ["-; 1"]), "kolom „1” leeg"),
    (table(["weer"], ["wat"], ["-; 1"], hit="PRIORITY"), "de belangrijkste eerst"),
    (table(["weer"], ["wat"], ["-; 1"]).replace("<inputExpression>", '<inputExpression expressionLanguage="groovy">'), "„groovy”"),
    (box("literalExpression", "<text>1</text>", attributes='expressionLanguage="juel"'), "„juel”"),
    (box("functionDefinition", literal("1"), attributes='kind="Java"'), "roept een functie Java aan"),
    (literal('function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(java.lang.String)"}}'), ""),
    (box("relation", '<column name="a"/><column name="b"/>', box("row", literal("1"))), "rij 1 1 vakken"),
])
def test_broken_logic(broken: str, part: str):
    sentences = refused(definitions(decision("keuze", broken)))
    assert len(sentences) == 1 and part in sentences[0]


def test_a_line_to_nowhere():
    sentences = refused(definitions(decision("keuze", literal("1"), name="Keuze", needs=["input:#weer"])))
    assert sentences == ["„Keuze” verwijst naar „weer”, maar dat staat niet in dit bestand."]


def test_an_import_that_is_not_there():
    sentences = refused(definitions('<import name="gasten" namespace="http://buurt.example/gasten" importType="http://www.omg.org/spec/DMN/"/>',
                                    decision("keuze", literal("1"))))
    assert sentences == ["Dit bestand gebruikt „gasten” (http://buurt.example/gasten), maar dat bestand is er niet bij."]


def test_an_id_that_stands_for_two_things():
    assert refused(definitions(decision("keuze", literal("1")), input_data("keuze"))) == [
        "Het kenmerk „keuze” komt twee keer voor. Geef elk onderdeel een eigen kenmerk."]


def test_allowed_values_that_are_not_feel():
    item = '<itemDefinition name="tKleur"><typeRef>string</typeRef><allowedValues><text>"rood",</text></allowedValues></itemDefinition>'
    assert refused(definitions(item, decision("keuze", literal("1"))))[0].startswith("In type „tKleur” kloppen de toegestane waarden niet: ")


@pytest.mark.parametrize("content", [b"<html/>", b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'])
def test_a_file_that_is_no_dmn(content: bytes):
    assert refused(content) == ["Dit is geen DMN-bestand. Bewaar het als DMN 1.1 tot en met 1.5."]


def test_a_file_that_is_no_xml_or_a_bomb():
    assert len(refused(b"weer: zon")) == 1
    assert len(refused(b'<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>')) == 1


def test_a_decision_service_without_output():
    empty = f'<decisionService id="dienst" name="dienst">{variable("dienst")}</decisionService>'
    assert refused(definitions(decision("keuze", literal("1")), empty)) == [
        "Beslisdienst „dienst” heeft geen uitkomst. Zet er een beslissing in."]


@pytest.mark.parametrize("namespace", [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/"])
def test_every_version_of_dmn_is_read(namespace: str):
    assert dmn.read(definitions(decision("keuze", literal("1")), model=namespace)).decisions["keuze"].name == "keuze"


def test_an_empty_decision_is_a_warning():
    findings = dmn.read(definitions(decision("keuze", ""), decision("ander", literal("1")))).findings
    assert [(finding.severity, finding.element) for finding in findings] == [("warning", "keuze")]


@pytest.mark.parametrize(("cell", "sentence"), [
    ("zon; 1", "`zon` zonder aanhalingstekens is de naam van een gegeven. Bedoel je de tekst? Schrijf dan \"zon\"."),
    ("5; 1", "wat hier staat, is niet van het type string van de kolom. Zo past de regel nooit."),
    ('"zon" or "maan"; 1', "`or` staat tussen voorwaarden, niet tussen waarden. In een vak zet je een komma tussen waarden."),
    ('date("01-02-2031"); 1', "`date`: deze tekst is niet te lezen als een datum. Schrijf bijvoorbeeld \"2031-05-03\"."),
])
def test_a_cell_that_was_meant_otherwise_is_a_warning_that_says_how(cell: str, sentence: str):
    drawn = model(["weer"], ["wat"], ['"maan"; 2', cell]).replace(b"<inputExpression>", b'<inputExpression typeRef="string">')
    read = dmn.read(drawn)
    assert [finding.sentence("nl") for finding in read.findings] == [f"In „Welke activiteit eerst?”, regel 2, kolom „weer”: {sentence}"]


@pytest.mark.parametrize(("typed", "answer", "said"), [
    ("number", '"5"', True), ("string", "5", True), ("boolean", '"ja"', True), ("date", '"2031-03-03"', True),
    ("number", "5", False), ("number", "-5", False), ("number", "prijs", False), ("number", "null", False), ("date", 'date("2031-03-03")', False),
    ("string", '"vijf"', False)])
def test_an_answer_that_cannot_be_of_its_columns_type_is_told_and_gives_nothing(typed: str, answer: str, said: bool):
    drawn = model(["weer"], ["wat"], [f"-; {answer}"]).replace(b'<output name="wat">', f'<output name="wat" typeRef="{typed}">'.encode())
    findings = dmn.read(drawn).findings
    assert [finding.key for finding in findings if "kind" in finding.key] == ["dmn.answer_of_other_kind"] * said
    if said:
        assert findings[0].sentence("nl") == (f"In „Welke activiteit eerst?”, regel 1, kolom „wat”: dit antwoord is niet van het type {typed} van de "
                                              "kolom. De regel geeft dan niets.")
        assert decide(drawn, "keuze", weer="zon") is None


@pytest.mark.parametrize(("cell", "meant"), [("1,5", "1.5"), ("< 0,5", "0.5"), ("0,5, 3", "0.5"), ("not(2,25)", "2.25"),
                                             ("1, 5", None), ("1,2,3", None), ("1.5", None), ('"1,5"', None), ("[1..5]", None)])
def test_a_comma_in_a_number_is_two_numbers_and_asked_about(cell: str, meant: str | None):
    told = [finding for finding in dmn.read(model(["uren"], ["wat"], [f"{cell}; 1"])).findings if finding.key == "dmn.decimal_comma"]
    assert [finding.params["meant"] for finding in told] == ([meant] if meant else [])
    assert all("Zet anders een spatie na de komma." in finding.sentence("nl") for finding in told)


@pytest.mark.parametrize("cell, meant", [("1,5", "1.5"), ("-0,5", "0.5"), ("1.000,50", "1000.50"), ("uren * 1,5", "1.5")])
def test_a_comma_in_a_number_of_an_answer_is_named_with_what_was_meant(cell: str, meant: str):
    """An answer is one value: two are refused, with the sentence that says why."""
    for language, sentence in (("nl", "een getal krijgt een punt, geen komma"), ("en", "a number has a point, no comma")):
        [told] = refused(model(["uren"], ["wat"], [f"1; {cell}"]), language)
        assert sentence in told and f"`{meant}`" in told


def test_a_word_in_a_cell_that_names_something_is_no_warning():
    assert not dmn.read(model(["weer"], ["wat"], ["not(5); 2", "true, \"zon\"; null"])).findings
