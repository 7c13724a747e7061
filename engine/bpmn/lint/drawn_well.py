"""Habits that keep a drawing readable, after bpmnlint's recommended rules: names, one meaning a gateway, no flow drawn twice."""
from collections import Counter
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.bpmn.tags import ACTIVITIES, EVENTS, GATEWAYS
from engine.findings import Finding

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if not element.name.strip() and _wants_a_name(element):
            yield context.warning(element.id, "lint.no_name", name=element.id)
        if element.kind in GATEWAYS:
            yield from _gateway(element, context)
        elif _splits(process, element):
            yield context.warning(element.id, "lint.splits_unseen", name=called(element))
    pairs = Counter((flow.source, flow.target) for flow in process.flows.values() if not flow.condition)
    for (source, target), count in pairs.items():
        if count > 1 and source in process.elements and target in process.elements:
            yield context.warning(source, "lint.flow_twice", name=called(process.elements[source]), target=called(process.elements[target]))


def _wants_a_name(element: Element) -> bool:
    """Steps and events do, and whatever makes a choice."""
    if element.kind in _CHOOSING:
        return len(element.outgoing) > 1
    if element.kind in EVENTS:
        return element.event is None or element.event.kind != "compensate"
    return element.kind in ACTIVITIES and not element.event_subprocess


def _gateway(element: Element, context: Context) -> Iterator[Finding]:
    ways_in, ways_out = len(element.incoming), len(element.outgoing)
    if ways_in > 1 and ways_out > 1:
        yield context.warning(element.id, "lint.joins_and_splits", name=called(element))
    elif ways_in <= 1 and ways_out <= 1 and ways_in:
        yield context.warning(element.id, "lint.gateway_for_nothing", name=called(element))


def _splits(process: Process, element: Element) -> bool:
    plain = [flow for flow in element.outgoing if flow in process.flows and not process.flows[flow].condition and flow != element.default]
    return len(plain) > 1
