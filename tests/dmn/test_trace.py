"""Why was this decided? The record names inputs, rules with their notes, and outputs."""
import json

from engine import dmn
from engine.dmn.recording import TABLES_KEPT
from tests.dmn.models import MORNING, box, decision, definitions, entry, input_data, literal, table, verdict

PATIENCE = table(["bijeenkomsten", "sfeer"], ["stap", "wachten"],
                 ['< 4; -; "doorgaan"; duration("P14D") # Geef het de tijd', '-; "goed"; "doorgaan"; duration("P7D")',
                  '-; -; "anders proberen"; null # Vraag eerst wat mensen missen'], hit="FIRST")
MODEL = definitions(input_data("bijeenkomsten", "number"), input_data("sfeer", "string"),
                    decision("geduld", PATIENCE, name="Hebben we geduld?", needs=["input:#bijeenkomsten", "input:#sfeer"]))


def test_the_record_of_a_table():
    told = verdict(MODEL, "geduld", bijeenkomsten=2, sfeer="stroef")
    assert told.trace == [{
        "decision": "geduld", "name": "Hebben we geduld?",
        "inputs": [{"name": "bijeenkomsten", "value": 2}, {"name": "sfeer", "value": "stroef"}],
        "tables": [{
            "id": "tabel", "in": "Hebben we geduld?", "hit_policy": "FIRST",
            "inputs": [{"label": "bijeenkomsten", "expression": "bijeenkomsten", "value": 2},
                       {"label": "sfeer", "expression": "sfeer", "value": "stroef"}],
            "rules": [{"id": "regel-1", "number": 1, "annotations": ["Geef het de tijd"],
                       "outputs": {"stap": "doorgaan", "wachten": "P14D"}}]}],
        "tables_left_out": 0, "value": {"stap": "doorgaan", "wachten": "P14D"}}]


def test_the_record_is_json_whatever_came_out():
    logic = box("context", entry("leeftijden", literal("[12..18]")), entry("past", literal("function(x) x in leeftijden")))
    told = verdict(definitions(decision("vraag", logic)), "vraag")
    assert json.loads(json.dumps(told.trace))[0]["value"] == {"kind": "context"}


def test_a_table_called_for_a_long_list_does_not_fill_the_record():
    drink = table(["leeftijd"], ["wat"], ['< 18; "limonade"', '-; "koffie"'], hit="FIRST")
    logic = box("context", entry("drankje", box("functionDefinition", '<formalParameter name="leeftijd"/>', drink)),
                entry("", literal("for leeftijd in 1..80 return drankje(leeftijd)")))
    taken = verdict(definitions(decision("bestelling", logic)), "bestelling").trace[0]
    assert (len(taken["tables"]), taken["tables_left_out"]) == (TABLES_KEPT, 80 - TABLES_KEPT)


def test_the_same_question_gets_the_same_answer_and_record():
    model = dmn.read(MODEL)
    one, two = (model.decide("geduld", {"bijeenkomsten": 9, "sfeer": "goed"}, MORNING) for _ in range(2))
    assert (one.value, one.trace) == (two.value, two.trace)


def test_problems_hold_no_values_of_the_case():
    told = verdict(MODEL, "geduld", bijeenkomsten="Ans de Vries", sfeer="goed")
    assert told.problems
    assert "Ans" not in " ".join(problem.sentence(language) for problem in told.problems for language in ("nl", "en"))


def test_a_missing_value_is_named():
    asked = decision("stoelen", literal("gasten + 2"))
    told = verdict(definitions(asked), "stoelen")
    assert told.value is None
    assert "gasten" in told.problems[0].sentence("nl")
