"""A small programme in two municipalities, on a database of each kind."""
import pytest
from sqlalchemy.orm import sessionmaker

from engine.tables import connect
from tests.core.programme import Programme


@pytest.fixture
def programme(database_url, clock):
    engine = connect(database_url)
    yield Programme(sessionmaker(engine), clock).begun()
    engine.dispose()
