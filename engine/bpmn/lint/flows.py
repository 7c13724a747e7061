"""Sequence flows connect two things that are there, in one and the same scope."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.bpmn.tags import ACTIVITIES
from engine.findings import Finding


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for flow in process.flows.values():
        source, target = process.elements.get(flow.source), process.elements.get(flow.target)
        if source is None or target is None:
            yield context.error(flow.id, "lint.dangling_flow", name=flow.name or flow.id)
            continue
        if source.parent != target.parent:
            yield context.error(flow.id, "lint.flow_crosses_scope", source=called(source), target=called(target))
        if source.kind == "endEvent":
            yield context.error(source.id, "lint.flow_after_end", name=called(source))
        if target.kind in ("startEvent", "boundaryEvent"):
            yield context.error(target.id, "lint.flow_into_event", name=called(target))
    for element in process.elements.values():
        if element.kind == "boundaryEvent":
            yield from _host(process, element, context)
        if element.event_subprocess and (graph.outgoing[element.id] or graph.incoming[element.id]):
            yield context.error(element.id, "lint.flow_at_event_subprocess", name=called(element))
        if element.default and (element.default not in process.flows or process.flows[element.default].source != element.id):
            yield context.error(element.id, "lint.default_elsewhere", name=called(element))


def _host(process: Process, element: Element, context: Context) -> Iterator[Finding]:
    """Only work can be broken off: an event on a gateway or another event would never come."""
    host = process.elements.get(element.attached_to or "")
    if host is None or host.parent != element.parent:
        yield context.error(element.id, "lint.boundary_without_host", name=called(element))
    elif host.kind not in ACTIVITIES or host.event_subprocess:
        yield context.error(element.id, "lint.boundary_elsewhere", name=called(element), host=called(host))
