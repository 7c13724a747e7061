"""The list of cases that somebody may see, and what they may start."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, case, func, select

from engine.access import may_open, sees_case, works_in
from engine.cases import first_board
from engine.queries.paging import LIMIT, MOST, cursor_of, keys_of
from engine.queries.speech import Speech, case_is_called, speech, written_as
from engine.roles import COORDINATOR, FACILITATOR, PROGRAMME_MANAGER
from engine.tables import Case, Definition, Municipality, Neighbourhood
from engine.tables.dialects import fold
from engine.work import Work

RUNNING = ("open", "paused", "stuck")
STATUSES = {"running": RUNNING, "stuck": ("stuck",), "closed": ("ended", "cancelled")}


@dataclass(frozen=True)
class CaseWanted:
    """`status` is running, stuck, closed, or empty for all."""

    q: str = ""
    municipality: str = ""
    neighbourhood: str = ""
    process: str = ""
    status: str = ""


@dataclass(frozen=True)
class CaseRow:
    id: int
    number: str
    title: str
    status: str
    process: str
    municipality: str
    neighbourhood: str | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class CaseList:
    cases: tuple[CaseRow, ...]
    next: str | None
    neighbourhoods: tuple[tuple[str, str], ...]
    processes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Place:
    """A municipality with the neighbourhoods in which somebody may start a case; `whole`: also in the whole of it."""

    code: str
    name: str
    neighbourhoods: tuple[tuple[str, str], ...]
    whole: bool


@dataclass(frozen=True)
class Startable:
    """`processes`: (key, name, documentation) of the newest versions; `usual`: keys in the order in which one needs them."""

    processes: tuple[tuple[str, str, str], ...]
    places: tuple[Place, ...]
    usual: tuple[str, ...] = ()


def cases(work: Work, wanted: CaseWanted = CaseWanted(), cursor: str = "", language: str = "nl", limit: int = LIMIT) -> CaseList:
    """The newest first."""
    limit = min(limit, MOST)
    seen = sees_case(work.actor, work.now)
    found = (select(Case.id, Case.number, Case.title, Case.status, Definition.name, Municipality.name, Neighbourhood.name,
                    Case.opened_at, Case.closed_at, Case.key, Definition.bundle_id)
             .join(Definition, Definition.id == Case.definition_id).join(Municipality, Municipality.code == Case.municipality)
             .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).where(seen, *_narrowed(work, wanted, language)))
    if cursor:
        found = found.where(Case.id < keys_of(cursor, int)[0])
    rows = list(work.session.execute(found.order_by(Case.id.desc()).limit(limit + 1)))
    shown = tuple(_row(row, speech(work, row.bundle_id, language)) for row in rows[:limit])
    options = list(work.session.execute(
        select(Neighbourhood.code, Neighbourhood.name, Case.key, func.max(Definition.name), func.max(Definition.bundle_id))
        .select_from(Case)
        .join(Definition, Definition.id == Case.definition_id).outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood)
        .where(seen).group_by(Neighbourhood.code, Neighbourhood.name, Case.key)))
    places = sorted({(row[0], row[1]) for row in options if row[0]}, key=lambda place: place[1])
    processes = sorted({row[2]: speech(work, row[4], language).name(row[2], row[3]) for row in options}.items(), key=lambda process: process[1])
    return CaseList(shown, cursor_of(shown[-1].id) if len(rows) > limit else None, tuple(places), tuple(processes))


def _row(row: Row, said: Speech) -> CaseRow:
    return CaseRow(*row[:2], said.title(row.title), row.status, said.name(row.key, row[4]), *row[5:9])


def startable(work: Work, language: str = "nl") -> Startable:
    """The newest version of each process that whoever asks may open somewhere, and the places where they work."""
    latest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    rows = list(work.session.scalars(
        select(Definition).join(latest, and_(latest.c.key == Definition.key, latest.c.version == Definition.version))))
    theirs = work.actor.municipalities
    places = list(work.session.execute(
        select(Municipality.code, Municipality.name, Neighbourhood.code, Neighbourhood.name)
        .outerjoin(Neighbourhood, Neighbourhood.municipality == Municipality.code)
        .where(True if theirs is None else Municipality.code.in_(sorted(theirs))).order_by(Municipality.name, Neighbourhood.name)))
    here = [one for one in dict.fromkeys(row[0] for row in places) if works_in(work.actor, one)]
    places = [row for row in places if row[0] in here]
    said = [(row, speech(work, row.bundle_id, language)) for row in rows if _opens(work, row, here)]
    named = [(row.key, words.name(row.key, row.name), words.part(row.key, "documentation", row.documentation)) for row, words in said]
    return Startable(tuple(sorted(named, key=lambda one: one[1].casefold())),
                     _places(work, places), _usual(work, here))


def _usual(work: Work, places: list[str]) -> tuple[str, ...]:
    """Keys of processes: what whoever asks began themselves, the last first, and then what is begun most where they work."""
    mine = func.max(case((Case.opened_by == work.actor.person, Case.opened_at)))
    rows = work.session.execute(select(Case.key).where(Case.municipality.in_(places)).group_by(Case.key)
                                .order_by(mine.desc().nulls_last(), func.count().desc(), Case.key))
    return tuple(rows.scalars())


def _opens(work: Work, row: Definition, places: list[str]) -> bool:
    board = first_board(work.library.shelf(work.session, row.bundle_id).main(row.key))
    return any(may_open(work.actor, place, board) for place in places)


def _narrowed(work: Work, wanted: CaseWanted, language: str) -> list:
    found = []
    if words := fold(wanted.q):
        found.append(case_is_called(words, written_as(work, words, language)))
    for column, value in ((Case.municipality, wanted.municipality), (Case.neighbourhood, wanted.neighbourhood), (Case.key, wanted.process)):
        if value:
            found.append(column == value)
    if wanted.status in STATUSES:
        found.append(Case.status.in_(STATUSES[wanted.status]))
    return found


def _places(work: Work, rows: list) -> tuple[Place, ...]:
    found = []
    for code in dict.fromkeys(row[0] for row in rows):
        here = [row for row in rows if row[0] == code]
        held = [one for one in work.actor.held if one.municipality == code]
        wide = work.actor.kind != "person" or any(one.role in (COORDINATOR, PROGRAMME_MANAGER) or one.neighbourhood is None for one in held)
        own = {one.neighbourhood for one in held if one.role == FACILITATOR or one.neighbourhood}
        near = tuple((row[2], row[3]) for row in here if row[2] and (wide or row[2] in own))
        found.append(Place(code, here[0][1], near, wide))
    return tuple(found)
