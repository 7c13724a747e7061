"""A case in the words and shapes of the page that mends it: where it could go, and when it is stuck why, and what went in."""
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g

from engine.errors import InvalidAnswers
from engine.language import catalogue
from engine.queries.stuck import Footing, Move, Standstill
from webui.presenting import role_name, t
from webui.words import moment_words


def mending_screen(footed: Footing, found: Standstill | None) -> dict[str, Any]:
    page = {"id": footed.case_id, "number": footed.number, "moves": _moves(footed.moves), "stuck": found is not None, "inputs": []}
    if found is None:
        return page
    sentence = t(found.key, **found.params) if found.key in catalogue(g.language) else found.key
    inputs = [{"name": name, "label": found.labels.get(name), "value": _written(value), "covered": value is None} for name, value in found.inputs.items()]
    return {**page, "name": found.name, "sentence": sentence, "inputs": inputs}


def _moves(moves: Sequence[Move]) -> list[dict[str, Any]]:
    """Steps of one name are numbered, the oldest first."""
    times, met = Counter(one.name for one in moves), Counter()
    shown = []
    for one in moves:
        met[one.name] += 1
        number = t("web.mend.which", n=met[one.name], of=times[one.name]) if times[one.name] > 1 else ""
        moment = moment_words(one.since, g.now, g.language)
        who = one.person or (role_name(one.role) if one.role else "")
        shown.append({"token": one.token, "name": one.name, "targets": _apart(one.targets), "task": one.task, "which": number,
                      "since": t("web.mend.since_with", moment=moment, who=who) if who else t("web.mend.since", moment=moment)})
    return shown


def _apart(targets: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Steps of one name with the id they have in the drawing."""
    times = Counter(name for _, name in targets)
    return [(element, f"{name} ({element})" if times[name] > 1 else name) for element, name in targets]


def read_values(found: Standstill | None, form: Mapping[str, str]) -> dict[str, Any]:
    """What was changed, as the kind of value it was; what was emptied is nothing any more. InvalidAnswers when nothing was, or when it is of another kind."""
    changed = {}
    for name, value in (found.inputs if found else {}).items():
        given = form.get(f"value-{name}", "").strip()
        if f"value-{name}" in form and given != _written(value).strip():
            changed[name] = _read(name, given, value) if given else None
    if found and not changed:
        raise InvalidAnswers([("values", "web.mend.nothing_changed", {})])
    return changed


def _written(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _read(name: str, given: str, before: Any) -> Any:
    """A text stays a text; a number, yes or no, or list is written as it was shown."""
    if isinstance(before, str):
        return given
    try:
        value = json.loads(given)
    except ValueError:
        if before is None:
            return given
        raise InvalidAnswers([(name, "web.mend.other_kind", {"name": name})]) from None
    if before is not None and isinstance(value, bool) != isinstance(before, bool):
        raise InvalidAnswers([(name, "web.mend.other_kind", {"name": name})])
    return value
