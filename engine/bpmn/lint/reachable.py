"""Everything drawn can be reached, and every path ends at an end event."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for parent, children in graph.scopes():
        entries = graph.entries(parent)
        apart = [e for e in children if process.elements[e].event_subprocess or process.elements[e].for_compensation or e in graph.handlers]
        reached = graph.reached([*entries, *apart])
        free = parent is not None and process.elements[parent].kind == "adHocSubProcess"
        for child in children:
            element = process.elements[child]
            if child not in reached:
                yield context.house(child, "lint.unreachable", name=called(element))
            if not (graph.next(child) or free or element.kind == "endEvent" or child in apart or _undoes(element)):
                yield context.warning(child, "lint.ends_without_end", name=called(element))


def _undoes(element: Element) -> bool:
    """The event on the border of a step that is undone: a line leads on from it, and never a flow."""
    return element.kind == "boundaryEvent" and element.event is not None and element.event.kind == "compensate"
