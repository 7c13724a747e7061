"""Whoever watches the clock leaves a sign of life in the database, so that a silence can be told from a quiet day."""
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from engine.tables import Setting
from engine.work import Work

KEY = "scheduler.seen"
EVERY = timedelta(minutes=1)


def beat(work: Work) -> None:
    """Here I am. One row for all of them: any of them will do."""
    if work.session.execute(update(Setting).where(Setting.key == KEY).values(changed_at=work.now)).rowcount:
        return
    try:
        with work.session.begin_nested():
            work.session.add(Setting(key=KEY, value=True, changed_at=work.now))
    except IntegrityError:
        return                              # somebody else was born at the same moment


def last_beat(work: Work) -> datetime | None:
    seen = work.session.get(Setting, KEY)
    return seen and seen.changed_at
