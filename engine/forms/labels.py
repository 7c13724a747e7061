"""Keeps questions for a diagnosis, IQ, origin or faith out of every form: people are asked what troubles them and what helps."""
import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml


def label_in(text: str) -> str | None:
    """The word in a question, an answer or a key that would put a label on a person; None when there is none."""
    words = _folded(text)
    lists = _lists()
    for phrase in lists["allowed"]:
        words = words.replace(f" {phrase} ", " ")
    found = _first(lists["always"], words)
    if found:
        return found
    alone = words.strip()
    if alone in lists["whole"]:
        return alone
    return _first(lists["whole"], words) if _first(lists["person"], words) else None


def _first(phrases: tuple[str, ...], words: str) -> str | None:
    return next((phrase for phrase in phrases if f" {phrase} " in words), None)


def _folded(text: str) -> str:
    """Lower case, without accents and signs, one space around every word; camelCase and snake_case are words too."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.casefold()))} "


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    words = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return {name: tuple(str(word) for word in listed) for name, listed in words.items()}
