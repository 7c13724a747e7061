"""The unit of work: one transaction, one moment, one actor; the only place that commits."""
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict
from engine.settings import Settings
from engine.tables import dialects

Nudge = Callable[[frozenset[str]], object]
TAKEN_OVER = ("40001", "40P01", "55P03")    # PostgreSQL: two transactions in each other's way, one of them undone or tired of waiting


@dataclass
class Work:
    """What every verb gets. `now` is the only clock; `nudges` names what a worker may look at after the commit."""

    session: Session
    now: datetime
    actor: Actor
    library: Any                    # engine.library.Library
    settings: Settings
    nudges: set[str] = field(default_factory=set)
    closing: dict[str, Callable[[], object]] = field(default_factory=dict)      # done once, just before the commit
    written: list[Any] = field(default_factory=list)                            # the ledger's: events not in the chain yet
    locked: dict[int, Any] = field(default_factory=dict)                        # engine.standing's: cases locked by this work
    read: dict[int, Any] = field(default_factory=dict)                          # engine.queries': cases looked into by this work, nothing locked

    def before_commit(self, name: str, act: Callable[[], object]) -> None:
        """Let something be done once at the end, however often it is asked for."""
        self.closing.setdefault(name, act)


@contextmanager
def reading(session: Session, now: datetime, actor: Actor, library: Any, settings: Settings,
            municipalities: Iterable[str] | None = None) -> Iterator[Work]:
    """Look, and leave everything as it is. `municipalities` narrows what the actor may see; it never widens it."""
    _begin(session, False, actor, municipalities)
    try:
        yield Work(session, now, actor, library, settings)
        dialects.leave(session)
    finally:
        session.rollback()


@contextmanager
def writing(session: Session, now: datetime, actor: Actor, library: Any, settings: Settings,
            municipalities: Iterable[str] | None = None, nudge: Nudge | None = None) -> Iterator[Work]:
    """Do one thing: all of it, or nothing. After the commit `nudge` hears what there may be to do ("deadlines", "events")."""
    session.expire_on_commit = False        # what a verb returns stays readable after the commit
    _begin(session, True, actor, municipalities)
    work = Work(session, now, actor, library, settings)
    try:
        yield work
        for act in work.closing.values():
            act()
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if getattr(error.orig, "sqlstate", None) in TAKEN_OVER:
            raise Conflict("core.busy") from error
        raise
    except BaseException:
        session.rollback()
        raise
    if nudge and work.nudges:
        nudge(frozenset(work.nudges))


def _begin(session: Session, write: bool, actor: Actor, municipalities: Iterable[str] | None) -> None:
    if session.in_transaction():
        session.rollback()                  # what was read before this moment no longer counts
    theirs = actor.municipalities
    if municipalities is not None:
        theirs = frozenset(municipalities) & theirs if theirs is not None else frozenset(municipalities)
    dialects.begin(session, write, theirs)


@dataclass(frozen=True)
class Office:
    """What a door keeps to open work with: sessions, its clock, the library and the settings."""

    sessions: Callable[[], Session]
    clock: Callable[[], datetime]
    library: Any
    settings: Settings
    nudge: Nudge | None = None

    @contextmanager
    def reading(self, actor: Actor, municipalities: Iterable[str] | None = None) -> Iterator[Work]:
        with self.sessions() as session, reading(session, self.clock(), actor, self.library, self.settings, municipalities) as work:
            yield work

    @contextmanager
    def writing(self, actor: Actor, municipalities: Iterable[str] | None = None) -> Iterator[Work]:
        with self.sessions() as session, writing(session, self.clock(), actor, self.library, self.settings, municipalities,
                                                 self.nudge) as work:
            yield work
