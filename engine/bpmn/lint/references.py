"""Forms, decisions and called processes are there: an error in a library folder, a warning elsewhere."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.expressions import is_feel
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding

EMBEDDED = "camunda-forms:bpmn:"


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if "formDefinition" in element.zeebe:       # a user task, or the start of a process
            yield from _form(process, element, context)
        if element.kind == "businessRuleTask" or element.own("attendance"):
            decision = element.zeebe.get("calledDecision", {}).get("decisionId") or element.own("attendance")
            if decision and not is_feel(decision) and decision not in context.decisions:
                yield context.house(element.id, "lint.decision_missing", name=called(element), decision=decision)
        elif element.kind == "callActivity":
            key = element.zeebe.get("calledElement", {}).get("processId")
            if key and not is_feel(key) and key not in context.processes:
                yield context.house(element.id, "lint.process_missing", name=called(element), process=key)


def _form(process: Process, element: Element, context: Context) -> Iterator[Finding]:
    definition = element.zeebe.get("formDefinition", {})
    form, key = definition.get("formId"), definition.get("formKey") or definition.get("externalReference")
    if form:
        if not is_feel(form) and form not in context.forms:
            yield context.house(element.id, "lint.form_missing", name=called(element), form=form)
    elif key and key.startswith(EMBEDDED):
        if key.removeprefix(EMBEDDED) not in process.embedded_forms:
            yield context.house(element.id, "lint.form_missing", name=called(element), form=key.removeprefix(EMBEDDED))
    elif key:
        yield context.house(element.id, "lint.form_elsewhere", name=called(element), form=key)
