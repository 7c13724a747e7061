"""How long a decision takes: a table of twenty rules, alone and with its record, and a table of many rules."""
import time
from collections.abc import Callable, Iterator
from datetime import datetime
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


def results(full: bool = False) -> Iterator[Result]:
    """`value` in microseconds of CPU for one decision; the best of some rounds, since other work only ever adds."""
    rules = 20
    small, given = model(rules), {"wens": WISHES[(rules - 1) % 5], "aantal": (rules - 1) * 5 + 2, "dagen": rules}
    compiled = small._graph.decisions["plek"].evaluate
    turns = 20_000 if full else 2_000
    yield _result("dmn_table_20_rules", turns, lambda: compiled(feel.open_scope(given, NOW)))
    yield _result("dmn_decide_20_rules", turns, lambda: small.decide("plek", given, NOW))
    yield _result("dmn_decide_20_rules_with_trace", turns, lambda: small.decide("plek", given, NOW).trace)
    many = 2_000 if full else 400
    large = model(many)
    asked = given | {"wens": WISHES[(many - 1) % 5], "aantal": (many - 1) * 5 + 2, "dagen": many}
    yield _result(f"dmn_decide_{many}_rules", turns // 20, lambda: large.decide("plek", asked, NOW))


def _result(name: str, turns: int, once: Callable[[], object]) -> Result:
    best = min(_round(turns, once) for _ in range(ROUNDS))
    return Result(name, best * 1e6, "us", turns, best * 1e3)


def _round(turns: int, once: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(turns):
        once()
    return (time.process_time() - begun) / turns
