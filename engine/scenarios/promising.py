"""Beside the diagram in a scenario: a promise to residents and what came of it, a small success, and a task put aside."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.asides import snooze_task
from engine.calendar import WorkingCalendar
from engine.errors import NotFound
from engine.iso import wall_of
from engine.language import text
from engine.promises import celebrate, make_promise, tell_back
from engine.scenarios.reading import ScenarioStep
from engine.tables import Promise
from engine.work import Work

IN_DAYS = 10                                # working days after which residents hear what came of it, unless the step says otherwise


def promise(work: Work, case: int, step: ScenarioStep) -> None:
    """`promise: WHAT`, with `whom`, `kind` (group or person) and `days`."""
    make_promise(work, case, step.subject, step.options.get("kind", "group"), str(step.options.get("whom", "")), _day(work.now, step.options.get("days", IN_DAYS)),
                 text("promise.task"))


def tell(work: Work, case: int, step: ScenarioStep) -> None:
    """`tell_back: HOW`, with `outcome` (kept or not_kept): of the promise that waits longest."""
    waiting = work.session.scalar(select(Promise.id).where(Promise.case_id == case, Promise.told_at.is_(None)).order_by(Promise.id).limit(1))
    if waiting is None:
        raise NotFound("scenario.nothing_promised")
    tell_back(work, waiting, step.options.get("outcome", "kept"), step.subject)


def put_aside(work: Work, task: int, options: Mapping[str, Any]) -> None:
    """`snooze: ELEMENT`, with `days`: working days after which it is back, tomorrow unless the step says otherwise."""
    snooze_task(work, task, _day(work.now, options.get("days", 1)))


def cheer(work: Work, case: int, step: ScenarioStep) -> None:
    """`celebrate: WORDS`, with `eyes` (team or place)."""
    celebrate(work, case, step.subject, step.options.get("eyes", "place"))


def _day(now: datetime, days: int):
    return WorkingCalendar().add_working_days(wall_of(now).date(), int(days))
