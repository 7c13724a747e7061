"""Two webs and two workers on PostgreSQL and Redis, started as docker-compose.yml starts them: one programme, one effect."""
from collections import Counter

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
from engine.tables import Case, CaseEvent, Task, connect
from engine.work import Office
from tests.benchmarks.loops import TASK, file, flow, process
from tests.life.parts import services
from tests.life.visiting import Visitor
from tests.servers.processes import wait_until
from webui.cli.program import wall_clock

PLACE, CASES = "GM0546", 4
TIMER = ('<bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1S'
         '</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>')
TALK_AND_REPORT = file(process("talk_and_report", '<bpmn:startEvent id="start"/>', flow("start", "talk"), TASK.format(id="talk"), flow("talk", "pause"),
                               TIMER, flow("pause", "report"), TASK.format(id="report"), flow("report", "end"), '<bpmn:endEvent id="end"/>'))


@pytest.fixture
def office(installation, postgres_url, tmp_path):
    engine = connect(postgres_url)
    office = Office(sessionmaker(engine), wall_clock, Library(), Settings((tmp_path / "secret").read_bytes()))
    with office.writing(SYSTEM) as work:
        add_municipality(work, PLACE, "Leiden", "LEI")
        for login, name in (("noor.zandloper", "Noor Zandloper"), ("romy.waterbrug", "Romy Waterbrug")):     # the second: pick yourself to log in
            give_role(work, add_person(work, login, name).id, "facilitator", PLACE)
        publish(work, {"process.bpmn": TALK_AND_REPORT})
    yield office
    engine.dispose()


def open_tasks(office: Office, element: str) -> list[int]:
    with office.reading(SYSTEM) as work:
        return list(work.session.scalars(select(Task.id).where(Task.element == element, Task.status.in_(("open", "claimed"))).order_by(Task.id)))


def open_cases(office: Office, how_many: int) -> None:
    with office.reading(SYSTEM) as work:
        noor = find_actor(work.session, "noor.zandloper", work.now)
    for _ in range(how_many):
        with office.writing(noor) as work:
            open_case(work, "talk_and_report", PLACE)


def test_two_webs_and_two_workers_have_one_effect(installation, office):
    webs, workers = [installation.web() for _ in range(2)], [installation.start("worker") for _ in range(services()["worker"]["deploy"]["replicas"])]
    open_cases(office, CASES)
    visitors = [Visitor(web.address) for web in webs]
    for web, visitor in zip(webs, visitors):
        wait_until(web.ready, "the start of a web", 60, every=0.1)
        visitor.login("noor.zandloper")
    work_through(office, visitors, "talk", CASES)
    wait_until(lambda: len(open_tasks(office, "report")) == CASES, "the firing of every timer", 60, every=0.1)

    workers[0].kill()                       # the other one goes on alone
    open_cases(office, 1)
    work_through(office, visitors, "talk", 1)
    wait_until(lambda: len(open_tasks(office, "report")) == CASES + 1, "the firing of the last timer", 60, every=0.1)
    work_through(office, visitors, "report", CASES + 1)
    assert installation.run("worker", *services()["worker"]["healthcheck"]["test"][1:]).returncode == 0

    with office.reading(SYSTEM) as work:
        assert set(work.session.scalars(select(Case.status))) == {"ended"}
        fired = Counter(work.session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == "TimerFired")))
    assert list(fired.values()) == [1] * (CASES + 1)


def work_through(office: Office, visitors: list[Visitor], element: str, expected: int) -> None:
    """Each task at another door than the one before."""
    tasks = open_tasks(office, element)
    assert len(tasks) == expected
    for number, task in enumerate(tasks):
        assert visitors[number % len(visitors)].send(f"/tasks/{task}") in (302, 303)


def test_what_compose_starts_first_makes_the_database_ready(installation):
    """`aanzet init` on a database that is ready already: what every later start does."""
    assert installation.run("init").returncode == 0


def test_a_worker_without_redis_says_what_it_lacks(installation):
    installation.instead["REDIS_URL"] = ""
    refused = installation.run("worker")
    assert (refused.returncode, refused.stdout) == (1, "") and "REDIS_URL" in refused.stderr
