"""The worker of workers/README.md as people copy it: a process of its own that does service tasks of a real web."""
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.library import Library
from engine.municipalities import add_municipality
from engine.people import add_person, give_role
from engine.settings import Settings
from engine.tables import Case, JobType, Task, connect
from engine.tokens import create_token
from engine.work import Office
from tests.core.processes import LETTER
from tests.core.programme import HEAD
from tests.life.parts import HERE, PROJECT
from tests.servers.processes import free_port, wait_until
from webui.cli.program import wall_clock
from workers.client import Client, Refused, Unreachable, Worker

PLACE = "GM0546"


@pytest.fixture
def office(installation, postgres_url, tmp_path):
    engine = connect(postgres_url)
    office = Office(sessionmaker(engine), wall_clock, Library(), Settings((tmp_path / "secret").read_bytes()))
    with office.writing(SYSTEM) as work:
        add_municipality(work, PLACE, "Leiden", "LEI")
        for login, role in (("noor.zandloper", "facilitator"), ("cas.molenwijk", "coordinator")):
            give_role(work, add_person(work, login, login.title().replace(".", " ")).id, role, PLACE)
        publish(work, {"process.bpmn": f"{HEAD}{LETTER}</bpmn:definitions>".encode()})
    yield office
    engine.dispose()


@pytest.fixture
def token(office):
    with office.writing(SYSTEM) as work:
        return create_token(work, "cas.molenwijk", "printer").secret


@pytest.fixture
def web(installation):
    running = installation.web()
    wait_until(running.ready, "the start of a web", 60, every=0.1)
    return running


def opened(office: Office, **data) -> int:
    with office.reading(SYSTEM) as work:
        noor = find_actor(work.session, "noor.zandloper", work.now)
    with office.writing(noor) as work:
        return open_case(work, "letter", PLACE, data=data).id


def case(office: Office, number: int) -> Case:
    with office.reading(SYSTEM) as work:
        found = work.session.get_one(Case, number)
        work.session.expunge(found)
        return found


def elements(office: Office, number: int) -> set[str]:
    with office.reading(SYSTEM) as work:
        return set(work.session.scalars(select(Task.element).where(Task.case_id == number)))


@contextmanager
def printer(folder, address: str, token: str) -> Iterator[subprocess.Popen]:
    """What stands in the README, word for word."""
    [example] = re.findall(r"```python\n(.*?)```", (PROJECT / "workers" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (folder / "printer.py").write_text(example)
    running = subprocess.Popen([sys.executable, str(folder / "printer.py")], env=HERE | {"AANZET_ADDRESS": address, "AANZET_TOKEN": token}, cwd=folder)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def test_the_example_prints_letters_and_says_what_it_cannot_print(office, web, token, tmp_path):
    with printer(tmp_path, web.address, token):
        wait_until(lambda: asked_for(office), "the first question for letters", 60, every=0.1)
        with_street, without = opened(office, street="Kerkpad"), opened(office)
        wait_until(lambda: case(office, with_street).data[""].get("sent"), "the printing of a letter", 60, every=0.1)
        wait_until(lambda: "look" in elements(office, without), "the other way out", 60, every=0.1)
    assert elements(office, with_street) == {"call"} and elements(office, without) == {"call", "look"}


def asked_for(office: Office) -> bool:
    with office.reading(SYSTEM) as work:
        return work.session.get(JobType, "letter") is not None


def test_a_worker_that_keeps_failing_leaves_the_case_stuck_and_goes_on_with_the_next(office, web, token):
    client, tried = Client(web.address, token), []
    with pytest.raises(Refused) as refused:
        Client(web.address, "aanzet_onzin").activate("letter", "printer")
    assert refused.value.status == 401
    client.activate("letter", "printer")
    first, second = opened(office, street="Kerkpad"), opened(office, street="Kerkpad")

    def act(job):
        tried.append((job.case_id, job.retries))
        if job.case_id == first:
            raise LookupError("Kerkpad")                # a text that may name somebody, and stays here
        worker.stop()
        return {"sent": True}
    worker = Worker(client, "letter", "printer", act, wait=0, back_off=0)
    assert worker.run() == 3 and sorted(tried) == [(first, 1), (first, 2), (second, 2)]
    stuck = case(office, first)
    assert (stuck.status, stuck.stuck_key, stuck.stuck_params["why"]) == ("stuck", "jobs.failed", "LookupError")
    assert case(office, second).data[""]["sent"] is True


def test_a_worker_goes_on_when_the_web_was_away_and_keeps_what_takes_long(office, installation, web, token):
    client = Client(web.address, token)
    client.activate("letter", "printer")
    number = opened(office, street="Kerkpad")

    def act(job):
        web.kill()                                      # nobody hears that it is done, until there is a web again
        running = installation.start("web", HOST="127.0.0.1", PORT=web.address.rpartition(":")[2])
        assert running.poll() is None
        return {"sent": True}
    worker = Worker(client, "letter", "printer", act, pauses=(0.2,) * 300)
    [job] = client.activate("letter", "printer", lease=60)
    worker.do(job)
    assert case(office, number).data[""]["sent"] is True


def test_a_client_says_that_nobody_is_there():
    with pytest.raises(Unreachable):
        Client(f"http://127.0.0.1:{free_port()}", "aanzet_onzin").activate("letter", "printer")
