"""How late deadlines fired, added up for the whole installation by whoever fires them: one short transaction more a batch, nothing more a deadline."""
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import select

from engine.tables import Setting
from engine.work import Work

KEY = "deadlines.lateness"
BOUNDS = (1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400)      # seconds; what is later still is in none of them
LATER, SECONDS = "later", "seconds"
ROWS = Setting.key.startswith(KEY)
# As many rows as ever counted at the same moment: a worker that stands still with one in its hands keeps nobody's clock waiting.
FREE = select(Setting).where(ROWS).order_by(Setting.key).limit(1).with_for_update(skip_locked=True).execution_options(populate_existing=True)


@dataclass(frozen=True)
class Lateness:
    """`within`: how many deadlines were at most so many seconds late, by bound; `fired` all of them, `seconds` their lateness together."""

    within: Mapping[int, int]
    fired: int
    seconds: float


def tally(work: Work, late: Iterable[float]) -> None:
    """Deadlines fired, each so many seconds late. Whoever dies between firing and this leaves at most one batch uncounted."""
    row = work.session.scalar(FREE)
    if row is None:
        row = Setting(key=f"{KEY}.{token_hex(4)}", value={})
        work.session.add(row)
    counts = Counter(row.value)
    for seconds in late:
        place = bisect_left(BOUNDS, seconds)
        counts[str(BOUNDS[place]) if place < len(BOUNDS) else LATER] += 1
        counts[SECONDS] += seconds
    row.value, row.changed_at = dict(counts), work.now


def lateness(work: Work) -> Lateness:
    """What all of them counted since the beginning; nothing before the first deadline fired."""
    counts: Counter = Counter()
    for value in work.session.scalars(select(Setting.value).where(ROWS)):
        counts.update(value)
    within, reached = {}, 0
    for bound in BOUNDS:
        reached += counts[str(bound)]
        within[bound] = reached
    return Lateness(within, reached + counts[LATER], float(counts[SECONDS]))
