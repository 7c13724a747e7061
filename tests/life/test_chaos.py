"""Everything dies while deadlines fire and people work: nothing is lost and nothing happens twice; and the test would see it if it were so."""
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import pytest
from sqlalchemy import func, or_, select

from engine.actors import CLOCK
from engine.claims import ATTEMPTS
from engine.tables import Case, CaseEvent, Deadline
from tests.benchmarks.copies import Falling
from tests.core.processes import END, START, flows, process, user_task
from tests.core.programme import BEGINNING
from tests.life.chaos import chaos
from tests.life.commands import DEADLY
from tests.life.machines import IN_TIME, Machines, machines
from tests.life.time_passing import TownClock
from tests.life.verdict import Verdict, judge
from tests.life.visiting import Visitor
from tests.life.work_in_hand import CALLER, Assignment, assign, copies, open_due, prepare, tasks_of
from tests.servers.processes import wait_until
from tests.workers.processes import waiting
from workers.queue import Nudger, workers_seen

DEADLINES, KILLS, SEED = 2000, 20, 2031
MANDATES, IN_HAND = 60, 10                  # of 240 deadlines a worker has at least ten in hand when it is stopped
PATIENCE = 300                              # seconds for what takes a few on a quiet machine
A_LEASE = timedelta(minutes=2)              # and a bit
POISONED = process("poisoned", START, user_task("ring", "facilitator", "Bellen"),
                   f'<bpmn:boundaryEvent id="{DEADLY}" attachedToRef="ring">{waiting("PT4H")}</bpmn:boundaryEvent>', END,
                   '<bpmn:endEvent id="let-go" />', flows(("start", "ring"), ("ring", "end"), (DEADLY, "let-go")))


@pytest.fixture
def folder(servers) -> Iterator[Path]:
    """Where the account of PostgreSQL may enter too."""
    place = servers.folder / f"life_{uuid4().hex}"
    place.mkdir()
    place.chmod(0o711)
    yield place
    rmtree(place, ignore_errors=True)


def town(folder: Path, like: Path, without: frozenset[str] = frozenset()):
    """At the speed of the wall: a lease ends when the test says so."""
    return machines(folder, TownClock.started(BEGINNING, 1, folder), without, like)


def count(here: Machines, *conditions) -> int:
    with here.office.reading(CLOCK) as work:
        return work.session.scalar(select(func.count()).select_from(Deadline).where(*conditions))


def fired(here: Machines, cases) -> int:
    return count(here, Deadline.case_id.in_(cases), Deadline.state == "fired")


def test_everything_dies_and_nothing_is_lost_or_done_twice(folder, cluster):
    story = chaos(folder, DEADLINES, KILLS, SEED, like=cluster)
    assert (story.verdict.lost, story.verdict.twice) == ([], []), story.line()
    assert (story.deadlines, sum(story.kills.values())) == (DEADLINES, KILLS) and story.completed, story.line()


def stopped_in_the_middle(here: Machines, name: str, before: int) -> None:
    """A worker stands still between two deadlines, with more in hand than `before`: what others had who stopped earlier."""
    def halted() -> bool:
        here.go_on(name)
        if in_hand(here) < before + IN_HAND:
            return False
        here.halt(name)
        return not here.is_in_transaction() and in_hand(here) >= before + IN_HAND
    wait_until(halted, f"{name} being busy", PATIENCE, every=0.003)


def stopped_between(here: Machines, name: str) -> None:
    """A worker stands still between two transactions: within one it would hold up whoever needs the same case."""
    def halted() -> bool:
        here.halt(name)
        if here.is_in_transaction():
            here.go_on(name)
            return False
        return True
    wait_until(halted, f"{name} being at rest", PATIENCE, every=0.003)


def in_hand(here: Machines) -> int:
    return count(here, Deadline.state == "waiting", Deadline.lease_until > here.clock())


def left_to_the_living(here: Machines) -> int:
    """What is due and in nobody's hands, or was taken just now."""
    now = here.clock()
    return count(here, Deadline.state == "waiting", Deadline.due_at <= now, or_(Deadline.lease_until.is_(None), Deadline.lease_until <= now + A_LEASE))


def one_more(here: Machines) -> None:
    """Whoever works now has fired all that was due before this one."""
    last = open_due(here)
    wait_until(lambda: fired(here, [last]) == 1, "the firing of the last deadline", PATIENCE, every=0.05)


def troubled(folder: Path, like: Path, without: frozenset[str] = frozenset()) -> Verdict:
    """One worker stands still until others have done its work, and then goes on; another dies with its hands full."""
    with town(folder, like, without) as here:
        prepare(here)
        assignment = assign(here, 0, MANDATES)
        here.clock.put_forward(timedelta(seconds=10))
        here.worker("slow")
        stopped_in_the_middle(here, "slow", 0)
        held = in_hand(here)
        here.worker("dead")
        stopped_in_the_middle(here, "dead", held)
        here.kill("dead")
        here.clock.put_forward(A_LEASE)
        here.worker("third")
        wait_until(lambda: left_to_the_living(here) == 0, "the work of the others being done", PATIENCE, every=0.05)
        stopped_between(here, "third")
        here.go_on("slow")
        one_more(here)
        return judge(here, assignment, post=False)


def test_whoever_comes_back_late_changes_nothing_and_what_the_dead_had_is_done(folder, cluster):
    verdict = troubled(folder, cluster)
    assert (verdict.lost, verdict.twice) == ([], [])


def test_without_the_guard_the_same_would_happen_twice(folder, cluster):
    verdict = troubled(folder, cluster, frozenset({"guard"}))
    assert verdict.twice


def test_without_the_lease_what_the_dead_had_would_be_lost(folder, cluster):
    verdict = troubled(folder, cluster, frozenset({"lease"}))
    assert verdict.lost and not verdict.twice


def test_a_step_that_kills_its_worker_leaves_its_case_stuck_and_the_others_fire(folder, cluster):
    with town(folder, cluster) as here:
        prepare(here, POISONED)
        case, = copies(here, "poisoned", 1, Falling(here.clock(), 0))
        others = copies(here, "call", 30, Falling(here.clock() + timedelta(seconds=1), 0))
        here.clock.put_forward(timedelta(seconds=10))
        here.worker("worker-1")
        deaths = sum(map(len, _deaths(here, case)))
        assert deaths == ATTEMPTS
        wait_until(lambda: fired(here, others) == len(others), "the firing of the others", PATIENCE, every=0.05)
        assert count(here, Deadline.case_id.in_(others), Deadline.attempts > 2) == 0      # taken down once, never again
        assert judge(here, Assignment(tuple(others), ())).lost == []
        with here.office.reading(CLOCK) as work:
            stuck = work.session.get_one(Case, case)
            assert (stuck.status, stuck.stuck_element, stuck.stuck_params["why"]) == ("stuck", DEADLY, "WorkerLost")
            assert work.session.scalar(select(func.count()).where(CaseEvent.case_id == case, CaseEvent.kind == "CaseStuck")) == 1


def _deaths(here: Machines, case: int):
    """Who died, each time somebody did, until the case is stuck. What the dead had in hand is free when its lease is over."""
    def is_stuck() -> bool:
        with here.office.reading(CLOCK) as work:
            return work.session.get_one(Case, case).status == "stuck"

    while not is_stuck():
        wait_until(lambda: is_stuck() or not all(process.is_alive() for process in here.running.values()), "a death, or the end of them", PATIENCE, every=0.05)
        if dead := here.revive():
            yield dead
            here.clock.put_forward(A_LEASE)


def test_redis_goes_for_good_and_comes_back_and_no_deadline_is_half_a_minute_late(folder, cluster):
    with town(folder, cluster) as here:
        prepare(here)
        here.web("web-1")
        here.worker("worker-1")
        wait_until(lambda: workers_seen(here.redis.url()) == 1, "the start of a worker", IN_TIME, every=0.1)
        visitor = Visitor(here.webs["web-1"])
        wait_until(lambda: _entered(visitor), "the start of a web", IN_TIME, every=0.1)
        here.stop_redis()
        calls = copies(here, "call", 10, Falling(here.clock(), 1)) + copies(here, "call", 1, Falling(here.clock() + timedelta(hours=1), 0))
        answered, task = tasks_of(here, tuple(calls[-1:]), "ring").popitem()
        assert visitor.send(f"/tasks/{task}") in (302, 303)         # and a person hears nothing of it
        wait_until(lambda: fired(here, calls) == len(calls) - 1, "the firing without Redis", PATIENCE, every=0.05)
        assert judge(here, Assignment(tuple(calls), ()), [answered]) == Verdict()
        assert latest(here, calls) <= timedelta(seconds=30)
        here.start_redis()
        nudger = Nudger(here.redis.url())
        nudger(frozenset({"deadlines"}))
        wait_until(lambda: nudger.queue.count == 0, "the return of the worker to Redis", PATIENCE, every=0.1)
        assert workers_seen(here.redis.url()) == 1
        assert here.revive() == []


def latest(here: Machines, cases) -> timedelta:
    with here.office.reading(CLOCK) as work:
        moments = work.session.execute(select(Deadline.fired_at, Deadline.due_at).where(Deadline.case_id.in_(cases), Deadline.state == "fired"))
        return max(fired_at - due_at for fired_at, due_at in moments)


def _entered(visitor: Visitor) -> bool:
    try:
        return visitor.send("/login", login=CALLER) in (302, 303)
    except OSError:
        return False
