"""The services of docker-compose.yml as plain processes: the same commands and environment, other addresses."""
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.servers import processes
from tests.servers.aanzet import Serving

PROJECT = Path(__file__).parents[2]
BINARIES = Path(sys.executable).parent
GIVEN = re.compile(r"\$\{\w+:-([^}]*)\}")       # as compose reads it where nothing is given
LIBRARY = "AANZET_PROCESSES"                    # the image holds one; whoever has another says so
SECRETS = "/run/secrets/"
HERE = {"PATH": os.pathsep.join([str(BINARIES), os.environ.get("PATH", "")]), "PYTHONUTF8": "1"}


def services() -> dict[str, dict]:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


class Parts:
    """`instead` names what is elsewhere on this machine: addresses, folders, files with secrets. A secret that it does not name is not asked for."""

    def __init__(self, folder: Path, **instead: str):
        self.folder, self.instead, self.running = folder, {**_secrets(folder), **instead}, []

    def environment(self, service: str) -> dict[str, str]:
        stated = {name: GIVEN.sub(r"\1", value) for name, value in services()[service]["environment"].items()}
        return {**HERE, **stated, **{name: value for name, value in self.instead.items() if name in stated or name == LIBRARY}}

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess:
        """To the end: the service's own command, or another in its place."""
        return subprocess.run(self._command(service, command), env=self.environment(service), cwd=self.folder, capture_output=True, text=True,
                              timeout=120, check=False)

    def start(self, service: str, **settings: str) -> subprocess.Popen:
        with open(self.folder / f"{service}.log", "ab") as log:
            started = subprocess.Popen(self._command(service), env=self.environment(service) | settings, cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log)
        self.running.append(started)
        return started

    def web(self) -> Serving:
        port = processes.free_port()
        return Serving(f"http://127.0.0.1:{port}", self.start("web", HOST="127.0.0.1", PORT=str(port)))

    def _command(self, service: str, command: tuple[str, ...] = ()) -> list[str]:
        name, *arguments = command or services()[service]["command"]
        return [str(BINARIES / name), *arguments]

    def end(self) -> None:
        for started in self.running:
            started.terminate()
        for started in self.running:
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def _secrets(folder: Path) -> dict[str, str]:
    found = {}
    for name, value in services()["web"]["environment"].items():
        if value.startswith(SECRETS):
            found[name] = str(folder / value.removeprefix(SECRETS))
            Path(found[name]).write_text("not asked for here\n")
    return found


@contextmanager
def parts(folder: Path, **instead: str):
    """Ended afterwards, whatever came of it."""
    running = Parts(folder, **instead)
    try:
        yield running
    finally:
        running.end()
