"""One town for all tests of a file, since starting it costs seconds."""
from uuid import uuid4

import pytest

from tests import databases
from tests.life.town import town


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
