"""The embedded scheduler: threads that look when told to, and every few seconds anyway; one for the clock, one for the post, one for calls to other systems."""
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event, Thread
from time import monotonic

from engine import upkeep
from engine.heartbeat import EVERY
from engine.work import Office
from workers.jobs import Calls, Door, call_others, keep_house, keep_time, send, show_life

log = logging.getLogger(__name__)
PATIENCE = 2.0                              # seconds; a deadline is at most this late when nobody nudges


class Watch:
    """A thread that acts as long as there is something to do, then waits to be woken. `act` gives how much it did."""

    def __init__(self, name: str, act: Callable[[], int], patience: float):
        self.act, self.patience = act, patience
        self._wake, self._stopping = Event(), Event()
        self.thread = Thread(target=self._run, name=name, daemon=True)

    def wake(self) -> None:
        self._wake.set()

    def leaving(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                done = self.act()
            except Exception as error:      # a database that is away comes back; the thread must be there then
                log.error("%s could not look: %s", self.thread.name, type(error).__name__)
                self._stopping.wait(self.patience)
                continue
            if not done:
                self._wake.wait(self.patience)


class Scheduler:
    """Runs the job functions in the process it is in. A mail server or another system that is slow never keeps the clock waiting."""

    def __init__(self, office: Office, doors: Iterable[Door] = (), patience: float = PATIENCE, caller: Calls | None = None):
        self.office, self.doors, self.caller = office, tuple(doors), caller
        self._clock = Watch("aanzet-clock", self._keep_time, patience)
        self._post = Watch("aanzet-post", self.send, patience)
        self._calls = Watch("aanzet-calls", self._call, patience)
        self._shown: datetime | None = None
        self._kept: datetime | None = None

    @property
    def is_running(self) -> bool:
        return any(watch.thread.is_alive() for watch in self._watches)

    @property
    def _watches(self) -> tuple[Watch, ...]:
        return (self._clock, self._post) if self.caller is None else (self._clock, self._post, self._calls)

    def start(self) -> None:
        for watch in self._watches:
            watch.thread.start()

    def nudge(self, about: frozenset[str] = frozenset()) -> None:
        """There may be something to do. Never waits; fits as `Office.nudge`."""
        for watch in self._watches:
            watch.wake()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish what is in hand, then end. What was claimed and not begun is given back, or free again when its lease ends."""
        until = monotonic() + seconds
        for watch in self._watches:
            watch.stop()
        for watch in self._watches:
            if watch.thread.is_alive():
                watch.thread.join(max(0.0, until - monotonic()))

    def _keep_time(self) -> int:
        now = self.office.clock()
        if self._shown is None or now - self._shown >= EVERY:
            show_life(self.office)
            self._shown = now
        done = keep_time(self.office)
        if done:
            self._post.wake()
            self._calls.wake()
        return done

    def send(self) -> int:
        """One look of the post."""
        now = self.office.clock()
        if self._kept is None or now - self._kept >= upkeep.EVERY:      # with the post: no deadline waits for it
            self._kept = now
            keep_house(self.office)
        return send(self.office, self.doors, self._post.leaving)

    def _call(self) -> int:
        return call_others(self.office, self.caller, leaving=self._calls.leaving)
