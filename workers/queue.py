"""The RQ door: Redis carries the word "look", the database says at what. Losing Redis costs seconds, never a deadline."""
import logging
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from time import monotonic

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker, worker_registration
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from engine.work import Office
from workers.jobs import Calls, Door, keep_time
from workers.scheduler import Scheduler

log = logging.getLogger(__name__)
QUEUE = "aanzet"                            # one queue a worker: on two, a killed worker loses the job it was popping
ENOUGH = 4                                  # words waiting; one more would say the same
SWEEP = 5.0                                 # seconds between looks that nobody asked for, with or without Redis
JOB_SECONDS = 120
FORGOTTEN = 60                              # seconds without a sign of life; RQ gives one a quarter of a minute before
KEPT_SECONDS = 3600                         # a failed word is kept this long, for whoever looks into it


@dataclass
class Desk:
    """What the worker of this process works with. `leaving`: it was told to stop."""

    office: Office
    scheduler: Scheduler
    leaving: bool = False


_DESK: list[Desk] = []


class BrokenOff(Exception):
    """A look that somebody else will do again. Says the name of what was wrong."""


class Nudger:
    """Fits as `Office.nudge`: says "look" after a commit. A Redis that is away is no trouble of whoever completed a task.

    One that does not even refuse costs a second; then nobody is asked to wait for it again until it was given time.
    """

    def __init__(self, redis_url: str):
        self.queue, self._away_until = _queue(Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=1)), 0.0

    def __call__(self, about: frozenset[str] = frozenset()) -> None:
        if monotonic() < self._away_until:
            return
        try:
            if self.queue.count < ENOUGH:
                self.queue.enqueue_call(look_now, timeout=JOB_SECONDS, result_ttl=0, failure_ttl=KEPT_SECONDS)
        except RedisError as error:
            self._away_until = monotonic() + SWEEP
            log.warning("nobody could be nudged: %s", type(error).__name__)


def look_now() -> int:
    """The one job there is. It carries nothing: what is due stands in the database."""
    desk, done = _DESK[-1], 0
    try:
        while not desk.leaving and (found := keep_time(desk.office)):
            done += found
    except Exception as error:              # RQ keeps the text of an error in Redis and in the log, and that may name somebody
        raise BrokenOff(type(error).__name__) from None
    desk.scheduler.nudge()                  # the post goes by itself: nobody outside keeps this job waiting
    return done


class Announced(SimpleWorker):
    """Says with every sign of life who it is, not at its birth alone: a Redis that lost its contents hears it again."""

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        worker_registration.register(self, pipeline)

    def request_stop(self, signum, frame) -> None:
        for desk in _DESK:
            desk.leaving = True
        super().request_stop(signum, frame)

    def set_shutdown_requested_date(self) -> None:
        """Nobody asks for it, and a Redis that is away would hold up whoever wants to go."""

    def teardown(self) -> None:
        if self.pubsub_thread:              # RQ forgets it when Redis does not hear of the death
            self.pubsub_thread.stop()
        super().teardown()


def run_worker(office: Office, redis_url: str, doors: Iterable[Door] = (), caller: Calls | None = None, burst: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), finishing what is in hand. `burst`: until the queue is empty.

    A scheduler looks every few seconds by itself, so deadlines also fire while Redis is away.
    """
    desk, pause = Desk(office, Scheduler(office, doors, SWEEP, caller)), Event()
    _DESK.append(desk)
    desk.scheduler.start()
    try:
        _heed(desk)
        while not _work(desk, redis_url, burst):
            pause.wait(SWEEP)
    except StopRequested:
        log.debug("told to stop")
    finally:
        desk.scheduler.stop()
        _DESK.remove(desk)


def workers_seen(redis_url: str) -> int:
    """How many workers are there now; RedisError when Redis does not answer."""
    connection = Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
    return len(Worker.all(connection=connection, queue=_queue(connection)))


def _work(desk: Desk, redis_url: str, burst: bool) -> bool:
    """One stretch of work; False when another follows, since RQ also ends by itself: when Redis goes away, or says what it does not expect."""
    connection = Redis.from_url(redis_url, socket_timeout=30, socket_connect_timeout=5)
    try:
        worker = Announced([_queue(connection)], connection=connection, serializer=JSONSerializer, worker_ttl=FORGOTTEN)
        worker.work(burst=burst, logging_level="WARNING")
        return burst or desk.leaving
    except (RedisError, OSError) as error:
        log.warning("Redis is away: %s", type(error).__name__)
        return desk.leaving
    finally:
        if not desk.leaving:
            _heed(desk)


def _heed(desk: Desk) -> None:
    """Who tells us to stop is heard while RQ has nothing to say as well."""
    def leave(signum: int, frame) -> None:
        desk.leaving = True
        signal.signal(signum, signal.SIG_DFL)
        raise StopRequested

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)


def _queue(connection: Redis) -> Queue:
    # RQ pickles by default, and whoever reaches Redis could then run any code.
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)
