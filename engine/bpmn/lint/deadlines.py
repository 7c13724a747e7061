"""Every user task has a deadline, if only a quiet one; a deadline has somebody to escalate to; all of it can be read."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding
from engine.iso import BadTime
from engine.schedule import Terms, read_terms


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        settings = {name: element.own(name) for name in ("deadline", "reminders", "escalate")}
        if element.kind != "userTask" and not any(settings.values()):
            continue
        try:
            terms = read_terms(settings)
        except BadTime as wrong:
            yield context.house(element.id, "lint.bad_term", name=called(element), why=wrong)
            continue
        yield from _complete(element, terms, context)
        for role, _ in terms.escalations or ():
            if role not in context.boards:
                yield context.house(element.id, "lint.unknown_role", name=called(element), role=role)


def _complete(element: Element, terms: Terms, context: Context) -> Iterator[Finding]:
    scheduled = bool(element.zeebe.get("taskSchedule", {}).get("dueDate"))
    if not terms.deadline and not scheduled:
        key = "lint.no_deadline" if element.kind == "userTask" else "lint.terms_without_deadline"
        yield context.house(element.id, key, name=called(element))
    elif terms.quiet and (terms.reminders or terms.escalations):
        yield context.house(element.id, "lint.quiet_and_loud", name=called(element))
    elif not terms.quiet and not terms.escalations:
        yield context.house(element.id, "lint.nobody_to_escalate_to", name=called(element))
