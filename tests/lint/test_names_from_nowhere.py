"""A name that no question, step or scenario fills in is told, wherever nothing else can bring it."""
from dataclasses import replace
from pathlib import Path

import pytest

from engine.checking import Known, check
from tests.forms.drawing import content, field
from tests.lint.drawing import flow, line, node, process, task, told
from webui.cli.folders import library
from webui.cli.processes import given_in, known_in, places_in

PROCESSES = Path(__file__).parents[2] / "processes"
FORM = content(field("number", "budget"), id="geld")
NOWHERE = 'visit.bpmn:enough-yes: warning: At the condition of "enough" stands "weather". No question, step or scenario fills it in. Ask for it in a form, or take the name away.'


def drawn(middle: str, condition: str = "=weather = null") -> bytes:
    return process(node("startEvent", "start"), middle, node("exclusiveGateway", "enough", default="enough-no"), node("endEvent", "yes"), node("endEvent", "no"),
                   line("start", "ask", "enough"), flow("enough", "yes", condition), flow("enough", "no"))


def warned(middle: str, given: frozenset[str] | None, condition: str = "=weather = null") -> list[str]:
    found = check({"visit.bpmn": drawn(middle, condition), "geld.form": FORM}, known=Known(given=given))
    return [line for line in told(found, "en", "warning") if "fills" in line]


ASK = task("ask", form="geld")


def test_a_name_that_comes_from_nowhere_is_told_with_its_element():
    assert warned(ASK, frozenset()) == [NOWHERE]


@pytest.mark.parametrize("condition", ["=budget &gt; 3", "=case.title = null", "=participant = null", "=count([1][item &gt; 0]) = 1"])
def test_a_name_that_a_question_the_case_or_a_scenario_brings_is_not(condition):
    assert warned(ASK, frozenset({"participant"}), condition) == []


def test_without_scenarios_a_name_may_come_with_the_start():
    assert warned(ASK, None) == []


@pytest.mark.parametrize("middle", [
    task("ask", form=""), task("ask", form="elsewhere"),
    node("serviceTask", "ask", '<bpmn:extensionElements><zeebe:taskDefinition type="weather"/></bpmn:extensionElements>'),
    node("callActivity", "ask", '<bpmn:extensionElements><zeebe:calledElement processId="other"/></bpmn:extensionElements>')])
def test_an_unknown_form_a_worker_or_a_called_process_may_bring_it(middle):
    assert warned(middle, frozenset()) == []


def test_no_process_of_the_library_has_one():
    folders = library(PROCESSES)
    around = [places_in(folder.files) for folder in folders]
    found = [finding for folder in folders for finding in check(folder.files, True, replace(known_in(around), given=given_in(folder)))]
    assert [finding.line("en") for finding in found if finding.key in ("lint.name_from_nowhere", "lint.unknown_name")] == []
