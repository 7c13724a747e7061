"""When a BPMN timer falls due. ISO text is calendar time in Europe/Amsterdam; a duration FEEL computes is elapsed time."""
from datetime import datetime, time

from SpiffWorkflow.task import Task

from engine import feel, iso
from engine.bpmn.expressions import as_text, evaluate
from engine.bpmn.model import Element
from engine.bpmn.step import BrokenStep
from engine.language import quoted


def first(host: Task, element: Element) -> dict:
    """The first occurrence of a timer set now: `due`, and for a cycle what its next ones need."""
    if element.event.timer is None:
        raise BrokenStep(element.id, "bpmn.timer_without_time")
    kind, text = element.event.timer
    now = host.workflow.moment.now
    value = evaluate(host, text, kind)
    try:
        if kind == "cycle":
            return _cycle(as_text(value) or "", now, 0) or _never(element, text)
        return {"due": moment_of(value, now, element, text).isoformat()}
    except iso.BadTime as error:
        raise BrokenStep(element.id, "bpmn.timer_unreadable", expression=text, why=quoted(error)) from error


def _never(element: Element, text: str) -> dict:
    raise BrokenStep(element.id, "bpmn.timer_no_time", expression=text)


def _cycle(text: str, anchor: datetime, done: int, previous: datetime | None = None) -> dict | None:
    due = iso.next_of_cycle(text, anchor, done, previous)
    return due and {"due": due.isoformat(), "cycle": text, "anchor": anchor.isoformat(), "done": done}


def following(sub: dict) -> dict | None:
    """The subscription of the next occurrence; None when a timer or cycle is spent."""
    if "cycle" not in sub:
        return None
    more = _cycle(sub["cycle"], datetime.fromisoformat(sub["anchor"]), sub["done"] + 1, due(sub))
    return more and {"c": sub["c"], "k": "timer", **more}


def due(sub: dict) -> datetime:
    return datetime.fromisoformat(sub["due"])


def moment_of(value: object, now: datetime, element: Element, text: str, at: time = time(0)) -> datetime:
    """A date, a date and time, a duration from now, or ISO text of one of them; `at` is the hour of a plain date."""
    plain = feel.to_json(value)
    if not isinstance(plain, str) or not plain:
        raise BrokenStep(element.id, "bpmn.timer_no_time", expression=text)
    if plain.lstrip("-").startswith("P"):
        return iso.add(now, plain) if isinstance(value, str) else iso.elapsed(now, plain)
    return iso.parse_moment(plain, at)
