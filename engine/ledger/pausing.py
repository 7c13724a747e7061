"""Cases paused and going on: what was still to come moves on with the clock, and says so."""
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.iso import local
from engine.ledger.events import record
from engine.ledger.firings import MOVES_TOKENS
from engine.ledger.tasks import LIVE
from engine.schedule import is_in_hours
from engine.standing import Standing
from engine.standstill import Moved, Standstill
from engine.tables import Deadline, Task

REMINDER, ESCALATION = "reminder", "escalation"
Due = dict[tuple[int | None, int | None], Moved]        # of a task or of a wait


def paused(standing: Standing, why: str) -> None:
    case, work = standing.case, standing.work
    case.status, case.paused_at = "paused", work.now
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "CasePaused", why=standing.covered(why))


def resumed(standing: Standing, why: str, still: Standstill, in_hours: Collection[str]) -> None:
    """Every deadline that still waits, and the dates of open tasks. The first dates stay where they are.

    `in_hours`: the tokens of timers that count by the clock.
    """
    case, work = standing.case, standing.work
    moved, due, chosen = [], {}, {}
    waiting = work.session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "waiting").order_by(Deadline.id)).all()
    for deadline in sorted(waiting, key=lambda one: one.kind != "due"):     # what comes beside a due moment looks where that went
        own = still.begun(deadline.set_at)
        before, deadline.due_at = deadline.due_at, _after(deadline, own, due, in_hours)
        deadline.lease_until = None
        deadline.explanation = _explained(deadline.explanation, own, deadline.due_at)
        if deadline.kind == "due":
            chosen[deadline.task_id] = own
        if deadline.due_at != before:
            moved.append((deadline.id, [deadline.kind, deadline.element, _text(before), _text(deadline.due_at)]))
    for task in work.session.scalars(select(Task).where(Task.case_id == case.id, Task.status.in_(LIVE), Task.due_at.is_not(None)).order_by(Task.id)):
        before, own = task.due_at, chosen.get(task.id) or still
        task.due_at = task.sort_at = own.due(before, (task.due_explanation or {}).get("term")).after
        task.due_explanation = _explained(task.due_explanation, own, task.due_at)
        if task.due_at != before:
            task.revision += 1
    case.status, case.paused_at = "open", None
    case.revision, case.changed_at = case.revision + 1, work.now
    work.nudges.add("deadlines")
    record(work, case, "CaseResumed", why=standing.covered(why), paused_at=_text(still.since), moved=[told for _, told in sorted(moved)])


def _after(deadline: Deadline, still: Standstill, due: Due, in_hours: Collection[str]) -> datetime:
    """Where one deadline goes. `due` remembers where the due moments went."""
    about, term = (deadline.task_id, deadline.wait_id), (deadline.explanation or {}).get("term")
    if deadline.kind == MOVES_TOKENS:
        return still.by_clock(deadline.due_at) if deadline.token in in_hours else still.by_work(deadline.due_at)
    if deadline.kind in (REMINDER, ESCALATION):
        return still.beside(due.get(about), deadline.due_at, term, deadline.kind == REMINDER)
    due[about] = still.due(deadline.due_at, term)
    return due[about].after


def _explained(explanation: Mapping[str, Any] | None, still: Standstill, after: datetime) -> dict[str, Any] | None:
    """The arithmetic as it was, and behind it the standstill with the date that came of it, `after`."""
    if not explanation:
        return None
    if "due" not in explanation:
        return _step(explanation, after)
    pauses = explanation.get("pauses", [])
    due = Moved(datetime.fromisoformat(pauses[-1]["due"] if pauses else explanation["due"]), after, is_in_hours(explanation.get("term")))
    if due.after == due.before:
        return dict(explanation)
    told = {"from": local(still.since).isoformat(), "until": local(still.until).isoformat(), "due": local(after).isoformat()}

    def steps(kind: str) -> list[dict[str, Any]]:
        return [_step(step, still.beside(due, datetime.fromisoformat(step["at"]), step["term"], kind == REMINDER)) for step in explanation[f"{kind}s"]]

    return {**explanation, "pauses": [*pauses, told], "reminders": steps(REMINDER), "escalations": steps(ESCALATION)}


def _step(step: Mapping[str, Any], after: datetime) -> dict[str, Any]:
    """One reminder or escalation that comes at `after` now."""
    return dict(step) if datetime.fromisoformat(step["at"]) == after else {**step, "at": local(after).isoformat(), "moved": True}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
