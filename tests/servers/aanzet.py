"""Runs the command `aanzet` as people do: a process of its own, with an environment of its own."""
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import processes

KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")
SECRET = "only for tests, thirty-two characters or more"


@dataclass(frozen=True)
class Ran:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def environment(**settings: str) -> dict[str, str]:
    """Little of this machine's, and Dutch unless the test says otherwise."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "AANZET_SECRET": SECRET, "PYTHONUTF8": "1", **settings}


def command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("aanzet")), *arguments]


def run(*arguments: str, cwd: Path | None = None, **settings: str) -> Ran:
    done = subprocess.run(command(*arguments), env=environment(**settings), cwd=cwd, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=300, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass
class Serving:
    """A web application that answers at `address`."""

    address: str
    process: subprocess.Popen

    def ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"aanzet serve ended at once with code {self.process.returncode}")
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(*arguments: str, cwd: Path | None = None, **settings: str):
    """`aanzet serve` on a port of its own, ended afterwards."""
    port = processes.free_port()
    process = subprocess.Popen(command("serve", "--port", str(port), *arguments), env=environment(**settings), cwd=cwd,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    running = Serving(f"http://127.0.0.1:{port}", process)
    try:
        processes.wait_until(running.ready, "the start of aanzet serve", 60, every=0.1)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
