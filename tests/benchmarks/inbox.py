"""What a page of the inbox costs where ten thousand tasks wait: every view, the numbers beside the tabs included."""
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select

from engine.actors import SYSTEM
from engine.ledger.tasks import NEVER
from engine.people import add_person, give_role
from engine.queries.inbox import VIEWS, Inbox, Wanted, inbox
from engine.tables import Case, Task
from tests.benchmarks.loops import user
from tests.benchmarks.measure import Result, Turns, counted
from tests.benchmarks.stages import NOW, PLACE, Place, place

WAITING, PAGES, MINE, DATELESS = 10_000, 20, 5, 3      # every fifth is claimed, every third has no date


def inbox_10k(waiting: int = WAITING) -> Result:
    """The dearest view: the median of its pages, and the statements of one."""
    with TemporaryDirectory() as folder, place(f"sqlite:///{Path(folder) / 'inbox.db'}", user()) as here:
        fill(here, waiting)
        costs = [look(here, Wanted(view)) for view in VIEWS]
    dearest = max(milliseconds for milliseconds, _, _ in costs)
    return Result("inbox_10k", dearest, "ms", waiting, dearest, max(statements for _, statements, _ in costs))


def fill(here: Place, waiting: int) -> None:
    """One case as the engine opens it, and as many alike as it takes; a second facilitator makes the free ones the team's."""
    here.open("loop_flat_user", turn=0, last=1)
    with here.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "teun.heide", "Teun Heide").id, "facilitator", PLACE)
        case, task = _columns(work.session.scalars(select(Case)).one()), _columns(work.session.scalars(select(Task)).one())
        numbers = range(2, waiting + 1)
        work.session.execute(insert(Case.__table__), [case | {"id": n, "number": f"LEI-2031-{n:05}", "opened_by": None} for n in numbers])
        work.session.execute(insert(Task.__table__), [task | _task(here, n) for n in numbers])


def look(here: Place, wanted: Wanted) -> tuple[float, int, Inbox]:
    """Milliseconds of CPU and statements a page, and the last page."""
    clock = Turns()
    for _ in range(PAGES):
        with here.office.reading(here.actor) as work, counted(here.engine) as seen, clock.turn():
            found = inbox(work, wanted)
    return clock.median(2), len(seen), found


def _columns(row: Any) -> Mapping[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def _task(here: Place, n: int) -> Mapping[str, Any]:
    due = NOW + timedelta(hours=n % 900 - 100) if n % DATELESS else None
    claimed = n % MINE == 0
    return {"id": n, "case_id": n, "due_at": due, "sort_at": due or NEVER, "status": "claimed" if claimed else "open",
            "claimant_id": here.actor.person if claimed else None}
