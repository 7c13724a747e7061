"""The story of a case: its events as sentences, newest first, with what nobody needs to read twice left out."""
import re
from collections.abc import Sequence
from typing import Any

from flask import g

from engine.queries.case_view import Fact
from engine.queries.heard import Heard
from webui.presenting import role_name, t
from webui.words import moment_words

NAMELESS = ("TimerFired", "WaitBecameDue")  # what is told when the step in the diagram has no name


def told(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """`facts` newest first. A handoff between boards is a crossing; one within a board is only a new turn."""
    return [_event(fact) for fact in facts if _is_told(fact)]


def _is_told(fact: Fact) -> bool:
    if fact.kind == "TaskOpened":
        return fact.task != t("promise.task")       # the promise itself is told
    if fact.kind != "HandoffGiven":
        return True
    return bool(fact.payload.get("from_board")) and fact.payload["from_board"] != fact.payload.get("to_board")


def _event(fact: Fact) -> dict[str, Any]:
    cross = fact.kind == "HandoffGiven"
    return {"when": moment_words(fact.at, g.now, g.language), "cross": cross, "board": fact.payload["to_board"] if cross else fact.board,
            "sentence": re.sub(r"([?!.])\.$", r"\1", _sentence(fact)), "more": fact.payload.get("why") or fact.payload.get("reason") or "",
            "because": fact.payload.get("because", ()), "heard": _heard(fact.heard)}


def _sentence(fact: Fact) -> str:
    what = fact.task or fact.element_name
    if not what and fact.element:
        if fact.kind in NAMELESS:
            return t(f"web.story.{fact.kind}.nameless")
        what = fact.element                 # as a designer looks for it
    who = _who(fact)
    if fact.kind == "HandoffGiven":
        return t(f"web.story.to_{fact.payload['to_board']}", who=role_name(fact.payload.get("to_role") or ""), what=what)
    if fact.kind == "TaskRescheduled":
        return t("web.story.TaskRescheduled", who=who, what=what)
    if fact.kind == "TaskEscalated":
        return t("web.story.TaskEscalated", role=role_name(fact.payload.get("role") or ""), what=what)
    return t(f"web.story.{fact.kind}", who=who, what=what)


def _heard(people: Sequence[Heard]) -> str:
    """To whom a notice went, and how; what was over before it left never came."""
    told = [t(f"web.story.heard.{one.how}", who=one.person, when=moment_words(one.at, g.now, g.language) if one.at else "") for one in people if one.how != "over"]
    return t("web.story.heard", people=", ".join(told)) if told else ""


def _who(fact: Fact) -> str:
    if fact.in_place_of:
        return t("web.story.in_place_of", who=fact.person, name=fact.in_place_of)
    return fact.person or t("web.story.clock" if fact.actor == "clock" else "web.story.system")
