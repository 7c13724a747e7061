"""The library's diagrams are a joy to read: nothing lies on top of something else, and all of it is drawn."""
from itertools import combinations
from pathlib import Path

import pytest

from engine.bpmn.model import Process
from engine.bpmn.reading import read
from tests.processes.drawing import Drawing, drawing_of

FILES = sorted((Path(__file__).parents[2] / "processes").glob("*/*.bpmn"))
WIDE, HIGH = 3200, 1800         # two screens side by side, at the size in which a label can be read


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.stem)
def drawn(request) -> tuple[Process, Drawing]:
    return read(request.param.read_bytes(), request.param.name)[0], drawing_of(request.param)


def test_everything_that_runs_is_drawn(drawn):
    process, drawing = drawn
    assert set(process.elements) <= set(drawing.shapes)
    assert set(process.flows) <= set(drawing.lines)


def test_it_fits_on_two_screens(drawn):
    _, drawing = drawn
    assert max(box.x + box.width for box in drawing.shapes.values()) <= WIDE
    assert max(box.y + box.height for box in drawing.shapes.values()) <= HIGH


def test_no_shape_lies_on_another(drawn):
    process, drawing = drawn
    flat = [one for one in process.elements.values() if one.kind != "boundaryEvent"]
    assert [(a.id, b.id) for a, b in combinations(flat, 2)
            if a.parent == b.parent and drawing.shapes[a.id].overlaps(drawing.shapes[b.id])] == []


def test_what_is_inside_a_sub_process_is_drawn_inside_it(drawn):
    process, drawing = drawn
    assert [one.id for one in process.elements.values()
            if one.parent and not drawing.shapes[one.parent].holds(drawing.shapes[one.id])] == []


def test_who_does_it_shows_in_the_lane(drawn):
    process, drawing = drawn
    top = [process[root] for root in process.roots if process[root].kind != "boundaryEvent"]
    assert [one.id for one in top if one.lane is None or not drawing.shapes[one.lane.id].holds(drawing.shapes[one.id])] == []


def test_no_flow_runs_through_a_step(drawn):
    process, drawing = drawn
    through = []
    for flow in process.flows.values():
        level = process[flow.source].parent
        others = [one for one in process.elements.values() if one.parent == level and one.id not in (flow.source, flow.target)
                  and one.id != process[flow.source].attached_to]
        through += [(flow.id, one.id) for piece in drawing.stretches(flow.id) for one in others
                    if piece.overlaps(drawing.shapes[one.id])]
    assert through == []


def test_no_two_flows_cross(drawn):
    """Flows that leave one step or come to one step may share a line; others keep apart."""
    process, drawing = drawn
    crossed = []
    for one, other in combinations(process.flows.values(), 2):
        if one.source != other.source and one.target != other.target:
            crossed += [(one.id, other.id) for a in drawing.stretches(one.id) for b in drawing.stretches(other.id) if a.overlaps(b)]
    assert crossed == []


def test_no_name_is_covered(drawn):
    process, drawing = drawn
    leaves = [one.id for one in process.elements.values() if not one.children]
    names = drawing.labels
    assert [(name, leaf) for name in names for leaf in leaves if name != leaf and names[name].overlaps(drawing.shapes[leaf])
            and process.elements.get(name, process.elements[leaf]).attached_to != leaf] == []
    assert [pair for pair in combinations(names, 2) if names[pair[0]].overlaps(names[pair[1]])] == []


def test_a_crossing_would_be_seen():
    across = Drawing({}, {}, {"a": [(0, 10), (20, 10)], "b": [(10, 0), (10, 20)], "c": [(0, 30), (20, 30)]})
    assert across.stretches("a")[0].overlaps(across.stretches("b")[0])
    assert not across.stretches("a")[0].overlaps(across.stretches("c")[0])
