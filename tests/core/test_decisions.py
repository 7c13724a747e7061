"""A person can be told why a decision came out as it did; what is personal in it stays for those who may read it."""
import json
import re

import pytest
from sqlalchemy import select

from engine.queries.case_view import case_view
from engine.queries.listings import facts
from engine.queries.reasons import written
from engine.tables import CaseEvent, Task
from tests.core.processes import END, START, flows, process, user_task
from tests.core.test_personal_values import FORM, answers
from tests.dmn.models import decision, definitions, literal, table
from tests.forms.drawing import content, field

ADVISE = process(
    "advise", START, user_task("meet", "facilitator", form="who"),
    '<bpmn:businessRuleTask id="choose" name="Kiezen hoe"><bpmn:extensionElements><zeebe:calledDecision decisionId="hoe" resultVariable="how" />'
    "</bpmn:extensionElements></bpmn:businessRuleTask>", user_task("go", "facilitator"), END,
    flows(("start", "meet"), ("meet", "choose"), ("choose", "go"), ("go", "end")))
TABLE = definitions(decision("hoe", table(
    ["activity", "age"], ["how"], ['"wandelen"; > 42; "samen" # Samen is prettiger', '"wandelen"; -; "alleen"', '-; -; "thuis"'], hit="FIRST"), name="Hoe dan?"))


@pytest.fixture
def case(programme):
    programme.publish(ADVISE, who__form=FORM, hoe__dmn=TABLE)
    programme.open("advise", data={"participant": "P-17"})
    meet = programme.all(select(Task))[0]
    assert not programme.complete(meet, "fenna", **answers()).stuck
    return meet.case_id


def why(programme, case, who, language):
    with programme.reading(who) as work:
        return next(fact.payload["why"] for fact in case_view(work, case, language=language).facts if fact.kind == "DecisionTaken")


def test_the_event_keeps_inputs_rules_and_outputs(programme, case):
    event = next(event for event in programme.all(select(CaseEvent)) if event.kind == "DecisionTaken")
    looked = event.payload["trace"][0]["tables"][0]
    assert event.element == "choose" and event.payload["output"] == "samen"
    assert set(event.payload["inputs"]) == {"activity", "age"} and set(event.payload["inputs"]["age"]) == {"$personal"}
    assert [one["expression"] for one in looked["inputs"]] == ["activity", "age"]
    assert [(rule["number"], rule["outputs"]) for rule in looked["rules"]] == [(1, {"how": "samen"})]


def test_a_short_personal_value_is_sealed_by_its_name(programme, case):
    event = next(event for event in programme.all(select(CaseEvent)) if event.kind == "DecisionTaken")
    assert not re.search(r"\b43\b", json.dumps(event.payload))
    assert set(event.payload["trace"][0]["tables"][0]["inputs"][1]["value"]) == {"$personal"}


def test_the_story_says_why_in_the_readers_language(programme, case):
    assert why(programme, case, "fenna", "nl") == (
        "Dit speelde mee bij „Hoe dan?”. activity: wandelen. age: 43. Regel 1 past daarbij. Samen is prettiger. De uitkomst is: samen.")
    assert why(programme, case, "fenna", "en").startswith('This mattered for "Hoe dan?". activity: wandelen. age: 43. Rule 1 fits.')


def test_each_sentence_stands_by_itself(programme, case):
    with programme.reading("fenna") as work:
        told = next(fact.payload["because"] for fact in case_view(work, case).facts if fact.kind == "DecisionTaken")
    assert told == ("Dit speelde mee bij „Hoe dan?”.", "activity: wandelen.", "age: 43.", "Regel 1 past daarbij.", "Samen is prettiger.", "De uitkomst is: samen.")


def test_what_no_table_decided_is_said_to_be_worked_out(programme):
    programme.publish(ADVISE, who__form=FORM, hoe__dmn=definitions(decision("hoe", literal('"sa" + "men"'), name="Hoe dan?")))
    programme.open("advise", data={"participant": "P-17"})
    meet = programme.all(select(Task))[0]
    programme.complete(meet, "fenna", **answers())
    assert why(programme, meet.case_id, "fenna", "nl") == "Dit is uitgerekend: „Hoe dan?”. De uitkomst is: samen."


def test_who_may_not_read_it_is_told_that_it_is_personal(programme, case):
    assert "age: iets persoonlijks" in why(programme, case, "cas", "nl")


def test_the_timeline_of_the_command_line_says_it_too(programme, case):
    with programme.reading("fenna") as work:
        assert [line.why.startswith("Dit speelde mee") for line in facts(work, case, "nl") if line.kind == "DecisionTaken"] == [True]


def test_what_comes_of_it_is_called_as_its_table_calls_it(programme):
    drawn = definitions(decision("hoe", table(["activity"], ["how", "why"], ['"wandelen"; "samen"; "Dat loopt lekker." # Samen is prettiger'], hit="FIRST"),
                                 name="Hoe dan?"))
    for name, label in (("how", "Hoe"), ("why", "Waarom")):
        drawn = drawn.replace(f'<output name="{name}"'.encode(), f'<output id="uit-{name}" label="{label}" name="{name}"'.encode())
    english = b"hoe: How then?\nuit-how: How\nuit-why: Why\nregel-1: Together is nicer\nhoe/why/values/Dat loopt lekker.: It walks well.\n"
    programme.publish(ADVISE, who__form=FORM, hoe__dmn=drawn, en__yaml=english)
    programme.open("advise", data={"participant": "P-17"})
    meet = programme.all(select(Task))[0]
    programme.complete(meet, "fenna", **answers())
    assert why(programme, meet.case_id, "fenna", "nl") == (
        "Dit speelde mee bij „Hoe dan?”. activity: wandelen. Regel 1 past daarbij. Samen is prettiger. Dit is de uitkomst. Hoe: samen. Waarom: Dat loopt lekker.")
    assert why(programme, meet.case_id, "fenna", "en") == (
        'This mattered for "How then?". activity: wandelen. Rule 1 fits. Together is nicer. This is the outcome. How: samen. Why: It walks well.')


def test_answers_and_outcomes_are_said_as_they_are_called(programme):
    form = content(field("radio", "wish", "Wat wil je?", values=[{"value": "weet_niet", "label": "Dat weet ik nog niet."}, {"value": "koken", "label": "Koken"}]), id="who")
    drawn = definitions(decision("hoe", table(["wish"], ["how", "who", "again"], ['"weet_niet"; "eerst praten"; ["facilitator"]; "P6M"'], hit="FIRST"), name="Hoe dan?"))
    english = b"hoe: How then?\nwho/wish/values/weet_niet: I do not know yet\nhoe/how/values/eerst praten: talk first\n"
    programme.publish(ADVISE, who__form=form, hoe__dmn=drawn, en__yaml=english)
    programme.open("advise")
    meet = programme.all(select(Task))[0]
    assert not programme.complete(meet, "fenna", wish="weet_niet").stuck
    assert why(programme, meet.case_id, "fenna", "nl") == (
        "Dit speelde mee bij „Hoe dan?”. wish: Dat weet ik nog niet. Regel 1 past daarbij. Dit is de uitkomst. how: eerst praten. who: procesbegeleider. again: 6 maanden.")
    assert why(programme, meet.case_id, "fenna", "en") == (
        'This mattered for "How then?". wish: I do not know yet. Rule 1 fits. This is the outcome. how: talk first. who: process facilitator. again: 6 months.')


def test_what_an_older_table_said_twice_is_said_once_in_the_readers_language(programme):
    drawn = definitions(decision("hoe", table(["activity"], ["how", "why", "why_en"], ['"wandelen"; "samen"; "Dat loopt lekker."; "It walks well."'], hit="FIRST"), name="Hoe dan?"))
    programme.publish(ADVISE, who__form=FORM, hoe__dmn=drawn)
    programme.open("advise", data={"participant": "P-17"})
    meet = programme.all(select(Task))[0]
    programme.complete(meet, "fenna", **answers())
    assert why(programme, meet.case_id, "fenna", "nl").endswith("Dit is de uitkomst. how: samen. why: Dat loopt lekker.")
    assert why(programme, meet.case_id, "fenna", "en").endswith("This is the outcome. how: samen. why: It walks well.")


def test_a_list_of_outcomes_keeps_them_apart_and_an_empty_one_says_so():
    assert written([{"step": "hide", "why": "Few."}, {"step": "ask"}], "en") == "step: hide, why: Few; step: ask"
    assert written([], "en") == "nothing" and written([], "nl") == "niets"


def test_a_column_that_reckons_says_the_answer_it_came_to_by_its_label():
    assert written("nee", "en", None, {"wish": {"nee": "Rather not"}}, ("late", "wish")) == "Rather not"


def test_a_decision_that_a_called_process_asked_for_goes_by_its_own_name(programme):
    """The step is not drawn in the process of the case: nobody is told the name that only its file knows."""
    calls = process("calls", START, '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="advise" propagateAllChildVariables="true" />'
                    "</bpmn:extensionElements></bpmn:callActivity>", END, flows(("start", "call"), ("call", "end")))
    programme.publish(ADVISE, calls, who__form=FORM, hoe__dmn=TABLE)
    case = programme.open("calls", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task))[0], "fenna", **answers())
    with programme.reading("fenna") as work:
        assert [fact.element_name for fact in case_view(work, case.id).facts if fact.kind == "DecisionTaken"] == ["Hoe dan?"]
