"""Who can follow whom in a process, sub-processes and boundary events included."""
from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.bpmn.model import Element, Process


class Graph:
    """Built once for a process; flows that lead nowhere are left out (another rule tells of them)."""

    def __init__(self, process: Process):
        self.process = process
        self.outgoing: dict[str, list[str]] = defaultdict(list)     # element -> flow ids
        self.incoming: dict[str, list[str]] = defaultdict(list)
        self.boundaries: dict[str, list[Element]] = defaultdict(list)
        for flow in process.flows.values():
            if flow.source in process.elements and flow.target in process.elements:
                self.outgoing[flow.source].append(flow.id)
                self.incoming[flow.target].append(flow.id)
        for element in process.elements.values():
            if element.attached_to:
                self.boundaries[element.attached_to].append(element)
        handlers = (e.compensation_handler for e in process.elements.values() if e.compensation_handler)
        self.handlers = frozenset(handlers)

    def siblings(self, parent: str | None) -> tuple[str, ...]:
        return self.process.roots if parent is None else self.process.elements[parent].children

    def scopes(self) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """The process and every sub-process, with the flow nodes directly in it."""
        yield None, self.process.roots
        for element in self.process.elements.values():
            if element.children:
                yield element.id, element.children

    def entries(self, parent: str | None) -> list[str]:
        """Where a scope begins: its start events; without any, whatever nothing leads to."""
        starts = [e for e in self.siblings(parent) if self.process.elements[e].kind == "startEvent"]
        return starts or [e for e in self.siblings(parent) if not self.incoming[e] and self.begins(self.process.elements[e])]

    def begins(self, element: Element) -> bool:
        return not (element.attached_to or element.event_subprocess or element.for_compensation or element.id in self.handlers
                    or (element.kind == "intermediateCatchEvent" and element.event and element.event.kind == "link"))

    def next(self, element: str) -> list[str]:
        """Elements that may come directly after one in its own scope: by flow, by link, or from its boundary."""
        found = [self.process.flows[flow].target for flow in self.outgoing[element]]
        found += [boundary.id for boundary in self.boundaries[element]]
        return found + self._landings(self.process.elements[element])

    def reached(self, starts: Iterable[str]) -> set[str]:
        """Everything that some path within the scope leads to, the starts included."""
        seen: set[str] = set()
        waiting = list(starts)
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += self.next(at)
        return seen

    def after(self, element: str) -> list[str]:
        """What a token may do next anywhere: as `next`, into a sub-process, and out of it when it ends."""
        inside = self.entries(element) if self.process.elements[element].children else []
        onward = inside + [boundary.id for boundary in self.boundaries[element]] if inside else self.next(element)
        at = self.process.elements[element]
        while at.parent is not None and not self.outgoing[at.id] and not self._landings(at):
            at = self.process.elements[at.parent]
            onward = onward + self.next(at.id)
        return onward

    def _landings(self, element: Element) -> list[str]:
        if element.kind not in ("intermediateThrowEvent", "endEvent") or not element.event or element.event.kind != "link":
            return []
        return [e.id for e in map(self.process.elements.__getitem__, self.siblings(element.parent))
                if e.kind == "intermediateCatchEvent" and e.event and e.event.kind == "link" and e.event.name == element.event.name]
