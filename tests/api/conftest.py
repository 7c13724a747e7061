"""Programs that speak to the API, over a small programme in two municipalities on a database of each kind."""
import pytest

from engine.actors import SYSTEM
from engine.tokens import create_token
from tests.api.processes import ASKING, FORM
from tests.core.programme import furnishing, programme_at
from tests.web.door import door

ASKED = furnishing("asked", lambda programme: programme.publish(ASKING, talk__form=FORM))


class Caller:
    """A program with the token of one person, or without any."""

    def __init__(self, app, secret=None):
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def __call__(self, method, path, body=None, status=200, **headers):
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.open(f"/api/v1{path}", method=method.upper(), json=body, headers=sent)
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path, status=200, **headers):
        return self("get", path, None, status, **headers).json

    def post(self, path, status=200, headers=None, **body):
        return self("post", path, body, status, **headers or {}).json


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, ASKED), clock) as found:
        yield found


@pytest.fixture
def app(programme):
    return door(programme)


@pytest.fixture
def calling(app, programme):
    """calling("fenna") speaks for her."""
    def speak_for(login):
        with programme.office.writing(SYSTEM) as work:
            return Caller(app, create_token(work, login, "tests").secret)
    return speak_for


@pytest.fixture
def fenna(calling):
    return calling("fenna")


@pytest.fixture
def stranger(app):
    return Caller(app)
