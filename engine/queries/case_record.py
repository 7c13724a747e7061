"""A case as a program reads it: where it stands, and what its data are for whoever asks."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.access import on_team, reads_as, sees_case
from engine.errors import NotFound
from engine.privacy import Veil
from engine.queries.speech import speech
from engine.tables import Case, Definition, Person
from engine.work import Work


@dataclass(frozen=True)
class CaseRecord:
    """`data` is None for who does not take part; in it, what may not be read is null. `stuck`: element, key and params of why."""

    id: int
    revision: int
    number: str
    title: str
    status: str
    process: str
    version: int
    municipality: str
    neighbourhood: str | None
    parent_id: int | None
    opened_at: datetime
    opened_by: str | None
    changed_at: datetime
    paused_at: datetime | None
    closed_at: datetime | None
    ends: tuple[str, ...]
    stuck: tuple[str, str, Mapping[str, Any]] | None
    data: Mapping[str, Any] | None


def case_record(work: Work, case_id: int, language: str = "nl") -> CaseRecord:
    """NotFound when there is no such case, or not for whoever asks."""
    row = work.session.execute(
        select(Case, Definition.version, Definition.bundle_id, Person.name, on_team(work.actor, work.now).label("takes_part"))
        .join(Definition, Definition.id == Case.definition_id).outerjoin(Person, Person.id == Case.opened_by)
        .where(Case.id == case_id, sees_case(work.actor, work.now))).first()
    if row is None:
        raise NotFound()
    case: Case = row.Case
    title = speech(work, row.bundle_id, language).title(case.title)
    veil, seen = Veil(work, case.id, case.municipality), reads_as(work.actor, case.municipality)
    own = case.data.get("", {})
    veil.load(own, case.stuck_params)
    stuck = (case.stuck_element or "", case.stuck_key, veil.lift(case.stuck_params, frozenset()) or {}) if case.status == "stuck" else None
    return CaseRecord(case.id, case.revision, case.number, title, case.status, case.key, row.version, case.municipality, case.neighbourhood,
                      case.parent_id, case.opened_at, row.name, case.changed_at, case.paused_at, case.closed_at, tuple(case.ends or ()), stuck,
                      veil.lift(own, seen) if row.takes_part else None)
