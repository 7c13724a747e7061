"""What FEEL says when it cannot read a source, and why something is null."""
import json

import pytest

from engine import feel
from engine.language import LANGUAGES, quoted, text
from tests.feel.speaking import WORLD, value, why


def refusal(source: str) -> feel.FeelSyntaxError:
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile(source)
    return refused.value


@pytest.mark.parametrize("source, column, sentence", [
    ("1 +", 4, "Column 4: found the end, expected an expression."), ("amount budget", 8, "Column 8: found `budget`, expected an operator or the end."),
    ("(1 + 2", 7, "Column 7: found the end, expected `)`."), ("[1, 2", 6, "Column 6: found the end, expected `]` or `,`."),
    ("if a then b", 12, "Column 12: found the end, expected `else`."), ("for x return 1", 7, "Column 7: found `return`, expected `in`."),
    ("\"abc", 1, "Column 1: this text has no closing quote."), ("@\"31 mei\"", 1, "Column 1: what stands between the quotes is no date, time or duration."),
    ("{a: 1, a: 2}", 8, "Column 8: `a` stands here twice."), ("x instance of Bedrag", 15, "Column 15: `Bedrag` is not a known type."),
    ("a == b", 3, "Column 3: FEEL compares with a single `=`."), ("a && b", 3, "Column 3: write `and` instead of `&&`."),
    ("", 1, "Column 1: found the end, expected an expression."), ("count(1, , 2)", 10, "Column 10: found `,`, expected an expression."),
    ("1e999999", 1, "Column 1: this number is too large or too small."), ("x.", 3, "Column 3: found the end, expected a name."),
    ("budget >> 3 and and", 17, "Column 17: found `and`, expected an expression."), ("{a 1}", 2, "Column 2: found `a`, expected a name or `}`."), ("some x in xs", 13, "Column 13: found the end, expected `satisfies`."),
])
def test_a_syntax_error_points_at_its_column_and_says_what_was_expected(source, column, sentence):
    error = refusal(source)
    assert error.column == column
    assert error.sentence("en") == sentence
    assert error.sentence("nl").startswith(f"Kolom {column}: ")


@pytest.mark.parametrize("source, sentence", [
    ("hours => 4", "Kolom 7: schrijf `>=` in plaats van `=>`."), ("hours <> 4", "Kolom 7: schrijf `!=` in plaats van `<>`."),
    ("hours !== 4", "Kolom 7: schrijf `!=` in plaats van `!==`."), ("hours ≥ 4", "Kolom 7: schrijf `>=` in plaats van `≥`."),
    ("name = “Noor”", 'Kolom 8: schrijf `"` in plaats van `“`.'), ("name = 'Noor'", 'Kolom 8: schrijf `"` in plaats van `\'`.'),
    ("hours – 1", "Kolom 7: schrijf `-` in plaats van `–`."), ("late en open", "Kolom 6: schrijf `and` in plaats van `en`."),
    ("late AND open", "Kolom 6: schrijf `and` in plaats van `AND`."), ("hours is null", "Kolom 7: schrijf `=` in plaats van `is`."),
    ("[1; 2]", "Kolom 3: schrijf `,` in plaats van `;`."), ("!late", "Kolom 1: schrijf `not(…)` in plaats van `!`."),
    ("not late", "Kolom 5: achter `not` horen haakjes. Schrijf `not(…)`."),
    ("hours > 1,5", "Kolom 10: een getal krijgt een punt, geen komma. Schrijf `1.5` in plaats van `1,5`."),
    ("hours > 1.000,50", "Kolom 14: een getal krijgt een punt, geen komma. Schrijf `1000.50` in plaats van `1.000,50`."),
    ("name, hours", "Kolom 5: hier staat `,`, verwacht werd een bewerking of het einde."),
    ("room1,5", "Kolom 6: hier staat `,`, verwacht werd een bewerking of het einde."),
])
def test_what_people_write_out_of_habit_is_told_how_to_write_it(source, sentence):
    assert refusal(source).sentence("nl") == sentence


@pytest.mark.parametrize("cell, sentence", [
    ("=> 24", "Column 1: write `>=` instead of `=>`."), ("== 24", "Column 1: FEEL compares with a single `=`."), ("–", "Column 1: write `-` instead of `–`."),
    ("> 24 and < 48", "Column 6: this cannot stand in a cell like this. Put a question mark before each comparison, as in `? > 24 and ? < 48`."),
    ("not \"ja\"", "Column 5: behind `not` come brackets. Write `not(…)`."),
])
def test_a_cell_written_out_of_habit_is_told_too(cell, sentence):
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.unary_test(cell)
    assert refused.value.sentence("en") == sentence


@pytest.mark.parametrize("source, first", [
    ("bugdet > 1000", "`bugdet` is hier niet bekend; bedoel je `budget`?"), ("xyz > 1", "`xyz` is hier niet bekend."),
    ("case.titel", "`case` heeft geen `titel`; bedoel je `title`?"), ("nothing.name", "`nothing` is leeg, dus `nothing.name` geeft niets."),
    ("nothing > 5", "`nothing` is leeg, dus `>` geeft niets."), ("budget + \"€\"", "`+` kan een getal en een tekst niet samen nemen."),
    ("budget / 0", "`0`: delen door nul geeft niets."), ("[1, 2][5]", "Er is geen onderdeel 5 in een lijst van 2."),
    ("frobnicate(1)", "`frobnicate` is hier niet bekend."), ("budget.year", "Een waarde van deze soort (een getal) heeft geen `year`."),
    ("(function(a) a)(1, 2)", "De functie vraagt 1 argumenten en kreeg er 2."), ("for x in nothing return x", "Er is niets om langs te gaan voor `x`."),
    ("date(\"gisteren\")", "`date`: deze tekst is niet te lezen als een datum. Schrijf bijvoorbeeld \"2031-05-03\"."), ("true < false", "`<` heeft geen uitkomst voor waar of onwaar."),
    ("@\"2031-05-03\" + @\"P999999999Y\"", "`+`: de uitkomst ligt te ver weg voor een datum of duur."),
    ("@\"P9Y\" * 1e6000", "`*`: de uitkomst ligt te ver weg voor een datum of duur."),
    ("@\"2031-05-03\" + 1", "`+` kan een datum en een getal niet samen nemen."),
    ("opened > @\"2031-01-01\"", "`>` kan een tekst en een datum niet samen nemen."), ("assert(1, false, \"te laat\")", "te laat"),
])
def test_a_null_says_why_in_dutch(source, first):
    scope = {"budget": 500, "case": {"title": "Buurttuin"}, "nothing": None, "opened": "2031-05-03"}
    assert why(source, scope, "nl")[0] == first


@pytest.mark.parametrize("source", ["1 +", "[1, 2", "for x return 1", "(((" * 40])
def test_a_refusal_can_be_stored_and_said_later(source):
    with pytest.raises(feel.FeelError) as refused:
        feel.compile(source)
    stored = json.loads(json.dumps(quoted(refused.value)))
    assert [text(stored["key"], language, **stored["params"]) for language in LANGUAGES] == [
        refused.value.sentence(language) for language in LANGUAGES]


def test_one_cause_is_told_once():
    assert why("bugdet > 1 and bugdet < 9", {"budget": 5}) == ["`bugdet` is not known here; did you mean `budget`?"]


def test_a_value_that_is_there_needs_no_explanation():
    outcome = feel.compile("if is defined(x) then x else get or else(y, 3)").explain({}, WORLD)
    assert (outcome.value, outcome.problems) == (3, [])


def test_no_sentence_repeats_a_value_of_the_case():
    secret = "Truus de Vries"
    for source in ("name + 1", "name > 3", "date(name)", "number(name)", "name.x", "name[3]", "{a: name}.b", "matches(name, \"(\")"):
        assert not any(secret in sentence for sentence in why(source, {"name": secret}))


def test_every_refusal_has_its_sentence_in_both_languages():
    for refused in (lambda: feel.compile("(" * 100), lambda: value("1e6000"), lambda: value("count(for i in 1..9999999 return i)")):
        with pytest.raises(feel.FeelError) as error:
            refused()
        assert all(error.value.sentence(language) for language in LANGUAGES)


@pytest.mark.parametrize("source, said", [
    ("opened > 01-02-2031", ["`01-02-2031` is hier een aftreksom. Schrijf een datum als `date(\"2031-02-01\")`."]),
    ("opened > date(\"2031-02-30\")", ["`date`: deze tekst is niet te lezen als een datum. Schrijf bijvoorbeeld \"2031-05-03\"."]),
    ("duration(\"3 dagen\")", ["`duration`: deze tekst is niet te lezen als een duur. Schrijf bijvoorbeeld \"P3D\"."]),
    ("a = \"x\" or \"y\"", ["`or` staat tussen voorwaarden, niet tussen waarden. In een vak zet je een komma tussen waarden."]),
    ("[1..2[", []), ("date(opened)", []), ("date(\"2031-02-03\").year - 1", []), ("\"01-02-2031\"", []), ("2031-02-01", []), ("a or true or null", []),
    ("broken (", []), ("{a: 1}", []), ("< 5, > 8", []), ("if number(\"1\") = 1 then a else b", []),
])
def test_what_parses_and_was_hardly_meant_is_doubted(source, said):
    assert [doubt.sentence("nl") for doubt in feel.doubts(source)] == said
