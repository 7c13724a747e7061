"""What each page of the facilitator's day costs: CPU and statements of one request, the session and the look for offers included."""
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from engine.tables import connect
from engine.tables.migrating import upgrade
from tests.benchmarks.measure import Result, Turns, counted
from tests.benchmarks.stages import NOW
from tests.core.programme import STEVENSHOF, Programme
from tests.web.conftest import Visitor, bring_coffee
from tests.web.door import door

WAITING, TURNS = 50, 15
PAGES = {
    "page_inbox": "/?view=mine", "page_inbox_team": "/?view=team", "page_pulse": "/pulse", "page_views": "/views", "page_task": "/tasks/1",
    "page_case": "/cases/1", "page_cases": "/cases", "page_start": "/cases/new", "page_neighbourhood": f"/neighbourhoods/{STEVENSHOF}",
    "page_handoffs": "/handoffs", "page_help": "/help"}


def benches() -> dict:
    return {name: partial(one_page, name) for name in PAGES}


def one_page(name: str, turns: int = TURNS, waiting: int = WAITING) -> Result:
    """The median of some requests, after two that warm up; with fifty turns waiting for whoever looks."""
    with visiting(waiting) as (client, engine):
        clock = Turns()
        for _ in range(turns + 2):
            with counted(engine) as seen, clock.turn():
                answer = client.get(PAGES[name])
            assert answer.status_code == 200, answer.status
        cost = clock.median(3)
        return Result(name, cost, "ms", waiting, cost, len(seen))


@contextmanager
def visiting(waiting: int) -> Iterator[tuple[FlaskClient, Engine]]:
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'pages.db'}")
        upgrade(engine)
        programme = Programme(sessionmaker(engine), lambda: NOW).begun()
        bring_coffee(programme)
        for number in range(waiting):
            programme.open("coffee", "fenna", title=f"Koffie op hoek {number}")
        visitor = Visitor(door(programme, players=frozenset({"fenna"})))
        visitor.log_in("fenna")
        yield visitor.client, engine
        engine.dispose()
