"""Our own settings are spelled as they should be, and phases are phases of the programme."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import OWN, Process
from engine.bpmn.tags import SENDING
from engine.findings import Finding

_KNOWN = frozenset({"deadline", "reminders", "escalate", "waits_for", "handoff_reason", "own_case", "phase", "attendance", "newcomer", "seen_again", "correlation_key"})


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        for name in element.properties:
            if name.startswith(OWN) and name.removeprefix(OWN) not in _KNOWN:
                yield context.house(element.id, "lint.unknown_setting", name=called(element), setting=name)
        if element.own("correlation_key") and not (element.kind in SENDING and element.event and element.event.kind == "message"):
            yield context.house(element.id, "lint.key_of_nothing_sent", name=called(element))
        yield from _phase(element.id, called(element), element.own("phase"), context)
        if element.own("own_case") not in (None, "true", "false") or (element.own("own_case") and element.kind != "callActivity"):
            yield context.house(element.id, "lint.own_case", name=called(element))
    yield from _phase(process.id, process.name or process.id, process.properties.get(f"{OWN}phase"), context)


def _phase(element: str, name: str, phase: str | None, context: Context) -> Iterator[Finding]:
    """Definitions outside the programme may use a list of their own."""
    if phase and context.strict and phase not in context.phases:
        yield context.error(element, "lint.unknown_phase", name=name, phase=phase)
