"""Is the five-thousandth turn of a case as light as the first? The ratio of CPU, and the size of the state, at both ends."""
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.loops import LOOPS
from tests.benchmarks.measure import Result, Turns
from tests.benchmarks.stages import Place, place

TURNS, SKIPPED, WINDOW = 5000, 100, 500


@dataclass(frozen=True)
class Flatness:
    """What a loop cost: `ratio` of the last turns to the first, `state` the bytes early and late."""

    turns: int
    ratio: float
    cpu_ms: float
    state: tuple[int, int]
    ended: str


def measure(here: Place, key: str, turns: int = TURNS, skipped: int = SKIPPED, window: int = WINDOW) -> Flatness:
    """Take every turn through the engine, with the case stored and read back each time."""
    case = here.open(key, turn=0, last=turns)
    clock, early = Turns(), 0
    for turn in range(1, turns + 1):
        with clock.turn():
            for task in here.waiting(case):
                here.complete(task, turn=turn)
        if turn == skipped:
            early = here.state_bytes(case)
        if turn == turns - 1:
            late = here.state_bytes(case)
    first, last = clock.median(skipped + 1, skipped + window), clock.median(turns - window + 1)
    return Flatness(turns, last / first, last, (early, late), here.status(case))


def loop(key: str, turns: int = TURNS) -> Result:
    with TemporaryDirectory() as folder, place(f"sqlite:///{Path(folder) / 'loop.db'}", LOOPS[key]()) as here:
        flat = measure(here, key, turns)
    if flat.ended != "ended":
        raise RuntimeError(f"{key}: after {turns} turns the case is {flat.ended}")
    return Result(key, flat.ratio, "ratio", turns, flat.cpu_ms)
