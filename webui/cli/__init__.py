"""The third door and the composition root: the command `aanzet`."""
from webui.cli.main import main

__all__ = ["main"]
