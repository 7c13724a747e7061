"""Whole lists, for a command line and its scripts: unpaged, within the rights of whoever asks."""
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from engine.access import LIVE, escalated_to, may_take, sees_case
from engine.actors import active_at
from engine.errors import NotFound
from engine.queries.heard import Heard, heard
from engine.queries.reasons import reasons, standing_of
from engine.queries.speech import speech
from engine.tables import Bundle, BundleFile, Case, CaseEvent, Definition, Membership, Neighbourhood, Person, Task
from engine.work import Work


LONGEST_ID = 18         # digits; a longer number is no id in any database


@dataclass(frozen=True)
class TaskLine:
    """A task that waits. `holder` is the login of who claimed it."""

    id: int
    element: str
    name: str
    role: str
    holder: str | None
    board: str
    status: str
    due_at: datetime | None
    quiet: bool
    opened_at: datetime
    case_id: int
    case: str
    process: str
    municipality: str
    neighbourhood: str | None


@dataclass(frozen=True)
class CaseLine:
    id: int
    number: str
    title: str
    status: str
    process: str
    version: int
    municipality: str
    neighbourhood: str | None
    opened_at: datetime
    closed_at: datetime | None
    stuck_element: str | None
    stuck_key: str | None
    stuck_params: Mapping[str, Any] | None


@dataclass(frozen=True)
class DefinitionLine:
    """A version of a process, and how many cases run on it."""

    id: int
    key: str
    version: int
    name: str
    version_tag: str | None
    published_at: datetime
    cases: int


@dataclass(frozen=True)
class PersonLine:
    """`roles`: ROLE@GM0546, or ROLE@BU05460901 for one neighbourhood."""

    login: str
    name: str
    active: bool
    roles: tuple[str, ...]


@dataclass(frozen=True)
class FactLine:
    """One event of a case. `by` is the login of a person, else clock or system."""

    number: int
    at: datetime
    kind: str
    by: str
    element: str | None
    task_id: int | None
    payload: Mapping[str, Any]
    why: str = ""                           # of a decision, in the language of whoever asks
    told: tuple[Heard, ...] = ()            # who heard of it


def tasks(work: Work, language: str = "nl") -> list[TaskLine]:
    """What somebody may take or has taken; for the system everything that waits."""
    if work.actor.kind != "person":
        return _tasks(work, true(), language)
    here = Task.municipality.in_(sorted(work.actor.municipalities))
    free = or_(Task.claimant_id.is_(None), escalated_to(work.actor, work.now))
    return _tasks(work, and_(here, or_(and_(may_take(work.actor, work.now), free), Task.claimant_id == work.actor.person)), language)


def tasks_of(work: Work, case_id: int, language: str = "nl") -> list[TaskLine]:
    """What waits in one case, for whomever."""
    return _tasks(work, Task.case_id == case_id, language)


def _tasks(work: Work, wanted: ColumnElement[bool], language: str = "nl") -> list[TaskLine]:
    rows = (select(Task.id, Task.element, Task.name, Task.role, Person.login, Task.board, Task.status, Task.due_at, Task.quiet, Task.opened_at,
                   Case.id, Case.number, Case.key, Task.municipality, Task.neighbourhood, Task.process, Definition.bundle_id)
            .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id)
            .outerjoin(Person, Person.id == Task.claimant_id)
            .where(Task.status.in_(LIVE), Case.status.in_(("open", "paused", "stuck")), wanted).order_by(Task.sort_at, Task.id))
    return [TaskLine(*row[:2], speech(work, row[-1], language, row[-2]).name(row[1], row[2]), *row[3:-2]) for row in work.session.execute(rows)]


def cases(work: Work, status: str = "", key: str = "", case_id: int | None = None, language: str = "nl") -> list[CaseLine]:
    """The oldest first. A case that nobody gave a title is called as its process."""
    rows = (select(Case.id, Case.number, Case.title, Case.status, Case.key, Definition.version, Case.municipality, Case.neighbourhood,
                   Case.opened_at, Case.closed_at, Case.stuck_element, Case.stuck_key, Case.stuck_params,
                   Definition.bundle_id)
            .join(Definition, Definition.id == Case.definition_id).where(sees_case(work.actor, work.now)).order_by(Case.id))
    for column, wanted in ((Case.status, status), (Case.key, key), (Case.id, case_id)):
        rows = rows.where(column == wanted) if wanted else rows
    return [CaseLine(*row[:2], speech(work, row.bundle_id, language).title(row.title), *row[3:-1])
            for row in work.session.execute(rows)]


def case_id(work: Work, name: str) -> int:
    """The id behind an id or a number such as LEI-2031-0042. NotFound when there is none, or not for whoever asks."""
    here = Case.id == int(name) if name.isdecimal() and len(name) <= LONGEST_ID else Case.number == name.upper()
    found = work.session.scalar(select(Case.id).where(here, sees_case(work.actor, work.now)))
    if found is None:
        raise NotFound()
    return found


def facts(work: Work, case_id: int, language: str = "nl") -> list[FactLine]:
    """Everything that happened in a case, the oldest first."""
    by = func.coalesce(Person.login, CaseEvent.actor)
    rows = (select(CaseEvent.number, CaseEvent.at, CaseEvent.kind, by, CaseEvent.element, CaseEvent.task_id, CaseEvent.payload)
            .outerjoin(Person, Person.id == CaseEvent.person_id).where(CaseEvent.case_id == case_id).order_by(CaseEvent.number))
    told = heard(work, case_id)
    lines = [FactLine(*row, told=told.get(row.number, ())) for row in work.session.execute(rows)]
    if not any(line.kind == "DecisionTaken" for line in lines):
        return lines
    standing = standing_of(work, case_id)
    return [replace(line, why=" ".join(reasons(standing, line.payload, language))) if line.kind == "DecisionTaken" else line for line in lines]


def definitions(work: Work, key: str | None = None, language: str = "nl") -> list[DefinitionLine]:
    """The newest version of each process, or every version of one."""
    running = select(Case.definition_id, func.count().label("n")).where(Case.closed_at.is_(None)).group_by(Case.definition_id).subquery()
    rows = (select(Definition.id, Definition.key, Definition.version, Definition.name, Definition.version_tag, Definition.published_at,
                   func.coalesce(running.c.n, 0), Definition.bundle_id)
            .outerjoin(running, running.c.definition_id == Definition.id).order_by(Definition.key, Definition.version))
    if key is not None:
        rows = rows.where(Definition.key == key)
    else:
        newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
        rows = rows.join(newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version))
    return [DefinitionLine(*row[:3], speech(work, row.bundle_id, language).name(row.key, row.name), *row[4:-1]) for row in work.session.execute(rows)]


def standing_digests(work: Work) -> frozenset[str]:
    """The digests (see engine/definitions.py) of bundles whose processes are all the newest of their key."""
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = list(work.session.execute(
        select(Bundle.digest, Definition.version == newest.c.version).join(Definition, Definition.bundle_id == Bundle.id)
        .join(newest, newest.c.key == Definition.key)))
    return frozenset(digest for digest, _ in rows) - {digest for digest, is_newest in rows if not is_newest}


def files(work: Work, bundle: int) -> dict[str, bytes]:
    """What was published together."""
    rows = select(BundleFile.path, BundleFile.content).where(BundleFile.bundle_id == bundle).order_by(BundleFile.path)
    return {path: content for path, content in work.session.execute(rows)}


def people(work: Work, municipality: str | None = None) -> list[PersonLine]:
    """Everybody with their roles of now; a person sees those of their own municipalities."""
    held = and_(Membership.person_id == Person.id, active_at(work.now))
    rows = (select(Person.login, Person.name, Person.active, Membership.role, Membership.municipality, Neighbourhood.code)
            .outerjoin(Membership, held).outerjoin(Neighbourhood, Neighbourhood.code == Membership.neighbourhood)
            .order_by(Person.login, Membership.id))
    theirs = work.actor.municipalities
    for places in ([municipality] if municipality else None, sorted(theirs) if theirs is not None else None):
        rows = rows.where(Membership.municipality.in_(places)) if places is not None else rows
    found: dict[str, list] = {}
    for row in work.session.execute(rows):
        found.setdefault(row.login, []).append(row)
    return [PersonLine(login, mine[0].name, mine[0].active, tuple(f"{row.role}@{row.code or row.municipality}" for row in mine if row.role))
            for login, mine in found.items()]
