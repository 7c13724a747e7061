"""A business rule task asks a decision; its answer moves the case, and what is wrong with it stops the case with a sentence."""
import pytest

from engine import dmn
from engine.bpmn.step import BrokenStep
from engine.language import text
from tests.bpmn.drawing import end, file, node, path, process, start
from tests.bpmn.driving import Played, Shelf
from tests.dmn.models import decision, definitions, table

CALLED = '<zeebe:calledDecision decisionId="plek" resultVariable="waar"/>'
PROCESS = file(process("kiezen", start(), node("businessRuleTask", "kies", settings=CALLED), end(), *path("start", "kies", "end")))


def played(rules: list[str], **data: object) -> Played:
    model = dmn.read(definitions(decision("plek", table(["weer"], ["plek"], rules))))
    return Played(PROCESS, data, Shelf(PROCESS, decisions={"plek": (model, "plek")}))


def test_the_answer_is_kept_and_the_reasons_go_along():
    case = played(['"zon"; "plein"', '"regen"; "buurthuis"'], weer="regen")
    assert case.finished and case.data["waar"] == "buurthuis"
    taken = case.steps[0].decisions[0]
    assert (taken.decision, taken.inputs, taken.output) == ("plek", {"weer": "regen"}, "buurthuis")
    assert [rule["number"] for rule in taken.trace[0]["tables"][0]["rules"]] == [2]


def test_no_rule_that_fits_is_no_answer():
    assert played(['"zon"; "plein"'], weer="mist").data["waar"] is None


def test_rules_that_clash_stop_the_case():
    with pytest.raises(BrokenStep) as broken:
        played(['"zon"; "plein"', '-; "buurthuis"'], weer="zon")
    assert "passen de regels 1, 2 tegelijk" in text(broken.value.key, "nl", **broken.value.params)
