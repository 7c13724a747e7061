"""Names in a decision are names that the process which asks it fills in."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.lint.known_names import alike, filled_in, is_closed
from engine.bpmn.model import Process
from engine.findings import Finding


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    """As with names in the process itself: told when one looks like a name that is filled in, and always where nothing comes in unseen."""
    known, closed = filled_in(process, context), is_closed(process, context)
    for element in process.elements.values():
        decision = element.zeebe.get("calledDecision", {}).get("decisionId")
        for owner, name, others in context.asked.get(decision, ()):
            if known.intersection(others) or (context.given or frozenset()).intersection(others):
                continue
            meant = alike(name, known)
            if meant:
                yield context.warning(element.id, "lint.decision_asks_near", name=called(element), decision=owner, variable=name, meant=meant)
            elif closed:
                yield context.warning(element.id, "lint.decision_asks", name=called(element), decision=owner, variable=name)
