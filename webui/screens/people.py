"""People and settings of a municipality in the shapes of their pages, and what was filled in there."""
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict

from engine.errors import InvalidAnswers
from engine.iso import local
from engine.municipalities import days_of
from engine.queries.people import Colleague, Colleagues, Held, Settings
from engine.roles import BOARD_OF, board_of
from engine.school import HOLIDAYS, REGIONS, chosen, last_school_year, school_holidays
from webui.presenting import initials, role_name, t, tn, tn0
from webui.screens.tasks import read_day
from webui.words import date_words

DAYS = re.compile(r"P(\d{1,3})D")
STEPS = 4                               # of an escalation, at least, on the page; one more than there are
MOST_STEPS = 12


def people_screen(found: Colleagues, given: Mapping[str, str], problem: str = "") -> dict[str, Any]:
    people = [_person(one) for one in found.people]
    return {**_frame(found), "people": [one for one in people if one["works"]], "gone": [one for one in people if not one["works"]],
            "given": {name: given.get(name, "") for name in ("name", "login", "role", "place")}, "problem": problem}


def person_screen(one: Colleague, found: Colleagues) -> dict[str, Any]:
    return {**_frame(found), "person": _person(one), "what": tn0("web.people.turns_back", one.turns)}


def settings_screen(found: Settings) -> dict[str, Any]:
    days = sorted((found.settings.get("days_off") or {}).items())
    steps = [step.partition(" after ") for step in (found.settings.get("escalate") or "").split(", ") if step]
    return {
        "code": found.municipality, "name": found.name, "municipalities": found.municipalities, "roles": _roles(),
        "days": [{"day": day, "words": _span(day), "name": name} for day, name in days], "school": _school(found.settings),
        "deadline": _plain(found.settings.get("deadline") or ""),
        "reminders": ", ".join(_plain(one) for one in (found.settings.get("reminders") or "").split(",") if one),
        "steps": [{"role": role, "days": _plain(after)} for role, _, after in [*steps, *[("", "", "")] * max(1, STEPS - len(steps))][:MOST_STEPS]]}


def _school(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The choice of school holidays, and the days that come of it."""
    region, which = chosen(settings)
    known, today = school_holidays(region) if region else (), local(g.now).date()
    return {"region": region, "regions": [(one, t(f"web.settings.school.{one}")) for one in REGIONS], "year": last_school_year(),
            "holidays": [{"key": key, "name": t(f"time.holiday.school_{key}"), "counts": key in which} for key in HOLIDAYS],
            "coming": [{"words": _from_to(one.first, one.last), "name": t(f"time.holiday.school_{one.key}")}
                       for one in known if one.key in which and one.last >= today],
            "over": bool(known) and known[-1].last < today}


def _span(days: str) -> str:
    found = days_of(days)
    return _from_to(found[0], found[-1])


def _from_to(first_day: date, last_day: date) -> str:
    first, last = (date_words(day, g.now, g.language) for day in (first_day, last_day))
    return first if first_day == last_day else t("web.settings.span", first=first, last=last)


def read_terms(form: Mapping[str, str]) -> dict[str, str | None]:
    """The defaults as the engine keeps them: P5D; P3D,P1D; executive after P5D. Empty: none."""
    reminders = [_written(one) for one in form.get("reminders", "").replace(";", ",").split(",") if one.strip()]
    steps = [(form.get(f"role_{n}", ""), form.get(f"days_{n}", "").strip()) for n in range(MOST_STEPS)]
    return {"deadline": _written(form["deadline"]) if form.get("deadline", "").strip() else None, "reminders": ",".join(reminders) or None,
            "escalate": ", ".join(f"{role} after {_written(days or '0')}" for role, days in steps if role in BOARD_OF) or None}


def read_day_off(form: Mapping[str, str]) -> tuple[str, str]:
    """The day or stretch of days as ISO text, and how people call it."""
    name = " ".join(form.get("name", "")[:60].split())
    if not name:
        raise InvalidAnswers([("name", "core.name_needed", {})])
    day, last = read_day(form.get("day", "")).isoformat(), form.get("last", "").strip()
    span = f"{day}/{read_day(last).isoformat()}" if last else day
    try:
        days_of(span)
    except ValueError as error:
        raise InvalidAnswers([("last", "web.settings.bad_span", {})]) from error
    return span, name


def read_school(form: MultiDict[str, str]) -> dict[str, Any]:
    """The region and which of its holidays do not count; no region: they all do."""
    region, which = form.get("region") or None, form.getlist("holidays")
    if region and not which:
        raise InvalidAnswers([("holidays", "web.settings.school.some", {})])
    return {"school": {"region": region, "holidays": which} if region else None}


def read_newcomer(form: Mapping[str, str]) -> dict[str, str]:
    """Name, login, role and place ("" the whole municipality) of somebody new. InvalidAnswers names what is missing."""
    found = {name: " ".join(form.get(name, "")[:120].split()) for name in ("name", "login", "role", "place")}
    found["login"] = found["login"].lower()
    problems = [(name, f"web.people.no_{name}", {}) for name, fits in (
        ("name", bool(found["name"])), ("login", re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,59}", found["login"]) is not None),
        ("role", found["role"] in BOARD_OF)) if not fits]
    if problems:
        raise InvalidAnswers(problems)
    return found


def read_role(form: Mapping[str, str]) -> tuple[str, str | None]:
    """The role, and the neighbourhood or (None) the whole municipality."""
    if form.get("role") not in BOARD_OF:
        raise InvalidAnswers([("role", "web.people.no_role", {})])
    return form["role"], form.get("place") or None


def _frame(found: Colleagues) -> dict[str, Any]:
    return {"code": found.municipality, "name": found.name, "municipalities": found.municipalities, "roles": _roles(),
            "places": found.neighbourhoods}


def _person(one: Colleague) -> dict[str, Any]:
    now = [held for held in one.held if held.now]
    return {
        "id": one.id, "name": one.name, "login": one.login, "initials": initials(one.name), "active": one.active, "works": bool(now),
        "board": board_of(now[0].role) if now else "wijk", "held": [_held(held) for held in one.held],
        "now": [_held(held) for held in now], "turns": tn("web.people.turns", one.turns) if one.turns else ""}


def _held(held: Held) -> dict[str, Any]:
    since = date_words(held.since, g.now, g.language)
    return {"id": held.id, "role": role_name(held.role), "place": held.neighbourhood or t("web.people.whole"), "now": held.now,
            "when": t("web.people.from_until", since=since, until=date_words(held.until, g.now, g.language)) if held.until
            else t("web.people.from", since=since)}


def _roles() -> list[tuple[str, str]]:
    return sorted(((role, role_name(role)) for role in BOARD_OF), key=lambda one: one[1].casefold())


def _plain(written: str) -> str:
    """5 for P5D; another duration as it is written."""
    found = DAYS.fullmatch(written.strip())
    return found[1] if found else written.strip()


def _written(days: str) -> str:
    return f"P{int(days)}D" if days.strip().isdecimal() and len(days.strip()) < 4 else days.strip()
