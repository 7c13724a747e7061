"""Reads the test cases of the DMN Technology Compatibility Kit: what goes in, what is asked, what must come out."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from engine import feel
from engine.xml import parse

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = {"decimal", "double", "float", "integer", "int", "long", "short"}
_TEMPORAL = {"date": "date(text)", "time": "time(text)", "dateTime": "date and time(text)", "duration": "duration(text)",
             "yearMonthDuration": "duration(text)", "dayTimeDuration": "duration(text)"}
_READ = {kind: feel.compile(source) for kind, source in _TEMPORAL.items()}


@dataclass(frozen=True)
class ResultNode:
    """One value the kit asks for. `invocable` names the function or service a case calls instead of a decision."""

    suite: str
    folder: str
    file: str
    case: str
    name: str
    kind: str
    invocable: str | None
    model: Path
    inputs: Mapping[str, object]
    expected: object

    def __str__(self) -> str:
        return f"{self.folder}/{self.file} {self.case} {self.name}"


def result_nodes(kit: Path, world: feel.World) -> Iterator[ResultNode]:
    """Every result node under `kit`, a folder with `compliance-level-N/FOLDER/*.xml`, or one of those folders."""
    for file in sorted(kit.rglob("*.xml")):
        root = parse(file.read_bytes(), file.name)
        if _tag(root) == "testCases":
            yield from _nodes_of(root, file, world)


def _nodes_of(root: etree._Element, file: Path, world: feel.World) -> Iterator[ResultNode]:
    model = file.parent / (root.findtext("{*}modelName") or "").strip()
    for case in root.iterchildren("{*}testCase"):
        inputs = {node.get("name"): _value(node, world) for node in case.iterchildren("{*}inputNode")}
        for node in case.iterchildren("{*}resultNode"):
            yield ResultNode(
                suite=file.parent.parent.name, folder=file.parent.name, file=file.name, case=case.get("id") or "",
                name=node.get("name") or "", kind=case.get("type") or node.get("type") or "decision",
                invocable=case.get("invocableName"), model=model, inputs=inputs, expected=_value(node.find("{*}expected"), world))


def _value(element: etree._Element | None, world: feel.World) -> object:
    """A FEEL value: nil, a list of items, a context of components, or one typed value."""
    if element is None or _nil(element):
        return None
    listed = element.find("{*}list")
    if listed is not None:
        return None if _nil(listed) else [_value(item, world) for item in listed.iterchildren("{*}item")]
    components = list(element.iterchildren("{*}component"))
    if components:
        return {component.get("name"): _value(component, world) for component in components}
    value = element.find("{*}value")
    if value is None or _nil(value):
        return None
    return _typed((value.get(_XSI + "type") or "string").rpartition(":")[2], value.text or "", world)


def _typed(kind: str, text: str, world: feel.World) -> object:
    if kind in _NUMBERS:
        try:
            return Decimal(text.strip())
        except InvalidOperation:
            return text
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in _READ:
        return _READ[kind]({"text": text.strip()}, world)
    return text


def _nil(element: etree._Element) -> bool:
    return element.get(_XSI + "nil") in ("true", "1")


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname
