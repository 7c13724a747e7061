"""Finds the Chromium that the browser tests drive."""
import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def binary(wheels: bool = True) -> Path:
    """Debian's own, or one that is on the path. There is no wheel that carries one."""
    del wheels
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise FileNotFoundError("no Chromium on the path; install Debian's package `chromium`")


def arguments() -> list[str]:
    """Chromium refuses its sandbox to root; a machine's small /dev/shm makes tabs crash."""
    return ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
