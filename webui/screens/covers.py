"""Standing in, in the shapes of its pages, and what was filled in there."""
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict

from engine.calendar import WorkingCalendar
from engine.covers import Wish
from engine.errors import InvalidAnswers
from engine.queries.covers import Choices, Deed, Page, Standing
from engine.queries.inbox import Turn
from webui.numbers import number
from webui.presenting import due, initials, t, tn
from webui.screens.tasks import read_day
from webui.words import date_words, moment_words, waiting_words

DAY = timedelta(days=1)


def covers_screen(found: Choices, given: MultiDict[str, str], problem: str = "") -> dict[str, Any]:
    """`given`: what was filled in and refused."""
    chosen = {name: given.get(name, "") for name in ("by", "first", "last", "neighbourhood", "asked")}
    return {
        "person": found.person, "name": found.name, "mine": found.mine, "municipality": found.municipality, "municipalities": found.municipalities,
        "people": found.people, "neighbourhoods": found.neighbourhoods, "processes": found.processes, "chosen": chosen,
        "only": given.getlist("processes"), "problem": problem, "covers": [_cover(one) for one in found.agreed]}


def cover_screen(page: Page, problem: str = "") -> dict[str, Any]:
    return {
        **_cover(page.cover), "problem": problem, "processes": page.processes,
        "offers": [{"task_id": one.task_id, "title": one.title, "giver": one.giver} for one in page.offers],
        "turns": [_turn(one) for one in page.turns], "deeds": [_deed(one) for one in page.deeds], "more": page.more,
        "may_give_back": page.may_give_back, "may_call_off": page.may_call_off, "may_read": page.may_read, "forgotten": page.cover.forgotten, "mine": page.cover.by == g.actor.person}


def cover_rows(found: Iterable[tuple[Standing, tuple[int, int] | None]]) -> list[dict[str, Any]]:
    """What the inbox says of them: `found` with how many turns wait, and how many of those are late, where that was counted."""
    return [{**_cover(one), "waits": _waits(*counted) if counted else ""} for one, counted in found]


def _waits(turns: int, late: int) -> str:
    said = tn("web.covers.waits", turns) if turns else t("web.covers.waits.none")
    return f"{said} {tn('web.covers.late', late)}" if late else said


def read_wish(form: MultiDict[str, str]) -> Wish:
    """As posted. InvalidAnswers when nobody was chosen or a day is no day."""
    by = number(form.get("by", ""))
    if by is None:
        raise InvalidAnswers([("by", "web.covers.nobody", {})])
    return Wish(by, _day(form, "first"), _day(form, "last"), form.get("neighbourhood") or None, frozenset(form.getlist("processes")),
                form.get("asked", ""))


def _day(form: Mapping[str, str], name: str):
    try:
        return read_day(form.get(name, ""))
    except InvalidAnswers as error:
        raise InvalidAnswers([(name, f"web.covers.no_{name}", {})]) from error


def _cover(one: Standing) -> dict[str, Any]:
    first, last = date_words(one.since, g.now, g.language), date_words(one.until - DAY, g.now, g.language)
    return {
        "id": one.id, "name": one.name, "by": one.by_name, "initials": initials(one.name), "by_me": one.by == g.actor.person,
        "when": t("web.covers.on", day=first) if first == last else t("web.covers.from_until", first=first, last=last), "state": one.state,
        "place": one.neighbourhood, "some": one.processes is not None, "asked": one.asked, "summary": one.summary,
        "ended": date_words(one.ended_at, g.now, g.language) if one.ended_at else ""}


def _turn(one: Turn) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "case_title": one.case_title, "neighbourhood": one.neighbourhood, "board": one.board,
            "due": due(one.due_at, one.quiet), "waits": waiting_words(one.opened_at, g.now, g.language, WorkingCalendar())}


def _deed(one: Deed) -> dict[str, Any]:
    return {"when": moment_words(one.at, g.now, g.language), "sentence": t(f"web.covers.did.{one.kind}", what=one.what), "case": one.case_title,
            "task_id": one.task_id}
