"""Reads a BPMN 2.0 file in the Camunda 8 dialect into processes; what it does not know it keeps by name, for the checker."""
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.bpmn.extensions import mappings, named_values, zeebe_settings
from engine.bpmn.model import Element, Flow, Lane, Loop, Process
from engine.bpmn.reading_events import Definitions, event_of, read_definitions
from engine.bpmn.tags import BPMN, FLOW_NODES, SUBPROCESSES, ZEEBE, local, named
from engine.xml import parse

KEPT = 64                   # files that stay read: publishing, the studio and a rehearsal each look at the same few more than once
LARGEST_KEPT = 200_000      # bytes; larger ones are rare, and would fill the memory


def read(content: bytes, name: str = "file.bpmn") -> tuple[Process, ...]:
    """Every process of the file, in document order. Raises BrokenProcess when it is no readable XML."""
    return (_kept if len(content) <= LARGEST_KEPT else _read)(content, name)


def _read(content: bytes, name: str) -> tuple[Process, ...]:
    root = parse(content, name)
    definitions = read_definitions(root)
    return tuple(_process(node, definitions, _participant(root, node)) for node in root.iter(f"{BPMN}process"))


_kept = lru_cache(KEPT)(_read)


def _participant(root, process) -> str:
    """The name of the pool around a process, for a process that has none of its own."""
    pools = root.iter(f"{BPMN}participant")
    return next((p.get("name", "") for p in pools if named(p, "processRef") == process.get("id")), "")


@dataclass(frozen=True)
class _Around:
    """What a flow node inherits from where it stands."""

    definitions: Definitions
    lanes: dict[str, Lane]
    handlers: dict[str, str]
    into: dict[str, list[str]]
    out: dict[str, list[str]]
    parent: str | None = None
    lane: Lane | None = None


def _process(node, definitions: Definitions, pool: str) -> Process:
    lanes = _lanes(node)
    flows = {flow.id: flow for flow in (_flow(number, drawn) for number, drawn in enumerate(node.iter(f"{BPMN}sequenceFlow")))}
    around = _Around(definitions, {ref: lane for lane, refs in lanes for ref in refs}, _handlers(node), *_ends(flows))
    elements: dict[str, Element] = {}
    roots = _flow_nodes(node, around, elements)
    return Process(
        id=node.get("id", ""), name=node.get("name") or pool, elements=elements, flows=flows, roots=roots,
        lanes=tuple(lane for lane, _ in lanes),
        version_tag=zeebe_settings(node).get("versionTag", {}).get("value"),
        documentation=_text(node, "documentation"), properties=named_values(node, "properties", "name"),
        executable=node.get("isExecutable", "false") == "true",
        embedded_forms={f.get("id", ""): f.text or "" for f in node.iter(f"{ZEEBE}userTaskForm")})


def _ends(flows: dict[str, Flow]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The flows into and out of each node: `incoming` and `outgoing` only repeat them, and many tools leave them out."""
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for flow in flows.values():
        out.setdefault(flow.source, []).append(flow.id)
        into.setdefault(flow.target, []).append(flow.id)
    return into, out


def _complete(written: tuple[str, ...], drawn: list[str]) -> tuple[str, ...]:
    """In the order written; a reference to a flow that is gone, or is another's, would make a join wait for ever."""
    if len(drawn) < 2:
        return tuple(drawn)
    return tuple(sorted(drawn, key=lambda flow: written.index(flow) if flow in written else len(written)))


def _flow(number: int, node) -> Flow:
    """A flow needs no id in BPMN: one without is known by its place."""
    return Flow(node.get("id") or f"flow_{number + 1}", node.get("sourceRef", ""), node.get("targetRef", ""), node.get("name", ""),
                _text(node, "conditionExpression") or None)


def _lanes(process) -> list[tuple[Lane, list[str]]]:
    found = []

    def collect(lane_set, board):
        for node in lane_set.findall(f"{BPMN}lane"):
            own = named_values(node, "properties", "name")
            lane = Lane(node.get("id", ""), node.get("name", ""), own.get("aanzet:role"), own.get("aanzet:board") or board)
            children = node.findall(f"{BPMN}childLaneSet")
            refs = [] if children else [(r.text or "").strip().rpartition(":")[2] for r in node.findall(f"{BPMN}flowNodeRef")]
            found.append((lane, refs))
            for child in children:
                collect(child, lane.board)

    for lane_set in process.findall(f"{BPMN}laneSet"):
        collect(lane_set, None)
    return found


def _handlers(process) -> dict[str, str]:
    """Compensation boundary event -> the activity its association points to."""
    associations = process.iter(f"{BPMN}association")
    return {named(a, "sourceRef"): named(a, "targetRef") for a in associations}


def _flow_nodes(scope, around: _Around, elements: dict[str, Element]) -> tuple[str, ...]:
    here = []
    for node in scope:
        if local(node) in FLOW_NODES:
            element_id = node.get("id", "")
            here.append(element_id)
            elements[element_id] = None     # keeps document order: a sub-process stands before what is in it
            lane = around.lane or around.lanes.get(element_id)
            inner = replace(around, parent=element_id, lane=lane) if local(node) in SUBPROCESSES else None
            children = _flow_nodes(node, inner, elements) if inner else ()
            elements[element_id] = _element(node, around, lane, children)
    return tuple(here)


def _element(node, around: _Around, lane: Lane | None, children: tuple[str, ...]) -> Element:
    kind, element_id = local(node), node.get("id", "")
    event, count = event_of(node, around.definitions)
    return Element(
        id=element_id, kind=kind, name=node.get("name", ""), documentation=_text(node, "documentation"),
        parent=around.parent, lane=lane,
        incoming=_complete(_refs(node, "incoming"), around.into.get(element_id, [])),
        outgoing=_complete(_refs(node, "outgoing"), around.out.get(element_id, [])), default=node.get("default"),
        event=event, parallel_events=count, loop=_loop(node),
        attached_to=named(node, "attachedToRef") or None, interrupting=_interrupting(node, kind),
        for_compensation=node.get("isForCompensation") == "true", transaction=kind == "transaction",
        event_subprocess=node.get("triggeredByEvent") == "true", children=children,
        completion=_text(node, "completionCondition") or None,
        cancel_remaining=node.get("cancelRemainingInstances", "true") != "false",
        properties=named_values(node, "properties", "name"), headers=named_values(node, "taskHeaders", "key"),
        inputs=mappings(node, "input"), outputs=mappings(node, "output"), zeebe=_settings(node),
        compensation_handler=around.handlers.get(element_id) if kind == "boundaryEvent" else None,
        line=node.sourceline or 0)


def _settings(node) -> dict[str, dict[str, str]]:
    """The zeebe settings; a plain BPMN calledElement stands in where zeebe's is missing."""
    found = zeebe_settings(node)
    if node.get("calledElement"):
        found.setdefault("calledElement", {}).setdefault("processId", node.get("calledElement"))
    return found


def _interrupting(node, kind: str) -> bool:
    attribute = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(kind)
    return attribute is None or node.get(attribute, "true") != "false"


def _refs(node, tag: str) -> tuple[str, ...]:
    return tuple((child.text or "").strip().rpartition(":")[2] for child in node.findall(f"{BPMN}{tag}"))


def _text(node, tag: str) -> str:
    child = node.find(f"{BPMN}{tag}")
    return (child.text or "").strip() if child is not None else ""


def _loop(node) -> Loop | None:
    standard = node.find(f"{BPMN}standardLoopCharacteristics")
    if standard is not None:
        most = standard.get("loopMaximum", "").strip()
        return Loop(sequential=True, standard=True, condition=_text(standard, "loopCondition") or None,
                    test_before=standard.get("testBefore") == "true",
                    maximum=int(most) if most.isdecimal() and len(most) < 10 else None, misread="" if most.isdecimal() and len(most) < 10 else most)
    many = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if many is None:
        return None
    own = zeebe_settings(many).get("loopCharacteristics", {})
    return Loop(sequential=many.get("isSequential") == "true",
                collection=own.get("inputCollection"), item=own.get("inputElement"),
                output=own.get("outputCollection"), output_item=own.get("outputElement"),
                completion=_text(many, "completionCondition") or None,
                cardinality=_text(many, "loopCardinality") or None)
