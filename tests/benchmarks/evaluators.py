"""The same small expressions by our FEEL and by the other two evaluators a Python process engine could take: how many times longer they need."""
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from math import isclose

from pySFeel import SFeelParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from engine import feel
from tests.benchmarks.feel import MILLISECONDS, ROUNDS, WORLD
from tests.benchmarks.measure import Result

KNOWN = {"amount": 12, "status": "open", "visits": [3, 5, 8]}
# In FEEL, and in the Python that SpiffWorkflow evaluates.
EXPRESSIONS = (
    ("amount > 10", "amount > 10"), ('status = "open" and amount <= 100', 'status == "open" and amount <= 100'),
    ("amount * 1.21 + 5", "amount * 1.21 + 5"), ('if amount > 10 then "large" else "small"', '"large" if amount > 10 else "small"'),
    ("sum(visits) / count(visits)", "sum(visits) / len(visits)"), ("amount in (5, 12, 20)", "amount in (5, 12, 20)"),
    ("visits[2] = 5", "visits[1] == 5"), ("some v in visits satisfies v > 7", "any(v > 7 for v in visits)"),
)


def benches(full: bool = False) -> dict[str, Callable[[], Result]]:
    """By name. `value` is their CPU time for ours, of one evaluation on a fresh scope; above 1 ours is faster."""
    turns = 2_000 if full else 200
    return {
        "feel_versus_spiffworkflow": partial(_ratio, "feel_versus_spiffworkflow", turns, _spiffworkflow),
        "feel_versus_pysfeel": partial(_ratio, "feel_versus_pysfeel", turns, _pysfeel),
    }


def _ours() -> list[Callable[[], object]]:
    return [partial(feel.compile(source), KNOWN, WORLD) for source, _ in EXPRESSIONS]


def _spiffworkflow() -> tuple[list[Callable[[], object]], Callable[[object], object]]:
    environment = PythonScriptEngine().environment
    return [partial(environment.evaluate, python, KNOWN) for _, python in EXPRESSIONS], lambda answer: answer


def _pysfeel() -> tuple[list[Callable[[], object]], Callable[[object], object]]:
    """Variables are its parser's own state: they are set once, as is kindest to it. It answers a pair: remarks and value."""
    parser = SFeelParser()
    for name, value in (("amount", "12"), ("status", '"open"'), ("visits", "[3, 5, 8]")):
        parser.sFeelParse(f"{name} <- {value}")
    return [partial(parser.sFeelParse, source) for source, _ in EXPRESSIONS], lambda answer: answer[1]


def _ratio(name: str, turns: int, others: Callable[[], tuple]) -> Result:
    """`n` counts the expressions timed: only those that both answer alike. Both have their turn within each round, so that
    a busy machine is as busy for both."""
    theirs, value = others()
    pairs = [(own, other) for own, other in zip(_ours(), theirs) if _alike(own(), value(other()))]
    rounds = [tuple(_time(turns, side) for side in zip(*pairs)) for _ in range(ROUNDS)]
    best, other = (min(column) for column in zip(*rounds))
    return Result(name, other / best, "ratio", len(pairs), best * MILLISECONDS)


def _alike(own: object, other: object) -> bool:
    if isinstance(own, Decimal) and isinstance(other, float | Decimal):
        return isclose(own, other)
    return own == other


def _time(turns: int, expressions: Sequence[Callable[[], object]]) -> float:
    begun = time.process_time()
    for _ in range(turns):
        for once in expressions:
            once()
    return (time.process_time() - begun) / turns / len(expressions)
