"""Checks a whole set of answers against a form: types, hidden fields, rules, and nothing that was not asked."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.coercing import coerced, empty
from engine.forms.moments import Unclear
from engine.forms.options import matched
from engine.forms.places import MAX_ITEMS, MAX_PLACES, Path, Place, apart, hidden, named, places, scope_at, set_at, value_at
from engine.forms.rules import broken_rules
from engine.forms.templates import plain
from engine.forms.values import evaluated

_ABSENT = object()


@dataclass(frozen=True)
class Checked:
    """`values` go to the case when `problems` is empty; a problem is (field path, catalogue key, params with `label`)."""

    values: dict[str, Any]
    problems: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


def check(form: model.Form, answers: Mapping[str, Any], data: Mapping[str, Any], world: feel.World) -> Checked:
    """Check answers as posted by a page (texts) or sent by a program (JSON), nested as the form's paths are.

    An answer that is not there keeps what the case holds, else takes the default, else is empty. Hidden fields are dropped.
    Read-only fields may be sent back unchanged. `data` is what the task sees.
    """
    found = places(form, answers, data)
    if len(found) > MAX_PLACES:
        return Checked({}, [("", "form.too_many_answers", {"label": form.id, "limit": MAX_PLACES})])
    everything, given, wrong = _filled_in(found, answers, data, world)
    gone = hidden(found, everything, world)
    _compute([place for place in found if place.path not in gone], everything, world)
    values: dict[str, Any] = {}
    problems = [(name, "form.unknown_key", {"label": name}) for name in _unasked(answers, found)]
    for place in found:
        if place.path in gone:
            continue
        scope = scope_at(everything, place.item)
        if place.path in wrong:
            unclear = wrong[place.path]
            problems.append((place.name, unclear.key, {"label": _label(place, scope, world), **unclear.params}))
            continue
        problems += _broken(place, everything, given, data, scope, world)
        if _touched(place, given, data):
            _keep(values, place, value_at(everything, place.path))
    return Checked(values, problems)


def defaults(form: model.Form, data: Mapping[str, Any], world: feel.World) -> dict[str, Any]:
    """What stands in the form when it opens: what the case holds, else the default, else empty."""
    found = places(form, {}, data, opening=True)
    everything, _, _ = _filled_in(found, {}, data, world)
    values: dict[str, Any] = {}
    for place in found:
        _keep(values, place, value_at(everything, place.path))
    return values


def _touched(place: Place, given: set[Path], data: Mapping) -> bool:
    """What nobody answered and the case already holds is not written again: another branch may have, and keeps its word."""
    first = next((n for n, part in enumerate(place.path) if isinstance(part, int)), len(place.path))
    whole = place.path[:first]      # a list is answered as a whole
    return whole in given or isinstance(place.component, model.Computed) or value_at(data, whole) is None


def _keep(values: dict, place: Place, value: Any) -> None:
    if not isinstance(place.component, model.DynamicList):
        set_at(values, place.path, value)
    elif not value:
        set_at(values, place.path, [])


def _filled_in(found: list[Place], answers: Mapping, data: Mapping, world: feel.World
               ) -> tuple[dict[str, Any], set[Path], dict[Path, Unclear]]:
    """The case data with the answers over it, which places were really answered, and what could not be understood."""
    everything: dict[str, Any] = apart(data, {place.path[0] for place in found})
    given: set[Path] = set()
    wrong: dict[Path, Unclear] = {}
    for place in found:
        answer = _answer(answers, place.path)
        if isinstance(place.component, model.DynamicList):
            _list_filled_in(place, answer, everything, given, wrong)
            continue
        if isinstance(place.component, model.Computed):
            continue
        try:
            value = _initial(place, everything, world) if answer is _ABSENT else coerced(place.component, answer)
        except Unclear as unclear:
            wrong[place.path], value = unclear, None
        if answer is not _ABSENT:
            given.add(place.path)
        set_at(everything, place.path, value)
    _settle(found, everything, wrong, world)
    return everything, given, wrong


def _settle(found: list[Place], everything: dict, wrong: Mapping, world: feel.World) -> None:
    """What depends on other answers comes last: options from the case, then what is computed, in the order of the form."""
    for place in found:
        value = value_at(everything, place.path)
        if isinstance(place.component, model.Choice | model.Choices) and place.path not in wrong and value not in (None, []):
            scope = scope_at(everything, place.item)
            set_at(everything, place.path, matched(place.component, value, scope, world))
    _compute(found, everything, world)


def _compute(found: list[Place], everything: dict, world: feel.World) -> None:
    for place in found:
        if isinstance(place.component, model.Computed):
            value = evaluated(place.component.expression, scope_at(everything, place.item), world)
            set_at(everything, place.path, value)


def _list_filled_in(place: Place, answer: Any, everything: dict, given: set, wrong: dict) -> None:
    if answer is _ABSENT:
        return
    given.add(place.path)
    rows = [] if answer in (None, "") else answer
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        wrong[place.path] = Unclear("form.not_a_list")
        rows = []
    elif len(rows) > MAX_ITEMS:
        wrong[place.path] = Unclear("form.too_many_items", limit=MAX_ITEMS)
    set_at(everything, place.path, [{} for _ in rows[:MAX_ITEMS]])


def _initial(place: Place, everything: Mapping, world: feel.World) -> Any:
    """What the case holds, else the default, else empty. A value of the case that does not fit the field is left out."""
    default = place.component.default
    held = value_at(everything, place.path)
    if held is None:
        held = evaluated(default, scope_at(everything, place.item), world) if callable(default) else default
    try:
        return empty(place.component) if held is None else coerced(place.component, held)
    except Unclear:
        return empty(place.component)


def _broken(place: Place, everything: Mapping, given: set, data: Mapping, scope: Mapping, world: feel.World) -> list:
    component, value = place.component, value_at(everything, place.path)
    if isinstance(component, model.DynamicList | model.Computed):
        return []
    if _on(component.readonly, scope, world) or _on(component.disabled, scope, world):
        if place.path in given and value != _initial(place, data, world):
            return [(place.name, "form.readonly", {"label": _label(place, scope, world)})]
        return []
    return [(place.name, key, {"label": _label(place, scope, world), **params})
            for key, params in broken_rules(component, value, scope, world)]


def _on(switch: Any, scope: Mapping, world: feel.World) -> bool:
    return evaluated(switch, scope, world) is True if callable(switch) else switch is True


def _label(place: Place, scope: Mapping, world: feel.World) -> str:
    return place.component.label.render(scope, world) or place.name


def _answer(answers: Any, path: Path) -> Any:
    for part in path:
        if isinstance(answers, Mapping) and part in answers:
            answers = answers[part]
        elif isinstance(answers, list) and isinstance(part, int) and part < len(answers):
            answers = answers[part]
        else:
            return _ABSENT
    return answers


def _unasked(answers: Mapping[str, Any], found: list[Place]) -> list[str]:
    """Names in the answers that no question of the form has."""
    leaves = {place.path for place in found}
    inner = {path[:n] for path in leaves for n in range(1, len(path))}
    lists = {place.path for place in found if isinstance(place.component, model.DynamicList)}
    unasked: list[str] = []
    waiting: list[tuple[Path, Any]] = [((), answers)]
    while waiting:
        path, tree = waiting.pop()
        if path in leaves and path not in lists:
            continue
        if path and path not in inner and path not in lists and not _beyond(path, lists):
            unasked.append(plain_name(path))
        elif isinstance(tree, Mapping):
            waiting += [((*path, key), value) for key, value in tree.items()]
        elif isinstance(tree, list):
            waiting += [((*path, n), value) for n, value in enumerate(tree[:MAX_ITEMS])]
    return sorted(unasked)


def _beyond(path: Path, lists: set[Path]) -> bool:
    """A row of a list: its own fields are looked at, not the row itself."""
    return isinstance(path[-1], int) and path[:-1] in lists


def plain_name(path: Path) -> str:
    """A name that came from outside: shortened, since it goes into a sentence."""
    return named(tuple(part if isinstance(part, int) else plain(part)[:60] for part in path))
