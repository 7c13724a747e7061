"""What completing one task costs on PostgreSQL: CPU time, statements, commits."""
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import databases
from tests.benchmarks.loops import user
from tests.benchmarks.measure import Result, Turns, counted
from tests.benchmarks.stages import place
from tests.servers import postgres, processes

WARM, MEASURED = 50, 500


def complete_task_pg(times: int = MEASURED) -> Result:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = postgres.start(Path(folder) / "postgres")
        try:
            databases.postgres_template(server)
            databases.clone(server, "bench")
            return _measured(server.url("bench"), times)
        finally:
            processes.end(server.pid, postgres.STOP)


def _measured(url: str, times: int) -> Result:
    with place(url, user(), migrated=True) as here:
        case = here.open("loop_flat_user", turn=0, last=10 * (WARM + times))
        clock, statements = Turns(), []
        for turn in range(1, WARM + times + 1):
            task = here.waiting(case)[0]
            with counted(here.engine) as seen, clock.turn():
                here.complete(task, turn=turn)
            statements.append(len(seen))
    return Result("complete_task_pg", clock.median(WARM + 1), "ms", times, clock.median(WARM + 1), max(statements[WARM:]))
