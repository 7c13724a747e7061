"""How long FEEL takes: a comparison, the expressions of the process library, reading them, and an attack up to its budget."""
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from engine import feel
from engine.calendar import WorkingCalendar
from engine.xml import parse
from tests.benchmarks.measure import Result

WORLD = feel.World(datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")), WorkingCalendar())
LIBRARY = Path(__file__).parents[2] / "processes"
ROUNDS = 5
MICROSECONDS, MILLISECONDS = 1e6, 1e3
ATTACKS = {
    "loops": "count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)",
    "lists": "count(distinct values(for i in 1..20000 return [i]))",
    "strings": '{s: string join(for i in 1..90000 return "xxxxxxxxx"), r: for i in 1..90000 return contains(s, "xy")}.r',
    "pattern": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+b")',
}


def benches(full: bool = False) -> dict[str, Callable[[], Result]]:
    """By name. Values are CPU time, the best of some rounds, since other work only ever adds."""
    turns = 100_000 if full else 10_000
    amount = feel.compile("amount > 10")
    opened = feel.open_scope({"amount": 12}, WORLD)
    return {
        "feel_comparison": partial(_bench, "feel_comparison", turns, partial(amount, opened)),
        "feel_comparison_fresh_scope": partial(_bench, "feel_comparison_fresh_scope", turns, lambda: amount({"amount": 12}, WORLD)),
        "feel_compile": partial(_bench, "feel_compile", turns // 20, _never_seen()),
        "feel_compile_again": partial(_bench, "feel_compile_again", turns, partial(feel.compile, 'amount > 10 and status = "open"')),
        "feel_library_100": _library,
    } | {f"feel_attack_{name}": partial(_attack, name) for name in ATTACKS}


def _bench(name: str, turns: int, once: Callable[[], object]) -> Result:
    best = min(_round(turns, once) for _ in range(ROUNDS))
    return Result(name, best * MICROSECONDS, "us", turns, best * MILLISECONDS)


def _round(turns: int, once: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(turns):
        once()
    return (time.process_time() - begun) / turns


def _never_seen() -> Callable[[], feel.Expression]:
    """Compiles another expression each time, all of them alike: what was compiled before is kept, and costs nothing any more."""
    numbers = count(10)
    return lambda: feel.compile(f'amount > {next(numbers)} and status = "open"')


def _library() -> Result:
    """A hundred expressions as coordinators wrote them, evenly from the whole library, on a case that knows little yet."""
    sources = sorted({source for path in sorted(LIBRARY.rglob("*")) for source in _expressions(path)})
    chosen = [feel.compile(source) for source in sources[::max(1, len(sources) // 100)][:100]]
    known = {name: None for expression in chosen for name in expression.names}

    def once() -> None:
        for expression in chosen:
            expression(known, WORLD)
    best = min(_round(20, once) for _ in range(ROUNDS))
    return Result("feel_library_100", best * MICROSECONDS / len(chosen), "us", len(chosen), best * MILLISECONDS)


def _expressions(path: Path) -> Iterator[str]:
    if path.suffix == ".bpmn":
        for element in parse(path.read_bytes(), path.name).iter():
            written = [*element.attrib.values(), element.text or ""]
            yield from (text.strip()[1:] for text in written if re.match(r"\s*=\s*\S", text))
    elif path.suffix == ".form":
        yield from _in_json(json.loads(path.read_text("utf-8")))


def _in_json(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("="):
        yield value[1:]
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _in_json(inner)


def _attack(name: str) -> Result:
    """The time until the budget says no."""
    expression = feel.compile(ATTACKS[name])

    def once() -> None:
        try:
            expression({}, WORLD)
        except feel.BudgetExceeded:
            return
        raise AssertionError(f"{name} was no attack")
    best = min(_round(1, once) for _ in range(ROUNDS))
    return Result(f"feel_attack_{name}", best * MILLISECONDS, "ms", 1, best * MILLISECONDS)
