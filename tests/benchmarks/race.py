"""Six processes fire one deadline while a person completes its task: in how many rounds there was one effect."""
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import databases
from tests.benchmarks.measure import Result
from tests.conftest import Clock
from tests.servers import postgres, processes
from tests.workers.conftest import begin
from tests.workers.race import race


def deadline_race_pg(rounds: int) -> Result:
    """`value` must be `n`."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = postgres.start(Path(folder) / "postgres")
        try:
            databases.postgres_template(server)
            databases.clone(server, "bench")
            programme = begin(server.url("bench"), Clock(datetime(2031, 3, 3, 8, 0, tzinfo=UTC)))
            began = time.process_time()
            told = race(programme, server.url("bench"), rounds)
            programme.office.sessions.kw["bind"].dispose()
            return Result("deadline_race_pg", sum(one.one_effect for one in told), "rounds", rounds, (time.process_time() - began) * 1000 / rounds)
        finally:
            processes.end(server.pid, postgres.STOP)
