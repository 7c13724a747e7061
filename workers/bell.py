"""Tells every web that outside programs may have something to fetch: a word over Redis, which may get lost without harm."""
import logging
from collections.abc import Callable
from threading import Event, Thread

from redis import Redis
from redis.client import PubSub
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
CHANNEL = "aanzet-jobs"
WORD = "jobs"
PATIENCE = 5.0                              # seconds before a Redis that is away is called again
TURN = 1.0                                  # seconds of listening before looking whether to stop


class Bell:
    """Fits as `Office.nudge`. Whoever misses the word looks for themselves after a few seconds."""

    def __init__(self, redis_url: str):
        self.redis = Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=1)
        self._stopping, self._away = Event(), False
        self._thread: Thread | None = None

    def __call__(self, about: frozenset[str] = frozenset()) -> None:
        if WORD not in about:
            return
        try:
            self.redis.publish(CHANNEL, WORD)
        except RedisError as error:
            log.warning("the bell could not be rung: %s", type(error).__name__)

    def listen(self, ring: Callable[[], object]) -> None:
        """Call `ring` for each word that comes, on a thread of its own, until `stop`."""
        self._thread = Thread(target=self._listen, args=(ring,), name="aanzet-bell", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(2 * TURN)

    def _listen(self, ring: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            try:
                with self.redis.pubsub(ignore_subscribe_messages=True) as line:
                    line.subscribe(CHANNEL)
                    if self._away:
                        self._away = False
                        log.warning("the bell is heard again")
                    self._hear(line, ring)
            except (RedisError, OSError, ValueError) as error:      # ValueError: the line was shut while we read
                if not self._away and not self._stopping.is_set():  # told once, and again when it is back
                    self._away = True
                    log.warning("the bell is not heard: %s", type(error).__name__)
                self._stopping.wait(PATIENCE)

    def _hear(self, line: PubSub, ring: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            if line.get_message(timeout=TURN) is not None:
                ring()
