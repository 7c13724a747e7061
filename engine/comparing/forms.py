"""What changed in a form: questions added, removed, put otherwise, made required or given other answers."""
import json
from collections.abc import Iterator
from typing import Any

from engine.comparing.change import Change, Said

SILENT = {"id", "layout", "components", "label", "dateLabel", "validate", "values", "type", "text", "path", "appearance"}


def changes(file: str, old: bytes, new: bytes) -> Iterator[Change]:
    """Components are told apart by key, else by id."""
    try:
        before, after = (dict(_components(json.loads(content))) for content in (old, new))
    except (ValueError, AttributeError, TypeError, RecursionError):
        yield Change(file, "", "compare.unreadable", {"file": file})
        return
    for name, component in after.items():
        if name not in before:
            yield Change(file, name, "compare.question_added", {"file": file, "question": _label(component)})
        else:
            yield from _component(file, name, before[name], component)
    for name, component in before.items():
        if name not in after:
            yield Change(file, name, "compare.question_removed", {"file": file, "question": _label(component)})
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Change(file, "", "compare.question_order", {"file": file})


def _component(file: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    about = {"file": file, "question": _label(new)}
    if _label(old) != _label(new):
        yield Change(file, name, "compare.question_words", {"file": file, "old": Said("text", _label(old)), "new": Said("text", _label(new))})
    if old.get("type") != new.get("type"):
        yield Change(file, name, "compare.question_kind", {**about, "old": str(old.get("type")), "new": str(new.get("type"))})
    was, now = (dict(one.get("validate") or {}) for one in (old, new))
    if bool(was.pop("required", False)) != bool(now.pop("required", False)):
        required = bool((new.get("validate") or {}).get("required"))
        yield Change(file, name, "compare.question_required" if required else "compare.question_optional", about)
    if was != now:
        yield Change(file, name, "compare.question_limits", about)
    yield from _answers(file, name, about, old.get("values") or [], new.get("values") or [])
    for part in sorted((old.keys() | new.keys()) - SILENT):
        if old.get(part) != new.get(part):
            key = {"conditional": "compare.question_when", "description": "compare.question_help", "properties": "compare.question_personal"}.get(part)
            yield Change(file, name, key or "compare.question_setting", about if key else {**about, "setting": part})


def _answers(file: str, name: str, about: dict[str, Any], old: list, new: list) -> Iterator[Change]:
    before, after = ({str(one.get("value")): str(one.get("label")) for one in values if isinstance(one, dict)} for values in (old, new))
    for value in [*after, *(value for value in before if value not in after)]:
        if value not in before:
            yield Change(file, name, "compare.answer_added", {**about, "answer": after[value]})
        elif value not in after:
            yield Change(file, name, "compare.answer_removed", {**about, "answer": before[value]})
        elif before[value] != after[value]:
            yield Change(file, name, "compare.answer_words", {**about, "old": before[value], "new": after[value]})


def _components(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for component in part.get("components") or []:
        yield str(component.get("key") or component.get("path") or component.get("id") or _label(component)), component
        yield from _components(component)


def _label(component: dict[str, Any]) -> str:
    said = component.get("label") or component.get("dateLabel") or component.get("text") or component.get("key") or component.get("type") or ""
    first = str(said).strip().splitlines()[0] if str(said).strip() else ""
    return first if len(first) <= 80 else first[:79] + "…"
