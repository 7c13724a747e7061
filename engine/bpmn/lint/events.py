"""An event says what it waits for or throws, and is of a kind that can stand where it stands."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, Part, called
from engine.bpmn.lint.expressions import is_feel
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Event, Process
from engine.bpmn.tags import SENDING
from engine.findings import Finding

_CATCH = {"message", "timer", "signal", "conditional", "link"}
_MAY = {
    "startEvent": {"none", "message", "timer", "signal", "conditional", "error", "escalation"},
    "intermediateCatchEvent": _CATCH,
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel"},
    "intermediateThrowEvent": {"none", "message", "signal", "escalation", "link", "compensate"},
    "endEvent": {"none", "message", "signal", "escalation", "error", "compensate", "terminate", "cancel", "link"},
}
_IN_EVENT_SUBPROCESS_ONLY = {"error", "escalation"}
_THROWS = ("intermediateThrowEvent", "endEvent")


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.event is None:
            continue
        if element.event.kind == "gone":
            yield context.error(element.id, "lint.event_definition_gone", name=called(element))
            continue
        if element.parallel_events > 1:
            yield context.error(element.id, "lint.several_events", name=called(element))
        if element.kind in _MAY:
            yield from _in_place(process, element, element.event, context)
        yield from _complete(process, graph, element, element.event, context)


def _in_place(process: Process, element: Element, event: Event, context: Context) -> Iterator[Finding]:
    around = process.elements.get(element.parent or "")
    if event.kind not in _MAY[element.kind]:
        key = "lint.event_says_nothing" if event.kind == "none" else "lint.event_misplaced"
        yield context.error(element.id, key, name=called(element), kind=Part(event.kind, "event"))
    elif element.kind == "startEvent" and event.kind in _IN_EVENT_SUBPROCESS_ONLY and not (around and around.event_subprocess):
        yield context.error(element.id, "lint.event_misplaced", name=called(element), kind=Part(event.kind, "event"))
    elif event.kind == "cancel":
        yield from _cancel(process, element, around, context)
    elif event.kind == "error" and element.kind in ("boundaryEvent", "startEvent") and not element.interrupting:
        yield context.error(element.id, "lint.error_must_interrupt", name=called(element))


def _cancel(process: Process, element: Element, around: Element | None, context: Context) -> Iterator[Finding]:
    """Only a transaction is called off, and when it is nothing in it goes on (BPMN 2.0, the possible values of cancelActivity)."""
    host = process.elements.get(element.attached_to or "") if element.kind == "boundaryEvent" else around
    if host is None or not host.transaction:
        yield context.error(element.id, "lint.cancel_outside_transaction", name=called(element))
    if element.kind == "boundaryEvent" and not element.interrupting:
        yield context.error(element.id, "lint.cancel_must_interrupt", name=called(element))


def _complete(process: Process, graph: Graph, element: Element, event: Event, context: Context) -> Iterator[Finding]:
    has_job = "taskDefinition" in element.zeebe
    if event.kind in ("message", "signal") and not event.name and not (has_job and element.kind in (*_THROWS, "sendTask")):
        yield context.error(element.id, f"lint.{event.kind}_without_name", name=called(element))
    elif event.kind == "message" and not (event.key or "").strip() and _listens_within_a_case(element):
        yield context.error(element.id, "lint.message_without_key", name=called(element))
    elif event.kind == "timer" and event.timer is None:
        yield context.error(element.id, "lint.timer_without_time", name=called(element))
    elif event.kind == "conditional" and not event.condition:
        yield context.error(element.id, "lint.event_without_condition", name=called(element))
    elif event.kind in ("error", "escalation") and element.kind in _THROWS and not event.code:
        yield context.error(element.id, "lint.throw_without_code", name=called(element))
    elif event.kind in ("error", "escalation") and element.kind not in _THROWS and is_feel(event.code):
        yield context.error(element.id, "lint.catches_computed_code", name=called(element))
    elif event.kind == "link":
        yield from _link(process, graph, element, event, context)
    elif event.kind == "compensate":
        yield from _compensation(process, element, event, context)


def _listens_within_a_case(element: Element) -> bool:
    """A message that opens a case needs no key: there is no case yet to find by it."""
    return element.kind not in SENDING and not (element.kind == "startEvent" and element.parent is None)


def _link(process: Process, graph: Graph, element: Element, event: Event, context: Context) -> Iterator[Finding]:
    if not event.name:
        yield context.error(element.id, "lint.link_without_name", name=called(element))
        return
    landings = [one for one in process.elements.values() if one.kind == "intermediateCatchEvent" and one.event.kind == "link"
                and (one.event.name, one.parent) == (event.name, element.parent)]
    if element.kind in _THROWS and len(landings) != 1:
        yield context.error(element.id, "lint.link_landings", name=called(element), count=len(landings))
    elif element.kind == "intermediateThrowEvent" and graph.outgoing[element.id]:
        yield context.error(element.id, "lint.flow_after_link", name=called(element))


def _compensation(process: Process, element: Element, event: Event, context: Context) -> Iterator[Finding]:
    if element.kind == "boundaryEvent" and element.compensation_handler not in process.elements:
        yield context.error(element.id, "lint.compensation_without_handler", name=called(element))
    if element.kind in _THROWS and event.activity and event.activity not in process.elements:
        yield context.error(element.id, "lint.compensates_nothing", name=called(element))
    elif element.kind in _THROWS and event.activity and process.elements[event.activity].parent not in _seen_from(process, element):
        yield context.error(element.id, "lint.compensates_elsewhere", name=called(element), activity=called(process.elements[event.activity]))


def _seen_from(process: Process, element: Element) -> tuple[str | None, ...]:
    """The parts whose work a throwing compensation undoes: its own, and from an event sub-process the part around it."""
    around = process.elements.get(element.parent or "")
    return (element.parent, around.parent) if around and around.event_subprocess else (element.parent,)
