"""Progress in words and one picture: the sentence first, then who has the turn, what waits, what is late and what went well."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g

from engine.calendar import WorkingCalendar
from engine.iso import local
from engine.queries.progress import PHASES, Place, Progress, Turns, Waiting
from webui.presenting import due, role_name, t, tn, tn0
from webui.screens.progress_rows import ONLY, ORDERS, Wish, chosen_places, late_in
from webui.words import date_words

LEFT, WIDE, STEP = 220, 400, 44         # of the picture: where bars begin, how long the longest is, from one to the next
MOST_ROLES = 8


def progress_screen(found: Progress, wish: Wish) -> dict[str, Any]:
    places = chosen_places(found, wish)
    turns = [one for place in places for one in place.turns]
    boards = {board: sum(one.number for one in turns if one.board == board) for board in ("wijk", "bestuur")}
    roles = _roles(turns)
    return {
        "municipalities": found.municipalities, "wish": wish, "only": ONLY, "phases": PHASES, "lead": _lead(found), "groups": _groups(found, places),
        "shown": tn0("web.progress.shown", len(places)) if len(places) < len(found.places) else "",
        "orders": {order: {"now": order == wish.order, "asked": {**wish.asked, "order": order}} for order in ORDERS},
        "figures": {"turns": sum(boards.values()), "wijk": boards["wijk"], "bestuur": boards["bestuur"], "late": sum(one.late for one in turns),
                    "waiting": sum(place.waiting for place in places), "done": sum(place.done for place in places),
                    "promises": sum(place.promises.open for place in places), "promises_late": sum(place.promises.late for place in places)},
        "told": sum(place.promises.told for place in places), "celebrated": sum(place.promises.celebrated for place in places),
        "roles": roles, "chart": _chart(roles), "longest": t("web.progress.longest", role=roles[0]["name"], days=roles[0]["words"]) if roles else "",
        "waiting_number": found.waiting_number, "waiting": [_waits(one) for one in found.waiting], "late": [{
            "id": one.task_id, "title": one.title, "case_title": one.case_title, "place": one.place, "board": one.board,
            "role": role_name(one.role), "due": due(one.due_at)} for one in found.late],
        "ended": [{"id": one.case_id, "title": one.title, "place": one.place, "day": date_words(one.closed_at, g.now, g.language)}
                  for one in found.ended]}


def _lead(found: Progress) -> str:
    places = [place for place in found.places if place.code]
    busy = sum(1 for place in places if place.phase or place.cases)
    return t("web.progress.lead", places=tn("web.progress.places", len(places)), busy=tn0("web.progress.busy", busy))


def _groups(found: Progress, places: Sequence[Place]) -> list[dict[str, Any]]:
    names = dict(found.municipalities)
    return [{"name": names[code], "code": code, "places": [_row(place) for place in places if place.municipality == code]}
            for code in dict.fromkeys(place.municipality for place in places)]


def _row(place: Place) -> dict[str, Any]:
    here = PHASES.index(place.phase) if place.phase else -1
    boards = {board: [one for one in place.turns if one.board == board] for board in ("wijk", "bestuur")}
    return {
        "code": place.code, "name": place.name if place.code else t("web.progress.whole", name=place.name), "cases": place.cases,
        "phase": t(f"web.phase.{place.phase}") if place.phase else "", "also": ", ".join(t(f"web.phase.{one}").lower() for one in place.also),
        "lane": [{"state": "now" if n == here else "done" if phase in place.known else "", "number": n + 1} for n, phase in enumerate(PHASES)],
        "turns": [{"board": board, "number": sum(one.number for one in mine), "who": role_name(mine[0].role).capitalize(),
                   "waits": _days(mine[0].since), "since": _since(mine[0].since)} for board, mine in boards.items() if mine],
        "late": late_in(place), "waiting": place.waiting, "done": place.done}


def _roles(turns: Sequence[Turns]) -> list[dict[str, Any]]:
    """Per role how many turns lie there and how long the oldest does; the longest first."""
    found = []
    for role, board in dict.fromkeys((one.role, one.board) for one in turns):
        mine = [one for one in turns if (one.role, one.board) == (role, board)]
        since = min(one.since for one in mine)
        found.append({"name": role_name(role), "board": board, "number": sum(one.number for one in mine), "days": _number_of_days(since),
                      "words": _days(since)})
    return sorted(found, key=lambda one: (-one["days"], -one["number"], one["name"]))


def _chart(roles: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A bar a role, as numbers for the picture."""
    shown = roles[:MOST_ROLES]
    most = max((one["days"] for one in shown), default=0) or 1
    bars = [{**one, "y": 8 + n * STEP, "width": max(4, round(WIDE * one["days"] / most)), "turns": tn("web.progress.turns", one["number"])}
            for n, one in enumerate(shown)]
    return {"bars": bars, "left": LEFT, "height": 8 + STEP * len(bars), "width": LEFT + WIDE + 170}


def _waits(one: Waiting) -> dict[str, Any]:
    roles = {side: role_name(role) if role else t("web.story.system") for side, role in (("giver", one.from_role), ("receiver", one.to_role))}
    return {"id": one.task_id, "title": one.title, "place": one.place, "who": t("web.handoff.from_to", **roles), "days": _days(one.since),
            "kind": t("web.progress.by_hand" if one.by_hand else "web.progress.by_itself")}


def _number_of_days(since: datetime) -> int:
    return WorkingCalendar().working_days_between(local(since).date(), local(g.now).date())


def _since(since: datetime) -> str:
    """The day itself, where the number of days does not say it already."""
    return t("web.progress.since", day=date_words(since, g.now, g.language)) if _number_of_days(since) > 0 else ""


def _days(since: datetime) -> str:
    return tn0("web.progress.days", max(0, _number_of_days(since)))
