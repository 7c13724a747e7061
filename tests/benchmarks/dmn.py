"""How long a decision takes: a table of twenty rules, alone and with its record, and a table of many rules."""
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from engine import dmn, feel
from tests.benchmarks.measure import Result
from tests.dmn.models import decision, definitions, table

NOW = feel.World(now=datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
WISHES = ("koken", "tuin", "sport", "praten", "maken")
ROUNDS = 5


def model(rules: int, hit: str = "FIRST") -> dmn.Model:
    """Every rule asks a text, a range and a comparison; the last rules fit."""
    rows = [f'"{WISHES[number % 5]}"; [{number * 5}..{number * 5 + 4}]; {">=" if number % 2 else "<"} {number}; "plek {number}"; {number}'
            for number in range(rules)]
    return dmn.read(definitions(decision("plek", table(["wens", "aantal", "dagen"], ["plek", "nummer"], rows, hit=hit))))


def benches(full: bool = False) -> dict[str, Callable[[], Result]]:
    """By name. `value` is microseconds of CPU for one decision: the best of some rounds, since other work only ever adds."""
    turns, many = (20_000, 2_000) if full else (2_000, 400)
    return {
        "dmn_table_20_rules": partial(_bench, "dmn_table_20_rules", turns, 20, _table_alone),
        "dmn_decide_20_rules": partial(_bench, "dmn_decide_20_rules", turns, 20, _decide),
        "dmn_decide_20_rules_with_trace": partial(_bench, "dmn_decide_20_rules_with_trace", turns, 20, _decide_and_tell),
        f"dmn_decide_{many}_rules": partial(_bench, f"dmn_decide_{many}_rules", turns // 20, many, _decide),
    }


def _table_alone(asked: dmn.Model, given: dict) -> None:
    asked._graph.decisions["plek"].evaluate(feel.open_scope(given, NOW))


def _decide(asked: dmn.Model, given: dict) -> None:
    asked.decide("plek", given, NOW)


def _decide_and_tell(asked: dmn.Model, given: dict) -> None:
    asked.decide("plek", given, NOW).trace


def _bench(name: str, turns: int, rules: int, once: Callable[[dmn.Model, dict], None]) -> Result:
    asked, last = model(rules), rules - 1
    given = {"wens": WISHES[last % 5], "aantal": last * 5 + 2, "dagen": rules}
    best = min(_round(turns, partial(once, asked, given)) for _ in range(ROUNDS))
    return Result(name, best * 1e6, "us", turns, best * 1e3)


def _round(turns: int, once: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(turns):
        once()
    return (time.process_time() - begun) / turns
