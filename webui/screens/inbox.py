"""The inbox in words: grouped by how near the date is."""
from collections.abc import Mapping
from typing import Any

from flask import g, url_for

from engine.access import works_in
from engine.calendar import WorkingCalendar
from engine.queries.inbox import VIEWS, Inbox, Turn, Wanted
from webui.presenting import due, initials, role_name, t, tn
from webui.words import paused_words, waiting_words

GROUPS = ("escalated", "late", "today", "later")
TERMS = ("late", "today", "week", "later", "none")


def inbox_screen(found: Inbox, wanted: Wanted, notices: list[Mapping[str, Any]]) -> dict[str, Any]:
    groups: dict[str, list] = {name: [] for name in GROUPS}
    for turn in found.turns:
        row = _row(turn, wanted.view)
        groups["escalated" if turn.escalated else row["due"].state if row["due"] and row["due"].state in groups else "later"].append(row)
    chosen = {"q": wanted.q, "neighbourhood": wanted.neighbourhood, "process": wanted.process, "due": wanted.due}
    return {
        "view": wanted.view, "views": VIEWS, "counts": found.counts, "lead": _lead(found, wanted.view), "chosen": chosen,
        "groups": [{"name": name, "tasks": rows} for name, rows in groups.items() if rows],
        "filters": [
            {"name": "neighbourhood", "options": found.neighbourhoods, "chosen": wanted.neighbourhood},
            {"name": "process", "options": found.processes, "chosen": wanted.process},
            {"name": "due", "options": [(term, t(f"web.filter.due.{term}")) for term in TERMS], "chosen": wanted.due}],
        "filtered": any(value for name, value in chosen.items() if name != "q"), "narrowed": any(chosen.values()), "tray": found.boards,
        "next": url_for("inbox.show", view=wanted.view, cursor=found.next, **{k: v for k, v in chosen.items() if v}) if found.next else None,
        "notices": notices}


def _row(turn: Turn, view: str) -> dict[str, Any]:
    mine = turn.holder_id == g.actor.person
    return {
        "id": turn.id, "title": turn.title, "case_title": turn.case_title, "neighbourhood": turn.neighbourhood, "phase": turn.phase,
        "board": turn.board, "mine": view == "mine",
        "due": paused_words(g.language) if turn.case_status == "paused" and turn.due_at else due(turn.due_at, turn.quiet),
        "waits": waiting_words(turn.opened_at, g.now, g.language, WorkingCalendar()) if view == "waiting" else "",
        "holder_initials": initials(turn.holder or "") if not mine else "",
        "holder_name": None if view == "mine" else turn.holder or t("web.inbox.candidates", role=role_name(turn.role)),
        "claimable": turn.holder_id is None and view == "team",
        "waited_for": view == "waiting" and turn.case_status != "paused" and works_in(g.actor, turn.municipality)}


def _lead(found: Inbox, view: str) -> str:
    if not found.counts[view]:
        return t(f"web.inbox.lead.{view}.none")
    if view != "mine":
        return t(f"web.inbox.lead.{view}")
    said = [tn(f"web.inbox.{name}", number) for name, number in (("late", found.late), ("today", found.today)) if number]
    return t("web.inbox.lead.mine", what=", ".join(said)) if said else t("web.inbox.lead.mine.calm")
