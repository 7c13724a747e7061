"""A form as it stands on a page now: what is visible, with its texts, options and values worked out."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.options import offered
from engine.forms.places import MAX_ITEMS, Path, apart, named, scope_at, set_at, value_at
from engine.forms.rules import limit, plain_number
from engine.forms.values import evaluated

Escape = Callable[[str], str]


@dataclass(frozen=True)
class Shown:
    """One component on the page. `name` is the input's name and the field path in problems."""

    component: model.Component
    name: str = ""
    text: str = ""              # the label; of a text component its markdown
    description: str = ""
    value: Any = None
    options: tuple[tuple[Any, str], ...] = ()
    readonly: bool = False
    prefix: str = ""
    suffix: str = ""
    minimum: int | str | None = None        # of a number
    maximum: int | str | None = None        # of a number; of a text its longest length
    fields: tuple["Shown", ...] = ()        # of a group
    items: tuple[tuple["Shown", ...], ...] = ()     # of a dynamic list
    hideable: bool = False      # its own condition may hide it when other answers change


def shown(form: model.Form, values: Mapping[str, Any], data: Mapping[str, Any], world: feel.World, escape: Escape = str,
          everything: bool = False) -> tuple[Shown, ...]:
    """The visible components. `values` as `defaults` gives them, or what somebody filled in so far, right or wrong.

    `escape` is applied to values that FEEL puts into markdown texts. `everything` shows hidden ones too.
    """
    return _Page(values, data, world, escape, everything).components(form.fields, (), ())


def posted(form: model.Form, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Answers out of the fields of an HTML form, nested as `check` wants them; names that are not of this form are left out.

    A page sends an empty hidden input before each checkbox, list of choices and dynamic list, so that "nothing ticked" is an
    answer too. A date may come in boxes: NAME.day, NAME.month, NAME.year; a date and time in NAME.date and NAME.time.
    """
    kinds = dict(form.walk())
    answers: dict[str, Any] = {}
    for name, text in pairs:
        path = _path(name)
        pattern = ".".join(part for part in path if isinstance(part, str))
        if not _only_lists_have_rows(path, kinds):
            continue
        if pattern in kinds:
            _post(answers, path, kinds[pattern], text)
        elif isinstance(kinds.get(pattern.rpartition(".")[0]), model.Moment):
            set_at(answers, path, text)
    return answers


class _Page:
    def __init__(self, values: Mapping, data: Mapping, world: feel.World, escape: Escape, everything: bool):
        self.world, self.escape, self.all = world, escape, everything
        self.values = _over(apart(data, values), values)

    def components(self, components: tuple, prefix: Path, item: Path) -> tuple[Shown, ...]:
        scope = scope_at(self.values, item)
        visible = (c for c in components if self.all or c.hide is None or evaluated(c.hide, scope, self.world) is not True)
        return tuple(self.component(component, prefix, item, scope) for component in visible)

    def component(self, component: model.Component, prefix: Path, item: Path, scope: Mapping) -> Shown:
        if isinstance(component, model.DynamicList):
            return self.list(component, prefix + tuple(component.path.split(".")), scope)
        if isinstance(component, model.Group):
            inside = prefix + (tuple(component.path.split(".")) if component.path else ())
            return Shown(component, named(inside) if component.path else "", component.label.render(scope, self.world),
                         fields=self.components(component.fields, inside, item), hideable=component.hide is not None)
        if isinstance(component, model.Field):
            return self.field(component, prefix + tuple(component.key.split(".")), scope)
        text = component.text.render(scope, self.world, self.escape) if isinstance(component, model.Text) else ""
        return Shown(component, text=text, hideable=component.hide is not None)

    def list(self, component: model.DynamicList, path: Path, scope: Mapping) -> Shown:
        rows = value_at(self.values, path)
        count = min(len(rows), MAX_ITEMS) if isinstance(rows, list) else component.repetitions
        items = tuple(self.components(component.fields, (*path, n), (*path, n)) for n in range(count))
        return Shown(component, named(path), component.label.render(scope, self.world), items=items,
                     hideable=component.hide is not None)

    def field(self, component: model.Field, path: Path, scope: Mapping) -> Shown:
        def text(name: str) -> str:
            return getattr(component, name).render(scope, self.world) if hasattr(component, name) else ""

        def number(name: str) -> int | str | None:
            bound = limit(getattr(component, name, None), scope, self.world)
            return None if bound is None else plain_number(bound)

        options = offered(component.options, scope, self.world) if hasattr(component, "options") else ()
        value = value_at(self.values, path)
        if isinstance(component, model.Computed):
            value = evaluated(component.expression, scope, self.world)
        fixed = any(evaluated(s, scope, self.world) is True if callable(s) else s for s in (component.readonly, component.disabled))
        return Shown(component, named(path), text("label"), text("description"), value, tuple(options), fixed, text("prefix"),
                     text("suffix"), number("minimum"), number("maximum") if hasattr(component, "maximum") else number("max_length"),
                     hideable=component.hide is not None)


def _over(under: Any, over: Any) -> Any:
    """Answers over case data, object by object; a list is replaced as a whole."""
    if not (isinstance(under, dict) and isinstance(over, Mapping)):
        return over
    for key, value in over.items():
        under[key] = _over(under.get(key), value)
    return under


def _path(name: str) -> Path:
    parts: list[str | int] = []
    for part in name[:500].replace("]", "").replace("[", ".#").split("."):
        parts.append(min(int(part[1:]), MAX_ITEMS) if part[:1] == "#" and part[1:].isdecimal() else part)
    return tuple(parts)


def _only_lists_have_rows(path: Path, kinds: Mapping[str, model.Component]) -> bool:
    """A number in a name must stand behind a dynamic list, or a stranger could make objects of texts."""
    before = [".".join(p for p in path[:n] if isinstance(p, str)) for n, part in enumerate(path) if isinstance(part, int)]
    return all(isinstance(kinds.get(name), model.DynamicList) for name in before)


def _post(answers: dict, path: Path, component: model.Component, text: str) -> None:
    if isinstance(component, model.DynamicList):
        if isinstance(path[-1], str) and value_at(answers, path) is None:
            set_at(answers, path, [])
    elif isinstance(component, model.Choices):
        before = value_at(answers, path) or []
        set_at(answers, path, [*before, text] if text else before)
    elif isinstance(component, model.Field):
        set_at(answers, path, text)
