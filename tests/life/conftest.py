"""One town for all tests of a file, since starting it costs seconds."""
from pathlib import Path
from uuid import uuid4

import pytest

from tests import databases
from tests.life.parts import parts
from tests.life.town import town


@pytest.fixture(scope="session")
def cluster(servers) -> Path:
    """For a PostgreSQL of a test's own: made and migrated once, and copied."""
    return databases.cluster(servers)


@pytest.fixture(scope="module")
def whole_town(servers, postgres_server, redis_server, redis_number, browser, tmp_path_factory):
    servers.once("postgres_template", lambda: databases.postgres_template(postgres_server))
    name = f"town_{uuid4().hex}"
    databases.clone(postgres_server, name)
    databases.empty_redis(redis_server.url(redis_number))
    with town(tmp_path_factory.mktemp("town"), postgres_server.url(name), redis_server.url(redis_number), browser) as here:
        yield here
    databases.drop(postgres_server, name)


@pytest.fixture
def here(whole_town):
    """The town, with nobody in it yet; what people did before still stands."""
    yield whole_town
    whole_town.leave()


@pytest.fixture
def installation(postgres_url, redis_url, tmp_path):
    """The stores are there; the secrets stand in files; the library is empty, so that starting costs little."""
    (tmp_path / "secret").write_text("sixty-four characters would be better, but these are enough\n")
    (tmp_path / "library").mkdir()
    with parts(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_url, AANZET_HTTPS="0",
               AANZET_PROCESSES=str(tmp_path / "library"), AANZET_SECRET_FILE=str(tmp_path / "secret"), AANZET_MAIL=str(tmp_path / "mail")) as running:
        yield running
