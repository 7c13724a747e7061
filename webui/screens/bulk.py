"""One thing done with several tasks: what is still asked, and what came of each."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g

from engine.asides import Snoozed, snooze_task, wake_task
from engine.calendar import WorkingCalendar
from engine.errors import Conflict, EngineError
from engine.handoffs import offer_handoff, withdraw_handoff
from engine.iso import local
from engine.nudging import nudge
from engine.queries.handoffs import offer_of
from engine.queries.picked import Picked
from engine.tasks import claim_task, release_task
from engine.work import Work
from webui.presenting import due, said, t
from webui.screens.handoffs import offering_screen, read_offer
from webui.screens.tasks import read_day
from webui.visitor import office
from webui.words import date_words

UNDO = {"claim": "release", "release": "claim", "snooze": "wake", "wake": "", "hand_over": "withdraw", "withdraw": "", "nudge": ""}
ASKS = {"snooze": ("until", "day"), "hand_over": ("to",)}       # what has to be said before it can be done


@dataclass(frozen=True)
class Came:
    """What came of one task."""

    task: Picked
    done: bool
    sentence: str


def still_asks(wish: str, form: Mapping[str, str]) -> bool:
    """Whether there is a question to answer first."""
    return wish in ASKS and not any(form.get(name) for name in ASKS[wish])


def done_with(wish: str, tasks: Sequence[Picked], form: Mapping[str, str]) -> list[Came]:
    """Each task by itself: what cannot be done with one does not stop the others."""
    act = _act(wish, form)
    return [_one(task, act) for task in tasks]


def _one(task: Picked, act: Callable[[Work, int], str]) -> Came:
    try:
        with office().writing(g.actor) as work:
            return Came(task, True, act(work, task.id))
    except EngineError as error:
        return Came(task, False, said(error))


def _act(wish: str, form: Mapping[str, str]) -> Callable[[Work, int], str]:
    """What to do with one task, and the sentence that tells it."""
    if wish == "snooze":
        day = read_day(form.get("until") or form.get("day", ""))
        return lambda work, task: _snoozed(work, task, day)
    if wish == "hand_over":
        offer = read_offer(form)
        return lambda work, task: _told(wish, offer_handoff(work, task, **offer))
    plain = {"claim": claim_task, "release": release_task, "wake": wake_task, "nudge": nudge, "withdraw": _withdraw}[wish]
    return lambda work, task: _told(wish, plain(work, task))


def _told(wish: str, _: object) -> str:
    return t(f"web.bulk.did.{wish}")


def _snoozed(work: Work, task: int, day: date) -> str:
    return snoozed_words(snooze_task(work, task, day))


def snoozed_words(done: Snoozed) -> str:
    """Until when; and that it is earlier than was asked, since it is due then."""
    return t("web.bulk.did.snooze.earlier" if done.earlier else "web.bulk.did.snooze", day=date_words(done.until, g.now, g.language))


def _withdraw(work: Work, task: int) -> object:
    offer = offer_of(work, task)
    if offer is None:
        raise Conflict("handoff.is_over")
    return withdraw_handoff(work, offer.id)


def days_to_snooze() -> list[dict[str, str]]:
    """The days people say: the next working day, next Monday, and a fortnight on."""
    today, calendar = local(g.now).date(), WorkingCalendar()
    days = {"tomorrow": today + timedelta(days=1), "next_week": today + timedelta(days=7 - today.weekday()), "fortnight": today + timedelta(days=14)}
    for name, day in days.items():
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        days[name] = day
    named = {day: name for name, day in reversed(days.items())}
    return [{"value": day.isoformat(), "label": t(f"web.snooze.{name}", day=date_words(day, g.now, g.language))} for day, name in sorted(named.items())]


def asking_screen(wish: str, tasks: Sequence[Picked], form: Mapping[str, str], receivers: Any) -> dict[str, Any]:
    return {"wish": wish, "tasks": [_listed(one) for one in tasks], "days": days_to_snooze() if wish == "snooze" else [],
            "offering": offering_screen(receivers, form) if receivers else None}


def came_screen(wish: str, came: Sequence[Came], view: str, missing: int) -> dict[str, Any]:
    done = [one for one in came if one.done]
    return {"wish": wish, "view": view, "done": len(done), "not_done": len(came) - len(done), "missing": missing, "undo": UNDO[wish] if done else "",
            "came": [{"done": one.done, "sentence": one.sentence, **_listed(one.task)} for one in sorted(came, key=lambda one: one.done)],
            "undoable": [one.task.id for one in done]}


def _listed(one: Picked) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "case_title": one.case_title, "due": due(one.due_at, one.quiet)}
