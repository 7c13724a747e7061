"""A deadline in the hands of the clock: put off, spent, or failed once more."""
from datetime import datetime

from engine.ledger.events import record
from engine.tables import Case, Deadline
from engine.work import Work


def spent(work: Work, deadline: Deadline) -> None:
    """It did what it was for; set in the transaction of its effect."""
    deadline.state, deadline.fired_at, deadline.lease_until = "fired", work.now, None


def put_off(deadline: Deadline, until: datetime | None) -> None:
    """Nobody tries again before `until`; None: whoever comes first may."""
    deadline.lease_until = until


def failed(work: Work, case: Case, deadline: Deadline, why: str) -> None:
    """`why` is the name of an error, never its text: that may hold personal values."""
    record(work, case, "DeadlineFailed", deadline.element, deadline=deadline.kind, attempts=deadline.attempts, why=why)
