"""Puts a value of ours and one of feelin's in the same words, so that they can be laid side by side."""
import json
import subprocess
from decimal import Decimal
from math import isclose
from pathlib import Path

from engine import feel
from engine.feel.temporal_text import read_at_literal
from engine.feel.values import Function, Range
from tests.feel.speaking import WORLD

HERE = Path(__file__).parent
WEBUI = HERE.parents[2] / "webui" / "package.json"
SYNTAX = "not read"
SECONDS = 60            # for Node and all expressions together


def theirs(sources: list[str]) -> list[dict]:
    """What feelin makes of them, in one process of Node."""
    told = subprocess.run(["node", str(HERE / "feelin.mjs"), str(WEBUI)], input=json.dumps(sources), capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    assert told.returncode == 0, f"feelin does not run; `npm ci` in webui/ brings it: {told.stderr[-400:]}"
    return [SYNTAX if "error" in answer else _read(answer["value"]) for answer in json.loads(told.stdout)]


def ours(source: str) -> object:
    try:
        return _plain(feel.compile(source)({}, WORLD))
    except feel.FeelSyntaxError:
        return SYNTAX


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Range):
        return "range", _plain(value.start), _plain(value.end), value.start_included, value.end_included
    return "function" if isinstance(value, Function) else value


def _read(value: object) -> object:
    if isinstance(value, list):
        return [_read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "number" in value:
        return Decimal(value["number"])
    if "context" in value:
        return {key: _read(item) for key, item in value["context"].items()}
    if value["kind"] == "range":
        return "range", _read(value["start"]), _read(value["end"]), *value["ends"]
    return "function" if value["kind"] == "function" else read_at_literal(value["text"])


def agree(left: object, right: object) -> bool:
    """Numbers to nine places, since those of feelin are JavaScript's."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left == right or isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(agree, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(agree(left[key], right[key]) for key in left)
    return left == right


def said(value: object) -> str:
    """A value as the list of differences writes it."""
    if isinstance(value, tuple):
        kind, start, end, start_included, end_included = value
        return f"{'[' if start_included else '('}{said(start)}..{said(end)}{']' if end_included else ')'}"
    if isinstance(value, list):
        return f"[{', '.join(map(said, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {said(item)}' for key, item in value.items())}}}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
