"""Several people at the same moment, on a real database each time."""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from engine.errors import Conflict
from engine.tables import Case, CaseEvent, Task
from tests.core.processes import VISIT

ROUNDS = 5


def test_two_people_complete_one_task_and_one_of_them_is_told(programme):
    programme.publish(VISIT)
    for _ in range(ROUNDS):
        programme.open()
    actors = [programme.actor("fenna"), programme.actor("floor")]
    for task in programme.all(select(Task)):
        both = Barrier(2)

        def finish(actor, task=task, both=both):
            both.wait()
            try:
                programme.complete(task, actor, by=actor.login)
                return "done"
            except Conflict:
                return "told"
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(finish, actors)) == ["done", "told"]
    done = programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskCompleted"))
    assert len(done) == ROUNDS and len(programme.all(select(Task))) == 2 * ROUNDS


def test_cases_opened_at_once_get_numbers_of_their_own(programme):
    programme.publish(VISIT)
    actor, together = programme.actor("fenna"), Barrier(4)

    def begin(_):
        together.wait()
        return programme.open(who=actor).number
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(begin, range(4)))
    assert sorted(numbers) == [f"LEI-2031-000{n}" for n in range(1, 5)]
    assert len(programme.all(select(Case))) == 4
