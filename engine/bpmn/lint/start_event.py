"""A process begins somewhere: with a start event, the right kind in the right place."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding

_BY_ITSELF = ("conditional",)               # would open a case with nobody asking; ours are opened by a person, message, signal or the clock


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    if not process.elements:
        yield context.error(process.id, "lint.empty_process", name=process.name or process.id)
        return
    if not any(_is_start(process.elements[e]) for e in process.roots):
        make = context.error if not graph.entries(None) else context.warning
        yield make(process.id, "lint.no_start_event", name=process.name or process.id)
    if len([e for e in process.roots if _is_start(process.elements[e], "none")]) > 1:
        yield context.error(process.id, "lint.several_starts", name=process.name or process.id)
    for start in (process.elements[e] for e in process.roots):
        if any(_is_start(start, kind) for kind in _BY_ITSELF):
            yield context.warning(start.id, "lint.starts_by_hand", name=called(start))
    for element in process.elements.values():
        if element.event_subprocess:
            yield from _event_subprocess(process, element, context)
        elif element.kind in ("subProcess", "transaction"):
            yield from _embedded(process, element, context)
        elif element.kind == "adHocSubProcess":
            for start in (process.elements[e] for e in element.children if _is_start(process.elements[e])):
                yield context.error(start.id, "lint.adhoc_start", name=called(start), around=called(element))


def _is_start(element: Element, kind: str | None = None) -> bool:
    return element.kind == "startEvent" and (kind is None or (element.event is not None and element.event.kind == kind))


def _event_subprocess(process: Process, element: Element, context: Context) -> Iterator[Finding]:
    starts = [process.elements[e] for e in element.children if _is_start(process.elements[e])]
    if len(starts) != 1 or _is_start(starts[0], "none"):
        yield context.error(element.id, "lint.event_subprocess_start", name=called(element))


def _embedded(process: Process, element: Element, context: Context) -> Iterator[Finding]:
    if not element.children:
        yield context.error(element.id, "lint.empty_subprocess", name=called(element))
    if len([e for e in element.children if _is_start(process.elements[e], "none")]) > 1:
        yield context.error(element.id, "lint.several_starts_inside", name=called(element))
    for child in element.children:
        start = process.elements[child]
        if _is_start(start) and not _is_start(start, "none"):
            yield context.error(start.id, "lint.subprocess_start", name=called(start), around=called(element))
