"""The server is killed in the middle of people's work: what they were told is done, and nothing is half done."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import func, select

from engine.actors import SYSTEM
from engine.people import add_person
from engine.tables import Case, CaseEvent, Task
from tests.benchmarks.loops import TASK, file, flow, process
from tests.benchmarks.stages import PLACE, Place, place
from tests.life.visiting import Visitor
from tests.servers.aanzet import Serving, serving
from tests.servers.processes import wait_until
from webui.cli.program import wall_clock

CASES, PEOPLE, KILLS, ANSWERS_BEFORE_KILL = 40, 3, 2, 8
TWO_STEPS = file(process("two_steps", '<bpmn:startEvent id="start"/>', flow("start", "visit"), TASK.format(id="visit"), flow("visit", "report"),
                         TASK.format(id="report"), flow("report", "end"), '<bpmn:endEvent id="end"/>'))


@pytest.fixture
def full_house(database_url: str) -> Iterator[Place]:
    with place(database_url, TWO_STEPS, migrated=True, clock=wall_clock) as here:
        with here.office.writing(SYSTEM) as work:
            add_person(work, "romy.waterbrug", "Romy Waterbrug")    # the first of the demo people: then a login needs no password
        for _ in range(CASES):
            here.open("two_steps")
        yield here


def work_until_killed(server: Serving, tasks: SimpleQueue, answered: set[int]) -> None:
    """Complete one task after another; only what the server said yes to counts as answered."""
    try:
        visitor = Visitor(server.address)
        visitor.login("noor.zandloper")
        while True:
            task = tasks.get_nowait()
            if visitor.send(f"/tasks/{task}") in (302, 303):
                answered.add(task)
    except (OSError, HTTPException, Empty):     # the line went dead, or the work is done
        return


def test_no_completed_task_is_lost_and_none_is_half_written(full_house, database_url, tmp_path):
    with full_house.office.reading(SYSTEM) as work:
        waiting = list(work.session.scalars(select(Task.id).where(Task.element == "visit").order_by(Task.id)))
    tasks, answered = SimpleQueue(), set()
    for task in waiting:
        tasks.put(task)
    for _ in range(KILLS):
        before = len(answered)
        with serving("--no-scheduler", cwd=tmp_path, DATABASE_URL=database_url) as server, ThreadPoolExecutor(PEOPLE) as people:
            for _ in range(PEOPLE):
                people.submit(work_until_killed, server, tasks, answered)
            wait_until(lambda: len(answered) >= before + ANSWERS_BEFORE_KILL, "some completions", 60)
            server.kill()
    assert len(answered) >= KILLS * ANSWERS_BEFORE_KILL
    check_nothing_is_half_done(full_house, answered)


def check_nothing_is_half_done(here: Place, answered: set[int]) -> None:
    with here.office.reading(SYSTEM) as work:
        rows = list(work.session.scalars(select(Task).where(Task.municipality == PLACE).order_by(Task.id)))
        done = {task.id for task in rows if task.element == "visit" and task.status == "completed"}
        assert answered <= done
        for case in work.session.scalars(select(Case)):
            steps = {task.element: task.status for task in rows if task.case_id == case.id}
            assert steps in ({"visit": "open"}, {"visit": "completed", "report": "open"})
            told = list(work.session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)))
            assert told.count("TaskCompleted") == (steps["visit"] == "completed")
            assert case.events == len(told)
        assert work.session.scalar(select(func.count()).select_from(Task)) == CASES + len(done)
