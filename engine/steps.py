"""Taking one step of a case: run the diagram, write what it did, and carry on what it set in motion."""
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row

from engine import feel
from engine.bpmn import runner
from engine.bpmn.step import BrokenStep, Step
from engine.errors import BrokenProcess
from engine.ledger import cases, clock, handoffs, tasks
from engine.ledger.plan import Cause, Plan, plan
from engine.ledger.steps import Written, write
from engine.standing import Standing
from engine.tables import Task
from engine.tracing import traced


@dataclass(frozen=True)
class Action:
    """What is done to a case. JSON but for clear values in `variables`, so that a case that got stuck can be tried again."""

    verb: str                               # start complete fire message signal start_activity close_adhoc fail_job move
    token: str = ""
    name: str = ""                          # the signal, the activity to start, the error code, the start event
    variables: Mapping[str, Any] = field(default_factory=dict)
    task: int | None = None                 # the row that a completion is about
    person: int | None = None               # who completed it


@dataclass(frozen=True)
class Taken:
    """What came of it. `moved` is false when the case got stuck instead."""

    moved: bool
    step: Step | None = None
    written: Written = Written()


@traced("step", lambda standing, action, *_, **__: {"process": standing.case.key, "verb": action.verb})
def take(standing: Standing, action: Action, cause: Cause = Cause(), task: Task | None = None, fallen: Row | None = None) -> Taken:
    """One step of a locked case. What breaks in the diagram is kept with the case, never raised to the person.

    The step is pure and everything is reckoned before the first write, so the way back from a broken step is not to have written.
    `fallen`: the timer that fell in this very work; without it a step by the clock looks for the one that waits.
    Raises LookupError when the token no longer waits.
    """
    try:
        step = _run(standing, action)
        planned = plan(standing, step, action.variables)
    except (BrokenStep, feel.FeelError, BrokenProcess) as broken:
        _stop(standing, action, cause, task, broken)
        return Taken(False)
    return Taken(True, step, _write(standing, action, cause, task, fallen, step, planned))


def pending_action(pending: Mapping[str, Any]) -> tuple[Action, Cause]:
    """What a stuck case still has to do; `variables` still hold references."""
    return Action(**pending["action"]), Cause(**pending["cause"])


def _run(standing: Standing, action: Action) -> Step:
    process, moment = standing.process, standing.moment
    if action.verb == "start":
        return runner.start(process, action.variables, moment, action.name or None)
    snapshot = standing.snapshot()
    match action.verb:
        case "complete":
            return runner.complete(process, snapshot, action.token, action.variables, moment)
        case "fire":
            return runner.fire(process, snapshot, action.token, moment)
        case "message":
            return runner.message(process, snapshot, action.token, action.variables, moment)
        case "signal":
            return runner.signal(process, snapshot, action.name, action.variables, moment)
        case "start_activity":
            return runner.start_activity(process, snapshot, action.token, action.name, moment)
        case "close_adhoc":
            return runner.close_adhoc(process, snapshot, action.token, moment)
        case "move":
            return runner.move(process, snapshot, action.token, action.name, moment)
        case "fail_job":
            return runner.fail_job(process, snapshot, action.token, action.name, action.variables, moment)
    raise ValueError(action.verb)


def _write(standing: Standing, action: Action, cause: Cause, task: Task | None, fallen: Row | None, step: Step, planned: Plan) -> Written:
    work, case = standing.work, standing.case
    if task is not None:
        handoffs.taken_up(work, case, task, action.person)
        tasks.completed(work, case, task, action.person, standing.veil.lay(dict(action.variables)))
    elif fallen is not None:
        clock.timer_fell(work, case, fallen)
    elif action.verb == "fire":
        clock.fired(work, case, action.token)
    done = frozenset({action.token}) if task is not None or action.verb == "fire" else frozenset()
    for role, person in sorted(planned.fixed.items()):
        cases.role_fixed(work, case, role, person)
    return write(standing, step, planned, cause, done)


def _stop(standing: Standing, action: Action, cause: Cause, task: Task | None, broken: Exception) -> None:
    variables = standing.veil.lay(dict(action.variables))
    if task is not None:
        tasks.kept(standing.work, task, action.person, variables)
    element, key, params = _sentence(broken, cause.element or standing.process.id)
    kept = {"action": {**asdict(action), "variables": variables}, "cause": asdict(cause)}
    cases.stuck(standing, element, key, params, kept)
    standing.veil.store()


def _sentence(broken: Exception, element: str) -> tuple[str, str, dict[str, Any]]:
    if isinstance(broken, BrokenStep):
        return broken.element, broken.key, dict(broken.params)
    if isinstance(broken, BrokenProcess) and broken.findings:
        first = broken.findings[0]
        return element, first.key, dict(first.params)
    return element, broken.key, dict(broken.params)
