"""What coordinators ask about definitions: which there are, who published them when, and how many cases run on each version."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select

from engine.access import sees_case
from engine.bpmn.model import Process
from engine.earlier_drafts import place_of
from engine.errors import EngineError
from engine.library import Contents
from engine.queries.speech import Speech, speech
from engine.roles import COORDINATOR
from engine.tables import Bundle, Case, Definition, Municipality, Person
from engine.tables.definitions import WorkbenchFile
from engine.work import Work
from engine.workbench import Bench, look


@dataclass(frozen=True)
class DefinitionRow:
    """The newest version of a process; `version` is None when there is only a draft. `open`: cases, on every version."""

    key: str
    name: str
    documentation: str
    boards: tuple[str, ...]
    roles: tuple[str, ...]
    phase: str | None
    version: int | None
    open: int
    stuck: int
    at: datetime | None
    by: str | None                          # None: it came with the installation
    draft: bool
    written: str                            # the name in the diagram, in whatever language one reads


@dataclass(frozen=True)
class VersionRow:
    version: int
    name: str
    bundle_id: int
    at: datetime
    by: str | None
    open: int
    stuck: int


def shelf(work: Work, language: str = "nl") -> list[DefinitionRow]:
    """Every process by name, with the drafts of one's own municipality. Coordinators only."""
    drafts = set(work.session.scalars(select(WorkbenchFile.key).where(WorkbenchFile.municipality == place_of(work)).distinct()))
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = work.session.execute(
        select(Definition, Bundle.published_at, Person.name).join(Bundle, Bundle.id == Definition.bundle_id)
        .join(newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version))
        .outerjoin(Person, Person.id == Bundle.published_by)).all()
    counts = _counts_by_key(work)
    found = []
    for row, at, by in rows:
        process = work.library.contents(work.session, row.bundle_id).processes[row.key]
        said = speech(work, row.bundle_id, language)
        found.append(DefinitionRow(row.key, said.name(row.key, row.name), said.part(row.key, "documentation", row.documentation), *_whose(process), row.version, *counts.get(row.key, (0, 0)), at, by, row.key in drafts, row.name))
    found += [_only_draft(look(work, key), language) for key in drafts - {row.key for row in found}]
    return sorted(found, key=lambda row: row.name.casefold())


def workbenches(work: Work) -> list[tuple[str, str]]:
    """Code and name of each municipality whose definitions the actor may change."""
    theirs = {held.municipality for held in work.actor.held if held.role == COORDINATOR}
    return [(code, name) for code, name in work.session.execute(
        select(Municipality.code, Municipality.name).where(Municipality.code.in_(sorted(theirs))).order_by(Municipality.name))]


def versions(work: Work, key: str) -> list[VersionRow]:
    """Every version, the newest first. Coordinators only."""
    place_of(work)
    running = _running(work).where(Case.key == key).add_columns(Case.definition_id).group_by(Case.definition_id).subquery()
    rows = work.session.execute(
        select(Definition.version, Definition.name, Definition.bundle_id, Definition.published_at, Person.name,
               func.coalesce(running.c.open, 0), func.coalesce(running.c.stuck, 0))
        .join(Bundle, Bundle.id == Definition.bundle_id).outerjoin(Person, Person.id == Bundle.published_by)
        .outerjoin(running, running.c.definition_id == Definition.id).where(Definition.key == key).order_by(Definition.version.desc()))
    return [VersionRow(*row) for row in rows]


def published_sets(work: Work, besides: str) -> dict[str, Mapping[str, bytes]]:
    """The files of the newest version of every process but one, a set for each bundle: what a rehearsal plays beside it."""
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = work.session.execute(
        select(Definition.key, Definition.bundle_id).join(newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version))
        .order_by(Definition.bundle_id)).all()
    bundles = {bundle: key for key, bundle in reversed(rows)}
    own = next((bundle for key, bundle in rows if key == besides), None)
    return {key: work.library.contents(work.session, bundle).files for bundle, key in sorted(bundles.items()) if bundle != own}


def _running(work: Work) -> Select:
    stuck = func.sum(case((Case.status == "stuck", 1), else_=0))
    return select(func.count().label("open"), stuck.label("stuck")).where(Case.closed_at.is_(None), sees_case(work.actor, work.now))


def _counts_by_key(work: Work) -> dict[str, tuple[int, int]]:
    rows = work.session.execute(_running(work).add_columns(Case.key).group_by(Case.key))
    return {row.key: (row.open, int(row.stuck)) for row in rows}


def _only_draft(bench: Bench, language: str) -> DefinitionRow:
    try:
        process = Contents(None, bench.contents).processes.get(bench.key)
    except EngineError:
        process = None          # half drawn
    whose = _whose(process) if process else ((), (), None)
    said = Speech(bench.english if language == "en" else {})
    return DefinitionRow(bench.key, said.name(bench.key, bench.name), said.part(bench.key, "documentation", process.documentation if process else ""), *whose, None, 0, 0, bench.saved_at, bench.saved_by, True, bench.name)


def _whose(process: Process) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Boards, roles and phase of a process."""
    boards = tuple(board for board in ("wijk", "bestuur") if any(lane.board == board for lane in process.lanes))
    roles = tuple(dict.fromkeys(lane.role for lane in process.lanes if lane.role))
    return boards, roles, process.properties.get("aanzet:phase")


def published_roles(work: Work) -> frozenset[str]:
    """The roles that the newest version of any process has a lane for."""
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = work.session.scalars(select(Definition).join(newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version)))
    return frozenset(lane.role for row in rows for lane in work.library.shelf(work.session, row.bundle_id).main(row.key).lanes if lane.role)
