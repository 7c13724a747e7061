"""Looks through the catalogues, and through code and templates for sentences that are not in them."""
import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from engine.language import LANGUAGES
from engine.yaml import load
from tests.house.source import PROJECT, Source

FOLDERS = ("engine/catalogue", "webui/catalogue")
KEY = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
ASKED = re.compile(r"""\bt\(\s*['"]([^'"]+)['"]\s*[,)]""")
JINJA = re.compile(r"\{% block \w*class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|title|placeholder|alt)=(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
OWN_NAME = {"Aanzet"}
ATTRIBUTES = {"aria", "describedby", "invalid", "required", "readonly", "disabled", "checked", "selected", "true", "false"}
NOT_KEYS = re.compile(r".*\.(html|yaml|yml|css|js|svg|py|db|md|json|bpmn|dmn|form|txt|woff2|ini|nl)$")


@cache
def catalogues() -> dict[str, dict[str, str]]:
    """Every key of each language, over all rooms that bring sentences."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for folder in FOLDERS:
        for language in LANGUAGES:
            for path in sorted((PROJECT / folder / language).glob("*.yaml")):
                found[language].update(load(path.read_text("utf-8")) or {})
    return found


def placeholders(sentence: str) -> set[str]:
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def keys_like(source: Source, known: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """(line, text) of every literal that looks like a key: dotted, and its first part begins a key that exists."""
    beginnings = _beginnings(frozenset(known))
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value) and node.value not in known:
            if node.value.partition(".")[0] in beginnings and not NOT_KEYS.fullmatch(node.value) \
                    and not _endpoint(source, node.value, known):
                yield node.lineno, node.value


@cache
def _beginnings(keys: frozenset[str]) -> frozenset[str]:
    return frozenset(key.partition(".")[0] for key in keys) - {"engine", "webui", "workers"}


def _endpoint(source: Source, text: str, known: Mapping[str, str]) -> bool:
    """Flask names a view `blueprint.function`; a beginning of longer keys is completed where it is used."""
    return source.name.startswith("webui.") and text.count(".") == 1 and text not in known \
        or any(key.startswith(text if text.endswith("_") else f"{text}.") for key in known)


def keys_in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((PROJECT / "webui" / "templates").rglob("*.html")):
        for key in ASKED.findall(path.read_text("utf-8")):
            yield path.relative_to(PROJECT).as_posix(), key


def words_in(path: Path) -> list[str]:
    """Words that a template says without a catalogue: between tags, or in an attribute that people read or hear."""
    markup = JINJA.sub(" ", path.read_text("utf-8"))
    spoken = [first or second for first, second in SPOKEN.findall(markup)]
    found = [word for part in [*spoken, TAG.sub(" ", markup)] for word in LETTERS.findall(re.sub(r"&\w+;", " ", part))]
    return [f"{path.relative_to(PROJECT).as_posix()}: {word}" for word in found if word not in OWN_NAME | ATTRIBUTES]
