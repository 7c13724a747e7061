"""The English of a folder of definitions: en.yaml gives a text for an element id, ELEMENT/PART, FORM/FIELD/PART, or DECISION/OUTPUT/values/VALUE."""
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree
from yaml import YAMLError

from engine import dmn, forms
from engine.bpmn.model import Process
from engine.dmn.definitions import Table
from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.iso import BadTime, parse_duration
from engine.roles import BOARD_OF
from engine.xml import parse
from engine.yaml import load

NAME = "en.yaml"
_ELEMENT_PARTS = ("documentation", "handoff_reason")
_FIELD_PARTS = ("purpose",)
MAX_BYTES = 1_000_000
_LETTER = 7                 # pixels of a letter on a label


def check(files: Mapping[str, bytes], drawn: list[forms.Form], processes: list[Process], strict: bool,
          decisions: Iterable[dmn.Decision] = ()) -> Iterator[Finding]:
    """Every English text belongs to something; in a library folder everything people read has one."""
    decisions = list(decisions)
    asked = dict.fromkeys(path for form in drawn for path in forms.text_paths(form))
    needed = dict(asked)
    prefixes = tuple(f"{path}{forms.VALUES}" for path in (*_choices(drawn), *_outputs(decisions)))
    needed |= dict.fromkeys(_names(processes))
    needed |= dict.fromkeys(f"{decision.id}/{output}{forms.VALUES}{word}" for decision in decisions for output, word in dmn.words_of(decision) if _is_said(word))
    known = set(needed) | _ids(files) | {f"{form.id}/{path}/{part}" for form in drawn for path in form.personal for part in _FIELD_PARTS}
    for path, content in files.items():
        if path.rpartition("/")[2] != NAME:
            continue
        texts, findings = read(path, content)
        yield from findings
        for name in texts:
            if name not in known and not name.startswith(prefixes) and not _is_part(name, known):
                yield Finding(path, name[:80], "warning", "lint.english_for_nothing", {"name": name[:80]})
            elif name in asked and not forms.is_readable(texts[name]):
                yield Finding(path, name, "warning", "lint.english_unreadable", {"name": name})
        for name in needed if strict and not findings else ():
            if name not in texts:
                yield Finding(path, name, "warning", "lint.english_missing", {"name": name})


def read(path: str, content: bytes) -> tuple[dict[str, str], list[Finding]]:
    """The texts of one en.yaml, and what is wrong with it."""
    if len(content) > MAX_BYTES:
        return {}, [Finding(path, "", "error", "lint.too_large", {"megabytes": MAX_BYTES // 1_000_000})]
    try:
        texts: Any = load(content.decode("utf-8-sig")) if content.strip() else {}
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return {}, [Finding(path, "", "error", "lint.yaml_unreadable", {"line": mark.line + 1 if mark else 1})]
    if not isinstance(texts, dict):
        return {}, [Finding(path, "", "error", "lint.english_shape")]
    wrong = [name for name, text in texts.items() if not (isinstance(name, str) and isinstance(text, str))]
    good = {name: text for name, text in texts.items() if name not in wrong}
    return good, [Finding(path, str(name)[:80], "error", "lint.english_shape") for name in wrong]


def drawn(content: bytes, texts: Mapping[str, str]) -> bytes:
    """A diagram with its names in English; a pool without a text of its own has that of its process. Nothing else changes."""
    root = parse(content, NAME)
    said = {}
    for node in root.iter("{*}*"):
        name = texts.get(node.get("id", "")) or texts.get(node.get("processRef", ""))
        if name and node.get("name"):
            node.set("name", name)
            said[node.get("id")] = name
    for label in root.iter("{*}BPMNLabel"):
        _widen(label.find("{*}Bounds"), said.get(label.getparent().get("bpmnElement"), ""))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _widen(bounds: etree._Element | None, name: str) -> None:
    """Room for the longest word, which the label of a shorter word lacks."""
    needed = _LETTER * max(map(len, name.split()), default=0)
    if bounds is not None and bounds.get("width", "").replace(".", "", 1).isdecimal() and float(bounds.get("width")) < needed:
        bounds.set("width", str(needed))


def _is_said(word: str) -> bool:
    """Numbers, terms and roles are said in every language by the product itself."""
    try:
        parse_duration(word)
    except BadTime:
        return word not in BOARD_OF and any(map(str.isalpha, word))
    return False


def _outputs(decisions: Iterable[dmn.Decision]) -> Iterator[str]:
    """Columns of tables: a rule may also give what another decision said."""
    for decision in decisions:
        if isinstance(decision.expression, Table):
            yield from (f"{decision.id}/{column.name or decision.variable.name}" for column in decision.expression.outputs)


def _names(processes: list[Process]) -> Iterator[str]:
    """Ids of what has a name that people read."""
    for process in processes:
        named = (process, *process.elements.values(), *process.flows.values(), *process.lanes)
        yield from (one.id for one in named if one.name)


def _choices(drawn: list[forms.Form]) -> Iterator[str]:
    """Questions whose answers come from the case, and what a text shows of it: their English cannot be listed beforehand."""
    for form in drawn:
        yield from (f"{form.id}/{name}" for _, name in forms.names_used(form))
        yield from (f"{form.id}/{component.key}" for _, component in form.walk()
                    if getattr(component, "options", None) and not component.options.fixed)


def _is_part(name: str, known: set[str]) -> bool:
    element, _, part = name.rpartition("/")
    return part in _ELEMENT_PARTS and element in known


def _ids(files: Mapping[str, bytes]) -> set[str]:
    """Every id in the diagrams and decisions: elements, lanes, flows, rules."""
    found: set[str] = set()
    for path, content in files.items():
        if path.lower().endswith((".bpmn", ".dmn")):
            try:
                found |= {node.get("id") for node in parse(content, path).iter() if isinstance(node.tag, str) and node.get("id")}
            except BrokenProcess:
                continue        # told by the check of that file
    return found
