"""A deadline in the hands of the clock: fallen, put back, put off, spent, or failed once more."""
from datetime import datetime

from sqlalchemy import Row, bindparam, update

from engine.ledger.events import record
from engine.tables import Case, Deadline
from engine.work import Work

MOVES_TOKENS = "timer"
ROWS = Deadline.__table__
FALLEN = (ROWS.c.id, ROWS.c.kind, ROWS.c.token, ROWS.c.element, ROWS.c.role, ROWS.c.task_id, ROWS.c.wait_id, ROWS.c.due_at, ROWS.c.explanation)
# The guard of every firing: it does what it was for, or somebody else did. Built once.
FALLING = (update(ROWS).where(ROWS.c.id == bindparam("deadline"), ROWS.c.state == "waiting", ROWS.c.lease_token == bindparam("lease"))
           .values(state="fired", fired_at=bindparam("now"), lease_until=None)
           .returning(*FALLEN))
FALLING_AT_REST = FALLING.where(ROWS.c.kind != MOVES_TOKENS)
NOT_FALLEN = update(ROWS).where(ROWS.c.id == bindparam("deadline")).values(state=bindparam("now_is"), fired_at=None)


def fell(work: Work, deadline: int, lease: int, runs: bool = True) -> Row | None:
    """It falls now, in the transaction of its effect. None when another was first, or when it would move a token of a case that does not run."""
    given = {"deadline": deadline, "lease": lease, "now": work.now}
    return work.session.connection().execute(FALLING if runs else FALLING_AT_REST, given).first()


def waits_again(work: Work, deadline: int) -> None:
    """It could not do what it is for: as if it had not fallen, in nobody's hands."""
    work.session.connection().execute(NOT_FALLEN, {"deadline": deadline, "now_is": "waiting"})


def cleared(work: Work, deadline: int) -> None:
    """It fell upon what is over."""
    work.session.connection().execute(NOT_FALLEN, {"deadline": deadline, "now_is": "cleared"})


def spent(work: Work, deadline: Deadline) -> None:
    """It did what it was for; set in the transaction of its effect."""
    deadline.state, deadline.fired_at, deadline.lease_until = "fired", work.now, None


def put_off(deadline: Deadline, until: datetime, attempts: int) -> None:
    """Nobody tries again before `until`; then so many attempts count."""
    deadline.lease_until, deadline.attempts = until, attempts


def failed(work: Work, case: Case, deadline: Deadline, attempts: int, why: str) -> None:
    """`why` is the name of an error, never its text: that may hold personal values."""
    record(work, case, "DeadlineFailed", deadline.element, deadline=deadline.kind, attempts=attempts, why=why)
