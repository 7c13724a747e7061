"""Promises to residents and small successes, written down beside a case."""
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.ledger import clock, tasks
from engine.ledger.events import record
from engine.schedule import Schedule
from engine.standing import Standing
from engine.tables import Promise, SmallSuccess, Task

TO_NAME = "promised_to_name"                # ends as names do, so that what others write about this person is theirs too


def promised(standing: Standing, what: str, to_kind: str, to_whom: str, due_at: datetime, task: Task | None) -> Promise:
    """The words are kept apart as personal values; the event says only that something was promised, and until when."""
    case, work = standing.case, standing.work
    whom = _sealed(standing, TO_NAME if to_kind == "person" else "promised_to", to_whom)     # first: then what is promised is theirs too
    promise = Promise(case_id=case.id, municipality=case.municipality, neighbourhood=case.neighbourhood, what=_sealed(standing, "promise", what), to_kind=to_kind,
                      to_whom=whom, made_by=work.actor.person, made_at=work.now, due_at=due_at, task_id=task.id if task is not None else None)
    work.session.add(promise)
    work.session.flush()
    record(work, case, "PromiseMade", task=task, promise=promise.id, to_kind=to_kind, due_at=due_at.astimezone(UTC).isoformat())
    return promise


def turn_to_tell(standing: Standing, title: str, role: str, dates: Schedule) -> Task:
    """A turn of its own for who promised: it stands in their inbox, is reminded and comes up to the coordinator like any other."""
    work, case = standing.work, standing.case
    task = tasks.by_hand(work, case, title, role, None)
    task.due_at = task.first_due_at = task.sort_at = dates.due_at
    task.due_explanation = dates.explanation
    if work.actor.person is not None:
        task.status, task.claimant_id, task.claimed_at = "claimed", work.actor.person, work.now     # the promise itself tells who took it up
    clock.scheduled(work, case, dates, task=task)
    return task


def told_back(standing: Standing, promise: Promise, outcome: str | None, how: str) -> None:
    work = standing.work
    promise.told_at, promise.told_by, promise.outcome = work.now, work.actor.person, outcome
    if how:
        promise.how = _sealed(standing, "promise_told", how)
    record(work, standing.case, "PromiseTold", promise=promise.id, outcome=outcome)


def told_by_doing(standing: Standing, task: Task) -> None:
    """Whoever completes the turn to tell residents has told them."""
    found = standing.work.session.scalar(select(Promise).where(Promise.task_id == task.id, Promise.told_at.is_(None)))
    if found is not None:
        told_back(standing, found, None, "")


def celebrated(standing: Standing, words: str, visibility: str) -> SmallSuccess:
    case, work = standing.case, standing.work
    success = SmallSuccess(case_id=case.id, municipality=case.municipality, neighbourhood=case.neighbourhood, visibility=visibility,
                           body=_sealed(standing, "success", words), author_id=work.actor.person, at=work.now)
    work.session.add(success)
    work.session.flush()
    record(work, case, "SuccessCelebrated", success=success.id, visibility=visibility)
    return success


def _sealed(standing: Standing, name: str, words: str) -> Any:
    """Kept apart like a note: under the key of whom it names, else under the case's own."""
    standing.snapshot()
    kept = standing.veil.keep(name, words)
    standing.veil.store()
    return kept
