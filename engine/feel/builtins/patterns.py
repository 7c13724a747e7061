"""Built-ins with regular expressions in the XPath dialect (matches, replace, split, extract), each with a time limit."""
import re
from functools import lru_cache

import regex

from engine.feel.budget import PATTERN_LIMIT
from engine.feel.builtins.registry import builtin
from engine.feel.problems import BudgetExceeded, Unfit
from engine.feel.xpath_patterns import NoPattern, translated

_FLAGS = {"s": regex.S, "m": regex.M, "i": regex.I}
_SECONDS = 0.2
# No pattern has a group beyond 999: of a longer number the rest is text.
_MOST_DIGITS = 3
_REPLACEMENT = re.compile(r"(\\\\|\\\$|\$\d+)")


@lru_cache(512)
def _compiled(text: str, flags: str):
    if set(flags) - set("smixq"):
        raise Unfit("feel.null.pattern_flags")
    if len(text) > PATTERN_LIMIT:
        raise BudgetExceeded("feel.budget.pattern", limit=PATTERN_LIMIT)
    options = regex.V1
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        return regex.compile(translated(text, flags), options)
    except (regex.error, NoPattern, OverflowError, RecursionError):
        raise Unfit("feel.null.pattern") from None


def _pattern(run, text: str, flags: str):
    """A compiled pattern; only one that was not compiled before is charged."""
    missed = _compiled.cache_info().misses
    try:
        return _compiled(text, flags)
    finally:
        if _compiled.cache_info().misses != missed:
            run.step(100 + 2 * len(text))


def _timed(run, search):
    """Run a search within what is left of the time, at most a fifth of a second, and charge it as work."""
    run.step(10)
    try:
        return search(min(_SECONDS, run.seconds_left()))
    except TimeoutError:
        raise BudgetExceeded("feel.budget.pattern_time") from None


@builtin("matches", "input:text, pattern:text, flags:text!?")
def matches(run, text, pattern, flags=None):
    compiled = _pattern(run, pattern, flags or "")
    return _timed(run, lambda seconds: compiled.search(text, timeout=seconds)) is not None


@builtin("replace", "input:text, pattern:text, replacement:text, flags:text!?")
def replace(run, text, pattern, replacement, flags=None):
    compiled = _pattern(run, pattern, flags or "")
    if compiled.search("") is not None:
        raise Unfit("feel.null.pattern_empty")
    if flags and "q" in flags:
        return _timed(run, lambda seconds: _replaced(run, compiled, text, lambda _found: replacement, seconds))
    if re.search(r"(?<!\\)(?:\\\\)*\\(?![\\$])|(?<!\\)(?:\\\\)*\$(?!\d)", replacement):
        raise Unfit("feel.null.replacement")
    parts = _REPLACEMENT.split(replacement)
    return _timed(run, lambda seconds: _replaced(run, compiled, text, lambda found: _filled(parts, found, compiled), seconds))


def _replaced(run, compiled, text: str, fill, seconds: float) -> str:
    made, end, length = [], 0, 0
    for found in compiled.finditer(text, timeout=seconds):
        filled = fill(found)
        made += (text[end:found.start()], filled)
        length += len(filled)
        run.step()
        run.reserve(len(filled), length)
        end = found.end()
    return "".join(made) + text[end:]


def _filled(parts: list[str], found, compiled) -> str:
    made = []
    for part in parts:
        if part in ("\\\\", "\\$"):
            made.append(part[1])
        elif part[:1] == "$" and part[1:].isdecimal():
            made.append(_group(part[1:], found, compiled.groups))
        else:
            made.append(part)
    return "".join(made)


def _group(digits: str, found, groups: int) -> str:
    """$12 is group 12 where there are so many, else group 1 and a 2 behind it."""
    rest, digits = digits[_MOST_DIGITS:], digits[:_MOST_DIGITS]
    while len(digits) > 1 and int(digits) > groups:
        digits, rest = digits[:-1], digits[-1] + rest
    return ((found[int(digits)] or "") if int(digits) <= groups else "") + rest


@builtin("split", "string:text, delimiter:text")
def split(run, text, delimiter):
    compiled = _pattern(run, delimiter, "")
    if compiled.search("") is not None:
        raise Unfit("feel.null.pattern_empty")

    def parts(seconds: float) -> list[str]:
        made, end = [], 0
        for found in compiled.finditer(text, timeout=seconds):
            run.step()
            made.append(text[end:found.start()])
            end = found.end()
        return [*made, text[end:]]
    return _timed(run, parts)


@builtin("extract", "input:text, pattern:text")
def extract(run, text, pattern):
    """Camunda's: every piece of text that matches."""
    compiled = _pattern(run, pattern, "")
    return _timed(run, lambda seconds: [found[0] for found in compiled.finditer(text, timeout=seconds)])
