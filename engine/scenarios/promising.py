"""Beside the diagram in a scenario: a promise to residents, and a small success."""
from datetime import datetime

from engine.calendar import WorkingCalendar
from engine.iso import wall_of
from engine.language import text
from engine.promises import celebrate, make_promise
from engine.scenarios.reading import ScenarioStep
from engine.work import Work

IN_DAYS = 10                                # working days after which residents hear what came of it, unless the step says otherwise


def promise(work: Work, case: int, step: ScenarioStep) -> None:
    """`promise: WHAT`, with `whom`, `kind` (group or person) and `days`."""
    make_promise(work, case, step.subject, step.options.get("kind", "group"), str(step.options.get("whom", "")), _day(work.now, step.options.get("days", IN_DAYS)),
                 text("promise.task"))


def cheer(work: Work, case: int, step: ScenarioStep) -> None:
    """`celebrate: WORDS`, with `eyes` (team or place)."""
    celebrate(work, case, step.subject, step.options.get("eyes", "place"))


def _day(now: datetime, days: int):
    return WorkingCalendar().add_working_days(wall_of(now).date(), int(days))
