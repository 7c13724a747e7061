"""In a library folder a task says whose turn it is, until when, and who hears of it when it stays undone."""
import pytest

from tests.lint.drawing import GOOD, found, keys, line, node, process, straight, task


def test_a_task_with_everything_is_fine():
    assert found(straight(task("go", **GOOD)), strict=True) == []


def test_a_quiet_deadline_needs_nobody_to_escalate_to():
    assert found(straight(task("go", deadline="quiet P3M")), strict=True) == []
    assert keys(found(straight(task("go", deadline="quiet P3M", reminders="P1D")), strict=True)) == ["quiet_and_loud"]


@pytest.mark.parametrize("own, key", [
    ({"deadline": "P5D"}, "nobody_to_escalate_to"), ({"deadline": "vijf dagen"}, "bad_term"), ({**GOOD, "reminders": "2 dagen"}, "bad_term"),
    ({**GOOD, "escalate": "executive na P5D"}, "bad_term"), ({**GOOD, "escalate": "koning after P5D"}, "unknown_role"),
    ({**GOOD, "phase": "dromen"}, "unknown_phase"), ({**GOOD, "dedline": "P5D"}, "unknown_setting"), ({**GOOD, "own_case": "true"}, "own_case"),
    ({**GOOD, "correlation_key": "=x"}, "key_of_nothing_sent"),
])
def test_a_setting_that_cannot_be_kept_is_refused_in_the_library_and_warned_about_elsewhere(own, key):
    drawn = straight(task("go", **own))
    assert keys(found(drawn, strict=True)) == [key]
    assert keys(found(drawn)) == []


def test_a_role_we_do_not_know_is_refused_in_the_library():
    drawn = straight(task("go", role="facilitator, koning", **GOOD))
    assert [finding.params["role"] for finding in found(drawn, strict=True)] == ["koning"]
    assert keys(found(drawn), "warning") == ["unknown_role"]


def test_a_step_to_the_other_board_says_why():
    def drawn(**own: str) -> bytes:
        return process(node("startEvent", "start"), task("ask", name="Vraag geld", **GOOD), node("exclusiveGateway", "merge"),
                       task("decide", role="programme_manager", name="Besluit", **GOOD, **own), node("endEvent", "end"),
                       line("start", "ask", "merge", "decide", "end"))
    missing = found(drawn(), strict=True)
    assert [finding.sentence() for finding in missing if finding.severity == "error"] == [
        'Van "Vraag geld" naar "Besluit" gaat de beurt naar het andere bord. Schrijf waarom (aanzet:handoff_reason).']
    assert keys(found(drawn(handoff_reason="Zonder geld kan het niet beginnen."), strict=True)) == []


def test_the_lane_gives_the_role_and_the_board():
    lanes = ('<bpmn:laneSet id="set"><bpmn:lane id="wijk"><bpmn:extensionElements><zeebe:properties><zeebe:property name="aanzet:board" value="wijk"/>'
             '</zeebe:properties></bpmn:extensionElements><bpmn:childLaneSet id="inner"><bpmn:lane id="pb"><bpmn:extensionElements><zeebe:properties>'
             '<zeebe:property name="aanzet:role" value="facilitator"/></zeebe:properties></bpmn:extensionElements><bpmn:flowNodeRef>go</bpmn:flowNodeRef>'
             "</bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>")
    drawn = process(lanes, node("startEvent", "start"), task("go", role="", **GOOD), node("endEvent", "end"), line("start", "go", "end"))
    assert found(drawn, strict=True) == []


def test_a_step_across_boards_is_seen_through_sub_processes_and_boundaries():
    timer = node("boundaryEvent", "late", "<bpmn:timerEventDefinition><bpmn:timeDuration>P9D</bpmn:timeDuration></bpmn:timerEventDefinition>", attachedToRef="part")
    drawn = process(node("startEvent", "start"), node("subProcess", "part", node("startEvent", "in") + task("ask", **GOOD) + line("in", "ask")),
                    timer, task("decide", role="finance", **GOOD), task("rescue", role="executive", **GOOD), node("endEvent", "end"),
                    line("start", "part", "decide", "end"), line("late", "rescue", "end"))
    assert {finding.element for finding in found(drawn, strict=True) if finding.key == "lint.no_handoff_reason"} == {"decide", "rescue"}
