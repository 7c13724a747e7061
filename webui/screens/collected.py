"""What was gathered about a neighbourhood, in words: the wall of its buurt-DNA, each answer with its age and author, and what is still missing."""
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import g

from engine import feel
from engine.queries.collected import Celebrated, Collected, KeyFigure, Part, Source
from engine.queries.free_parts import FreePart
from webui.presenting import initials, t, tn, tn0
from webui.questions import Question, questions
from webui.screens.promises import success_by
from webui.words import date_words

OLD = timedelta(days=183)                   # half a year: then it is time to ask whether it still is so
NOT_ASKED = frozenset({"words", "line", "space", "fact"})


def collected_screen(found: Collected, free: Iterable[FreePart]) -> dict[str, Any]:
    starts = {activity: one.case_id for one in free for activity, _ in one.activities}
    parts = [_part(part, found.world, starts) for part in found.parts]
    asked, given, old = (sum(part[name] for part in parts) for name in ("asked", "given", "old"))
    return {"dna": parts, "dna_lead": tn0("web.dna.lead", given, asked=asked) if parts else "", "dna_old": tn("web.dna.old", old) if old else "",
            "figures": [_figure(one, found) for one in found.figures], "places": [
                {"name": one.name, "good_for": one.good_for, "by": _by(one.source)} for one in found.places],
            "successes": [_success(one) for one in found.successes], "open_promises": found.open_promises}


def _part(part: Part, world: feel.World, starts: Mapping[str, int]) -> dict[str, Any]:
    rows = [_row(part, one) for one in _asked(questions(part.form, part.answers, part.answers, world, g.language, (), part.locked))]
    given = [row for row in rows if row["state"] != "gap"]
    old = sum(1 for row in given if row["state"] == "old")
    newest = max(part.sources.values(), key=lambda one: one.at, default=None)
    count = t("web.dna.count", given=len(given), asked=len(rows)) + (f", {tn('web.dna.count.old', old)}" if old else "")
    return {"id": part.form.id, "name": part.name, "rows": rows, "bricks": [row["state"] for row in rows], "asked": len(rows), "given": len(given), "old": old,
            "words": count, "by": _by(newest) if newest else t("web.dna.never"), "element": part.element, "start": starts.get(part.element)}


def _asked(found: Iterable[Question]) -> Iterator[Question]:
    """The questions themselves: what stands in a group, one by one; a list as one."""
    for one in found:
        if one.kind == "group":
            yield from _asked(one.questions)
        elif one.kind not in NOT_ASKED:
            yield one


def _row(part: Part, one: Question) -> dict[str, Any]:
    source = part.sources.get(one.name)
    if one.kind == "locked" or one.others:
        return {"asked": one.label, "answer": "", "state": "fresh", "locked": True, "by": ""}
    if source is None:
        return {"asked": one.label, "answer": "", "state": "gap", "locked": False, "by": t("web.dna.empty" if part.rounds else "web.dna.not_asked")}
    return {"asked": one.label, "answer": _said(one), "state": "old" if g.now - source.at > OLD else "fresh", "locked": False,
            "by": _by(source) + (f" {tn('web.dna.before', source.times - 1)}" if source.times > 1 else "")}


def _said(one: Question) -> str:
    if one.kind == "list":
        rows = (", ".join(filter(None, (_said(cell) for cell in row))) for row in one.rows)
        return "\n".join(row for row in rows if row)
    return one.said(t("web.yes"), t("web.no"))


def _figure(one: KeyFigure, found: Collected) -> dict[str, Any]:
    labels = _labels(one, found)
    return {"name": one.name or t("web.figures.hidden" if one.hidden else "web.figures.no_name"), "initials": initials(one.name or "") or "?", "known": bool(one.name),
            "what": labels, "by": _by(one.source),
            "consent": t("web.figures.consent", purpose=one.terms.purpose or t("web.figures.no_purpose"),
                         day=date_words(one.until, g.now, g.language)) if one.name and one.until else ""}


def _labels(one: KeyFigure, found: Collected) -> list[str]:
    """The other answers about somebody, in the words of their form."""
    form = next(part.form for part in found.parts if part.name == one.part)
    answers: dict[str, Any] = {}
    place = answers
    *before, last = one.list_path.split(".")
    for key in before:
        place = place.setdefault(key, {})
    place[last] = [dict(one.row)]
    rows = [row for asked in _asked(questions(form, answers, answers, found.world, g.language)) if asked.name == one.list_path for row in asked.rows]
    return [f"{cell.label} {said.lower() if cell.options else said}" for row in rows for cell in row if cell.kind != "checkbox" and (said := _said(cell))]


def _success(one: Celebrated) -> dict[str, Any]:
    return {"text": one.text, "only_team": one.only_team, "by": success_by(one.at, one.by), "case_id": one.case_id, "case_title": one.case_title}


def _by(source: Source) -> str:
    return t("web.dna.by", who=source.by or t("web.story.system"), age=age(source.at))


def age(at: datetime) -> str:
    """How long ago, as people say it."""
    days = (g.now - at).days
    if days < 14:
        return date_words(at, g.now, g.language)
    return tn("web.dna.age.weeks", days // 7) if days < 70 else tn("web.dna.age.months", days // 30)
