"""One set of servers for one test run, shared by its parallel workers and ended with it."""
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers import postgres, processes, redis

ENDINGS = {"postgres": postgres.STOP, "redis": signal.SIGTERM, "keeper": signal.SIGTERM}


class Session:
    """A folder with a lock and a file for each server that runs; whoever needs a server first starts it."""

    def __init__(self, folder: Path, owner: int):
        self.folder, self.owner = folder, owner

    @contextmanager
    def locked(self):
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def once(self, name: str, make: Callable[[], dict]) -> dict:
        """What `make` returned to the first who asked."""
        note = self.folder / f"{name}.json"
        with self.locked():
            if not note.exists():
                note.write_text(json.dumps(make()))
            return json.loads(note.read_text())

    def postgres(self) -> postgres.Running:
        return postgres.Running(**self._server("postgres", partial(postgres.start, how=postgres.UNTENDED)))

    def redis(self) -> redis.Running:
        return redis.Running(**self._server("redis", redis.start))

    def _server(self, name: str, start: Callable) -> dict:
        def make() -> dict:
            running = start(self.folder / name)
            return {"port": running.port, "pid": running.pid}
        self.once("keeper", self._keeper)
        return self.once(name, make)

    def _keeper(self) -> dict:
        """Ends the servers also when the run itself is killed."""
        command = [sys.executable, "-m", "tests.servers.session", str(self.folder), str(self.owner)]
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True,
                                  cwd=Path(__file__).parents[2])
        return {"pid": keeper.pid}

    def end(self) -> None:
        for name, how in ENDINGS.items():
            note = self.folder / f"{name}.json"
            if note.exists() and (pid := json.loads(note.read_text())["pid"]) != os.getpid():
                processes.end(pid, how)
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(session: Session) -> None:
    processes.wait_until(lambda: not processes.alive(session.owner), "the end of the tests", 24 * 3600, every=1)
    if session.folder.exists():
        session.end()


if __name__ == "__main__":
    keep(Session(Path(sys.argv[1]), int(sys.argv[2])))
