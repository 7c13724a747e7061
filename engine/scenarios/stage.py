"""Where scenarios play: a database in memory, one person per role, the library published, a clock moved by hand."""
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from engine.actors import SYSTEM, Actor, find_actor
from engine.bpmn.model import Process
from engine.definitions import publish
from engine.errors import EngineError, NotFound
from engine.library import Contents, Library
from engine.members import members, municipality_wide
from engine.municipalities import add_municipality, add_neighbourhood
from engine.next_turn import roles_of
from engine.people import add_person, give_role
from engine.roles import BOARD_OF
from engine.settings import Settings
from engine.tables import Base, Membership, Municipality, Neighbourhood, Person, connect
from engine.work import Office, Work

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)     # people and definitions stand there before any scenario begins
STAGE_SECRET = bytes(32)                        # nothing on a stage is secret, and nothing of it is kept
PLACE = ("GM0546", "Leiden", "LEI")
Files = Mapping[str, bytes]
# Every connection of it is a database in memory of its own, gone when nobody holds the connection any more. One engine for
# all of them, as a statement that was written out for one play need not be written out for the next.
STAGES = connect("sqlite://", poolclass=NullPool)


class Clock:
    """The time on a stage; it moves when somebody assigns it."""

    def __init__(self, now: datetime):
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Stage:
    """An office and its clock. `shared`: others have cases here too, so that time passes for the scenario's own cases alone.

    `heard`: what work that was committed says there may be to do. `troubles`: deadlines whose firing raised something
    nobody foresaw.
    """

    office: Office
    clock: Clock
    shared: bool = False
    heard: set[str] = field(default_factory=set)
    troubles: list[tuple[int, Exception]] = field(default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "office", replace(self.office, nudge=self.heard.update))

    def person(self, work: Work, who: str, municipality: str, neighbourhood: str | None = None) -> Actor:
        """Whoever has this role here, else the person with this login."""
        found = members(work, who, municipality, neighbourhood) or municipality_wide(work, who, municipality)
        person = found[0].id if found else work.session.scalar(select(Person.id).where(Person.login == who))
        if person is None:
            raise NotFound("scenario.nobody", who=who)
        return find_actor(work.session, person, work.now)


@dataclass(frozen=True)
class Backdrop:
    """A prepared stage that is copied for each scenario: preparing costs seconds, copying milliseconds."""

    image: bytes
    library: Library
    processes: Mapping[str, Process]

    def stage(self, at: datetime, library: Library | None = None) -> Stage:
        """A copy. `library`: one of its own, for a stage that will publish more."""
        connection = STAGES.connect()
        connection.connection.driver_connection.deserialize(self.image)
        return _stage(connection, library or self.library, at)


def backdrop(folders: Mapping[str, Files], refused: MutableMapping[str, EngineError]) -> Backdrop:
    """A stage with these definition folders published. A folder that cannot be is noted in `refused`; the others play."""
    with STAGES.connect() as connection:
        with connection.begin():
            Base.metadata.create_all(connection)
        return _backdrop(connection, folders, refused)


def _backdrop(connection: Connection, folders: Mapping[str, Files], refused: MutableMapping[str, EngineError]) -> Backdrop:
    stage = _stage(connection, Library(), LONG_AGO)
    processes: dict[str, Process] = {}
    with stage.office.writing(SYSTEM) as work:
        add_municipality(work, *PLACE)
        for key, files in folders.items():
            try:
                processes |= publish_sound(work, files)
            except EngineError as error:
                refused[key] = error
        add_roles(work, {*BOARD_OF, *roles_in(processes)}, PLACE[0])
    return Backdrop(connection.connection.driver_connection.serialize(), stage.office.library, processes)


def publish_sound(work: Work, files: Files) -> Mapping[str, Process]:
    """Publish files; `publish` raises BrokenProcess with what the checker found."""
    publish(work, files)
    return Contents(None, files).processes


def roles_in(processes: Mapping[str, Process]) -> set[str]:
    """Every role that may get a task, by lane or by assignment."""
    lanes = {lane.role for process in processes.values() for lane in process.lanes if lane.role}
    return lanes | {role for process in processes.values() for element in process.elements.values() for role in roles_of(element)}


def add_roles(work: Work, roles: Iterable[str], municipality: str) -> None:
    """One person for each role that nobody has in this municipality."""
    there = set(work.session.scalars(select(Membership.role).where(Membership.municipality == municipality)))
    for role in sorted(set(roles) - there):
        add_player(work, role, municipality, f"{role}-{municipality.lower()}")


def add_player(work: Work, role: str, municipality: str, login: str) -> int:
    person = add_person(work, login, login.replace("_", " ").capitalize())
    give_role(work, person.id, role, municipality)
    return person.id


def add_place(work: Work, municipality: str, neighbourhood: str | None) -> None:
    """A municipality or neighbourhood that is not here yet goes by its code."""
    if work.session.get(Municipality, municipality) is None:
        add_municipality(work, municipality, municipality, municipality)
    if neighbourhood and work.session.get(Neighbourhood, neighbourhood) is None:
        add_neighbourhood(work, neighbourhood, neighbourhood, municipality)


def _stage(connection: Connection, library: Library, at: datetime) -> Stage:
    clock = Clock(at)
    return Stage(Office(sessionmaker(connection, class_=Session), clock, library, Settings(STAGE_SECRET)), clock)
