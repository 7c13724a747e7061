"""What was promised to residents and what went well, in words; and the forms for both, with what was filled in."""
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g

from engine.access import ABOUT_RESIDENTS
from engine.promises import EYES
from engine.queries.beside import PromiseLine, SuccessLine
from engine.queries.case_view import CaseView
from webui.presenting import due, t
from webui.words import date_words, paused_words

FIELDS = ("what", "to_kind", "to_whom", "tell_by", "outcome", "how", "words")
NOTHING: Mapping[str, Any] = {"given": dict.fromkeys(FIELDS, ""), "problems": {}, "problem": "", "telling": None, "cheering": False}


def beside_screen(view: CaseView) -> dict[str, Any]:
    """`promising` is replaced by `given_back` where a form comes back."""
    takes_part = view.beside.notes.may_write
    running = view.status in ("open", "stuck", "paused")
    return {"promises": [_promise(one, view.status) for one in view.beside.promises], "open_promises": sum(1 for one in view.beside.promises if one.told_at is None),
            "may_promise": takes_part and running, "may_tell": takes_part, "may_cheer": takes_part, "team": takes_part,
            "success_eyes": EYES[:1] if view.process.id in ABOUT_RESIDENTS else EYES, "successes": successes_screen(view.beside.successes), "promising": NOTHING}


def given_back(form: Mapping[str, str], problems: Iterable[tuple[str, str, Mapping[str, Any]]], telling: int | None, cheering: bool) -> dict[str, Any]:
    """What somebody filled in, with what is not right about it, each at its own place."""
    said = {place: t(key, **params) for place, key, params in problems}
    beside = telling is not None or cheering
    return {"given": {name: form.get(name, "") for name in FIELDS}, "problems": {} if beside else said, "problem": " ".join(said.values()),
            "telling": telling, "cheering": cheering}


def successes_screen(found: Iterable[SuccessLine]) -> list[dict[str, Any]]:
    return [{"text": one.text, "only_team": one.visibility == "team", "by": success_by(one.at, one.by)} for one in found]


def success_by(at: Any, by: str | None) -> str:
    return t("web.success.by", day=date_words(at, g.now, g.language), who=by or t("web.story.system"))


def _promise(one: PromiseLine, status: str) -> dict[str, Any]:
    return {"id": one.id, "what": one.what if one.what is not None else t("web.promise.hidden"), "hidden": one.what is None,
            "to": t("web.promise.to", who=one.to_whom) if one.to_whom else "", "by": t("web.promise.by", who=one.by or t("web.story.system"),
                                                                                        day=date_words(one.made_at, g.now, g.language)),
            "due": None if one.told_at is not None else paused_words(g.language) if status == "paused" else due(one.due_at), "how": one.how or "",
            "told": t("web.promise.told", day=date_words(one.told_at, g.now, g.language), who=one.told_by or t("web.story.system")) if one.told_at else "",
            "outcome": t(f"web.promise.outcome.{one.outcome}") if one.outcome else ""}
