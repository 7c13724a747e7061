"""A case in words: whose turn on which board, the story so far, the dates and the steps."""
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import g, url_for

from engine.language import catalogue
from engine.queries.beside import Passed
from engine.queries.case_view import CaseView
from engine.queries.cases import CaseList, CaseWanted
from engine.roles import board_of
from engine.turns import Pause, Turn
from webui.markdown import html_of
from webui.presenting import due, initials, is_built, role_name, t, tn
from webui.screens.story import told
from webui.screens.tasks import next_words
from webui.screens.twin import states_of, twin_screen
from webui.words import DueWords, date_words, moment_words, paused_words

PHASES = ("exploring", "imagining", "shaping", "anchoring")
WAITING = ("running", "stuck", "closed")
DAY = timedelta(days=1)


def case_screen(view: CaseView, cursor: str) -> dict[str, Any]:
    boards: dict[str, list] = {"wijk": [], "bestuur": []}
    for turn in view.turns.turns:
        boards[turn.board].append(_turn(turn, view.status))
    first = "bestuur" if boards["bestuur"] and not boards["wijk"] else "wijk"
    return {
        "id": view.id, "number": view.number, "title": view.title, "status": view.status, "municipality": view.municipality,
        "neighbourhood": view.neighbourhood, "place": view.place, "process": view.process_name, "documentation": html_of(view.process.documentation),
        "running_since": running(view.opened_at, view.closed_at), "boards": boards, "first_board": first, "seam": _seam(view, boards),
        "rest": {board: _rest(view, board) for board in boards}, "stuck": _stuck(view), "phases": _phases(view),
        "waits": [t("web.case.waits_until", moment=moment_words(pause.until, g.now, g.language), what=pause.what) if pause.until
                  else t("web.case.waits", what=pause.what) for pause in _pauses(view)],
        "story": told(view.facts), "earlier": url_for("cases.show", case_id=view.id, cursor=view.earlier, _anchor="story")
        if view.earlier else None, "later": bool(cursor), "twin": twin_screen(view, _pauses(view)), "diagram": _diagram(view),
        "deadlines": [{"what": turn.what, "due": _due(turn, view.status)} for turn in view.turns.turns if turn.due_at],
        "people": [{"name": member.name, "initials": initials(member.name), "roles": ", ".join(map(role_name, member.roles)),
                    "board": board_of(member.roles[0])} for member in view.members],
        "handoffs": [_handoff(one, view) for one in view.beside.handoffs], "may_cancel": view.may_cancel,
        "may_pause": view.status == "open" and view.may_pause, "may_resume": view.status == "paused" and view.may_pause,
        "free": view.free if view.may_work else (), "roles": [(role, role_name(role)) for role in dict.fromkeys(role for one in view.members for role in one.roles)]
        if view.status == "open" and view.may_work else []}


def list_screen(found: CaseList, wanted: CaseWanted, may_start: bool) -> dict[str, Any]:
    chosen = {"q": wanted.q, "neighbourhood": wanted.neighbourhood, "process": wanted.process, "status": wanted.status}
    return {
        "cases": [{"id": one.id, "title": one.title, "number": one.number, "neighbourhood": one.neighbourhood or one.municipality,
                   "process": one.process, "status": one.status, "words": running(one.opened_at, one.closed_at)} for one in found.cases],
        "chosen": chosen, "narrowed": any(chosen.values()), "filtered": any(value for name, value in chosen.items() if name != "q"),
        "filters": [
            {"name": "neighbourhood", "options": found.neighbourhoods, "chosen": wanted.neighbourhood},
            {"name": "process", "options": found.processes, "chosen": wanted.process},
            {"name": "status", "options": [(one, t(f"web.filter.status.{one}")) for one in WAITING], "chosen": wanted.status}],
        "may_start": may_start,
        "next": url_for("cases.index", cursor=found.next, **{k: v for k, v in chosen.items() if v}) if found.next else None}


def running(opened_at: datetime, closed_at: datetime | None) -> str:
    day = date_words(opened_at, g.now, g.language)
    if closed_at is None:
        return t("web.cases.since", day=day)
    return t("web.cases.until", from_day=day, until_day=date_words(closed_at, g.now, g.language))


def _due(turn: Turn, status: str) -> DueWords | None:
    return paused_words(g.language) if status == "paused" and turn.due_at else due(turn.due_at, turn.quiet)


def _turn(turn: Turn, status: str) -> dict[str, Any]:
    name = turn.person_name
    moment = moment_words(turn.since, g.now, g.language)
    since = t("web.case.turn.since", role=role_name(turn.holder), moment=moment) if name else t("web.case.turn.since_only", moment=moment)
    return {"sentence": _whose(turn, status), "initials": initials(name or ""), "since": since, "stand_in": _stands_in(turn), "what": turn.what, "task_id": turn.task,
            "due": _due(turn, status), "next": next_words(turn.next[0]) if len(turn.next) == 1 else t("web.case.next.depends")
            if turn.next else ""}


def _whose(turn: Turn, status: str) -> str:
    """Whose turn it is, or will be once a case that stands still goes on."""
    key = "web.case.turn.after_pause" if status == "paused" else "web.case.turn"
    if turn.kind == "wait":
        return t(f"{key}.waits", who=role_name(turn.holder))
    if turn.person is not None and turn.person == g.actor.person:
        return t(f"{key}.you")
    return t(f"{key}.person", who=turn.person_name) if turn.person_name else t(f"{key}.role", role=role_name(turn.holder))


def _stands_in(turn: Turn) -> str:
    """Who does the work of whose turn it is, or of whom it waits for, and until which day."""
    one, me = turn.stand_in, g.actor.person
    if one is None:
        return ""
    key = "web.case.turn.stand_in" + (".by_you" if one.person == me else ".for_you" if one.away == me else "")
    return t(key, by=one.name, who=one.away_name, day=date_words(one.until - DAY, g.now, g.language))


def _seam(view: CaseView, boards: Mapping[str, list]) -> str:
    """The board to which the turn certainly passes next, when it is the other one."""
    coming = {board_of(one.role or "") for turn in view.turns.turns for one in turn.next if one.kind == "task"}
    other = {board for board in coming if not boards[board]}
    return other.pop() if len(other) == 1 else ""


def _rest(view: CaseView, board: str) -> str:
    if view.status in ("ended", "cancelled"):
        return t(f"web.case.rest.{view.status}")
    for turn in view.turns.turns:
        for one in turn.next:
            if one.kind == "task" and board_of(one.role or "") == board:
                return t("web.case.rest.next", role=role_name(one.role or "").capitalize(), what=turn.what)
    return ""


def _stuck(view: CaseView) -> dict[str, Any] | None:
    if view.stuck is None:
        return None
    element, key, params = view.stuck
    found = view.process.elements.get(element)
    known = key in catalogue(g.language)
    return {"element": found.name or found.id if found else element, "sentence": t(key, **params) if known else key, "may_retry": view.may_retry}


def _phases(view: CaseView) -> list[dict[str, str]]:
    """The line of the programme, for a process that has its place on it."""
    now = {phase for turn in view.turns.turns if (phase := view.process.phase(turn.element))} or {view.process.properties.get("aanzet:phase")}
    reached = [PHASES.index(phase) for phase in now if phase in PHASES]
    if not reached:
        return []
    here, over, stopped = max(reached), view.closed_at is not None, view.status == "cancelled"
    known = {view.process.phase(element) for element in view.done if element in view.process.elements}      # of what came before, this case tells only its own
    return [{"name": t(f"web.phase.{phase}"), "state": "done" if n < here and phase in known or n == here and over and not stopped else "now" if n == here else "",
             "when": t("web.case.phase.stopped") if n == here and stopped else t("web.case.phase.now_since", day=date_words(view.opened_at, g.now, g.language)) if n == here and not over
             else t("web.case.phase.before") if n < here and phase not in known else "" if n <= here else t("web.case.phase.not_yet")} for n, phase in enumerate(PHASES)]


def _pauses(view: CaseView) -> list[Pause]:
    """What the case stands still for. What only listens for something that may come is no waiting."""
    listening = {element.id for element in view.process.elements.values() if element.kind in ("startEvent", "boundaryEvent")}
    return [pause for pause in view.turns.pauses if pause.element not in listening]


def _diagram(view: CaseView) -> dict[str, str] | None:
    if not is_built("diagram.js"):
        return None
    words = {name: t(f"web.case.mark.{name}") for name in ("done", "open", "late")}
    words |= {name: t(f"web.case.{name}") for name in ("nearer", "further", "whole")}
    return {"states": json.dumps(states_of(view, _pauses(view))), "words": json.dumps(words)}


def _handoff(one: Passed, view: CaseView) -> dict[str, str]:
    who = t("web.case.handoff", giver=one.by or role_name(one.from_role or ""), receiver=one.to or role_name(one.to_role or ""))
    return {"who": who, "when": date_words(one.given_at, g.now, g.language), "reason": one.reason or "", "waited": _waited(one, view)}


def _waited(one: Passed, view: CaseView) -> str:
    if one.answered_at is None:
        return t("web.case.handoff.waiting")
    days = view.calendar.working_days_between(one.given_at, one.answered_at)
    if days > 0:
        return tn("web.case.waited.days", days)
    hours = int(view.calendar.working_time(one.given_at, one.answered_at).total_seconds() // 3600)
    return tn("web.case.waited.hours", hours) if hours else t("web.case.waited.none")
