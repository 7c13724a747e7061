"""What people read is plain, and what they look at is drawn as bpmnlint recommends: warnings, never a refusal."""
from pathlib import Path

import pytest

from engine.bpmn import reading
from engine.checking import check
from engine.scenarios.beside import files_of
from tests.conftest import PROJECT
from tests.forms.drawing import content, field
from tests.lint.drawing import flow, found, keys, line, node, process, straight, task

LIBRARY = sorted(path for path in (PROJECT / "processes").iterdir() if path.is_dir())
STYLE = {"long_sentence", "hard_word", "no_name", "joins_and_splits", "gateway_for_nothing", "splits_unseen", "flow_twice"}
LONG = "Bel de bewoner op en vraag hoe het gaat en of er nog iets is wat je voor hem of haar kunt doen deze week"


def style(findings):
    return sorted(STYLE & set(keys(findings, "warning")))


@pytest.mark.parametrize("name, told", [
    ("Bellen", []), (LONG, ["long_sentence"]), (LONG.replace(" en of", ". Vraag of"), []), ("Contact opnemen middels een brief", ["hard_word"]),
    ("Middelste bel", []), ("", ["no_name"])])
def test_a_step_is_named_in_plain_words(name, told):
    assert style(found(straight(task("go", name="@").replace('name="@"', f'name="{name}"')))) == told


def test_a_question_is_as_plain_as_a_step():
    form = content(field("textfield", "why"), id="bezoek").replace(b'"why"', b'"why", "description": "' + LONG.encode() + b'"', 1)
    assert style(found(straight(task("go")), **{"bezoek.form": form})) == ["long_sentence"]


def test_gateways_do_one_thing_and_flows_run_once():
    start, end = node("startEvent", "start"), node("endEvent", "end")
    nothing = process(start, node("exclusiveGateway", "x"), end, line("start", "x", "end"))
    both = process(start, node("parallelGateway", "a"), node("parallelGateway", "x"), node("parallelGateway", "b"), end, line("start", "a"),
                   flow("a", "x"), flow("a", "x").replace("a-x", "a-x2"), flow("x", "b"), flow("x", "b").replace("x-b", "x-b2"), flow("b", "end"))
    unseen = process(start, task("t"), task("u"), end, line("start", "t", "end"), flow("start", "u"), flow("u", "end"))
    assert (style(found(nothing)), style(found(both)), style(found(unseen))) == (
        ["gateway_for_nothing"], ["flow_twice", "joins_and_splits"], ["splits_unseen"])


@pytest.mark.parametrize("folder", LIBRARY, ids=lambda path: path.name)
def test_the_library_is_plain_and_drawn_as_bpmnlint_recommends(folder: Path):
    files = files_of(folder)
    assert [finding.line("en") for finding in check(files, True) if finding.key.removeprefix("lint.") in STYLE] == []
    for path, drawn in files.items():
        if path.endswith(".bpmn"):
            shown = {node_id for process in reading.read(drawn, path) for node_id in (*process.elements, *process.flows)}
            assert all(f'bpmnElement="{one}"'.encode() in drawn for one in shown), "everything stands in the picture"
