"""What the engine cannot run is refused by name, never skipped."""
from collections.abc import Iterator

from engine.bpmn.building import runs
from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.expressions import is_feel
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
        elif not runs(element) or (element.kind == "serviceTask" and not element.zeebe["taskDefinition"].get("type")):
            yield context.error(element.id, _NEEDS.get(element.kind, "lint.cannot_run"), name=called(element), kind=element.kind)
        elif element.kind == "callActivity" and not element.zeebe.get("calledElement", {}).get("processId"):
            yield context.error(element.id, "lint.call_without_process", name=called(element))
        yield from _result(element, context)
        yield from _loop(element, context)
        yield from _numbers(element, context)


def _result(element: Element, context: Context) -> Iterator[Finding]:
    """What is worked out or decided has a name, or it is gone at once."""
    setting = {"scriptTask": "script", "businessRuleTask": "calledDecision"}.get(element.kind)
    if setting in element.zeebe and not element.zeebe[setting].get("resultVariable", "").strip():
        yield context.warning(element.id, "lint.result_without_name", name=called(element))


def _loop(element: Element, context: Context) -> Iterator[Finding]:
    loop = element.loop
    if loop is None:
        return
    if not loop.standard and not loop.collection and not loop.cardinality:
        yield context.error(element.id, "lint.loop_over_nothing", name=called(element))
    if loop.misread:
        yield context.error(element.id, "lint.loop_maximum", name=called(element), value=loop.misread[:40])
    elif loop.standard and not loop.condition and loop.maximum is None:
        yield context.error(element.id, "lint.loop_without_end", name=called(element))


def _numbers(element: Element, context: Context) -> Iterator[Finding]:
    """Retries and priority: written out, or FEEL."""
    retries = element.zeebe.get("taskDefinition", {}).get("retries", "")
    if retries.strip() and not is_feel(retries) and not retries.strip().isdecimal():
        yield context.error(element.id, "lint.bad_retries", name=called(element), value=retries[:40])
    priority = element.zeebe.get("priorityDefinition", {}).get("priority", "")
    if priority.strip() and not is_feel(priority) and not (priority.strip().isdecimal() and int(priority[:9]) <= 100):
        yield context.error(element.id, "lint.bad_priority", name=called(element), value=priority[:40])
