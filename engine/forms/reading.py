"""Reads form-js JSON (.form) as Camunda's form editor writes it; what a server cannot show is refused by name."""
import json
import re
from collections.abc import Mapping
from typing import Any

from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.forms.components import Builder
from engine.forms.model import DynamicList, Field, Form, Group, Personal

MAX_BYTES = 1_000_000
MAX_COMPONENTS = 1_000
MAX_DEPTH = 12
KEY = re.compile(r"[a-z_][a-z0-9_]*")
LOOSE_KEY = re.compile(r"\w+(\.\w+)*")


def read(content: bytes | str, name: str, strict: bool = False, form_id: str = "") -> Form:
    """The form. Raises BrokenProcess with every error found; warnings are for `examine` to tell.

    `form_id` is what a form inside a diagram is known by, whatever it says itself.
    """
    form, findings = examine(content, name, strict, form_id)
    errors = [finding for finding in findings if finding.severity == "error"]
    if form is None or errors:
        raise BrokenProcess(errors)
    return form


def examine(content: bytes | str, name: str, strict: bool = False, form_id: str = "") -> tuple[Form | None, list[Finding]]:
    """The form, or None where nothing of it can be read, and all there is to say about it. Strict: as in a library folder."""
    try:
        document = _loaded(content)
    except BrokenProcess as broken:
        return None, [Finding(name, "", "error", broken.key, broken.params)]
    builder = Builder(name)
    fields = builder.components(document["components"], 1)
    form_id = form_id or document.get("id")
    if not isinstance(form_id, str) or not form_id:
        builder.error("", "form.no_id")
        form_id = ""
    tag = document.get("versionTag")
    form = Form(form_id, fields, _personal(fields), tag if isinstance(tag, str) and tag else None)
    _check_keys(form, builder, strict)
    _check_ids(document, builder, strict)
    return form, builder.findings


def _loaded(content: bytes | str) -> Mapping[str, Any]:
    if len(content) > MAX_BYTES:
        raise BrokenProcess(key="form.too_large", megabytes=MAX_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        document = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BrokenProcess(key="form.not_json", line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError):
        raise BrokenProcess(key="form.unreadable") from None
    if not isinstance(document, dict) or not isinstance(document.get("components"), list):
        raise BrokenProcess(key="form.not_a_form")
    count, depth = _size(document["components"])
    if count > MAX_COMPONENTS or depth > MAX_DEPTH:
        raise BrokenProcess(key="form.too_many", limit=MAX_COMPONENTS, depth=MAX_DEPTH)
    return document


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _size(components: list) -> tuple[int, int]:
    """How many components, and how deep: without recursion, since the depth is a stranger's."""
    count = deepest = 0
    waiting = [(components, 1)]
    while waiting and count <= MAX_COMPONENTS:
        listed, depth = waiting.pop()
        deepest = max(deepest, depth)
        for component in listed:
            count += 1
            inner = component.get("components") if isinstance(component, dict) else None
            if isinstance(inner, list):
                waiting.append((inner, depth + 1))
    return count, deepest


def _check_ids(document: Mapping[str, Any], builder: Builder, strict: bool) -> None:
    """No editor or viewer of form-js opens a form in which two parts, or a part and the form itself, have one id."""
    met: dict[str, Mapping[str, Any]] = {}
    waiting: list[Any] = [document]
    while waiting:
        entry = waiting.pop()
        if not isinstance(entry, Mapping):
            continue
        name, inner = entry.get("id"), entry.get("components")
        if isinstance(name, str) and name in met:
            builder.id_twice(entry, met[name], "error" if strict else "warning")
        elif isinstance(name, str) and name:
            met[name] = entry
        waiting += reversed(inner) if isinstance(inner, list) else ()


def _personal(fields: tuple) -> dict[str, Personal]:
    return {path: component.personal for path, component in Form("", fields).walk()
            if isinstance(component, Field) and component.personal is not None}


def _check_keys(form: Form, builder: Builder, strict: bool) -> None:
    """Two questions with one key would overwrite each other; keys follow one pattern, so that FEEL can name them."""
    shapes: dict[str, str] = {}         # path -> answer, list or object
    for path, component in form.walk():
        key = component.key if isinstance(component, Field) else component.path if isinstance(component, Group) else ""
        if not key:
            continue
        if not all(KEY.fullmatch(part) for part in key.split(".")):
            wrong = strict or not LOOSE_KEY.fullmatch(key)
            builder.add(key, "error" if wrong else "warning", "form.key_pattern", name=key)
        shape = "answer" if isinstance(component, Field) else "list" if isinstance(component, DynamicList) else "object"
        parts = path.split(".")
        around = {".".join(parts[:n]): "object" for n in range(1, len(parts))}
        if path in shapes and not shape == shapes[path] == "object":
            builder.error(key, "form.key_twice", name=path)
        elif any(shapes.get(outer) == "answer" for outer in around):
            builder.error(key, "form.key_inside", name=path)
        else:
            shapes |= {outer: shapes.get(outer, inner) for outer, inner in around.items()} | {path: shape}
