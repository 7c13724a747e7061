"""How an installation is: what only the database can tell whoever runs it."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, or_, select

from engine.claims import waiting
from engine.heartbeat import last_beat
from engine.sealing import unwrap
from engine.tables import Case, Deadline, Definition, PersonKey
from engine.tables.dialects import is_superuser
from engine.work import Work

LATE = timedelta(minutes=1)     # what should have fired longer ago than this tells that nobody watches


@dataclass(frozen=True)
class Installation:
    """`guarded`: row-level security counts for us, where there is any. `late_since`: the oldest deadline nobody fired."""

    guarded: bool
    secret_fits: bool
    processes: int
    stuck: int
    seen_at: datetime | None
    late_since: datetime | None


def installation(work: Work) -> Installation:
    session = work.session
    late = waiting(func.min(Deadline.due_at)).where(Deadline.due_at <= work.now - LATE, or_(Deadline.lease_until.is_(None), Deadline.lease_until <= work.now))
    return Installation(
        guarded=not is_superuser(session), secret_fits=secret_fits(work), seen_at=last_beat(work), late_since=session.scalar(late),
        processes=session.scalar(select(func.count(Definition.key.distinct()))) or 0,
        stuck=session.scalar(select(func.count()).select_from(Case).where(Case.status == "stuck")) or 0)


def secret_fits(work: Work) -> bool:
    """Tried on one key; where nobody's values are kept yet, any secret fits."""
    key = work.session.scalar(select(PersonKey).where(PersonKey.wrapped.is_not(None)).limit(1))
    if key is None:
        return True
    try:
        unwrap(work.settings.secret, key.wrapped, key.id)
    except InvalidTag:
        return False
    return True
