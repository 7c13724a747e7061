"""Requests that wait for something to come: few at a time, woken by a commit, and looking for themselves as well."""
from collections.abc import Callable
from threading import Condition
from time import monotonic

PLACES = 16                                 # as many programs may wait at one door; the next is answered at once
GLANCE = 2.0                                # seconds between looks that nobody asked for: a lease or a back-off ends in silence
JOBS = "jobs"                               # what a commit calls out when outside programs may have something to fetch


class Lobby:
    """Whoever waits here takes no thread from people: `crowd` hears how many wait, and whoever serves makes room for as many more."""

    def __init__(self, places: int = PLACES, glance: float = GLANCE):
        self.places, self.glance = places, glance
        self.crowd: Callable[[int], object] = lambda waiting: None
        self._heard, self._waiting, self._rung, self._closed = Condition(), 0, 0, False

    def ring(self, about: frozenset[str] = frozenset((JOBS,))) -> None:
        """Something may have come. Never waits; fits as `Office.nudge`."""
        if JOBS in about:
            with self._heard:
                self._rung += 1
                self._heard.notify_all()

    def close(self) -> None:
        """Whoever waits is answered now."""
        with self._heard:
            self._closed = True
            self._heard.notify_all()

    def wait(self, there: Callable[[], bool], seconds: float) -> None:
        """Until `there` says yes or the time is over. `there` is asked outside any lock, and has to leave no transaction open."""
        if not self._sits():
            return
        try:
            until = monotonic() + seconds
            while not self._closed and (left := until - monotonic()) > 0:
                rung = self._rung           # before looking: what comes meanwhile is not missed
                if there():
                    return
                with self._heard:
                    self._heard.wait_for(lambda: self._closed or self._rung != rung, min(left, self.glance))
        finally:
            self._rises()

    def _sits(self) -> bool:
        with self._heard:
            if self._closed or self._waiting >= self.places:
                return False
            self._waiting += 1
            self.crowd(self._waiting)
        return True

    def _rises(self) -> None:
        with self._heard:
            self._waiting -= 1
            self.crowd(self._waiting)
