"""The web door over a small programme, for a client without a browser and for one with."""
import re

import pytest
from sqlalchemy import event

from tests.core.programme import PEOPLE, Programme, furnishing, programme_at
from tests.web.coffee import COFFEE, ENGLISH, FORM
from tests.web.door import door, served


def bring_coffee(programme: Programme) -> None:
    programme.publish(COFFEE, plan_coffee__form=FORM, en__yaml=ENGLISH)


AT_COFFEE = furnishing("coffee", bring_coffee)


class Visitor:
    """Somebody with a browser that runs no script."""

    def __init__(self, app):
        self.client, self.page = app.test_client(), None

    def get(self, address, status=200):
        self.page = self.client.get(address)
        assert self.page.status_code == status, self.page.text[:2000]
        return self.page.text

    def post(self, address, /, status=302, follow=True, **fields):
        token = re.search(r'name="_csrf" value="([^"]+)"', self.page.text)[1]
        data = {"_csrf": token, **{name.replace("__", "."): value for name, value in fields.items()}}
        self.page = self.client.post(address, data=data)
        assert self.page.status_code == status, self.page.text[:2000]
        return self.get(self.page.location) if status == 302 and follow else self.page.text

    def log_in(self, login):
        self.get("/login?municipality=GM0546")
        return self.post("/login", login=login)


@pytest.fixture
def programme(furnished, clock):
    with programme_at(furnished("sqlite", AT_COFFEE), clock) as found:
        yield found


@pytest.fixture
def statements(programme):
    """What the database is asked; `clear` it before the page that counts."""
    engine, asked = programme.office.sessions.kw["bind"], []

    def hear(connection, cursor, statement, *more):
        if not statement.upper().startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)


@pytest.fixture
def app(programme):
    return door(programme, players=frozenset(login for login, *_ in PEOPLE))


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def case(programme):
    """Fenna's case: her turn."""
    return programme.open("coffee", "fenna", title="Soep op donderdag")


@pytest.fixture
def address(app):
    """The application on a port of its own."""
    app.testing = False
    with served(app) as address:
        yield address
