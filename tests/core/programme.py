"""What the tests of the core talk to: the engine as a door would open it, with invented people."""
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.library import Library
from engine.municipalities import add_municipality, add_neighbourhood
from engine.people import add_person, give_role
from engine.settings import Settings
from engine.tasks import claim_task, complete_task
from engine.work import Office
from tests.databases import Furnishing, opened

LEIDEN, DEN_HAAG = "GM0546", "GM0518"
STEVENSHOF = "BU05460901"
PEOPLE = (
    ("fenna", "Fenna Veldzicht", (("facilitator", LEIDEN, STEVENSHOF),)),
    ("floor", "Floor Zandhof", (("facilitator", LEIDEN, STEVENSHOF),)),
    ("cas", "Cas Molenwijk", (("coordinator", LEIDEN, None),)),
    ("bram", "Bram Dorpsgaard", (("policy_officer", LEIDEN, None),)),
    ("haag", "Hanna Duinoord", (("coordinator", DEN_HAAG, None), ("facilitator", DEN_HAAG, None))),
)
BEGINNING = datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))     # where the clock of a test stands at first
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">"""


class Programme:
    def __init__(self, sessions, clock):
        self.clock, self.nudges = clock, []
        self.office = Office(sessions, clock, Library(), Settings(secret=b"a secret for tests, 32 bytes long"), self.nudges.append)

    def begun(self):
        with self.office.writing(SYSTEM) as work:
            add_municipality(work, LEIDEN, "Leiden", "LEI")
            add_municipality(work, DEN_HAAG, "Den Haag", "DHG")
            add_neighbourhood(work, STEVENSHOF, "Stevenshof", LEIDEN)
            for login, name, roles in PEOPLE:
                person = add_person(work, login, name)
                for role in roles:
                    give_role(work, person.id, *role)
        return self

    def actor(self, who):
        with self.office.reading(SYSTEM) as work:
            return find_actor(work.session, who, self.clock())

    def writing(self, who):
        return self.office.writing(self.actor(who) if isinstance(who, str) else who)

    def reading(self, who):
        return self.office.reading(self.actor(who) if isinstance(who, str) else who)

    def publish(self, *bodies, **files):
        """BPMN bodies without the head, and files by name with __ for the dot."""
        named = {f"{number}.bpmn": f"{HEAD}{body}</bpmn:definitions>".encode() for number, body in enumerate(bodies)}
        named |= {name.replace("__", "."): content if isinstance(content, bytes) else json.dumps(content).encode() for name, content in files.items()}
        with self.office.writing(SYSTEM) as work:
            return publish(work, named)

    def open(self, key="visit", who="fenna", municipality=LEIDEN, neighbourhood=STEVENSHOF, **also):
        with self.writing(who) as work:
            return open_case(work, key, municipality, neighbourhood, **also)

    def claim(self, task, who):
        with self.writing(who) as work:
            return claim_task(work, task.id)

    def complete(self, task, who, **answers):
        with self.writing(who) as work:
            return complete_task(work, task.id, answers)

    def all(self, query, who=SYSTEM):
        with self.reading(who) as work:
            found = list(work.session.scalars(query))
            work.session.expunge_all()
            return found


@contextmanager
def programme_at(url: str, clock) -> Iterator[Programme]:
    with opened(url) as engine:
        yield Programme(sessionmaker(engine), clock)


def furnishing(name: str, *furnish) -> Furnishing:
    """A database with the municipalities and people of a programme in it, and what each of `furnish` does with that programme."""
    def begin(url: str) -> None:
        with programme_at(url, lambda: BEGINNING) as programme:
            programme.begun()
            for act in furnish:
                act(programme)
    return Furnishing(name, begin)


BEGUN = furnishing("begun")
