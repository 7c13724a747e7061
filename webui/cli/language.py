"""Which language the environment asks for."""
import os
from collections.abc import Mapping


def spoken(environment: Mapping[str, str] = os.environ) -> str:
    """English when LANG says so, else Dutch."""
    return "en" if environment.get("LANG", "").lower().startswith("en") else "nl"
