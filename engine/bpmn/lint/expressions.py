"""Every place in a process where FEEL can stand, with the name people know it by."""
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.lint.context import called
from engine.bpmn.model import Element, Process


_LONGEST = 80


@dataclass(frozen=True)
class Place:
    """A text that is FEEL, with or without its leading "="."""

    element: str
    name: str               # of the element, for a sentence
    part: str               # a key under lint.part.*: condition, input, timer ...
    text: str
    local: frozenset[str] = frozenset()     # names that are there at this place alone

    @property
    def source(self) -> str:
        return self.text.strip().removeprefix("=").strip()


def expressions(process: Process) -> Iterator[Place]:
    """Texts without "=" are left out where they stand for themselves."""
    for flow in process.flows.values():
        if flow.condition:
            source = process.elements.get(flow.source)
            yield Place(flow.id, flow.name or (called(source) if source else flow.id), "condition", flow.condition)
    for element in process.elements.values():
        yield from _of_element(element)


def is_feel(text: str | None) -> bool:
    return bool(text) and text.lstrip().startswith("=")


def short(source: str) -> str:
    """FEEL on one line, for a sentence."""
    line = " ".join(source.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST - 1] + "\u2026"


def _of_element(element: Element) -> Iterator[Place]:
    name, item = called(element), frozenset({"loopCounter"})
    if element.loop and element.loop.item:
        item |= {element.loop.item}

    def place(part: str, text: str, local: frozenset[str] = item) -> Place:
        return Place(element.id, name, part, text, local)

    for part, text in _always(element):
        if text:
            yield place(part, text)
    for part, text in _if_marked(element):
        if is_feel(text):
            yield place(part, text)
    results = frozenset(target.partition(".")[0] for _, target in element.inputs)
    for source, target in element.inputs:
        if is_feel(source):
            yield place("input", source, item | results)
    for source, target in element.outputs:
        if is_feel(source):
            yield place("output", source, item | results)


def _always(element: Element) -> Iterator[tuple[str, str | None]]:
    """Places that hold FEEL and nothing else."""
    yield "script", element.zeebe.get("script", {}).get("expression")
    yield "completion", element.completion
    if element.event is not None:
        yield "condition", element.event.condition
    if element.loop is not None:
        loop = element.loop
        yield from (("loop", text) for text in (loop.collection, loop.output_item, loop.completion, loop.cardinality, loop.condition))


def _if_marked(element: Element) -> Iterator[tuple[str, str | None]]:
    """Places where a text stands for itself, and FEEL begins with "="."""
    for setting, attributes in element.zeebe.items():
        if setting not in ("script", "loopCharacteristics", "subscription"):
            yield from ((_PARTS.get(setting, "setting"), text) for text in attributes.values())
    event = element.event
    if event is not None:
        yield from (("message", text) for text in (event.name, event.key, event.ttl))
        yield "code", event.code
        yield "timer", event.timer[1] if event.timer else None


_PARTS = {"assignmentDefinition": "assignment", "taskSchedule": "schedule", "calledElement": "called", "calledDecision": "called",
          "taskDefinition": "job", "priorityDefinition": "priority", "formDefinition": "form", "adHoc": "activities"}
