"""A Step becomes rows: the one place where what the diagram did is written down."""
from dataclasses import dataclass

from engine.bpmn.step import AwaitedMessage, OpenedCall, Step
from engine.ledger import cases, clock, handoffs, tasks, waits
from engine.ledger.plan import Cause, Plan, opens
from engine.standing import Standing
from engine.tables import Wait


@dataclass(frozen=True)
class Written:
    """What a step leaves to be carried on: calls that want a case of their own, cases nobody waits for, messages waited for."""

    calls: tuple[tuple[Wait, OpenedCall], ...] = ()
    orphans: tuple[int, ...] = ()
    listening: tuple[Wait, ...] = ()


def write(standing: Standing, step: Step, planned: Plan, cause: Cause, done: frozenset[str] = frozenset()) -> Written:
    """Write a planned step. `done`: tokens whose own rows the verb has closed itself."""
    work, case = standing.work, standing.case
    orphans = _close(standing, step, done)
    passing = handoffs.passes(cause, planned.tasks)
    rows = tasks.opened(work, case, planned.tasks, passing)
    for row, one in zip(rows, planned.tasks, strict=True):
        clock.scheduled(work, case, one.schedule, task=row)
    handoffs.automatic(work, case, cause, [(row, one) for row, one in zip(rows, planned.tasks, strict=True) if row.token in passing])
    clock.timers_set(work, case, planned.timers)
    known = case.waiting
    begun = [one for one in planned.waits if known.get(one.opened.token) != "wait"]
    waiting = waits.begun(standing, begun)
    closed = {one.token for one in step.closed}
    case.waiting = {token: kind for token, kind in known.items() if token not in closed} | {one.token: opens(one) for one in step.opened}
    cases.moved(standing, step)
    if step.finished:
        case.waiting = {}
    standing.veil.store()
    if not step.finished and (case.status == "stuck" or any(row.kind == "job" for row in waiting)):
        cases.standstill(standing)
    pairs = list(zip(waiting, begun, strict=True))
    return Written(tuple((row, one.opened) for row, one in pairs if isinstance(one.opened, OpenedCall)), tuple(orphans),
                   tuple(row for row, one in pairs if isinstance(one.opened, AwaitedMessage)))


def _close(standing: Standing, step: Step, done: frozenset[str]) -> list[int]:
    work, case = standing.work, standing.case
    closed = {kind: {one.token for one in step.closed if case.waiting.get(one.token) == kind} for kind in ("task", "timer", "wait")}
    if closed["task"] - done:
        tasks.cancelled(work, case, closed["task"] - done)
    orphans = waits.over(standing, closed["wait"]) if closed["wait"] else []
    over = {one.token for one in step.closed} - (done & closed["timer"])
    if over:
        clock.tokens_cleared(work, case, over)
    return orphans
