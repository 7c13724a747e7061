"""Six processes fire one deadline while a person completes its task, round after round, on PostgreSQL."""
import multiprocessing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from engine.actors import CLOCK, SYSTEM
from engine.claims import Claimed, claim_due
from engine.deadlines import fire_deadline
from engine.errors import EngineError
from engine.ledger.events import broken_at
from engine.tables import Case, CaseEvent, Deadline, Task, connect
from tests.core.programme import Programme
from tests.workers.processes import CALL

WORKERS = 6
PATIENCE = 60                               # seconds before a round that hangs is given up
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Round:
    """What one round left behind. Exactly one of fired and completed may be 1."""

    fired: int
    completed: int
    tasks: tuple[tuple[str, str], ...]
    waiting: int
    firings_said: int                       # how many workers were told that they fired it
    refused: str | None                     # what the person was told when the clock was first
    chain_broken: int | None

    @property
    def one_effect(self) -> bool:
        by_clock = (self.fired, self.completed, self.tasks) == (1, 0, (("ring", "cancelled"), ("visit", "open")))
        by_person = (self.fired, self.completed, self.tasks) == (0, 1, (("ring", "completed"),))
        told = self.firings_said == 1 and self.refused is not None if by_clock else self.firings_said == 0 and self.refused is None
        return (by_clock or by_person) and told and self.waiting == 0 and self.chain_broken is None


class _Stopped:
    """The clock of a child process: whatever the round says."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def race(programme: Programme, url: str, rounds: int) -> list[Round]:
    """Each round opens a case, lets its timer fall due, and sends everybody off at one signal."""
    programme.publish(CALL)
    programme.clock.now = programme.clock.now.astimezone(UTC)       # four hours later is four hours later, whatever night it is
    programme.office.sessions.kw["bind"].dispose()      # no connection crosses a fork
    start = FORK.Barrier(WORKERS + 1)
    pipes = [FORK.Pipe() for _ in range(WORKERS + 1)]
    runners = [FORK.Process(target=_run, args=(url, pipe[1], start, number == WORKERS), daemon=True) for number, pipe in enumerate(pipes)]
    for runner in runners:
        runner.start()
    try:
        return [_round(programme, [pipe[0] for pipe in pipes]) for _ in range(rounds)]
    finally:
        for pipe in pipes:
            pipe[0].send(None)
        for runner in runners:
            runner.join(PATIENCE)


def _round(programme: Programme, pipes: list) -> Round:
    case = programme.open("call")
    task, = programme.all(select(Task).where(Task.case_id == case.id))
    programme.clock.now += timedelta(hours=4)
    with programme.office.writing(CLOCK) as work:
        claimed, = claim_due(work)
    for pipe in pipes:
        pipe.send((programme.clock.now, claimed, task.id))
    answers = [pipe.recv() if pipe.poll(PATIENCE) else "hangs" for pipe in pipes]
    with programme.reading(SYSTEM) as work:
        def count(kind: str) -> int:
            return work.session.scalar(select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind))
        tasks = work.session.execute(select(Task.element, Task.status).where(Task.case_id == case.id).order_by(Task.id)).all()
        waiting = work.session.scalar(select(func.count()).where(
            Deadline.case_id == case.id, Deadline.state == "waiting", Deadline.kind == "timer"))
        chain = broken_at(work.session, work.session.get_one(Case, case.id))
        return Round(count("TimerFired"), count("TaskCompleted"), tuple(map(tuple, tasks)), waiting,
                     sum(answer is True for answer in answers[:-1]), answers[-1], chain)


def _run(url: str, pipe, start, is_person: bool) -> None:
    programme = Programme(sessionmaker(connect(url)), _Stopped())
    act = _complete if is_person else _fire
    while (task := pipe.recv()) is not None:
        programme.clock.now, claimed, task_id = task
        start.wait(PATIENCE)
        pipe.send(act(programme, claimed, task_id))


def _fire(programme: Programme, claimed: Claimed, task_id: int) -> bool | str:
    try:
        with programme.office.writing(CLOCK, {claimed.municipality}) as work:
            return fire_deadline(work, claimed)
    except Exception as error:
        return type(error).__name__


def _complete(programme: Programme, claimed: Claimed, task_id: int) -> str | None:
    """What the person is told; None when it worked."""
    try:
        programme.complete(Task(id=task_id), "fenna")
    except EngineError as refused:
        return refused.sentence()
    return None
