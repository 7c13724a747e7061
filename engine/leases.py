"""Rows that wait to be taken up by one of many: each is leased, never flagged, so that what the dead had in hand is free again by itself."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, bindparam, or_, select, update

from engine.work import Work

BATCH = 50


@dataclass(frozen=True)
class Leased:
    """A row that somebody is busy with until the lease ends. Whoever holds an older token comes too late."""

    id: int
    lease_token: int
    municipality: str


@dataclass(frozen=True)
class Pile:
    """The rows of a table that wait, of every municipality. `waits`: the condition; `lease`: longer than whoever takes one up may need."""

    rows: Any
    waits: ColumnElement[bool]
    lease: timedelta

    def any_ready(self, work: Work) -> bool:
        """Whether taking would give something: a look that locks nothing."""
        return work.session.scalar(self._ready, {"now": work.now, "most": 1}) is not None

    def take(self, work: Work, limit: int = BATCH) -> list[Leased]:
        """Lease the oldest to the caller. Two callers never get the same one."""
        given = {"now": work.now, "leased": work.now + self.lease, "most": limit}
        return [Leased(*row) for row in sorted(work.session.execute(self._taking, given), key=lambda row: row.id)]

    def held(self, work: Work, leased: Leased) -> Any | None:
        """The row, locked; None when it waits no longer or somebody else took it up since."""
        return work.session.scalar(self._held, {"row": leased.id, "lease": leased.lease_token})

    def give_back(self, work: Work, leased: Iterable[Leased], until: datetime | None = None) -> None:
        """Not even begun: for whoever comes first after `until`, as if it had not been taken. What another took since is left as it is."""
        rows = [{"row": one.id, "lease": one.lease_token, "until": until} for one in leased]
        if rows:
            work.session.flush()            # what was noted on such a row goes first, whoever looked something up since or not
            work.session.connection().execute(self._returning, rows)

    def leasing(self, which: ColumnElement[bool]) -> Update:
        """Leases what `which` says until `leased`."""
        rows = self.rows
        counted = {"attempts": rows.attempts + 1} if hasattr(rows, "attempts") else {}
        return (update(rows).where(which).values(lease_until=bindparam("leased"), lease_token=rows.lease_token + 1, **counted)
                .returning(rows.id, rows.lease_token, rows.municipality).execution_options(synchronize_session=False))

    @cached_property
    def _returning(self) -> Update:
        rows = self.rows.__table__
        counted = {"attempts": rows.c.attempts - 1} if "attempts" in rows.c else {}
        return (update(rows).where(rows.c.id == bindparam("row"), self.waits, rows.c.lease_token == bindparam("lease"))
                .values(lease_until=bindparam("until"), **counted))

    # Asked all day long, so built once.

    @cached_property
    def free(self) -> ColumnElement[bool]:
        """In nobody's hands."""
        return or_(self.rows.lease_until.is_(None), self.rows.lease_until <= bindparam("now"))

    @cached_property
    def _ready(self) -> Select:
        return select(self.rows.id).where(self.waits, self.free).order_by(self.rows.id).limit(bindparam("most"))

    @cached_property
    def _taking(self) -> Update:
        return self.leasing(self.rows.id.in_(self._ready.with_for_update(skip_locked=True).scalar_subquery()))

    @cached_property
    def _held(self) -> Select:
        return select(self.rows).where(self.rows.id == bindparam("row"), self.waits, self.rows.lease_token == bindparam("lease")).with_for_update()
