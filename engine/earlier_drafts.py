"""What stood on a workbench before somebody wrote over it or threw it away, so that it can be brought back."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from engine.errors import NotAllowed, NotFound
from engine.roles import COORDINATOR
from engine.tables import Person
from engine.tables.definitions import EarlierFile, WorkbenchFile
from engine.work import Work

APART = timedelta(minutes=5)        # changes of one person closer together are one
KEPT = 40                           # of one definition


@dataclass(frozen=True)
class Earlier:
    """A file as `saved_by` left it, until `replaced_by` changed it."""

    id: int
    path: str
    saved_at: datetime
    saved_by: str
    replaced_at: datetime
    replaced_by: str


def keep_earlier(work: Work, row: WorkbenchFile, always: bool = False) -> None:
    """Keep a file as it stands. Not every letter somebody typed: their own changes only now and then, another's always."""
    place = place_of(work)
    last = work.session.scalar(select(EarlierFile.replaced_at).where(
        EarlierFile.municipality == place, EarlierFile.key == row.key, EarlierFile.path == row.path).order_by(EarlierFile.id.desc()).limit(1))
    if not always and row.saved_by == work.actor.person and last is not None and last > work.now - APART:
        return
    work.session.add(EarlierFile(municipality=place, key=row.key, path=row.path, content=row.content, saved_at=row.saved_at, saved_by=row.saved_by,
                                 replaced_at=work.now, replaced_by=work.actor.person))
    work.session.flush()
    kept = select(EarlierFile.id).where(EarlierFile.municipality == place, EarlierFile.key == row.key).order_by(EarlierFile.id.desc())
    oldest = work.session.scalar(kept.offset(KEPT - 1).limit(1))
    if oldest is not None:
        work.session.execute(delete(EarlierFile).where(EarlierFile.municipality == place, EarlierFile.key == row.key, EarlierFile.id < oldest))


def earlier(work: Work, key: str) -> list[Earlier]:
    """What can be brought back, the latest first. Coordinators only."""
    by, over = aliased(Person), aliased(Person)
    rows = work.session.execute(
        select(EarlierFile.id, EarlierFile.path, EarlierFile.saved_at, by.name, EarlierFile.replaced_at, over.name)
        .join(by, by.id == EarlierFile.saved_by).join(over, over.id == EarlierFile.replaced_by)
        .where(EarlierFile.municipality == place_of(work), EarlierFile.key == key).order_by(EarlierFile.id.desc()))
    return [Earlier(*row) for row in rows]


def earlier_content(work: Work, key: str, number: int) -> tuple[str, bytes]:
    """Path and content of one of them. NotFound when it is not of this definition."""
    row = work.session.scalar(select(EarlierFile).where(
        EarlierFile.municipality == place_of(work), EarlierFile.key == key, EarlierFile.id == number))
    if row is None:
        raise NotFound("studio.no_such_earlier")
    return row.path, row.content


def place_of(work: Work) -> str:
    """The municipality whose workbench this is: the first one the actor coordinates."""
    for held in work.actor.held:
        if held.role == COORDINATOR:
            return held.municipality
    raise NotAllowed("core.coordinators_only")
