"""A neighbourhood, and what was found by words, in the shapes of the templates."""
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import g

from engine.queries.free_parts import FreePart
from engine.queries.neighbourhoods import CaseHere, Found, NeighbourhoodView, TurnHere
from engine.queries.progress import PHASES
from engine.roles import board_of
from webui.presenting import due, initials, role_name, t
from webui.screens.cases import running
from webui.words import moment_words


def neighbourhood_screen(view: NeighbourhoodView) -> dict[str, Any]:
    here = PHASES.index(view.phase) if view.phase else -1
    return {
        "code": view.code, "name": view.name, "municipality": view.municipality, "district": view.district,
        "phases": [{"name": t(f"web.phase.{phase}"), "state": "now" if n == here else "done" if phase in view.known else "",
                    "when": _when(view, phase, n, here)} for n, phase in enumerate(PHASES)] if here >= 0 or view.known else [],
        "cases": [_case(one) for one in view.cases], "turns": [_turn(one) for one in view.turns],
        "running": sum(1 for one in view.cases if one.closed_at is None),
        "people": _people(view.people), "others": _people(view.others), "free": _free(view.free)}


def _free(parts: Iterable[FreePart]) -> list[FreePart]:
    """Of each case once what may be done in it, in whichever of its parts."""
    found: dict[int, FreePart] = {}
    for part in parts:
        before = found.get(part.case_id)
        found[part.case_id] = replace(before, activities=(*before.activities, *part.activities)) if before else part
    return list(found.values())


def _people(found: Iterable[tuple[str, tuple[str, ...]]]) -> list[dict[str, str]]:
    return [{"name": name, "initials": initials(name), "roles": ", ".join(map(role_name, roles)), "board": board_of(roles[0])} for name, roles in found]


def search_screen(found: Found, words: str) -> dict[str, Any]:
    return {"q": words, "cases": [_case(one) for one in found.cases], "tasks": [_turn(one) for one in found.tasks],
            "neighbourhoods": [{"code": code, "name": name, "municipality": place} for code, name, place in found.neighbourhoods],
            "number": len(found.cases) + len(found.tasks) + len(found.neighbourhoods)}


def _when(view: NeighbourhoodView, phase: str, n: int, here: int) -> str:
    if n == here:
        return t("web.place.phase.now")
    if phase in view.also:
        return t("web.place.phase.also")
    return t("web.place.phase.known") if phase in view.known else t("web.case.phase.not_yet") if n > here else ""


def _case(one: CaseHere) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "number": one.number, "status": one.status, "process": one.process,
            "words": running(one.opened_at, one.closed_at)}


def _turn(one: TurnHere) -> dict[str, Any]:
    return {"id": one.task_id, "title": one.title, "case_title": one.case_title, "board": one.board, "holder": one.holder or role_name(one.role),
            "initials": initials(one.holder or ""), "since": moment_words(one.since, g.now, g.language), "due": due(one.due_at, one.quiet)}
