"""A form in another language: the same questions, with texts from a list of `form/field/part`."""
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.templates import Template, TemplateError, Words, template

VALUES = "/values/"
_NONE = Template()
_PARTS = ("label", "description", "text", "prefix", "suffix")


def translated(form: model.Form, texts: Mapping[str, str]) -> model.Form:
    """The form with every text that `texts` has; others stay. Paths: form id, then the key, path or id, then the part, or values/VALUE.

    A text whose FEEL is wrong stays untranslated too. A value that a text shows by its name, `{{answer}}` or `{{outcome.step}}`, is said as
    the list calls that value of that name.
    """
    words = called(texts)
    return replace(form, fields=tuple(_translated(component, form.id, texts, words) for component in form.fields))


def called(texts: Mapping[str, str]) -> Words:
    """What values are called: those of questions (form/field/values/VALUE) and of decisions (decision/output/values/VALUE), by field or output."""
    found: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        place, mark, value = path.partition(VALUES)
        if mark:
            found.setdefault(place.rpartition("/")[2], {}).setdefault(value, text)
    return found


def is_readable(source: str) -> bool:
    """Whether a text can stand in a form; one whose FEEL is wrong would stay in the language of the form."""
    return not source or _text(source, _NONE, {}) is not _NONE


def text_paths(form: model.Form) -> Iterator[str]:
    """Every path that has a text in this form."""
    for _, component in form.walk():
        place = f"{form.id}/{_name(component)}"
        yield from (f"{place}/{part}" for part in _PARTS if getattr(component, part, None))
        options = getattr(component, "options", None)
        yield from (f"{place}{VALUES}{value}" for value, _ in (options.fixed if options else ()))


def _translated(component: model.Component, form: str, texts: Mapping[str, str], words: Words) -> model.Component:
    place = f"{form}/{_name(component)}"
    changed: dict[str, Any] = {}
    names = {own.name for own in fields(component)}
    for part in names.intersection(_PARTS):
        changed[part] = _text(texts.get(f"{place}/{part}"), getattr(component, part), words)
    if "options" in names:
        fixed = tuple((value, _text(texts.get(f"{place}{VALUES}{value}"), label, words)) for value, label in component.options.fixed)
        labels = {path.removeprefix(f"{place}{VALUES}"): text for path, text in texts.items() if path.startswith(f"{place}{VALUES}")}
        changed["options"] = replace(component.options, fixed=fixed, labels={} if fixed else labels)
    if "fields" in names:
        changed["fields"] = tuple(_translated(inner, form, texts, words) for inner in component.fields)
    return replace(component, **changed)


def _name(component: model.Component) -> str:
    return getattr(component, "key", "") or getattr(component, "path", "") or component.id


def _text(source: str | None, otherwise: Template, words: Words) -> Template:
    try:
        return template(source, words) if source else otherwise
    except (feel.FeelError, TemplateError):
        return otherwise
