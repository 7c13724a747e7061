"""The people an activity expects, in words: since when, how often they came, and what is done when they do not."""
from typing import Any

from flask import g

from engine.queries.participants import Expected, ParticipantLine
from webui.presenting import initials, t, tn
from webui.words import date_words


def list_screen(found: Expected) -> dict[str, Any]:
    return {"case_id": found.case_id, "title": found.title, "offers": found.offers, "people": [_line(one) for one in found.people]}


def _line(one: ParticipantLine) -> dict[str, Any]:
    past = one.past
    return {"id": one.id, "name": one.name or t("web.list.nameless"), "initials": initials(one.name or ""), "named": one.name is not None,
            "often": tn("web.list.came", past.held, came=past.came) if past.held else t("web.list.since", day=date_words(one.since, g.now, g.language)),
            "missed": past.missed, "now": _now(one) if past.missed or one.told[:1] == ("signed_off",) else ""}


def _now(one: ParticipantLine) -> str:
    if one.told[0] == "signed_off":
        return t("web.list.signed_off")
    return t("web.list.asked") if one.past.asked else tn("web.list.missed", one.past.missed)
