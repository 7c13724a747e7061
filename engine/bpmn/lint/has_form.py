"""Every user task has a form."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Process
from engine.findings import Finding


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.kind == "userTask" and not any(element.zeebe.get("formDefinition", {}).values()):
            yield context.house(element.id, "lint.no_form", name=called(element))
