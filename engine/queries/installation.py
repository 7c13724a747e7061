"""How an installation is: what only the database can tell whoever runs it."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, or_, select

from engine.claims import waiting
from engine.heartbeat import last_beat
from engine.sealing import unwrap
from engine.tables import Case, Deadline, Definition, PersonKey, Webhook
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
    """Tried on one of each kind that it wraps; where nothing is sealed yet, any secret fits."""
    hook = work.session.scalar(select(Webhook).order_by(Webhook.id.desc()).limit(1))
    key = work.session.scalar(select(PersonKey).where(PersonKey.wrapped.is_not(None)).limit(1))
    wrapped = [(hook.wrapped, hook.municipality)] if hook is not None else []
    wrapped += [(key.wrapped, key.id)] if key is not None else []
    return all(_opens(work, *one) for one in wrapped)


def _opens(work: Work, wrapped: bytes, owner: str) -> bool:
    try:
        unwrap(work.settings.secret, wrapped, owner)
    except InvalidTag:
        return False
    return True
