"""A choice knows where to go, at a gateway or out of a task: a condition or a default on every way; events behind an event-based gateway."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding

_CHOICES = ("exclusiveGateway", "inclusiveGateway")


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.kind in _CHOICES and len(graph.outgoing[element.id]) > 1:
            yield from _choice(process, graph, element, context)
        elif element.kind == "eventBasedGateway":
            yield from _event_based(process, graph, element, context)
        elif element.kind == "parallelGateway":
            for flow in graph.outgoing[element.id]:
                if process.flows[flow].condition:
                    yield context.warning(flow, "lint.condition_ignored", name=called(element))
        elif (ways := graph.outgoing[element.id]) and all(process.flows[flow].condition and flow != element.default for flow in ways) \
                and element.kind not in _CHOICES:
            yield context.warning(element.id, "lint.no_default", name=called(element))


def _choice(process: Process, graph: Graph, element: Element, context: Context) -> Iterator[Finding]:
    conditional = 0
    for flow in graph.outgoing[element.id]:
        if flow == element.default:
            if process.flows[flow].condition:
                yield context.warning(flow, "lint.default_with_condition", name=called(element))
        elif process.flows[flow].condition:
            conditional += 1
        else:
            target = process.elements[process.flows[flow].target]
            yield context.error(flow, "lint.no_condition", name=called(element), target=process.flows[flow].name or called(target))
    if conditional == len(graph.outgoing[element.id]):
        yield context.warning(element.id, "lint.no_default", name=called(element))


def _event_based(process: Process, graph: Graph, element: Element, context: Context) -> Iterator[Finding]:
    targets = [process.elements[process.flows[flow].target] for flow in graph.outgoing[element.id]]
    if len(targets) < 2:
        yield context.error(element.id, "lint.event_gateway_ways", name=called(element))
    for target in targets:
        if target.kind not in ("intermediateCatchEvent", "receiveTask"):
            yield context.error(target.id, "lint.event_gateway_target", name=called(element), target=called(target))
