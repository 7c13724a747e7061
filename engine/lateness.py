"""How late deadlines fired, added up for the whole installation by whoever fires them: one row, and one short transaction more a batch, nothing more a deadline."""
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine.tables import Setting
from engine.work import Work

KEY = "deadlines.lateness"
BOUNDS = (1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400)      # seconds; what is later still is in none of them
LATER, SECONDS = "later", "seconds"
ROW = select(Setting).where(Setting.key == KEY).with_for_update().execution_options(populate_existing=True)


@dataclass(frozen=True)
class Lateness:
    """`within`: how many deadlines were at most so many seconds late, by bound; `fired` all of them, `seconds` their lateness together."""

    within: Mapping[int, int]
    fired: int
    seconds: float


def tally(work: Work, late: Iterable[float]) -> None:
    """Deadlines fired, each so many seconds late. Whoever dies between firing and this leaves at most one batch uncounted."""
    row = work.session.scalar(ROW) or _begun(work)
    counts = dict(row.value)
    for seconds in late:
        place = bisect_left(BOUNDS, seconds)
        bound = str(BOUNDS[place]) if place < len(BOUNDS) else LATER
        counts[bound] = counts.get(bound, 0) + 1
        counts[SECONDS] = counts.get(SECONDS, 0.0) + seconds
    row.value, row.changed_at = counts, work.now


def lateness(work: Work) -> Lateness:
    """What all of them counted since the beginning; nothing before the first deadline fired."""
    row = work.session.get(Setting, KEY)
    counts = row.value if row else {}
    within, reached = {}, 0
    for bound in BOUNDS:
        reached += counts.get(str(bound), 0)
        within[bound] = reached
    return Lateness(within, reached + counts.get(LATER, 0), counts.get(SECONDS, 0.0))


def _begun(work: Work) -> Setting:
    try:
        with work.session.begin_nested():
            work.session.add(Setting(key=KEY, value={}, changed_at=work.now))
    except IntegrityError:
        pass                                # somebody else began at the same moment
    return work.session.scalars(ROW).one()
