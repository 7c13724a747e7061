"""Makes a scenario of a process: each thing that is open is done in turn, until the case ends, is stuck, or waits in vain."""
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import yaml
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.bpmn.model import Process
from engine.cases import open_case
from engine.errors import InvalidAnswers
from engine.roles import COORDINATOR
from engine.scenarios.acting import act
from engine.scenarios.family import LIVE_TASK, family
from engine.scenarios.guessing import guess
from engine.scenarios.reading import PLACE, ScenarioStep
from engine.scenarios.stage import Stage
from engine.scenarios.waiting import pass_until, settle
from engine.standing import lock_case
from engine.tables import Case, Deadline, Task, Wait

MOST_STEPS = 120
FITTING = ("tekst", 1, True, "2031-03-04", "2031-03-04T10:00", "https://example.org", ["tekst"])    # tried where a form refuses an answer
BESIDE = 1                                  # what hangs on a task, or waits beside the case, is left for the last
Written = dict[str, Any]


@dataclass
class Path:
    """The scenario that was made, and what came of it. `why`: element, key and params of a case that is stuck."""

    process: str
    at: str
    data: Mapping[str, Any]
    steps: list[Written] = field(default_factory=list)
    outcome: Literal["ended", "stuck", "waiting"] = "waiting"
    why: tuple[str, str, Mapping[str, Any]] | None = None

    def as_yaml(self) -> str:
        written = {"process": self.process, "at": self.at, "municipality": PLACE, "data": dict(self.data), "steps": self.steps}
        return yaml.safe_dump(written, sort_keys=False, allow_unicode=True)


def straight_path(stage: Stage, key: str, process: Process, name: str = "") -> Path:
    """Open a case on a stage that has the process, and do what is open, the oldest first. `name`: how the scenario calls the process."""
    path = Path(name or key, stage.clock.now.isoformat(timespec="minutes"), guess(process))
    with stage.office.reading(SYSTEM) as work:
        opener = stage.person(work, COORDINATOR, PLACE)
    with stage.office.writing(opener) as work:
        case = open_case(work, key, PLACE, data=dict(path.data)).id
    settle(stage, case)
    for _ in range(MOST_STEPS):
        step = _next(stage, case, process, path)
        if step is None:
            break
        path.steps.append(_take(stage, case, step))
    _tell(stage, case, path)
    return path


def _take(stage: Stage, case: int, step: Written) -> Written:
    """Do it as the player does. A form that refuses an answer gets others, until one fits."""
    verb, subject = next(iter(step.items()))
    if verb == "pass":
        with stage.office.reading(SYSTEM) as work:
            until = lock_case(work, case).calendar.add_iso(work.now, subject)
        pass_until(stage, until, case)
        return step
    told = ScenarioStep(0, verb, subject, {name: value for name, value in step.items() if name != verb})
    for _ in FITTING:
        try:
            act(stage, case, told)
            break
        except InvalidAnswers as refused:
            if verb != "complete" or not refused.problems:
                raise
            answers = _others(dict(told.options.get("answers") or {}), [where for where, _, _ in refused.problems])
            told = replace(told, options={**told.options, "answers": answers})
    else:
        act(stage, case, told)
    settle(stage, case)
    return {verb: subject, **told.options}


def _others(answers: dict[str, Any], refused: list[str]) -> dict[str, Any]:
    for where in refused:
        tried = FITTING.index(answers[where]) + 1 if answers.get(where) in FITTING else 0
        answers[where] = FITTING[min(tried, len(FITTING) - 1)]
    return answers


def _next(stage: Stage, case_id: int, process: Process, path: Path) -> Written | None:
    """What to do now; None when the case is over or stuck, or nothing is left to do."""
    with stage.office.reading(SYSTEM) as work:
        cases = family(work, case_id)
        rows = [work.session.get_one(Case, one) for one in cases]
        if rows[0].status not in ("open", "stuck") or any(not row.runs and row.status == "stuck" for row in rows):
            return None
        found: list[tuple[int, int, Written]] = [
            (0, task.id, {"complete": task.element}) for task in work.session.scalars(
                select(Task).where(Task.case_id.in_(cases), Task.status.in_(LIVE_TASK)).order_by(Task.id))]
        done = [step["start"] for step in path.steps if "start" in step]
        for wait in work.session.scalars(select(Wait).where(Wait.case_id.in_(cases)).order_by(Wait.id)):
            step = _answer(wait, done)
            if step is not None:
                found.append((_rank(process, wait.element) + (wait.kind == "adhoc"), wait.id, step))
        timers = select(Deadline).where(Deadline.case_id.in_(cases), Deadline.kind == "timer", Deadline.state == "waiting")
        for timer in work.session.scalars(timers.order_by(Deadline.due_at, Deadline.id)):
            seconds = max(int((timer.due_at - work.now).total_seconds()) + 1, 1)
            found.append((_rank(process, timer.element), seconds, {"pass": f"PT{seconds}S"}))
        return min(found, key=lambda one: one[:2])[2] if found else None


def _rank(process: Process, element: str) -> int:
    drawn = process.elements.get(element)
    return BESIDE if drawn is not None and (drawn.attached_to or drawn.kind == "startEvent") else 0


def _answer(wait: Wait, done: list[str]) -> Written | None:
    match wait.kind:
        case "job":
            return {"complete": wait.element}
        case "message":
            return {"message": {"name": wait.name} | ({} if wait.key is None else {"key": wait.key})}
        case "signal":
            return {"signal": wait.name}
        case "adhoc":
            left = [one for one in wait.payload["activities"] if one not in done]
            return {"start": left[0]} if left else {"close": wait.element}
    return None


def _tell(stage: Stage, case_id: int, path: Path) -> None:
    with stage.office.reading(SYSTEM) as work:
        rows = [work.session.get_one(Case, one) for one in family(work, case_id)]
        still = next((row for row in rows if row.status == "stuck"), None)
        if rows[0].status == "ended":
            path.outcome, expected = "ended", {"ended": True}
        elif still is not None:
            path.outcome, expected = "stuck", {"stuck": True}
            path.why = still.stuck_element or "", still.stuck_key or "", still.stuck_params or {}
        else:
            return
        path.steps.append({"expect": expected})

