"""A task in words: whose turn, since when, until when and why, what came before and what comes next."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g
from markupsafe import Markup

from engine.errors import InvalidAnswers
from engine.access import oversees, works_in
from engine.explanation import explain
from engine.iso import YEARS
from engine.next_turn import Next
from engine.queries.tasks import TaskView
from engine.roles import board_of
from webui.markdown import html_of
from webui.presenting import due, initials, role_name, t
from webui.questions import Answers, Problem, Question, every, questions
from webui.words import DueWords, done_words, moment_words, paused_words, time_words


def task_screen(view: TaskView, answers: Answers | None = None, problems: tuple[Problem, ...] = (), refusal: str = "") -> dict[str, Any]:
    """`answers`: what somebody just posted, instead of what is kept."""
    given = view.answers if answers is None else answers
    asked = _asked(view, given, problems)
    open_, mine = view.status in ("open", "claimed"), view.holder_id == g.actor.person
    return {
        "id": view.id, "title": view.title, "case_id": view.case_id, "case_title": view.case_title, "neighbourhood": view.neighbourhood,
        "board": view.board, "open": open_, "documentation": html_of(view.documentation) if view.documentation else Markup(),
        "holder_words": _holder(view, mine), "holder_initials": initials(view.holder or ""), "holder": view.holder or role_name(view.role), "since_words": _since(view, open_),
        "due": _due(view, open_), "why": why(view.explanation) if open_ else [],
        "warning": t(view.warning, role=role_name(view.role), name=view.title) if view.warning and open_ else "",
        "questions": asked, "problems": _problems(asked, problems), "refusal": refusal, "text_kept": bool(answers), "saved": _saved(view),
        "before": _before(view), "next": [_next(one) for one in view.next], "complete": _complete(view),
        "answers": [] if open_ else _given(_asked(view, view.answers)),
        "yours": _yours(view, asked, answers), "kept": view.typed is not None,
        "may_correct": view.status == "completed" and view.form is not None and (mine or oversees(g.actor, view.municipality)),
        "paused": open_ and view.case_status == "paused", "may_answer": view.may_answer, "may_claim": view.may_claim, "may_release": view.may_release, "may_reassign": view.may_reassign,
        "may_reschedule": open_ and view.case_status == "open" and (view.may_answer or view.may_reassign),
        "waited_for": open_ and view.case_status == "open" and not (mine or view.may_answer or view.may_claim) and works_in(g.actor, view.municipality),
        "people": view.colleagues}


def _asked(view: TaskView, answers: Answers, problems: tuple[Problem, ...] = ()) -> tuple[Question, ...]:
    return questions(view.form, answers, view.data, view.world, g.language, problems, view.locked) if view.form else ()


def _yours(view: TaskView, asked: tuple[Question, ...], answers: Answers | None) -> list[tuple[str, str]]:
    """What whoever looks typed and can no longer send, since somebody else was first."""
    if view.may_answer or not (answers or view.typed):
        return []
    return _given(asked if answers else _asked(view, view.typed))


def correction_screen(view: TaskView, answers: Answers | None = None, problems: tuple[Problem, ...] = (), why: str = "") -> dict[str, Any]:
    """The form of a completed task again, to set right what was answered."""
    given = view.answers if answers is None else answers
    asked = questions(view.form, given, view.data, view.world, g.language, problems, view.locked)
    return {"id": view.id, "title": view.title, "questions": asked, "problems": _problems(asked, problems), "why": why}


def draft_answer(view: TaskView, answers: Answers) -> dict[str, Any]:
    """What the script needs after keeping a draft: the words, which questions are hidden now, and what was computed."""
    asked = list(every(questions(view.form, answers, view.data, view.world, g.language, (), view.locked))) if view.form else []
    return {"saved": t("web.task.saved", time=time_words(g.now, g.language)), "hidden": [one.key for one in asked if one.hidden],
            "computed": {one.key: one.value for one in asked if one.kind == "fact"}}


def read_day(written: str) -> date:
    """A day as a browser posts it, 2031-04-30, or as people write it, 30-4-2031."""
    parts = written.strip().split("-")
    try:
        day = date(*map(int, parts if len(parts[0]) == 4 else reversed(parts)))
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidAnswers([("due", "web.task.reschedule.no_day", {})]) from error
    if day.year not in YEARS:
        raise InvalidAnswers([("due", "web.task.reschedule.no_day", {})])
    return day


def why(explanation: Mapping[str, Any] | None) -> list[str]:
    """The arithmetic of a date, a sentence a line."""
    return explain(explanation, g.language, role_name) if explanation else []


def next_words(one: Next) -> str:
    """What certainly comes next, in one sentence."""
    if one.kind == "task":
        return t("web.case.next.task", role=role_name(one.role or ""), what=one.name)
    return t("web.case.next.end" if one.kind == "end" else "web.case.next.depends")


def _holder(view: TaskView, mine: bool) -> str:
    if view.status == "completed":
        who = t("web.story.in_place_of", who=view.stood_in, name=view.holder) if view.stood_in else view.holder
        return t("web.task.completed_by", who=who) if who else t("web.task.completed")
    if view.status == "cancelled":
        return t("web.task.cancelled")
    if view.case_status == "paused":
        return _holder_after(view, mine)
    if mine:
        return t("web.task.you")
    if view.holder:
        return t("web.task.holder", who=view.holder)
    if not view.may_claim:
        return t("web.task.for_role", role=role_name(view.role))
    return t("web.task.you_or" if g.actor.has(view.role, view.municipality) else "web.task.you_or_role", role=role_name(view.role))


def _holder_after(view: TaskView, mine: bool) -> str:
    """Whose turn it is once the case goes on."""
    if mine:
        return t("web.case.turn.after_pause.you")
    return t("web.case.turn.after_pause.person", who=view.holder) if view.holder else t("web.case.turn.after_pause.role", role=role_name(view.role))


def _due(view: TaskView, open_: bool) -> DueWords | None:
    if open_:
        return paused_words(g.language) if view.case_status == "paused" and view.due_at else due(view.due_at, view.quiet)
    over = view.status == "completed" and view.due_at and view.closed_at and not view.quiet
    return done_words(view.due_at, view.closed_at, g.now, g.language) if over else None


def _since(view: TaskView, open_: bool) -> str:
    if not open_:
        return t("web.task.on", moment=moment_words(view.closed_at, g.now, g.language)) if view.closed_at else ""
    return t("web.task.since", moment=moment_words(view.since, g.now, g.language))


def _saved(view: TaskView) -> str:
    if view.saved_at is None:
        return ""
    return t("web.task.saved_on", moment=moment_words(view.saved_at, g.now, g.language))


def _before(view: TaskView) -> list[tuple[str, str]]:
    given = view.given
    if given is None:
        return []
    by = given.by or role_name(given.role or "")
    facts = [(t("web.task.before.returned" if given.returned else "web.task.before.by"), f"{by} ({role_name(given.role)})" if given.by and given.role else by),
             (t("web.task.before.when"), moment_words(given.at, g.now, g.language))]
    return facts + [(t(key), words) for key, words in (("web.task.before.why", given.reason), ("web.task.before.note", given.note)) if words]


def _next(one: Next) -> dict[str, str]:
    if one.kind == "task":
        return {"who": t("web.task.next.then", who=role_name(one.role or "")), "what": one.name, "board": board_of(one.role or "")}
    if one.kind == "wait":
        return {"who": t("web.task.next.waits"), "what": one.name, "board": ""}
    if one.kind == "end":
        return {"who": t("web.task.next.ends"), "what": one.name, "board": ""}
    return {"who": t("web.task.next.depends"), "what": t("web.task.next.depends.free"), "board": ""}


def _complete(view: TaskView) -> str:
    """The main button says to whom the turn passes, when that is certain."""
    if not view.form:
        return t("web.task.confirm")
    certain = view.next[0] if len(view.next) == 1 and view.next[0].kind == "task" else None
    if certain and certain.role and certain.role != view.role:
        return t("web.task.complete.to", role=role_name(certain.role))
    return t("web.task.complete")


def _problems(asked: tuple[Question, ...], problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    """The list above the form, in the order of the form, word for word as beside the questions."""
    wrong = [{"target": one.target, "sentence": one.error} for one in every(asked) if one.error]
    named = {one.name for one in every(asked) if one.error}
    return wrong + [{"target": "", "sentence": t(key, **params)} for name, key, params in problems if name not in named]


def _given(asked: tuple[Question, ...]) -> list[tuple[str, str]]:
    """What was answered, for reading only."""
    return [(one.label, one.said(t("web.yes"), t("web.no"))) for one in every(asked) if one.name and not one.hidden and one.kind != "list"
            and one.said(t("web.yes"), t("web.no"))]
