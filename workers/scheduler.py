"""The embedded scheduler: one thread that looks when told to, and every few seconds anyway."""
import logging
from collections.abc import Iterable
from datetime import datetime
from threading import Event, Thread

from engine.heartbeat import EVERY
from engine.work import Office
from workers.jobs import Door, look, show_life

log = logging.getLogger(__name__)
PATIENCE = 2.0                              # seconds; a deadline is at most this late when nobody nudges


class Scheduler:
    """Runs the job functions in the web server's own process, where there is no Redis."""

    def __init__(self, office: Office, doors: Iterable[Door] = (), patience: float = PATIENCE):
        self.office, self.doors, self.patience = office, tuple(doors), patience
        self._wake, self._stopping = Event(), Event()
        self._shown: datetime | None = None
        self._thread = Thread(target=self._run, name="aanzet-scheduler", daemon=True)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def nudge(self, about: frozenset[str] = frozenset()) -> None:
        """There may be something to do. Never waits; fits as `Office.nudge`."""
        self._wake.set()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the deadline in hand, then end. What was claimed and not fired is free again when its lease ends."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            done = self._look()
            if not done:
                self._wake.wait(self.patience)

    def _show_life(self) -> None:
        now = self.office.clock()
        if self._shown is None or now - self._shown >= EVERY:
            show_life(self.office)
            self._shown = now

    def _look(self) -> int:
        try:
            self._show_life()
            return look(self.office, self.doors, rounds=1)
        except Exception as error:  # a database that is away comes back; the thread must be there then
            log.error("the scheduler could not look: %s", type(error).__name__)
            self._stopping.wait(self.patience)
            return 0
