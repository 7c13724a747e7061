"""A new version comes while people work: its database is made ready first, and the processes of this version work on."""
import random

from sqlalchemy.orm import sessionmaker

from engine.library import Library
from engine.settings import Settings
from engine.tables import connect, current, migrating, newest
from engine.work import Office
from tests.core import later_versions
from tests.life.crowd import Crowd, Person, Tally
from tests.life.load import printer, settle
from tests.servers.processes import wait_until
from webui.cli.program import wall_clock

PEOPLE, EVERY, ENOUGH = 5, 0.5, 3           # completions before, and after


def test_nobody_notices_that_the_database_is_made_ready_for_the_next_version(installation, postgres_url, tmp_path, monkeypatch):
    engine, tally = connect(postgres_url), Tally()
    office = Office(sessionmaker(engine), wall_clock, Library(), Settings((tmp_path / "secret").read_bytes()))
    people, printing = settle(office, PEOPLE)
    web, _ = installation.web(), installation.start("worker")
    wait_until(web.ready, "the start of a web", 60, every=0.1)
    crowd = Crowd([Person(web.address, one.link, one.token, one.cases, random.Random(number), tally) for number, one in enumerate(people)], EVERY)
    with printer(web.address, printing), crowd:
        completed(tally, ENOUGH)
        with monkeypatch.context() as here:
            later_versions.come(tmp_path, here, later_versions.NEXT, later_versions.INDEX)
            migrating.upgrade(engine)       # what `aanzet init` of the next version begins with
            assert current(engine) == newest()
        again = installation.web()          # of this version, as when a machine restarts halfway
        wait_until(again.ready, "the start of an older web", 60, every=0.1)
        completed(tally, ENOUGH)
    assert dict(tally.wrong) == {} and web.ready() and current(engine) > newest()
    refused = installation.run("init")
    assert refused.returncode == 1 and "nieuwer" in refused.stderr
    engine.dispose()


def completed(tally: Tally, more: int) -> None:
    before = len(tally.seconds["complete"])
    wait_until(lambda: len(tally.seconds["complete"]) >= before + more, "the completion of tasks", 120, every=0.1)
