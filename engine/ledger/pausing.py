"""Cases paused and going on: what was still to come moves on with the clock, and says so."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.iso import local
from engine.ledger.events import record
from engine.ledger.tasks import LIVE
from engine.standing import Standing
from engine.tables import Deadline, Task

Shift = Callable[[datetime, datetime], datetime]     # a moment, and since when its clock stood still


@dataclass(frozen=True)
class _Standstill:
    """What the standstill means for one date: for one that was chosen meanwhile it began there and then."""

    since: datetime
    until: datetime
    shifted: Shift

    def after(self, moment: datetime) -> datetime:
        return self.shifted(moment, self.since)

    @property
    def told(self) -> dict[str, str]:
        return {"from": local(self.since).isoformat(), "until": local(self.until).isoformat()}


def paused(standing: Standing, why: str) -> None:
    case, work = standing.case, standing.work
    case.status, case.paused_at = "paused", work.now
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "CasePaused", why=standing.covered(why))


def resumed(standing: Standing, why: str, shifted: Shift) -> None:
    """Every deadline that still waits, and the dates of open tasks. The first dates stay where they are."""
    case, work = standing.case, standing.work
    since, moved, chosen = case.paused_at, [], {}
    for deadline in work.session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "waiting").order_by(Deadline.id)):
        still = _Standstill(max(since, deadline.set_at), work.now, shifted)
        before, deadline.due_at = deadline.due_at, still.after(deadline.due_at)
        deadline.lease_until = None
        deadline.explanation = _explained(deadline.explanation, still)
        if deadline.kind == "due":
            chosen[deadline.task_id] = still
        if deadline.due_at != before:
            moved.append([deadline.kind, deadline.element, _text(before), _text(deadline.due_at)])
    for task in work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status.in_(LIVE), Task.due_at.is_not(None)).order_by(Task.id)):
        before, still = task.due_at, chosen.get(task.id) or _Standstill(since, work.now, shifted)
        task.due_at = task.sort_at = still.after(before)
        task.due_explanation = _explained(task.due_explanation, still)
        if task.due_at != before:
            task.revision += 1
    case.status, case.paused_at = "open", None
    case.revision, case.changed_at = case.revision + 1, work.now
    work.nudges.add("deadlines")
    record(work, case, "CaseResumed", why=standing.covered(why), paused_at=_text(since), moved=moved)


def _explained(explanation: Mapping[str, Any] | None, still: _Standstill) -> dict[str, Any] | None:
    """The arithmetic as it was, and after it the standstill with the date that came of it."""
    if not explanation:
        return None

    def moved(step: Mapping[str, Any]) -> dict[str, Any]:
        before = datetime.fromisoformat(step["at"])
        after = still.after(before)
        return dict(step) if after == before else {**step, "at": local(after).isoformat(), "moved": True}

    if "due" not in explanation:
        return moved(explanation)
    pauses = explanation.get("pauses", [])
    before = datetime.fromisoformat(pauses[-1]["due"] if pauses else explanation["due"])
    after = still.after(before)
    if after == before:
        return dict(explanation)
    return {**explanation, "pauses": [*pauses, {**still.told, "due": local(after).isoformat()}],
            "reminders": [moved(step) for step in explanation["reminders"]], "escalations": [moved(step) for step in explanation["escalations"]]}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
