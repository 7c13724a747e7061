"""Ten messages for each waiting case, a tenth of them twice and a tenth too early: how many cases heard each of theirs once."""
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import databases
from tests.benchmarks.measure import Result
from tests.conftest import Clock
from tests.core.storm import storm
from tests.servers import postgres, processes
from tests.workers.conftest import begin


def messages_pg(cases: int) -> Result:
    """`value` must be `n`; `cpu_ms` is of one message."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = postgres.start(Path(folder) / "postgres")
        try:
            databases.postgres_template(server)
            databases.clone(server, "bench")
            programme = begin(server.url("bench"), Clock(datetime(2031, 3, 3, 8, 0, tzinfo=UTC)))
            began = time.process_time()
            told = storm(programme, cases)
            programme.office.sessions.kw["bind"].dispose()
            return Result("messages_pg", cases - told["wrong"], "cases", cases, (time.process_time() - began) * 1000 / told["sent"])
        finally:
            processes.end(server.pid, postgres.STOP)
