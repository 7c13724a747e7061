"""Case events: facts in the past tense, numbered in their case and chained by their hashes."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.tables import Case, CaseEvent, dialects
from engine.tables.base import compact
from engine.work import Work

# What somebody may have to be told of: these stay pending until the notices have been written.
TOLD = frozenset({"TaskOpened", "TaskReassigned", "TaskReleased", "HandoffOffered", "HandoffAsked", "HandoffAnswered", "HandoffAccepted", "HandoffReturned",
                  "ReminderFell", "TaskBecameDue", "TaskEscalated", "WaitEscalated", "HandoffUnanswered", "CaseStuck", "MentionMade", "TaskNudged",
                  "TaskDeclined", "DateAsked", "DateGranted", "DateRefused"})

HASHED = ("case_id", "number", "at", "kind", "actor", "person_id", "on_behalf_of", "element", "task_id", "payload", "previous")


@dataclass(frozen=True)
class Fact:
    """An event that is not in the chain yet."""

    case: Case
    kind: str
    element: str | None
    task: Any
    payload: dict[str, Any]
    person: int | None


def record(work: Work, case: Case, kind: str, element: str | None = None, task: Any = None, person: int | None = None,
           **payload: Any) -> None:
    """Note a fact of a case that is locked. `task`: the row; `person`: who, when it is not the actor. No personal values in `payload`."""
    work.written.append(Fact(case, kind, element, task, payload, person))
    work.before_commit("events", lambda: _chain(work))
    if kind in TOLD:
        work.nudges.add("events")


def _chain(work: Work) -> None:
    rows = []
    for fact in work.written:
        case, actor = fact.case, work.actor
        case.events += 1
        person, instead_of = fact.person if fact.person is not None else actor.person, None
        if actor.stand_in is not None and person == actor.person:
            person, instead_of = actor.stand_in.person, actor.person
        row = {"case_id": case.id, "municipality": case.municipality, "number": case.events, "at": work.now, "kind": fact.kind,
               "actor": actor.kind, "person_id": person, "on_behalf_of": instead_of, "element": fact.element,
               "task_id": fact.task.id if fact.task is not None else None, "payload": fact.payload, "previous": case.hash}
        row["hash"] = case.hash = hash_of(row)
        rows.append(row | {"pending": fact.kind in TOLD, "lease_token": 0})
    work.written.clear()
    work.session.flush()
    dialects.insert_all(work.session.connection(), CaseEvent.__table__, rows)


def hash_of(fact: Mapping[str, Any]) -> str:
    """Over the fact and the hash before it; not over whether it has been told."""
    parts = [fact[name] if name != "at" else fact[name].astimezone(UTC).isoformat(timespec="microseconds") for name in HASHED]
    return sha256(compact(parts).encode()).hexdigest()


def broken_at(session: Session, case: Case) -> int | None:
    """The number of the first event that does not fit the chain; None when all do. A missing tail counts as its first event."""
    previous, number = "", 0
    for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.number)):
        number += 1
        if event.number != number or event.previous != previous or event.hash != hash_of(vars(event)):
            return number
        previous = event.hash
    return None if (number, previous) == (case.events, case.hash) else number + 1
