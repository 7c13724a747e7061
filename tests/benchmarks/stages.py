"""A database with one facilitator in it, for measuring the engine itself."""
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, Actor, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.library import Library
from engine.municipalities import add_municipality
from engine.people import add_person, give_role
from engine.settings import Settings
from engine.tables import Case, Task, connect
from engine.tables.migrating import upgrade
from engine.tables.base import compact
from engine.tasks import complete_task
from engine.work import Office

NOW = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)
PLACE = "GM0546"


@dataclass
class Place:
    """An office, the engine under it, and somebody who does the work."""

    engine: Engine
    office: Office
    actor: Actor

    def open(self, key: str, **data: object) -> int:
        with self.office.writing(self.actor) as work:
            return open_case(work, key, PLACE, data=data).id

    def waiting(self, case: int) -> list[int]:
        with self.office.reading(SYSTEM) as work:
            return list(work.session.scalars(select(Task.id).where(Task.case_id == case, Task.status.in_(("open", "claimed"))).order_by(Task.id)))

    def complete(self, task: int, **answers: object) -> None:
        with self.office.writing(self.actor) as work:
            complete_task(work, task, answers)

    def state_bytes(self, case: int) -> int:
        with self.office.reading(SYSTEM) as work:
            return len(compact(work.session.get_one(Case, case).state))

    def status(self, case: int) -> str:
        with self.office.reading(SYSTEM) as work:
            return work.session.get_one(Case, case).status


@contextmanager
def place(url: str, *definitions: bytes, migrated: bool = False, clock=lambda: NOW):
    """A place with these definitions published."""
    engine = connect(url)
    if not migrated:
        upgrade(engine)
    office = Office(sessionmaker(engine), clock, Library(), Settings(b"a secret of thirty-two characters"))
    with office.writing(SYSTEM) as work:
        add_municipality(work, PLACE, "Leiden", "LEI")
        person = add_person(work, "noor.zandloper", "Noor Zandloper")
        give_role(work, person.id, "facilitator", PLACE)
        for content in definitions:
            publish(work, {"process.bpmn": content})
    with office.reading(SYSTEM) as work:
        actor = find_actor(work.session, "noor.zandloper", work.now)
    try:
        yield Place(engine, office, actor)
    finally:
        engine.dispose()
