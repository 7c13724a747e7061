"""A small programme in two municipalities, on a database of each kind."""
import pytest

from tests.core.programme import BEGUN, programme_at


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, BEGUN), clock) as begun:
        yield begun
