"""A process as a net of SpiffWorkflow task specs: built once, never written to while a case runs."""
from functools import cached_property

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.bpmn.model import Element, Process
from engine.bpmn.step import BrokenStep

class Net(WorkflowSpec):
    """The task specs of one process by element id, nested elements too, and what hangs on what."""

    def __init__(self, process: Process):
        super().__init__(process.id)
        self.process = process
        self.boundaries: dict[str, list] = {}       # activity: its boundary events
        self.event_starts: dict[str, list] = {}     # scope ("" is the process): start events of its event sub-processes
        self.handlers: dict[str, str] = {}          # activity: the activity that undoes it
        self._leading: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def entries(self, children: tuple[str, ...]) -> list[str]:
        """Where tokens begin in a scope: its plain start event, else its other starts, else what nothing leads to."""
        nodes = [self.process.elements[c] for c in children]
        starts = [n for n in nodes if n.kind == "startEvent"]
        plain = [n.id for n in starts if n.event.kind == "none"]
        return plain[:1] or [n.id for n in starts[:1]] or [n.id for n in nodes if _stands_alone(n)]

    def link(self, thrower: Element) -> object:
        for element in self.process.elements.values():
            event = element.event
            if element.kind == "intermediateCatchEvent" and event.kind == "link" and event.name == thrower.event.name \
                    and element.parent == thrower.parent:
                return self.task_specs[element.id]
        raise BrokenStep(thrower.id, "bpmn.link_without_catch", name=thrower.event.name or "")

    def leads_to(self, gateway: str, flows: frozenset[str]) -> frozenset[str]:
        """The nodes from which a token may come into `gateway` over one of `flows`, without passing through it before."""
        key = gateway, flows
        if key not in self._leading:
            seen: set[str] = set()
            stack = [self.process.flows[f].source for f in flows]
            while stack:
                node = stack.pop()
                if node not in seen and node != gateway:
                    seen.add(node)
                    stack.extend(self._before(node))
            self._leading[key] = frozenset(seen)
        return self._leading[key]

    def _before(self, node: str) -> list[str]:
        """One step back: over flows, from a boundary event to its activity, from a link's landing to its jumps."""
        element = self.process.elements[node]
        found = [self.process.flows[f].source for f in element.incoming]
        if element.attached_to:
            found.append(element.attached_to)
        if element in self._catching_links:
            found += [e.id for e in self.process.elements.values() if e.kind == "intermediateThrowEvent"
                      and e.event.kind == "link" and e.event.name == element.event.name and e.parent == element.parent]
        return found

    @cached_property
    def _catching_links(self) -> list[Element]:
        return [e for e in self.process.elements.values() if e.kind == "intermediateCatchEvent" and e.event.kind == "link"]


def _stands_alone(element: Element) -> bool:
    """Nothing leads to it, so a scope without a start event begins here."""
    return not (element.incoming or element.event_subprocess or element.for_compensation or element.attached_to
                or (element.event is not None and element.event.kind == "link"))
