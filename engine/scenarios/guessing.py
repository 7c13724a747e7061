"""Guesses start variables that let a process nobody here knows take its straight path."""
import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine import feel
from engine.bpmn.model import Element, Process

_COMPARED = re.compile(r'([A-Za-z_][\w.]*)\s*(!=|<=|>=|=|<|>)\s*("[^"]*"|-?\d+(?:\.\d+)?|true|false)')
_EMPTY = re.compile(r"\bis empty\s*\(\s*([A-Za-z_][\w.]*)")      # the way out of a loop over what is left
_PATH = re.compile(r"\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_BY_PLACE: Mapping[str, Any] = {"condition": True, "key": "S-1", "list": ["one"], "duration": "PT1H", "date": "2031-03-04T09:00:00Z",
                                "cycle": "R1/PT1H", "name": "a", "number": 1}


def guess(process: Process) -> dict[str, Any]:
    """A value for each name that conditions, keys, collections and timers ask for; the first that asks decides."""
    found: dict[str, Any] = {}
    for place, text in _asked(process):
        source = text.strip()
        if not source.startswith("="):
            continue
        for path, value in _from_comparisons(source):
            _put(found, path.split("."), value)
        for path in _EMPTY.findall(source):
            _put(found, path.split("."), [])
        try:
            names = feel.compile(source.removeprefix("=").strip()).names
        except feel.FeelError:
            continue
        for name in sorted(names - {"case"}):
            if re.search(rf"\b{re.escape(name)}\s*\.", source) is None:
                found.setdefault(name, _BY_PLACE[place])
        for path in _PATH.findall(_TEXT.sub("", source)):
            if path.partition(".")[0] in names - {"case"}:
                _put(found, path.split("."), _BY_PLACE[place])
    return found


def _asked(process: Process) -> Iterator[tuple[str, str]]:
    guarded = {element.default for element in process.elements.values()}
    for flow in process.flows.values():
        if flow.condition and flow.id not in guarded:
            yield "condition", flow.condition
    for element in process.elements.values():
        yield from ((place, text) for place, text in _of(element) if text)


def _of(element: Element) -> Iterator[tuple[str, str | None]]:
    event, loop = element.event, element.loop
    if event is not None:
        yield "key", event.key
        yield "name", event.name
        yield "condition", event.condition
        if event.timer:
            yield event.timer
    if loop is not None:
        yield "list", loop.collection
        yield "number", loop.cardinality
        yield "condition", loop.completion
    yield "condition", element.completion
    yield "name", element.zeebe.get("taskDefinition", {}).get("type")


def _from_comparisons(source: str) -> Iterator[tuple[str, Any]]:
    """What makes `name = 5` or `name > 5` true."""
    for path, operator, literal in _COMPARED.findall(source):
        if literal.startswith('"'):
            yield path, literal[1:-1] + ("?" if operator == "!=" else "")
        elif literal in ("true", "false"):
            yield path, (literal == "true") == (operator == "=")
        else:
            number = float(literal) if "." in literal else int(literal)
            yield path, number + {">": 1, "<": -1, "!=": 1}.get(operator, 0)


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    *around, last = path
    for part in around:
        inner = into.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        into = inner
    into.setdefault(last, value)
