"""Many deadlines due at once, two workers: ours, procrastinate and RQ `enqueue_at` side by side, with an empty step and with the real one."""
import asyncio
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import procrastinate
from redis import Redis
from rq import Queue, SimpleWorker
from rq.registry import ScheduledJobRegistry
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

import workers.jobs
from engine.actors import CLOCK, SYSTEM
from engine.claims import Claimed
from engine.deadlines import fire_deadline
from engine.ledger import firings
from engine.library import Library
from engine.settings import Settings
from engine.tables import CaseEvent, Deadline, connect
from engine.work import Office, Work
from tests import databases
from tests.benchmarks.copies import Falling, copy_case
from tests.benchmarks.measure import Result
from tests.benchmarks.stages import NOW, Place, place
from tests.core.programme import HEAD
from tests.servers import postgres, processes, redis
from tests.workers.processes import CALL

WORKERS, PATIENCE = 2, 3600
QUEUE = "deadlines"
FALLS, LATER = NOW + timedelta(hours=5), NOW + timedelta(days=300)
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Site:
    """Where a worker of any kind works. `real`: each deadline takes its step; else it is only noted that it fell."""

    database: str
    redis: str
    real: bool

    @property
    def plain(self) -> str:
        return self.database.replace("+psycopg", "")


@cache
def office_at(url: str) -> Office:
    return Office(sessionmaker(connect(url)), lambda: FALLS, Library(), Settings(b"a secret of thirty-two characters"))


def note_only(work: Work, claimed: Claimed) -> bool:
    """The empty step of ours keeps lease and guard, and its own transaction."""
    return firings.fell(work, claimed.deadline_id, claimed.lease_token) is not None


def fire_by_id(url: str, deadline: int, case: int) -> None:
    """What a job of another queue does when it carries one deadline of ours."""
    with office_at(url).writing(CLOCK) as work:
        fire_deadline(work, Claimed(deadline, 0, case, "GM0546", 1))


def nothing(url: str, deadline: int, case: int) -> None:
    """The empty step of the others costs their queue alone."""


def ours(site: Site) -> None:
    if not site.real:
        workers.jobs.fire_deadline = note_only
    office = office_at(site.database)
    while workers.jobs.fire_due(office):
        pass


def _procrastinate(site: Site) -> procrastinate.App:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=site.plain))
    app.task(name="fire")(fire_by_id if site.real else nothing)
    return app


def by_procrastinate(site: Site) -> None:
    logging.disable(logging.INFO)

    async def work() -> None:
        app = _procrastinate(site)
        async with app.open_async():
            await app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False)
    asyncio.run(work())


def by_rq(site: Site) -> None:
    connection = Redis.from_url(site.redis)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    scheduler = RQScheduler([queue], connection=connection, serializer=JSONSerializer, logging_level="WARNING")
    if scheduler.acquire_locks():
        while ScheduledJobRegistry(queue=queue).get_jobs_to_schedule(chunk_size=1):     # it takes a thousand at a time
            scheduler.enqueue_scheduled_jobs()
    while queue.is_empty():                 # the other worker goes home as soon as it finds nothing to do
        time.sleep(0.01)
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="ERROR")


def fill_procrastinate(site: Site, rows: list[tuple[int, int]], pending: int) -> None:
    async def defer() -> None:
        app = _procrastinate(site)
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            jobs = [{"url": site.database, "deadline": deadline, "case": case} for deadline, case in rows]
            await app.tasks["fire"].configure(schedule_at=datetime.now(UTC) - timedelta(minutes=1)).batch_defer_async(*jobs)
            later = app.tasks["fire"].configure(schedule_at=LATER)
            for first in range(0, pending, 1000):
                await later.batch_defer_async(*({"url": "", "deadline": first, "case": 0} for _ in range(min(1000, pending - first))))
    asyncio.run(defer())


def fill_rq(site: Site, rows: list[tuple[int, int]], pending: int) -> None:
    queue = Queue(QUEUE, connection=Redis.from_url(site.redis), serializer=JSONSerializer)
    past, job = datetime.now(UTC) - timedelta(minutes=1), fire_by_id if site.real else nothing
    for deadline, case in rows:
        queue.enqueue_at(past, job, site.database, deadline, case, result_ttl=0)
    for _ in range(pending):
        queue.enqueue_at(LATER, nothing, "", 0, 0, result_ttl=0)


def fill_ours(site: Site, rows: list[tuple[int, int]], pending: int) -> None:
    """They stand in the database already."""


KINDS: dict[str, tuple[Callable, Callable]] = {
    "claims": (fill_ours, ours), "procrastinate": (fill_procrastinate, by_procrastinate), "rq_enqueue_at": (fill_rq, by_rq)}


def drained(kind: str, real: bool, due: int, pending: int) -> Result:
    """Deadlines a second, and the CPU of the workers for each; the servers' comes on top."""
    fill, work = KINDS[kind]
    with servers(real) as (site, here):
        rows = furnished(here, due, pending)
        fill(site, rows, pending)
        here.engine.dispose()               # no connection crosses into another process
        seconds, cpu = timed(partial(work, site))
        if real or kind == "claims":
            check(here, due, real, in_order=kind == "claims")
    name = f"{kind}_pg" if real else f"{kind}_empty_pg"
    return Result(name, due / seconds, "1/s", due, cpu * 1000 / due)


@contextmanager
def servers(real: bool) -> Iterator[tuple[Site, Place]]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        database, store = postgres.start(Path(folder) / "postgres"), redis.start(Path(folder) / "redis")
        try:
            databases.postgres_template(database)
            databases.clone(database, "bench")
            with place(database.url("bench"), f"{HEAD}{CALL}</bpmn:definitions>".encode(), migrated=True) as here:
                yield Site(database.url("bench"), store.url(), real), here
        finally:
            processes.end(store.pid)
            processes.end(database.pid, postgres.STOP)


def furnished(here: Place, due: int, pending: int) -> list[tuple[int, int]]:
    """(deadline, case) of what is due, in due order; those that were copied are among the pending."""
    for how_many, falling in ((due, Falling(FALLS - timedelta(hours=1), 0.01)), (pending, Falling(LATER, 0.01))):
        first = here.open("call")
        copy_case(here.engine, first, how_many, falling)
        with here.office.writing(SYSTEM) as work:
            work.session.scalars(select(Deadline).where(Deadline.case_id == first)).one().due_at = LATER
    with here.office.reading(SYSTEM) as work:
        return list(work.session.execute(select(Deadline.id, Deadline.case_id).where(Deadline.due_at <= FALLS).order_by(Deadline.due_at)).tuples())


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds until both are done, from the moment both are ready; and their CPU seconds."""
    start, spent = SPAWN.Barrier(WORKERS + 1), SPAWN.Queue()
    runners = [SPAWN.Process(target=_run, args=(work, start, spent), daemon=True) for _ in range(WORKERS)]
    for runner in runners:
        runner.start()
    start.wait(PATIENCE)
    began = time.monotonic()
    cpu = sum(spent.get(timeout=PATIENCE) for _ in runners)
    seconds = time.monotonic() - began
    for runner in runners:
        runner.join()
    return seconds, cpu


def _run(work: Callable[[], None], start, spent) -> None:
    start.wait(PATIENCE)
    began = time.process_time()
    work()
    spent.put(time.process_time() - began)


def check(here: Place, due: int, real: bool, in_order: bool) -> None:
    """Every one once; and in due order, but for what two workers have in hand at the same time."""
    with here.office.reading(CLOCK) as work:
        fell = list(work.session.scalars(select(Deadline.id).where(Deadline.state == "fired").order_by(Deadline.due_at)))
        told = work.session.scalar(select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "TimerFired"))
        order = list(work.session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == "TimerFired").order_by(CaseEvent.id)))
    if len(fell) != due or told != (due if real else 0):
        raise RuntimeError(f"{len(fell)} deadlines fired and {told} told of, not {due}")
    astray = max((abs(at - place) for place, at in enumerate(_ranks(order))), default=0)
    if in_order and astray > WORKERS * 2 * workers.jobs.BATCH:
        raise RuntimeError(f"a deadline fired {astray} places from its own")


def _ranks(cases: list[int]) -> list[int]:
    rank = {case: place for place, case in enumerate(sorted(cases))}
    return [rank[case] for case in cases]


def benches(full: bool) -> dict[str, Callable[[], Result]]:
    due, pending = (10_000, 100_000) if full else (300, 3_000)
    return {f"{kind}{'' if real else '_empty'}_pg": partial(drained, kind, real, due, pending) for real in (True, False) for kind in KINDS}
