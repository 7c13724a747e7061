"""Variables have names that FEEL, forms and figures can all use."""
import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.expressions import is_feel
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding

_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
_LOOSE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        for name in written(element):
            if not _LOOSE.fullmatch(name):
                yield context.error(element.id, "lint.bad_variable", name=called(element), variable=name)
            elif context.strict and not _NAME.fullmatch(name):
                yield context.error(element.id, "lint.variable_pattern", name=called(element), variable=name)


def written(element: Element) -> Iterator[str]:
    """Names that an element writes."""
    yield from (target for _, target in (*element.inputs, *element.outputs) if target)
    for setting in ("script", "calledDecision"):
        if element.zeebe.get(setting, {}).get("resultVariable"):
            yield element.zeebe[setting]["resultVariable"]
    if element.zeebe.get("adHoc", {}).get("outputCollection"):
        yield element.zeebe["adHoc"]["outputCollection"]
    if element.loop is not None:
        yield from (name for name in (element.loop.item, element.loop.output) if name and not is_feel(name))
