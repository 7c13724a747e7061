"""Handoffs in words: who offers what to whom, how long it waits, and what was said with it."""
from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from engine.calendar import WorkingCalendar
from engine.queries.handoffs import VIEWS, Handoffs, Offer, Receivers
from webui.numbers import number
from webui.presenting import due, initials, role_name, t, tn
from webui.words import date_words, moment_words, waiting_words

SAID = ("agreed", "open", "share")      # what a warm handoff tells, in this order
LONGEST = 2000                          # characters of each of them, and of a question or a reason


def handoffs_screen(found: Handoffs, view: str) -> dict[str, Any]:
    return {"view": view, "views": VIEWS, "counts": found.counts, "offers": [offer_screen(one) for one in found.offers],
            "next": url_for("handoffs.show", view=view if view != VIEWS[0] else None, cursor=found.next) if found.next else None}


def offer_screen(one: Offer) -> dict[str, Any]:
    giver, receiver = _who(one.giver, one.from_role), _who(one.receiver, one.to_role)
    return {
        "id": one.id, "task_id": one.task_id, "title": one.title, "case_id": one.case_id, "case_title": one.case_title,
        "neighbourhood": one.neighbourhood, "state": one.state, "giver": giver, "receiver": receiver, "initials": initials(one.giver or ""),
        "from_board": one.from_board, "to_board": one.to_board, "crosses": one.from_board != one.to_board,
        "as_role": role_name(one.to_role) if one.to_role else "", "to_person": bool(one.receiver),
        "note": (one.note or "").splitlines(), "talk": _talk(one), "asked": one.state == "asked", "for_me": one.for_me,
        "may_withdraw": one.may_withdraw,
        "by_me": one.giver_id is not None and one.giver_id == g.actor.person, "given": moment_words(one.given_at, g.now, g.language),
        "waits": waiting_words(one.given_at, g.now, g.language, WorkingCalendar()), "due": due(one.due_at, one.quiet),
        "outcome": _outcome(one, receiver)}


def offering_screen(found: Receivers, given: Mapping[str, str]) -> dict[str, Any]:
    """The form by which a task is offered, with what somebody filled in before."""
    people = [(f"person:{ident}", f"{name} ({', '.join(map(role_name, roles))})") for ident, name, roles in found.people]
    return {"people": people, "roles": sorted(((f"role:{role}", role_name(role)) for role in found.roles), key=lambda one: one[1].casefold()),
            "given": {name: given.get(name, "") for name in ("to", *SAID)}, "said": SAID, "longest": LONGEST}


def read_offer(form: Mapping[str, str]) -> dict[str, Any]:
    """To whom, and the note as one text with a line for each thing said."""
    kind, _, who = form.get("to", "").partition(":")
    said = [(name, " ".join(form.get(name, "")[:LONGEST].split())) for name in SAID]
    note = "\n".join(t(f"web.handoff.said.{name}", words=words) for name, words in said if words)
    return {"to_role": who if kind == "role" else None, "note": note or None,
            "to_person": number(who) if kind == "person" else None}


def _talk(one: Offer) -> list[dict[str, str]]:
    """What was asked and answered since the note, and why it came back; each said by somebody, some day."""
    return [{"who": t(f"web.handoff.says.{part.what}", who=part.by or t("web.story.system")), "words": part.words if part.words is not None else t("web.handoff.unreadable"),
             "when": moment_words(part.at, g.now, g.language) if part.at else ""} for part in one.talk if part.what != "note"]


def _who(name: str | None, role: str | None) -> str:
    return name or (t("web.handoff.role", role=role_name(role)) if role else t("web.story.system"))


def _outcome(one: Offer, receiver: str) -> str:
    if one.answered_at is None:
        return ""
    sentence = t(f"web.handoff.was.{one.state}", who=receiver, day=date_words(one.answered_at, g.now, g.language))
    days = WorkingCalendar().working_days_between(one.given_at, one.answered_at)
    return f"{sentence} {tn('web.handoff.waited', days)}" if days > 0 and one.state == "accepted" else sentence
