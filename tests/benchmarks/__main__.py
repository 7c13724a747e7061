"""`make bench`: every benchmark, a JSON line each; FULL=1 for the large sizes, names to run only some."""
import os
import sys
from collections.abc import Callable
from functools import partial

from tests.benchmarks import claims, dmn, evaluators, feel, pages
from tests.benchmarks.completing import complete_task_pg
from tests.benchmarks.flat import loop
from tests.benchmarks.inbox import inbox_10k
from tests.benchmarks.loops import LOOPS
from tests.benchmarks.measure import Result
from tests.benchmarks.messages import messages_pg
from tests.benchmarks.race import deadline_race_pg

FULL = bool(os.environ.get("FULL"))


def benches() -> dict[str, Callable[[], Result]]:
    loops = {key: partial(loop, key) for key in LOOPS}
    on_postgres = {"complete_task_pg": partial(complete_task_pg, 5000 if FULL else 500), "deadline_race_pg": partial(deadline_race_pg, 200 if FULL else 30),
                   "messages_pg": partial(messages_pg, 1000 if FULL else 50)}
    on_sqlite = {"inbox_10k": inbox_10k}
    return on_postgres | claims.benches(FULL) | on_sqlite | pages.benches() | dmn.benches(FULL) | feel.benches(FULL) | evaluators.benches(FULL) | loops


def main(names: list[str]) -> int:
    wanted = {name: bench for name, bench in benches().items() if not names or name in names}
    for bench in wanted.values():
        print(bench().line(), flush=True)
    return 0 if wanted else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
