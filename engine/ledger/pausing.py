"""Cases paused and going on: what was still to come moves on with the clock, and says so."""
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.iso import local
from engine.ledger.events import record
from engine.ledger.tasks import LIVE
from engine.standing import Standing
from engine.tables import Deadline, Task

Shift = Callable[[datetime], datetime]


def paused(standing: Standing, why: str) -> None:
    case, work = standing.case, standing.work
    case.status, case.paused_at = "paused", work.now
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "CasePaused", why=standing.covered(why))


def resumed(standing: Standing, why: str, shifted: Shift) -> None:
    """Every deadline that still waits, and the dates of open tasks. The first dates stay where they are."""
    case, work = standing.case, standing.work
    since = case.paused_at
    pause = {"from": local(since).isoformat(), "until": local(work.now).isoformat()}
    moved = []
    for deadline in work.session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "waiting").order_by(Deadline.id)):
        before, deadline.due_at = deadline.due_at, shifted(deadline.due_at)
        deadline.lease_until = None
        deadline.explanation = _explained(deadline.explanation, pause, shifted)
        if deadline.due_at != before:
            moved.append([deadline.kind, deadline.element, _text(before), _text(deadline.due_at)])
    for task in work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status.in_(LIVE), Task.due_at.is_not(None)).order_by(Task.id)):
        before = task.due_at
        task.due_at = task.sort_at = shifted(before)
        task.due_explanation = _explained(task.due_explanation, pause, shifted)
        if task.due_at != before:
            task.revision += 1
    case.status, case.paused_at = "open", None
    case.revision, case.changed_at = case.revision + 1, work.now
    work.nudges.add("deadlines")
    record(work, case, "CaseResumed", why=standing.covered(why), paused_at=_text(since), moved=moved)


def _explained(explanation: Mapping[str, Any] | None, pause: Mapping[str, str], shifted: Shift) -> dict[str, Any] | None:
    """The arithmetic as it was, and after it the standstill with the date that came of it."""
    if not explanation:
        return None

    def moved(step: Mapping[str, Any]) -> dict[str, Any]:
        before = datetime.fromisoformat(step["at"])
        after = shifted(before)
        return dict(step) if after == before else {**step, "at": local(after).isoformat(), "moved": True}

    if "due" not in explanation:
        return moved(explanation)
    pauses = explanation.get("pauses", [])
    before = datetime.fromisoformat(pauses[-1]["due"] if pauses else explanation["due"])
    after = shifted(before)
    if after == before:
        return dict(explanation)
    return {**explanation, "pauses": [*pauses, {**pause, "due": local(after).isoformat()}],
            "reminders": [moved(step) for step in explanation["reminders"]], "escalations": [moved(step) for step in explanation["escalations"]]}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
