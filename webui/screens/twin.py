"""The text twin of a case's diagram in words: each step with what became of it and why, and links to what follows."""
from collections.abc import Mapping
from typing import Any

from flask import g

from engine import twin
from engine.bpmn.model import Element
from engine.next_turn import roles_of
from engine.queries.case_story import Done
from engine.queries.case_view import CaseView
from engine.turns import Pause, Turn
from webui.presenting import initials, role_name, t, tn
from webui.words import date_words

PEOPLE = frozenset({"userTask", "manualTask"})
ORDER = ("late", "now", "next", "done", "later", "skipped")
ICONS = {"done": "i-done", "next": "i-right", "later": "i-open", "skipped": "i-skipped", "now": "i-clock", "late": "i-flag"}
KINDS = {"exclusiveGateway": "choice", "complexGateway": "choice", "subProcess": "part", "transaction": "part", "callActivity": "part", "adHocSubProcess": "free"}
NAMED = frozenset({"inclusiveGateway", "parallelGateway", "eventBasedGateway", "endEvent", "startEvent"})


def twin_screen(view: CaseView, pauses: list[Pause]) -> dict[str, Any]:
    seen, words = _seen(view, pauses), _Words(view, pauses)
    steps = twin.twin(view.process, seen)
    found = twin.counted(steps)
    parts = [tn(f"web.twin.count.{state}", found[state]) for state in ORDER if found.get(state)]
    names = {step.element.id: _name(step.element) for step in twin.every(steps)}
    return {"steps": [words.step(step, names) for step in steps], "sum": t("web.twin.sum", parts=", ".join(parts)) if parts else ""}


def states_of(view: CaseView, pauses: list[Pause]) -> dict[str, str]:
    """What the diagram marks: done, open, late."""
    states = {element: "done" for element in [*view.done, *view.ends]}
    states |= {pause.element: "open" for pause in pauses}
    return states | {turn.element: "late" if turn.late else "open" for turn in view.turns.turns}


def _seen(view: CaseView, pauses: list[Pause]) -> twin.Seen:
    turns = view.turns.turns
    free = [element for element, _ in view.turns.free]
    stuck = [view.stuck[0]] if view.stuck else []
    return twin.Seen(
        frozenset(view.done) | view.way.completed | frozenset(view.ends), frozenset([*(turn.element for turn in turns), *(one.element for one in pauses), *free, *stuck]),
        frozenset(turn.element for turn in turns if turn.late), frozenset(one.element for turn in turns for one in turn.next if one.kind in ("task", "wait")),
        view.way.taken, view.closed_at is not None, {process.id: process for process in view.called})


class _Words:
    def __init__(self, view: CaseView, pauses: list[Pause]):
        self.view = view
        self.turns: Mapping[str, Turn] = {turn.element: turn for turn in reversed(view.turns.turns)}
        self.waiting = {pause.element for pause in pauses}

    def step(self, step: twin.Step, names: Mapping[str, str]) -> dict[str, Any]:
        element, turn = step.element, self.turns.get(step.element.id)
        kind = KINDS.get(element.kind, element.kind if element.kind in NAMED else "")
        if element.kind == "callActivity" and element.own("own_case") == "true":
            kind = "case"
        choice = element.kind in twin.GATEWAYS
        return {"id": element.id, "name": names[element.id], "kind": t(f"web.twin.kind.{kind}") if kind and element.name else "", "state": step.state,
                "said": t(f"web.twin.state.{step.state}"), "icon": ICONS[step.state], "board": element.lane.board if element.lane and element.kind in PEOPLE else None,
                "initials": initials(turn.person_name or "") if turn else "", "turn": bool(turn), "words": self._words(step, turn),
                "lead": t("web.twin.and" if element.kind == "parallelGateway" else "web.twin.ways" if choice else "web.twin.ahead"),
                "ahead": [{"words": one.words if choice else "", "went": one.taken and choice and element.kind != "parallelGateway", "to": one.element,
                           "name": names.get(one.element or "", t("web.twin.no_name"))} for one in step.ahead],
                "steps": [self.step(child, names) for child in step.children]}

    def _words(self, step: twin.Step, turn: Turn | None) -> str:
        element, done = step.element, self.view.done.get(step.element.id)
        if step.state in ("now", "late"):
            return self._open(element, turn)
        if step.state == "done":
            return self._done(step, done)
        role = role_name(roles_of(element)[0]) if element.kind in PEOPLE and roles_of(element) else ""
        if step.state == "next":
            return t("web.twin.next", role=role) if role else t("web.twin.next_plain")
        said = _why(step.why, step.state) if step.why else ""
        return f"{said} {t('web.twin.later', role=role.capitalize())}" if role and step.state == "later" else said

    def _open(self, element: Element, turn: Turn | None) -> str:
        if turn is None and self.view.status == "paused":
            return t("web.twin.paused")
        if turn is None:
            return t("web.twin.waits" if element.id in self.waiting else "web.twin.now")
        who = turn.person_name or role_name(turn.holder)
        if self.view.status == "paused":
            return t("web.case.step.paused", who=who)
        if turn.due_at and not turn.quiet:
            return t("web.case.step.open_due", who=who, day=date_words(turn.due_at, g.now, g.language))
        return t("web.case.step.open", who=who)

    def _done(self, step: twin.Step, done: Done | None) -> str:
        ways = [one.words for one in step.ahead if one.taken and one.words]
        if step.element.kind in twin.CHOICES and ways:
            return t("web.twin.chosen", way=", ".join(ways))
        if done is None:
            over = step.element.id in self.view.ends and self.view.closed_at
            return t("web.case.step.done", day=date_words(over, g.now, g.language)) if over else t("web.twin.passed")
        day = date_words(done.last, g.now, g.language)
        if done.times > 1:
            return t("web.case.step.times", n=done.times, day=day)
        return t("web.case.step.done_by", day=day, who=done.by) if done.by else t("web.case.step.done", day=day)


def _why(why: twin.Why, state: str) -> str:
    key = f"web.twin.why.{state}.{why.kind}"
    if why.kind == "choice":
        key += "_plain" if not why.words else "" if why.went else "_unknown"
        return t(key, at=why.at or t("web.twin.no_name"), way=why.words, went=", ".join(why.went))
    if why.kind == "event":
        return t(key, what=why.words) if why.words else t(f"{key}_plain")
    return t(key)


def _name(element: Element) -> str:
    if element.name:
        return element.name
    kind = KINDS.get(element.kind, element.kind if element.kind in NAMED else "step")
    return t(f"web.twin.kind.{kind}")
