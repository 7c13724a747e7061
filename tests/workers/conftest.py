"""A programme with the whole chain of an escalation in it, on a database of each kind."""
import pytest
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM
from engine.people import add_person, give_role
from engine.tables import connect
from tests.core.programme import LEIDEN, Programme

BOARD = (("pien", "Pien Hofland", "programme_manager"), ("wout", "Wout Raadhuis", "executive"))


def begin(url, clock) -> Programme:
    programme = Programme(sessionmaker(connect(url)), clock).begun()
    with programme.office.writing(SYSTEM) as work:
        for login, name, role in BOARD:
            person = add_person(work, login, name, email=f"{login}@example.org")
            give_role(work, person.id, role, LEIDEN)
    return programme


@pytest.fixture
def programme(database_url, clock):
    begun = begin(database_url, clock)
    yield begun
    begun.office.sessions.kw["bind"].dispose()
