"""CPU time, SQL statements, and the line that tells about them."""
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from sqlalchemy import Engine, event

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Result:
    """One line. `value` is in `unit`; `cpu_ms` is the median of one turn; `sql` the statements of one, where they are counted."""

    bench: str
    value: float
    unit: str
    n: int
    cpu_ms: float
    sql: int | None = None

    def line(self) -> str:
        return json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()})


class Statements:
    """The statements an engine executed while it was counted; BEGIN and COMMIT apart."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.commits = 0

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    statements = Statements()

    def on_execute(connection, cursor, statement, parameters, context, executemany) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            statements.texts.append(statement)

    def on_commit(connection) -> None:
        statements.commits += 1

    event.listen(engine, "before_cursor_execute", on_execute)
    event.listen(engine, "commit", on_commit)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", on_execute)
        event.remove(engine, "commit", on_commit)


class Turns:
    """The CPU milliseconds of each turn, in order."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        begun = time.process_time_ns()
        yield
        self.milliseconds.append((time.process_time_ns() - begun) / 1e6)

    def median(self, first: int = 1, last: int | None = None) -> float:
        """Of the turns `first` to `last`, counted from 1."""
        return median(self.milliseconds[first - 1:last])
