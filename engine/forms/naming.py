"""Which names the FEEL of a form speaks of, and where: for a check that something fills them in."""
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine.forms import model
from engine.forms.templates import Template

_LOCAL = frozenset({"this", "parent", "i"})     # what form-js gives inside a list


def names_used(form: model.Form) -> Iterator[tuple[str, str]]:
    """(key or id of a component, name) for every free name in its conditions, limits, options, defaults and texts."""
    for _, component in form.walk():
        place = getattr(component, "key", "") or getattr(component, "path", "") or component.id
        for own in fields(component):
            for name in sorted(_names(getattr(component, own.name)) - _LOCAL):
                yield place, name


def _names(value: Any) -> frozenset[str]:
    if isinstance(value, model.Options):
        return _names(value.expression) | frozenset().union(*(label.names for _, label in value.fixed))
    if isinstance(value, Template) or callable(value):
        return frozenset(value.names)
    return frozenset()
