"""What stands around a task, in words: why you, what was decided before, and what was asked about its date."""
from typing import Any

from flask import g, url_for

from engine.queries.around import Around, Earlier
from webui.presenting import role_name, t
from webui.questions import every, questions
from webui.screens.bulk import days_to_snooze
from webui.screens.dating import request_screen
from webui.words import date_words, moment_words

MOST_ANSWERS = 4                            # of each earlier task; the rest stands on its own page


def around_screen(found: Around, may_answer: bool) -> dict[str, Any]:
    day = date_words(found.opened_at, g.now, g.language)
    return {
        "why": _why(found) if may_answer else [], "days": days_to_snooze() if may_answer else [],
        "started": t("web.around.started", who=found.opened_by or t("web.story.system"), day=day, process=found.process),
        "whose": t("web.case.turn.role", role=role_name(found.given_back_to)) if found.given_back_to else "",
        "aside": t("web.task.aside.until", day=date_words(found.aside_until, g.now, g.language)) if found.aside_until else "",
        "declined": [{"head": t("web.task.declined.by", who=one.by, day=date_words(one.at, g.now, g.language)),
                      "why": one.why if one.why is not None else t("web.handoff.unreadable")} for one in found.declined],
        "earlier": [_earlier(one) for one in found.earlier], "decisions": found.decisions,
        "first_date": t("web.task.date.first", day=date_words(found.first_due_at, g.now, g.language)) if found.first_due_at else "",
        "requests": [request_screen(one) for one in found.requests], "waits": any(one.state == "asked" for one in found.requests)}


def _why(found: Around) -> list[str]:
    if not found.why:
        return []
    key = f"web.around.why.{found.why}"
    return [t(f"{key}.in" if found.place and found.why == "role" else key, role=role_name(found.role), place=found.place)]


def _earlier(one: Earlier) -> dict[str, Any]:
    asked = questions(one.form, one.answers, one.data, one.world, g.language, (), one.locked) if one.form else ()
    yes, no = t("web.yes"), t("web.no")
    said = [(each.label, each.said(yes, no)) for each in every(asked) if each.name and not each.hidden and each.kind != "list" and each.said(yes, no)]
    when = moment_words(one.at, g.now, g.language)
    who = t("web.story.in_place_of", who=one.stood_in, name=one.by) if one.stood_in else one.by
    return {"title": one.title, "href": url_for("tasks.show", task_id=one.id), "said": said[:MOST_ANSWERS], "more": len(said) > MOST_ANSWERS,
            "by": t("web.around.by", who=who, when=when) if who else when}
