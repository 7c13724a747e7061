"""An installation whose every part may die: webs, workers, a scheduler, a mail server, PostgreSQL and Redis, on a clock of its own."""
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import sessionmaker

from engine.library import Library
from engine.settings import Settings
from engine.tables import connect
from engine.work import Office
from tests import databases
from tests.life import commands
from tests.life.commands import Order
from tests.life.time_passing import TownClock
from tests.servers import postgres, processes, redis
from webui.cli.settings import read_settings

FORKS = multiprocessing.get_context("forkserver")       # each process of its own, without the seconds that importing takes
FORKS.set_forkserver_preload([commands.__name__])
SECRET = "only for tests, thirty-two characters or more"
NAME = "aanzet"
IN_TIME = 60                                # seconds for a server to come up on a machine that others use too


class Machines:
    """`without` is passed on to every command that starts, see commands.py. `like`: a cluster with the template in it, at rest."""

    def __init__(self, folder: Path, clock: TownClock, without: frozenset[str] = frozenset(), like: Path | None = None):
        self.folder, self.clock, self.without = folder, clock, without
        self.postgres = postgres.start(folder / "postgres", postgres.MORTAL, like)
        self.redis = redis.start(folder / "redis")
        self.relay_port, self.letters = processes.free_port(), folder / "letters"
        self.letters.touch()
        if not like:
            databases.postgres_template(self.postgres)
        databases.clone(self.postgres, NAME)
        self.engine = connect(self.postgres.url(NAME), pool_pre_ping=True)
        self.office = Office(sessionmaker(self.engine), clock, Library(), Settings(read_settings({"AANZET_SECRET": SECRET}).secret()))
        self.webs: dict[str, str] = {}
        self._starts: dict[str, Callable[[], multiprocessing.Process]] = {}
        self.running: dict[str, multiprocessing.Process] = {}

    def web(self, name: str, embedded: bool = False) -> None:
        """`embedded`: without Redis, and therefore with the scheduler inside."""
        port = processes.free_port()
        self.webs[name] = f"http://127.0.0.1:{port}"
        self._command(name, "serve", "--port", str(port), redis=not embedded)

    def worker(self, name: str) -> None:
        self._command(name, "worker")

    def relay(self, name: str = "relay") -> None:
        self._begin(name, lambda: FORKS.Process(target=commands.deliver_post, args=(self.relay_port, self.letters), daemon=True))

    def _command(self, name: str, *arguments: str, redis: bool = True) -> None:
        environment = {"DATABASE_URL": self.postgres.url(NAME), "AANZET_SECRET": SECRET, "LANG": "nl_NL.UTF-8",
                       "AANZET_SMTP": f"smtp://127.0.0.1:{self.relay_port}", "AANZET_MAIL_FROM": "Aanzet <post@aanzet.example.org>"}
        if redis:
            environment["REDIS_URL"] = self.redis.url()
        order = Order(arguments, environment, self.clock, self.folder / f"{name}.log", self.without)
        self._begin(name, lambda: FORKS.Process(target=commands.obey, args=(order,), daemon=True))

    def _begin(self, name: str, make: Callable[[], multiprocessing.Process]) -> None:
        self._starts[name] = make
        self.running[name] = make()
        self.running[name].start()

    def revive(self) -> list[str]:
        """Start again whoever died, as every machine's own watchman does. Gives who that were."""
        dead = [name for name, process in self.running.items() if not process.is_alive()]
        for name in dead:
            self._begin(name, self._starts[name])
        return dead

    def kill(self, name: str) -> None:
        """At once, in the middle of anything; of PostgreSQL an immediate stop. The servers are there again at once."""
        if name == "postgres":
            processes.end(self.postgres.pid, signal.SIGQUIT, IN_TIME)
            self.start_postgres()
        elif name == "redis":
            self.stop_redis()
            self.start_redis()
        else:
            self.running[name].kill()
            self.running[name].join()

    def stop_redis(self) -> None:
        processes.end(self.redis.pid, signal.SIGKILL)

    def start_postgres(self) -> None:
        def start() -> None:
            self.postgres = postgres.start_again(self.folder / "postgres", self.postgres.port, postgres.MORTAL)
        _until_it_starts(start, "PostgreSQL")

    def start_redis(self) -> None:
        """Empty, since it never kept anything."""
        def start() -> None:
            self.redis = redis.start(self.folder / "redis", self.redis.port)
        _until_it_starts(start, "Redis")

    def halt(self, name: str) -> None:
        """As a machine does that is too busy: it knows nothing of the time that passes."""
        os.kill(self.running[name].pid, signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        os.kill(self.running[name].pid, signal.SIGCONT)

    def is_in_transaction(self) -> bool:
        """Whether some process has one open at which it does nothing: whoever stands still like that holds up others."""
        with self.postgres.connect() as connection:
            states = connection.execute("select state from pg_stat_activity where datname = %s", (NAME,)).fetchall()
            return any(state and state.startswith(("idle in", "active")) for state, in states)

    def end(self) -> None:
        self.engine.dispose()
        for process in self.running.values():
            process.kill()
            process.join()
        processes.end(self.redis.pid)
        processes.end(self.postgres.pid, postgres.STOP)


@contextmanager
def machines(folder: Path, clock: TownClock, without: frozenset[str] = frozenset(), like: Path | None = None) -> Iterator[Machines]:
    running = Machines(folder, clock, without, like)
    try:
        yield running
    finally:
        running.end()


def _until_it_starts(start: Callable[[], None], what: str) -> None:
    """Whoever kept asking at its door while it was away may stand in it for a moment."""
    def started() -> bool:
        try:
            start()
        except RuntimeError:
            return False
        return True
    processes.wait_until(started, f"the return of {what}", IN_TIME, every=0.2)
