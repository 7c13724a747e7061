"""What the engine cannot run is refused by name, never skipped."""
from collections.abc import Iterator

from engine.bpmn.building import runs
from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.bpmn.tags import CHOREOGRAPHY
from engine.findings import Finding

_NEEDS = {"serviceTask": "lint.service_without_type", "scriptTask": "lint.script_missing",
          "businessRuleTask": "lint.decision_not_named"}


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.kind == "complexGateway":
            yield context.error(element.id, "lint.complex_gateway", name=called(element))
        elif element.kind in CHOREOGRAPHY:
            yield context.error(element.id, "lint.choreography", name=called(element))
        elif not runs(element):
            yield context.error(element.id, _NEEDS.get(element.kind, "lint.cannot_run"), name=called(element), kind=element.kind)
        elif element.kind == "callActivity" and not element.zeebe.get("calledElement", {}).get("processId"):
            yield context.error(element.id, "lint.call_without_process", name=called(element))
        yield from _loop(element, context)
    for artifact, tag in process.artifacts.items():
        if tag == "dataStoreReference":
            yield context.error(artifact, "lint.data_store", name=artifact)


def _loop(element: Element, context: Context) -> Iterator[Finding]:
    loop = element.loop
    if loop is None:
        return
    if not loop.standard and not loop.collection and not loop.cardinality:
        yield context.error(element.id, "lint.loop_over_nothing", name=called(element))
    if loop.standard and not loop.condition and loop.maximum is None:
        yield context.error(element.id, "lint.loop_without_end", name=called(element))
