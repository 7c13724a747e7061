"""What changed in a form: questions added, removed, put otherwise, made required or given other answers."""
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.comparing.change import Called, Change, File, other_words
from engine.forms import VALUES

LABELS = ("label", "dateLabel", "timeLabel", "text")
SILENT = {"id", "layout", "components", "label", "dateLabel", "validate", "values", "type", "text", "path", "appearance"}


@dataclass(frozen=True)
class Side:
    """One version of a form: what its parts are called there."""

    form: str
    said: Callable[[str, str], Called]

    def label(self, component: dict[str, Any]) -> Called:
        part = next((part for part in LABELS if component.get(part)), "")
        written = component.get(part) or component.get("key") or component.get("type") or ""
        return self.said(f"{self.place(component)}/{'text' if part == 'text' else 'label'}", str(written)).in_short()

    def answer(self, component: dict[str, Any], value: str, written: str) -> Called:
        return self.said(f"{self.place(component)}{VALUES}{value}", written)

    def place(self, component: dict[str, Any]) -> str:
        return f"{self.form}/{component.get('key') or component.get('path') or component.get('id')}"


@dataclass(frozen=True)
class Sides:
    file: File
    old: Side
    new: Side


def changes(file: File, old: bytes, new: bytes) -> Iterator[Change]:
    """Components are told apart by key, else by id."""
    try:
        read = [json.loads(content) for content in (old, new)]
        before, after = (dict(_components(form)) for form in read)
    except (ValueError, AttributeError, TypeError, RecursionError):
        yield Change(file.path, "", "compare.unreadable", {"file": file.path})
        return
    sides = Sides(file, *(Side(str(form.get("id", "")), said) for form, said in zip(read, (file.was, file.now), strict=True)))
    for name, component in after.items():
        if name not in before:
            yield Change(file.path, name, "compare.question_added", {"file": file.path, "question": sides.new.label(component)})
        else:
            yield from _component(sides, name, before[name], component)
    for name, component in before.items():
        if name not in after:
            yield Change(file.path, name, "compare.question_removed", {"file": file.path, "question": sides.old.label(component)})
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Change(file.path, "", "compare.question_order", {"file": file.path})


def _component(sides: Sides, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    path, was, now = sides.file.path, sides.old.label(old), sides.new.label(new)
    about = {"file": path, "question": now}
    if was.written != now.written:
        yield Change(path, name, "compare.question_words", {"file": path, **{which: words.quoted() for which, words in other_words(was, now).items()}})
    if old.get("type") != new.get("type"):
        yield Change(path, name, "compare.question_kind", {**about, "old": str(old.get("type")), "new": str(new.get("type"))})
    limits, others = (dict(one.get("validate") or {}) for one in (old, new))
    if bool(limits.pop("required", False)) != bool(others.pop("required", False)):
        required = bool((new.get("validate") or {}).get("required"))
        yield Change(path, name, "compare.question_required" if required else "compare.question_optional", about)
    if limits != others:
        yield Change(path, name, "compare.question_limits", about)
    yield from _answers(sides, name, old, new)
    for part in sorted((old.keys() | new.keys()) - SILENT):
        if old.get(part) != new.get(part):
            key = {"conditional": "compare.question_when", "description": "compare.question_help", "properties": "compare.question_personal"}.get(part)
            yield Change(path, name, key or "compare.question_setting", about if key else {**about, "setting": part})


def _answers(sides: Sides, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    path = sides.file.path
    about = {"file": path, "question": sides.new.label(new)}
    before, after = ({str(one.get("value")): side.answer(component, str(one.get("value")), str(one.get("label")))
                      for one in component.get("values") or [] if isinstance(one, dict)} for side, component in ((sides.old, old), (sides.new, new)))
    for value in [*after, *(value for value in before if value not in after)]:
        if value not in before:
            yield Change(path, name, "compare.answer_added", {**about, "answer": after[value]})
        elif value not in after:
            yield Change(path, name, "compare.answer_removed", {**about, "answer": before[value]})
        elif before[value].written != after[value].written:
            yield Change(path, name, "compare.answer_words", {**about, **other_words(before[value], after[value])})


def _components(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for component in part.get("components") or []:
        yield str(component.get("key") or component.get("path") or component.get("id") or component.get("label") or component.get("text")), component
        yield from _components(component)
