"""A programme with the whole chain of an escalation in it, on a database of each kind."""
import pytest
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM
from engine.people import add_person, give_role
from engine.tables import connect
from tests.core.programme import LEIDEN, Programme, furnishing, programme_at

BOARD = (("pien", "Pien Hofland", "programme_manager"), ("wout", "Wout Raadhuis", "executive"))


def complete_chain(programme: Programme) -> None:
    with programme.office.writing(SYSTEM) as work:
        for login, name, role in BOARD:
            person = add_person(work, login, name, email=f"{login}@example.org")
            give_role(work, person.id, role, LEIDEN)


CHAIN = furnishing("chain", complete_chain)


def begin(url, clock) -> Programme:
    programme = Programme(sessionmaker(connect(url)), clock).begun()
    complete_chain(programme)
    return programme


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, CHAIN), clock) as begun:
        yield begun
