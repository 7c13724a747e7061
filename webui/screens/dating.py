"""A request for another date in words: who asks what and why, and what came of it."""
from typing import Any

from flask import g

from engine.queries.dating import Asked
from webui.presenting import initials, t
from webui.words import date_words, moment_words


def request_screen(one: Asked) -> dict[str, Any]:
    day = date_words(one.day, g.now, g.language)
    return {"id": one.id, "task_id": one.task_id, "title": one.title, "case_title": one.case_title, "initials": initials(one.by), "for_me": one.for_me,
            "waits": one.state == "asked", "head": t("web.dating.you_ask" if one.by_id == g.actor.person else "web.dating.asks", who=one.by, day=day),
            "day": day, "why": one.why if one.why is not None else t("web.handoff.unreadable"), "when": moment_words(one.asked_at, g.now, g.language),
            "now": t("web.dating.now", day=date_words(one.due_at, g.now, g.language)) if one.due_at else t("web.dating.no_date"), "outcome": _outcome(one)}


def _outcome(one: Asked) -> str:
    if one.state == "asked":
        return ""
    day = date_words(one.decided_at, g.now, g.language) if one.decided_at else ""
    return t(f"web.dating.was.{one.state}", who=one.decided_by or t("web.story.system"), day=day, answer=one.answer or "")
