"""What every test may ask for: a database of each kind, Redis, a browser, a clock that only moves when told."""
import gc
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import databases
from tests.core.programme import BEGINNING
from tests.servers import browser as chromium
from tests.servers.session import Session

PROJECT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("AANZET_SHARED") or PROJECT.parent / "shared")
SERVERS = {"postgres_server", "redis_server", "browser"}
REDIS_DATABASES = 64
LONG = (                                    # what `make test-fast` leaves to `make test`
    "tests/life/", "tests/benchmarks/",
    "tests/api/", "tests/cli/", "tests/web/test_studio",                        # doors from end to end
    "tests/workers/test_mail.py", "tests/workers/test_webhooks.py",             # a mail server, another system
    "tests/processes/test_library.py", "tests/scenarios/test_player.py", "tests/bpmn/test_random_models.py", "tests/bpmn/test_flow.py",
    "tests/feel/test_limits.py", "tests/lint/test_names_from_nowhere.py", "tests/lint/test_bpmnlint.py")
FIRST = (                                   # of each of two workers, so that at the end there is only short work to share
    ("tests/life/",),
    ("tests/processes/test_library.py", "tests/web/test_every_page.py", "tests/web/test_studio_browser.py", "tests/web/test_drafts_browser.py",
     "tests/cli/test_demo.py", "tests/bpmn/test_random_models.py", "tests/conformance/"))
SESSION = pytest.StashKey[Session]()
LEFT_OUT = pytest.StashKey[list]()


class Clock:
    """The time of a test. `clock.now = ...` moves it; call it where a door would look at the wall."""

    def __init__(self, now: datetime):
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "server: needs PostgreSQL, Redis or a browser (set by itself)")
    config.addinivalue_line("markers", "long: plays whole histories, or asks hundreds of pages; left to the whole suite (set by itself)")
    config.addinivalue_line("markers", "shared: reads ../shared; not collected where that folder is absent")
    config.stash[LEFT_OUT] = []
    given = getattr(config, "workerinput", {}).get("session")
    if given:
        config.stash[SESSION] = Session(Path(given[0]), given[1])
        return
    folder = Path(tempfile.mkdtemp(prefix="aanzet-tests-"))
    folder.chmod(0o711)
    config.stash[SESSION] = Session(folder, os.getpid())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    session = node.config.stash[SESSION]
    node.workerinput["session"] = (str(session.folder), session.owner)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SESSION in config.stash and not hasattr(config, "workerinput"):
        config.stash[SESSION].end()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file test_shared_*.py is made of what it finds in ../shared: without it there is nothing to collect."""
    if collection_path.name.startswith("test_shared_") and not SHARED.is_dir():
        config.stash[LEFT_OUT].append(collection_path.name)
        return True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if needs_server(item):
            item.add_marker("server")
        if item.path.relative_to(PROJECT).as_posix().startswith(LONG):
            item.add_marker("long")
    if not SHARED.is_dir():
        absent = [item for item in items if item.get_closest_marker("shared") or "shared" in fixtures(item)]
        config.stash[LEFT_OUT] += [item.name for item in absent]
        items[:] = [item for item in items if item not in absent]
    items[:] = long_ones_first(items)


def long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """xdist gives each of two workers one half, in this order, and who is done helps the other from its end."""
    early = [[item for item in items if item.path.relative_to(PROJECT).as_posix().startswith(names)] for names in FIRST]
    later = [item for item in items if not item.path.relative_to(PROJECT).as_posix().startswith(FIRST[0] + FIRST[1])]
    beside = max(0, len(items) // 2 - len(early[0]))
    return early[0] + later[:beside] + early[1] + later[beside:]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded so far stays as long as the tests: looking through it for garbage took a sixth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_report_header(config: pytest.Config) -> str | None:
    if SHARED.is_dir():
        return None
    return f"not collected: the tests that read ../shared, since {SHARED.name}/ is not there (AANZET_SHARED names another)"


def fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def needs_server(item: pytest.Item) -> bool:
    """Told by the fixtures a test asks for; of `database_url` only the PostgreSQL half needs one."""
    asked = fixtures(item)
    callspec = getattr(item, "callspec", None)
    half = callspec.params.get("database_kind") if callspec else None
    return bool(asked & SERVERS - {"postgres_server"}) or (
        half == "postgres" if half else bool(asked & {"postgres_server", "postgres_url", "redis_url"}))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Session:
    return request.config.stash[SESSION]


@pytest.fixture(scope="session")
def postgres_server(servers: Session):
    return servers.postgres()


@pytest.fixture(scope="session")
def redis_server(servers: Session):
    return servers.redis()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the conformance suites and sources."""
    return SHARED


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """A migrated, empty database of this test alone; the test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{database_kind}_url")


@pytest.fixture
def furnished(request: pytest.FixtureRequest, servers: Session, tmp_path: Path):
    """furnished(kind, furnishing): the address of a database of this test alone, with that in it already."""
    lent = []

    def make(kind: str, furnishing: databases.Furnishing = databases.EMPTY) -> str:
        if kind == "sqlite":
            return databases.sqlite(servers, tmp_path / f"{furnishing.name}.db", furnishing)
        lent.append(databases.borrow(servers, request.getfixturevalue("postgres_server"), furnishing))
        return lent[-1].url
    yield make
    for one in lent:
        one.give_back()


@pytest.fixture
def sqlite_url(furnished) -> str:
    return furnished("sqlite")


@pytest.fixture
def postgres_url(furnished, postgres_server) -> str:
    return furnished("postgres")


@pytest.fixture(scope="session")
def redis_number(servers: Session) -> int:
    """Each parallel worker has a numbered database of its own on the one server."""
    note = servers.folder / "redis_numbers.json"
    with servers.locked():
        taken = json.loads(note.read_text()) if note.exists() else 0
        note.write_text(json.dumps(taken + 1))
    return taken % REDIS_DATABASES


@pytest.fixture
def redis_url(redis_server, redis_number: int) -> str:
    """An empty numbered database."""
    databases.empty_redis(redis_server.url(redis_number))
    return redis_server.url(redis_number)


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for each parallel worker; ask it for a `new_context()` of your own."""
    expect.set_options(timeout=30_000)      # milliseconds; five seconds are short when others are at work, and what is so at once waits for none
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.binary(), args=chromium.arguments())
        yield running
        running.close()


@pytest.fixture
def clock() -> Clock:
    """Monday 3 March 2031, nine in the morning, until the test assigns another `now`."""
    return Clock(BEGINNING)
