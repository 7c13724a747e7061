"""Time on a stage: everything that falls due on the way fires in order, each at its own moment."""
from datetime import datetime

from engine.actors import CLOCK
from engine.claims import BATCH as FIRINGS, Claimed, anything_due, claim_due, next_due
from engine.deadlines import deadline_failed, fire_deadline
from engine.errors import BrokenProcess
from engine.leases import BATCH
from engine.outbox import UNTOLD, spread_event
from engine.scenarios.family import family
from engine.scenarios.stage import Stage

MOST_FIRINGS = 100_000                      # between two steps; a timer that stands still must not hang the player


def pass_until(stage: Stage, until: datetime, case: int) -> None:
    """Move the clock to `until`. On a shared stage only the deadlines of this case and its children fire."""
    settle(stage, case)
    fired = 0
    while (due := _next(stage, until, case)) is not None:
        stage.clock.now = max(stage.clock.now, due)
        fired += settle(stage, case, due=True)
        if fired > MOST_FIRINGS:
            raise BrokenProcess(key="scenario.endless")
    stage.clock.now = until


def settle(stage: Stage, case: int, due: bool = False) -> int:
    """Fire what is due at this very moment, and tell people what happened. Gives how many deadlines fired.

    Looks only at what the work before has said there may be (`Stage.heard`), as a worker would; `due`: deadlines anyway.
    """
    fired = 0
    while due or "deadlines" in stage.heard:
        stage.heard.discard("deadlines")
        claimed = _claim(stage, case)
        for one in claimed:
            _fire(stage, one)
        fired, due = fired + len(claimed), len(claimed) == FIRINGS
        if fired > MOST_FIRINGS:
            raise BrokenProcess(key="scenario.endless")
    if "events" in stage.heard:
        stage.heard.discard("events")
        _spread(stage)
    return fired


def _next(stage: Stage, until: datetime, case: int) -> datetime | None:
    with stage.office.reading(CLOCK) as work:
        return next_due(work, until, family(work, case) if stage.shared else None, starts=False)


def _claim(stage: Stage, case: int) -> list[Claimed]:
    with stage.office.reading(CLOCK) as work:
        if not anything_due(work):
            return []
    with stage.office.writing(CLOCK) as work:
        return claim_due(work, cases=family(work, case) if stage.shared else None, starts=False)


def _fire(stage: Stage, claimed: Claimed) -> None:
    try:
        with stage.office.writing(CLOCK, {claimed.municipality}) as work:
            fire_deadline(work, claimed)
    except Exception as error:              # as a worker does: it is counted, and the clock goes on; the play tells it
        stage.troubles.append((claimed.deadline_id, error))
        with stage.office.writing(CLOCK, {claimed.municipality}) as work:
            deadline_failed(work, claimed, type(error).__name__)


def _spread(stage: Stage) -> None:
    """Turn events into notices, as a worker does after each commit."""
    while True:
        with stage.office.writing(CLOCK) as work:
            claimed = UNTOLD.take(work)
            for event in claimed:
                spread_event(work, event)
        if len(claimed) < BATCH:
            return
