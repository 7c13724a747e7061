"""Ports, accounts and endings of the server processes that the tests start."""
import os
import pwd
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def account(*names: str) -> dict:
    """Arguments for subprocess that lay root down: the first account that exists. Nothing where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError(f"none of these accounts exists: {', '.join(names)}")


def own(folder: Path, who: dict) -> Path:
    """Make the folder, private to the account that will run there."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if who:
        os.chown(folder, who["user"], who["group"])
    return folder


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _zombie(pid)


def _zombie(pid: int) -> bool:
    """Dead, but nobody has asked how it died: in a container the first process may never do so."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 30, every: float = 0.02) -> None:
    """Ask again until it is so. Starting a server is the one place where the tests look at a real clock."""
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} seconds")
        time.sleep(every)


def end(pid: int, how: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask a process to end, and make it when it does not."""
    for wish in (how, signal.SIGKILL):
        try:
            os.kill(pid, wish)
            wait_until(lambda: not alive(pid) or _reaped(pid), "the end of a server", seconds)
            return
        except ProcessLookupError:
            return
        except TimeoutError:
            continue


def _reaped(pid: int) -> bool:
    """A child of ours stays as a zombie until it is waited for."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False
