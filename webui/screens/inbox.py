"""The inbox in words: grouped by how near the date is."""
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from flask import g, request, url_for

from engine.access import works_in
from engine.calendar import WorkingCalendar
from engine.language import catalogue
from engine.queries.inbox import Inbox, Turn, Wanted
from engine.queries.views import View
from engine.views import written
from webui.presenting import due, role_name, t, tn
from webui.words import date_words, paused_words, waiting_words

GROUPS = ("escalated", "late", "today", "later")
TERMS = ("late", "today", "week", "later", "none")
TABS = ("mine", "team", "waiting")
DOES = {"mine": ("hand_over", "snooze", "release"), "team": ("claim", "snooze", "hand_over"), "waiting": ("nudge",), "snoozed": ("wake",)}     # with what is picked


def inbox_screen(found: Inbox, wanted: Wanted, notices: list[Mapping[str, Any]], named: Mapping[str, str]) -> dict[str, Any]:
    """`named`: what places and processes are called of which this view has nothing."""
    groups: dict[str, list] = {name: [] for name in GROUPS}
    for turn in found.turns:
        row = _row(turn, wanted.view)
        groups["escalated" if turn.escalated else row["due"].state if row["due"] and row["due"].state in groups else "later"].append(row)
    kept = written(wanted)
    chosen = {name: value for name, value in kept.items() if name != "view"}
    return {
        "view": wanted.view, "views": TABS, "counts": found.counts, "lead": _lead(found, wanted.view), "chosen": chosen,
        "groups": [{"name": name, "tasks": rows} for name, rows in groups.items() if rows], "aside": [_row(turn, "snoozed") for turn in found.aside],
        "aside_more": max(0, found.counts["snoozed"] - len(found.aside)), "does": DOES.get(wanted.view, ()), "all": "all" in request.args,
        "all_href": url_for("inbox.show", view=wanted.view, **chosen, cursor=request.args.get("cursor"), all=1), "filters": _filters(found, wanted, named), "until": kept.get("until", ""),
        "filtered": bool(chosen.keys() - {"q"}), "narrowed": bool(chosen), "tray": found.boards,
        "next": url_for("inbox.show", view=wanted.view, cursor=found.next, **chosen) if found.next else None, "notices": notices}


def lost_of(found: Inbox, wanted: Wanted) -> Wanted:
    """What is asked for of which nothing is left to choose."""
    options = found.options
    return Wanted(**{name: chosen for name, among, chosen in (("municipality", options.municipalities, wanted.municipality), (
        "neighbourhood", options.neighbourhoods, wanted.neighbourhood), ("process", options.processes, wanted.process)) if chosen and chosen not in dict(among)})


def views_screen(views: Sequence[View], chosen: View | None, wanted: Wanted, towns: Mapping[str, str]) -> dict[str, Any]:
    """Saved views as links; `kept`: the fields by which what stands there now can be saved."""
    return {"views": [{"id": one.id, "name": one.name, "here": one is chosen, "shared": one.municipality is not None, "by": one.by} for one in views],
            "everything": chosen is None and not written(wanted), "kept": written(wanted), "chosen": chosen.name if chosen else "",
            "places": sorted(((code, towns.get(code, code)) for code in g.actor.municipalities or ()), key=itemgetter(1))}


def _filters(found: Inbox, wanted: Wanted, named: Mapping[str, str]) -> list[dict[str, Any]]:
    """What there is to choose; a filter that would choose between one thing and itself is left out unless it is on."""
    options = found.options
    every = [
        ("municipality", options.municipalities, wanted.municipality),
        ("neighbourhood", options.neighbourhoods, wanted.neighbourhood), ("process", options.processes, wanted.process),
        ("phase", [(key, _phase(key)) for key in options.phases], wanted.phase),
        ("role", sorted(((key, role_name(key)) for key in options.roles), key=lambda one: one[1].casefold()), wanted.role),
        ("due", [(term, t(f"web.filter.due.{term}")) for term in TERMS], wanted.due)]
    said = {"phase": _phase, "role": role_name}
    return [{"name": name, "options": _with(among, chosen, said.get(name, lambda key: named.get(key, key))), "chosen": chosen} for name, among, chosen in every
            if name != "municipality" or len(among) > 1 or chosen]


def _phase(key: str) -> str:
    name = f"web.phase.{key}"
    return t(name) if name in catalogue(g.language) else key


def _with(options: Sequence[tuple[str, str]], chosen: str, say: Callable[[str], str]) -> Sequence[tuple[str, str]]:
    """What is chosen can be seen to be chosen, although nothing is left of it."""
    return options if not chosen or chosen in {key for key, _ in options} else [*options, (chosen, say(chosen))]


def _row(turn: Turn, view: str) -> dict[str, Any]:
    return {
        "id": turn.id, "title": turn.title, "case_title": turn.case_title, "neighbourhood": turn.neighbourhood, "phase": turn.phase,
        "board": turn.board,
        "due": paused_words(g.language) if turn.case_status == "paused" and turn.due_at else due(turn.due_at, turn.quiet),
        "waits": waiting_words(turn.opened_at, g.now, g.language, WorkingCalendar()) if view == "waiting" else "",
        "back": t("web.inbox.aside.until", day=date_words(turn.back_at, g.now, g.language)) if turn.back_at else "",
        "offered": t(f"web.inbox.{turn.offered}") if turn.offered else "",
        "holder_name": None if view in ("mine", "snoozed") else turn.holder or t("web.inbox.candidates", role=role_name(turn.role)),
        "claimable": turn.holder_id is None and view == "team",
        "waited_for": view == "waiting" and turn.case_status != "paused" and works_in(g.actor, turn.municipality)}


def _lead(found: Inbox, view: str) -> str:
    if not found.counts[view]:
        return t(f"web.inbox.lead.{view}.none")
    if view != "mine":
        return t(f"web.inbox.lead.{view}")
    said = [tn(f"web.inbox.{name}", number) for name, number in (("late", found.late), ("today", found.today)) if number]
    return t("web.inbox.lead.mine", what=", ".join(said)) if said else t("web.inbox.lead.mine.calm")
