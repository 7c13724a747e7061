"""Models made to be too much: each ends with an answer or a named refusal."""
import pytest

from engine import dmn, feel
from tests.dmn.models import box, decision, definitions, input_data, literal, variable, verdict


def item(name: str, *components: str, type_ref: str = "") -> str:
    inside = "".join(f'<itemComponent name="deel{place}"><typeRef>{one}</typeRef></itemComponent>' for place, one in enumerate(components))
    return f'<itemDefinition name="{name}">{inside}{f"<typeRef>{type_ref}</typeRef>" if type_ref else ""}</itemDefinition>'


def test_types_that_double_at_every_level():
    items = [item(f"t{level}", f"t{level + 1}", f"t{level + 1}") for level in range(60)] + [item("t60", type_ref="number")]
    model = definitions(*items, input_data("x", "t0"), decision("vraag", literal("x"), needs=["input:#x"]))
    assert verdict(model, "vraag", x={"deel0": 1}).value is None


def test_a_chain_of_types_that_goes_too_deep_is_refused():
    items = [item(f"t{level}", f"t{level + 1}") for level in range(2_000)]
    with pytest.raises(dmn.DmnError) as refused:
        dmn.read(definitions(*items, decision("vraag", literal("1"))))
    assert refused.value.findings[-1].key == "dmn.too_deep"


def test_a_service_that_calls_itself():
    service = (f'<decisionService id="rond" name="rond">{variable("rond")}<outputDecision href="#vraag"/></decisionService>')
    model = definitions(decision("vraag", literal("rond()"), needs=["knowledge:#rond"]), service)
    with pytest.raises(feel.BudgetExceeded):
        verdict(model, "vraag")


def test_boxes_in_boxes_in_boxes():
    logic = literal("1")
    for _ in range(25):
        logic = box("list", logic)
    assert verdict(definitions(decision("vraag", logic)), "vraag").value is not None


def test_a_very_long_circle_is_found():
    chain = [decision(f"stap{number}", literal("1"), needs=[f"decision:#stap{(number + 1) % 600}"]) for number in range(600)]
    with pytest.raises(dmn.DmnError) as refused:
        dmn.read(definitions(*chain))
    assert {finding.key for finding in refused.value.findings} == {"dmn.circle"}


def test_a_filter_in_a_filter_in_a_filter_ends_at_the_budget():
    rows = "[" + ", ".join(map(str, range(300))) + "]"
    inner = box("filter", box("in", literal(rows)), box("match", literal(f"count({rows}[item > 2]) > 3")))
    with pytest.raises(feel.BudgetExceeded):
        verdict(definitions(decision("vraag", box("for", box("in", literal("[1..200]")), box("return", inner),
                                                  attributes='iteratorVariable="i"'))), "vraag")
