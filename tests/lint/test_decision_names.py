"""A name in a decision that the process which asks it never fills in is told, with the step and the decision."""
import pytest

from engine.checking import Known, check
from tests.dmn.models import decision, definitions, input_data, literal, table
from tests.forms.drawing import content, field
from tests.lint.drawing import line, node, process, task, told

FORM = content(field("number", "budget"), id="geld")
CAMUNDA = 'exporter="Camunda Modeler"'


def rule(more: str = "") -> str:
    return node("businessRuleTask", "decide", '<bpmn:extensionElements><zeebe:calledDecision decisionId="fits" resultVariable="fit"/>'
                f"{more}</bpmn:extensionElements>")


def warned(model: bytes, step: str | None = None, given: frozenset[str] | None = frozenset(), language: str = "en") -> list[str]:
    visit = process(node("startEvent", "start"), task("ask", form="geld"), step or rule(), node("endEvent", "end"),
                    line("start", "ask", "decide", "end"))
    found = check({"visit.bpmn": visit, "geld.form": FORM, "fits.dmn": model}, known=Known(given=given))
    return [line for line in told(found, language, "warning") if line.startswith("visit.bpmn:decide:")]


def asking(text: str, more: str = CAMUNDA, **keywords) -> bytes:
    return definitions(decision("fits", literal(text), **keywords), more=more)


def test_a_name_that_looks_like_one_that_is_filled_in():
    assert warned(asking("bugdet > 10")) == [
        'visit.bpmn:decide: warning: "decide" asks for a decision. The decision "fits" uses "bugdet". '
        'Nothing in this process fills that in. Did you mean "budget"?']
    assert warned(asking("bugdet > 10"), given=None, language="nl") == [
        'visit.bpmn:decide: warning: "decide" vraagt om een beslissing. De beslissing "fits" gebruikt "bugdet". '
        'Niets in dit proces vult dat in. Bedoel je "budget"?']


def test_a_name_that_nothing_brings():
    model = definitions(decision("fits", table(["budget", "weather"], ["wat"], ['> 3; limit; "ja"', '-; -; now()'], hit="FIRST")), more=CAMUNDA)
    assert [line.partition('uses "')[2].partition('"')[0] for line in warned(model)] == ["limit", "weather"]
    assert warned(model, given=None) == []
    assert warned(model, given=frozenset({"weather", "limit"})) == []


def test_a_name_that_the_step_itself_gives():
    mapped = rule('<zeebe:ioMapping><zeebe:input source="=budget" target="weather"/></zeebe:ioMapping>')
    assert warned(asking("weather > 10"), mapped) == []


@pytest.mark.parametrize("text", [
    "budget + 1", "for x in [1] return x", "{a: 1, b: a}.b", "[1, 2][item > 1]", "count([1]) > 0", "(function(n) n)(1)", "case.title"])
def test_names_that_are_bound_or_known_are_not_told(text):
    assert warned(asking(text)) == []


def test_a_decision_it_needs_is_looked_into_and_its_own_name_is_known():
    first = decision("weather", literal("temperature > 20"))
    second = decision("fits", literal("weather and budget > 3"), needs=["decision:#weather"])
    assert ['"weather" uses "temperature"' in line for line in warned(definitions(first, second, more=CAMUNDA))] == [True]


def test_input_data_may_be_given_under_any_of_its_names():
    model = definitions(input_data("budget", "number", name="Het budget"), decision("fits", literal("Het budget > 3"), needs=["input:#budget"]))
    assert warned(model) == []
    unknown = definitions(input_data("weer", "string"), decision("fits", literal('weer = "zon"'), needs=["input:#weer"]))
    assert ['uses "weer"' in line for line in warned(unknown)] == [True]
