"""Starting a case: what may be started where, and reading what somebody chose."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import InvalidAnswers
from engine.queries.cases import Startable

LONGEST_TITLE = 120
IN_SIGHT, SHOWN = 6, 4          # so many processes need no fold; else so many stand above it


@dataclass(frozen=True)
class Start:
    key: str
    municipality: str
    neighbourhood: str | None
    title: str


def start_screen(found: Startable, given: Mapping[str, str], problem: str = "") -> dict[str, Any]:
    places = [{"code": one.code, "name": one.name, "whole": one.whole,
               "neighbourhoods": [{"code": code, "name": name} for code, name in one.neighbourhoods]} for one in found.places]
    every = [{"key": key, "name": name, "documentation": words} for key, name, words in found.processes] if places else []
    usual = _usual(every, found.usual, given.get("key", ""))
    return {"processes": every, "usual": usual, "others": [one for one in every if one not in usual],
            "places": places, "given": {name: given.get(name, "") for name in ("key", "place", "title")}, "problem": problem}


def _usual(every: list[dict[str, Any]], order: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    """What stands in sight: a few that one needs most, and what is chosen already. All of them when there are few."""
    if len(every) <= IN_SIGHT:
        return every
    by_key = {one["key"]: one for one in every}
    keys = dict.fromkeys([key for key in (*order, *by_key) if key in by_key][:SHOWN] + ([chosen] if chosen in by_key else []))
    return [by_key[key] for key in keys]


def read_start(form: Mapping[str, str]) -> Start:
    """What was chosen. InvalidAnswers names what is missing."""
    key, title = form.get("key", ""), form.get("title", "").strip()[:LONGEST_TITLE]
    municipality, _, neighbourhood = form.get("place", "").partition("/")
    missing = [(name, f"web.start.no_{sentence}", {}) for name, sentence, value in
               (("key", "process", key), ("place", "place", municipality), ("title", "title", title)) if not value]
    if missing:
        raise InvalidAnswers(missing)
    return Start(key, municipality, neighbourhood or None, title)
