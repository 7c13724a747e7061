"""What goes into a variable without "=" is a text; one that reads as FEEL was probably meant to be worked out."""
import re
from collections.abc import Iterator

from engine import feel
from engine.bpmn.lint.context import Context, Part, called
from engine.bpmn.lint.expressions import is_feel, short
from engine.bpmn.lint.graph import Graph
from engine.bpmn.lint.known_names import filled_in
from engine.bpmn.model import Element, Process
from engine.findings import Finding

_WRITTEN_OUT = re.compile(r'".*"|\[.*\]|\{.*:.*\}|[a-z][a-z ]*\(.*\)', re.DOTALL)     # a text in quotes, a list, a context, a function
_WORKED_OUT = ("script", "loop")            # a text is no computation, no list, and no result that differs each time


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    known = filled_in(process, context)
    for element in process.elements.values():
        for part, source in _sources(element):
            if source and not is_feel(source) and (part in _WORKED_OUT or _reads_as_feel(source, known)):
                yield context.warning(element.id, "lint.mapping_is_text", name=called(element), part=Part(part), source=short(source))


def _sources(element: Element) -> Iterator[tuple[str, str | None]]:
    yield "script", element.zeebe.get("script", {}).get("expression", "")
    yield from (("loop", text) for text in ((element.loop.collection, element.loop.output_item) if element.loop else ()))
    yield "message", element.event.key or "" if element.event else ""
    yield from (("input", source) for source, _ in element.inputs)
    yield from (("output", source) for source, _ in element.outputs)


def _reads_as_feel(text: str, known: frozenset[str]) -> bool:
    """A name that something fills in, a sum of such names, or what only FEEL is written like."""
    try:
        names = feel.compile(text).names
    except feel.FeelError:
        return False
    return names <= known if names else bool(_WRITTEN_OUT.fullmatch(text.strip()))
