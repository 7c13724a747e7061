"""The answers on offer in a choice: written in the form, or taken from the case."""
from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.values import evaluated

MAX_OPTIONS = 2_000
_SIMPLE = (str, int, float)


def offered(options: model.Options, scope: Mapping[str, Any], world: feel.World) -> list[tuple[Any, str]]:
    """(value, label) in order. From data: plain values, or objects with `value` and perhaps `label`; the rest is left out."""
    if options.fixed:
        return [(value, label.render(scope, world)) for value, label in options.fixed]
    found = at_path(scope, options.key) if options.key else None
    if options.expression is not None:
        found = evaluated(options.expression, scope, world)
    entries = (_entry(item) for item in found[:MAX_OPTIONS]) if isinstance(found, list) else ()
    return [(entry[0], options.labels.get(_text(entry[0]), entry[1])) for entry in entries if entry is not None]


def matched(field: model.Choice | model.Choices, value: Any, scope: Mapping[str, Any], world: feel.World) -> Any:
    """The answer as the option itself is typed: a browser posts "3" where the case knows 3. Unknown answers stay as they are."""
    known = {_text(option): option for option, _ in offered(field.options, scope, world)}
    if isinstance(value, list):
        chosen = {_text(item): known.get(_text(item), item) for item in value}
        return [*(option for text, option in known.items() if text in chosen),
                *(item for text, item in chosen.items() if text not in known)]
    return known.get(_text(value), value)


def at_path(scope: Mapping[str, Any], path: str) -> Any:
    """The value at a.b.c, None where the path breaks off."""
    value: Any = scope
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _entry(item: Any) -> tuple[Any, str] | None:
    if isinstance(item, Mapping):
        value = item.get("value", item.get("label"))
        label = item.get("label", value)
    else:
        value = label = item
    return (value, str(label)) if isinstance(value, _SIMPLE) and isinstance(label, _SIMPLE) else None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
