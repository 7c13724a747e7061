"""Where each question of a form stands in the answers: lists unrolled, groups followed, conditions gathered on the way."""
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.options import at_path
from engine.forms.values import evaluated

MAX_ITEMS = 200         # of one dynamic list
MAX_PLACES = 5_000      # questions in one set of answers, every row of every list counted

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """One question, or one list, at one place. `item` is the path of the list item around it, () at the top."""

    component: model.Field | model.DynamicList
    path: Path
    item: Path = ()
    gates: tuple[tuple[Any, Path], ...] = ()        # (hide expression, the item it is read in)

    @property
    def name(self) -> str:
        return named(self.path)


def named(path: Path) -> str:
    """The name of an input in a page and of a problem: `key`, `group.key`, `list[0].key`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def places(form: model.Form, answers: Mapping[str, Any], data: Mapping[str, Any], opening: bool = False) -> list[Place]:
    """Every question, with as many items of each list as were answered, else as the case holds; opening: else as the form begins with."""
    return list(islice(_Walk(opening).places(form.fields, (), (), (), answers, data), MAX_PLACES + 1))


def scope_at(everything: Mapping[str, Any], item: Path) -> Mapping[str, Any]:
    """What FEEL sees in a list item: the whole form, its own fields first, and `this`, `parent` and `i` as form-js has them."""
    if not item:
        return everything
    own = value_at(everything, item)
    around = scope_at(everything, _item_around(item))
    return {**around, **(own if isinstance(own, Mapping) else {}), "this": own, "parent": around, "i": item[-1] + 1}


def hidden(found: list[Place], everything: dict[str, Any], world: feel.World) -> set[Path]:
    """Paths whose condition says hide. A hidden answer becomes null, which may hide others: again until nothing changes."""
    gone: set[Path] = set()
    while True:
        more = [place for place in found if place.path not in gone
                and any(evaluated(gate, scope_at(everything, item), world) is True for gate, item in place.gates)]
        if not more:
            return gone
        gone.update(place.path for place in more)
        for place in more:
            if not any(place.path[:n] in gone for n in range(1, len(place.path))):
                set_at(everything, place.path, None)


def apart(data: Mapping[str, Any], roots: Iterable[str | int]) -> dict[str, Any]:
    """The case data in a copy that may be written at these names; the rest, which can be much, is shared."""
    return {**data, **{root: deepcopy(data[root]) for root in roots if root in data}}


def value_at(tree: Any, path: Path) -> Any:
    for part in path:
        if isinstance(tree, Mapping):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def set_at(tree: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value where its path says, making the objects and lists on the way."""
    at: Any = tree
    for part, following in zip(path, path[1:], strict=False):
        inner = at[part] if (part in at if isinstance(at, dict) else part < len(at)) else None
        if not isinstance(inner, list if isinstance(following, int) else dict):
            inner = [] if isinstance(following, int) else {}
            _put(at, part, inner)
        at = inner
    _put(at, path[-1], value)


def _put(at: Any, part: str | int, value: Any) -> None:
    if isinstance(at, list):
        at.extend({} for _ in range(part + 1 - len(at)))
    at[part] = value


def _item_around(item: Path) -> Path:
    """The list item outside this one."""
    inner = [n for n, part in enumerate(item[:-1]) if isinstance(part, int)]
    return item[:inner[-1] + 1] if inner else ()


class _Walk:
    def __init__(self, opening: bool):
        self.opening = opening

    def places(self, components: tuple, prefix: Path, item: Path, gates: tuple, answers: Any, data: Any) -> Iterator[Place]:
        for component in components:
            own = gates + (((component.hide, item),) if component.hide is not None else ())
            if isinstance(component, model.Field):
                yield Place(component, prefix + tuple(component.key.split(".")), item, own)
            elif isinstance(component, model.DynamicList):
                yield from self.items(component, prefix + tuple(component.path.split(".")), item, own, answers, data)
            elif isinstance(component, model.Group):
                inside = tuple(component.path.split(".")) if component.path else ()
                yield from self.places(component.fields, prefix + inside, item, own,
                                       _inner(answers, component.path), _inner(data, component.path))

    def items(self, component: model.DynamicList, path: Path, item: Path, gates: tuple, answers: Any, data: Any) -> Iterator[Place]:
        yield Place(component, path, item, gates)
        given, held = _inner(answers, component.path), _inner(data, component.path)
        rows = held if given is None else given if isinstance(given, list) else []
        if not isinstance(rows, list):
            rows = [{}] * component.repetitions if self.opening else []
        for n, row in enumerate(rows[:MAX_ITEMS]):
            yield from self.places(component.fields, (*path, n), (*path, n), gates, row, row if given is None else {})


def _inner(tree: Any, path: str) -> Any:
    if not path:
        return tree
    return at_path(tree, path) if isinstance(tree, Mapping) else None
