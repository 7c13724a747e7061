"""Times that are written out can be read: timers, due dates, times to live."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.expressions import is_feel
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding
from engine.iso import BadTime, cycle, parse_duration, parse_moment

_READ = {"date": parse_moment, "duration": parse_duration, "cycle": cycle}


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        for kind, text in _written(element):
            try:
                _READ[kind](text.strip())
            except BadTime as wrong:
                yield context.error(element.id, "lint.time_unreadable", name=called(element), text=text.strip()[:60],
                                    why=wrong)


def _written(element: Element) -> Iterator[tuple[str, str]]:
    if element.event is not None and element.event.timer and not is_feel(element.event.timer[1]):
        yield element.event.timer
    if element.event is not None and element.event.ttl and not is_feel(element.event.ttl):
        yield "duration", element.event.ttl
    for text in element.zeebe.get("taskSchedule", {}).values():
        if text.strip() and not is_feel(text):
            yield "date", text
