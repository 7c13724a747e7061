"""What a form keeps from whoever answers it stays as it is, whichever door the answers came through.

A single answer is kept whole. Of a list the rows that hold something withheld are kept, and the others are for whoever answers:
a name may be added beside names that one may not read.
"""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.errors import InvalidAnswers
from engine.forms import Form, defaults
from engine.forms.model import DynamicList
from engine.forms.places import Path, apart, set_at, value_at
from engine.privacy import Veil

Problem = tuple[str, str, dict[str, Any]]
_NOTHING = (None, "", [], {})


@dataclass(frozen=True)
class Whole:
    """Answers with what is withheld in its place. `theirs`: where rows stand that whoever answers did not give, so cannot mend."""

    answers: dict[str, Any]
    theirs: frozenset[str] = frozenset()

    def mine(self, problems: Iterable[Problem]) -> list[Problem]:
        return [problem for problem in problems if not any(problem[0].startswith(f"{row}.") for row in self.theirs)]


def closed(form: Form | None, held: Any, veil: Veil, seen: frozenset[str] | None) -> frozenset[str]:
    """The paths of a form where `held` keeps something from these roles: fields, and lists of which some rows are not theirs."""
    return frozenset(list_of(form, path) or path for path in veil.withheld(form, held, seen)) if form else frozenset()


def whole(form: Form | None, answers: Mapping[str, Any], held: Any, veil: Veil, seen: frozenset[str] | None) -> Whole:
    """The answers over what is held. InvalidAnswers when one of them would overwrite a single answer that is withheld."""
    paths, theirs = closed(form, held, veil, seen), set()
    found = apart(answers, map(_root, paths))
    for path in sorted(paths):
        place = tuple(path.split("."))
        given = value_at(found, place)
        if list_of(form, path) is None:
            if given not in _NOTHING:
                raise InvalidAnswers([(path, "withheld.not_yours", {})])
            _without(found, place)
        elif isinstance(given, list):
            rows, kept = _joined(given, list(_rows(held, place, form, veil, seen)))
            set_at(found, place, rows)
            theirs |= {f"{path}[{n}]" for n in kept}
    return Whole(found, frozenset(theirs))


def own(form: Form | None, answers: Mapping[str, Any], held: Any, veil: Veil, seen: frozenset[str] | None) -> dict[str, Any]:
    """Only what whoever answers may say: without the withheld answers and rows, for a draft and for a page."""
    paths = closed(form, held, veil, seen)
    found = apart(answers, map(_root, paths))
    for path in paths:
        place = tuple(path.split("."))
        given = value_at(found, place)
        if list_of(form, path) is None:
            _without(found, place)
        elif isinstance(given, list):
            echoes = [echo for echo, _ in _rows(held, place, form, veil, seen)]
            set_at(found, place, [row for row in given if not _taken(echoes, row)])
    return found


def opened(form: Form, kept: Any, data: Mapping[str, Any], held: Any, veil: Veil, seen: frozenset[str] | None, world: feel.World) -> dict[str, Any]:
    """What stands in the form for whoever opens it: what is `kept` for them, else what the case holds (`data` as they see it), else defaults."""
    mine = own(form, data, held, veil, seen)
    if kept is None:
        return defaults(form, mine, world)
    found = own(form, veil.lift(kept, seen), kept, veil, seen)
    for path in closed(form, held, veil, seen):
        place = tuple(path.split("."))
        if list_of(form, path) is not None and value_at(found, place) is None:
            set_at(found, place, value_at(mine, place) or [])
    return found


def _root(path: str) -> str:
    return path.partition(".")[0]


def list_of(form: Form, path: str) -> str | None:
    """The outermost list that a field, or the list itself, stands in."""
    lists = [found for found, one in form.walk() if isinstance(one, DynamicList) and (path == found or path.startswith(f"{found}."))]
    return min(lists, key=len, default=None)


def _rows(held: Any, place: Path, form: Form, veil: Veil, seen: frozenset[str] | None) -> Iterator[tuple[Any, Any]]:
    """Of each row that holds something withheld: how whoever answers sees it, and how it is."""
    rows = value_at(held, place)
    for row in rows if isinstance(rows, list) else ():
        alone: dict[str, Any] = {}
        set_at(alone, place, [row])
        if veil.withheld(form, alone, seen):
            yield veil.lift(row, seen), veil.lift(row)


def _joined(given: list, hidden: list[tuple[Any, Any]]) -> tuple[list, set[int]]:
    """The rows as given, a withheld one that was sent back as it was seen in its own place, the others behind; and where those stand."""
    rows, kept = [], set()
    for n, row in enumerate(given):
        back = next((one for one in hidden if one[0] == row), None)
        if back is not None:
            hidden.remove(back)
            kept.add(n)
        rows.append(back[1] if back is not None else row)
    return [*rows, *(clear for _, clear in hidden)], kept | set(range(len(rows), len(rows) + len(hidden)))


def _taken(echoes: list, row: Any) -> bool:
    if row not in echoes:
        return False
    echoes.remove(row)
    return True


def _without(answers: dict[str, Any], place: Path) -> None:
    around = value_at(answers, place[:-1])
    if isinstance(around, dict):
        around.pop(place[-1], None)
