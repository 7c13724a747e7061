"""People who complete their tasks at the very moment the clock acts, at webs that die under their hands."""
import random
from collections.abc import Sequence
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from tests.life.machines import Machines
from tests.life.visiting import Visitor

DONE = (302, 303)
A_MOMENT = 0.1                              # seconds before a web that is away is tried again


class People:
    """`answered` holds the cases whose completion a web said yes to. Leaving the block waits for everybody."""

    def __init__(self, here: Machines, tasks: Sequence[tuple[int, int]], how_many: int, seed: int):
        self.here, self.answered, self.refused = here, set(), set()
        self._tasks, self._over, self._lock = SimpleQueue(), Event(), Lock()
        for task in tasks:
            self._tasks.put(task)
        self._threads = [Thread(target=self._work, args=(random.Random(seed + number),), daemon=True) for number in range(how_many)]

    def __enter__(self) -> "People":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def go_home(self) -> None:
        """Finish the task in hand."""
        self._over.set()

    def _work(self, chance: random.Random) -> None:
        visitor = None
        while not self._over.is_set():
            try:
                case, task = self._tasks.get_nowait()
            except Empty:
                return
            while not self._over.is_set():
                visitor = visitor or self._enter(chance)
                status = self._send(visitor, task)
                if status in DONE:
                    with self._lock:
                        self.answered.add(case)
                    break
                if status is not None and 400 <= status < 500:      # the clock was first
                    with self._lock:
                        self.refused.add(case)
                    break
                visitor = None
                self._over.wait(A_MOMENT)

    def _enter(self, chance: random.Random) -> Visitor | None:
        visitor = Visitor(chance.choice(sorted(self.here.webs.values())))
        try:
            return visitor if visitor.send("/login", login="noor.zandloper") in DONE else None
        except (OSError, HTTPException, AttributeError):
            return None

    def _send(self, visitor: Visitor | None, task: int) -> int | None:
        """None: no answer, so nobody knows."""
        if visitor is None:
            return None
        try:
            return visitor.send(f"/tasks/{task}")
        except (OSError, HTTPException):
            return None
        except AttributeError:              # a page without a form: this task takes no answers any more
            return 409
