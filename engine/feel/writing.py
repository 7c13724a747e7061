"""Values as text, for string() (DMN table 72) and for what a person is shown."""
import re

from engine.feel.budget import VALUE_DEPTH_LIMIT
from engine.feel.numbers import written as written_number
from engine.feel.problems import BudgetExceeded
from engine.feel.scanner import NAME
from engine.feel.values import Range, kind_of

_PLAIN_KEY = re.compile(r"[\w ]+")


def written(run, value, depth: int = 0) -> str:
    """The text of a value; inside lists and contexts text stands between quotes. Charges what it makes."""
    kind = kind_of(value)
    if kind == "string":
        return _quoted(value) if depth else value
    if kind == "null":
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "number":
        return written_number(value)
    if kind in ("list", "context", "range"):
        return _structure(run, value, kind, depth)
    return "function" if kind == "function" else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _structure(run, value, kind: str, depth: int) -> str:
    if depth >= VALUE_DEPTH_LIMIT:
        raise BudgetExceeded("feel.budget.depth")
    if kind == "range":
        return _range(run, value, depth)
    run.step(1 + len(value))
    if kind == "list":
        return run.keep("[" + ", ".join(written(run, item, depth + 1) for item in value) + "]")
    entries = (f"{_key(key)}: {written(run, item, depth + 1)}" for key, item in value.items())
    return run.keep("{" + ", ".join(entries) + "}")


def _key(key: str) -> str:
    return key if NAME.fullmatch(key) or _PLAIN_KEY.fullmatch(key) else _quoted(key)


def _range(run, interval: Range, depth: int) -> str:
    start, end = written(run, interval.start, depth + 1), written(run, interval.end, depth + 1)
    return f"{'[' if interval.start_included else '('}{start}..{end}{']' if interval.end_included else ')'}"
