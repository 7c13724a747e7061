"""Names in FEEL are names that something fills in: a question, a mapping, a decision, a script or a loop."""
from collections.abc import Iterator
from difflib import get_close_matches

from engine import feel
from engine.bpmn.lint.context import Context, Part
from engine.bpmn.lint.expressions import expressions
from engine.bpmn.lint.graph import Graph
from engine.bpmn.lint.names import written
from engine.bpmn.model import Element, Process
from engine.findings import Finding

GIVEN = frozenset({"case", "loopCounter", "this", "item", "partial", "camunda"})
_CLOSE, _LETTERS = 0.8, 2      # as alike as bugdet and budget, and hardly longer
_BRINGING = frozenset({"message", "signal", "error", "escalation"})
_MOST = 300         # unknown names that are compared with the known ones; a file of thousands is no typing mistake


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    """A name nobody writes is told when it looks like one that somebody does, and always where nothing can come in unseen."""
    known, closed = filled_in(process, context), is_closed(process, context)
    meant: dict[str, str | None] = {}
    told: set[tuple[str, str]] = set()
    for place in expressions(process):
        for name in sorted(_free(place.source) - known - place.local):
            if name not in meant:
                meant[name] = alike(name, known) if len(meant) < _MOST else None
            if (place.element, name) in told or not (meant[name] or closed and name not in (context.given or ())):
                continue
            told.add((place.element, name))
            key, more = ("lint.unknown_name", {"meant": meant[name]}) if meant[name] else ("lint.name_from_nowhere", {})
            yield context.warning(place.element, key, name=place.name, part=Part(place.part), variable=name, **more)


def filled_in(process: Process, context: Context) -> frozenset[str]:
    return context.variables | written_in(process) | GIVEN


def is_closed(process: Process, context: Context) -> bool:
    """Whether every name in this process comes from something that the files show."""
    return not any(_lets_in(element, context) for element in process.elements.values())


def _lets_in(element: Element, context: Context) -> bool:
    """Can names come in here that no file shows: with the start, from an outside worker, a message, a called process, an unknown form."""
    if element.kind == "startEvent" and element.parent is None and context.given is None and not _asks(element, context):
        return True
    if element.kind == "userTask":
        return not _asks(element, context)
    brings = "taskDefinition" in element.zeebe or element.kind == "callActivity" or (
        element.event is not None and element.event.kind in _BRINGING and element.kind != "endEvent")
    return brings and not element.outputs


def _asks(element: Element, context: Context) -> bool:
    return element.zeebe.get("formDefinition", {}).get("formId") in context.asking


def written_in(process: Process) -> frozenset[str]:
    """Names that the elements of a process fill in themselves."""
    return frozenset(name.partition(".")[0] for element in process.elements.values() for name in written(element))


def alike(name: str, known: frozenset[str]) -> str | None:
    """The known name that somebody probably meant."""
    near = [other for other in known if abs(len(other) - len(name)) <= _LETTERS]
    return next(iter(get_close_matches(name, near, 1, _CLOSE)), None)


def _free(source: str) -> frozenset[str]:
    try:
        return feel.compile(source).names
    except feel.FeelError:
        return frozenset()
