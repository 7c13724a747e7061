"""The composition root: builds the engine's parts from the settings and hands each door what it needs."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, Actor, find_actor
from engine.errors import EngineError
from engine.library import Library
from engine.settings import Settings as Installation
from engine.language import text
from engine.queries.installation import secret_fits
from engine.tables import connect, fits
from engine.work import Nudge, Office, Work
from webui.cli.demo import programme
from webui.cli.lazily import load
from webui.cli.settings import Settings, read_settings


QUEUE = "workers.queue"       # brings Redis along, which an embedded installation never needs
BELL = "workers.bell"         # likewise
TRACING = "webui.cli.tracing" # only where a collector is named


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Program:
    """Everything one `aanzet` command works with; parts are made when first asked for."""

    settings: Settings
    clock: Callable[[], datetime] = wall_clock

    @classmethod
    def of_environment(cls) -> "Program":
        return cls(read_settings())

    @property
    def language(self) -> str:
        return self.settings.language

    @cached_property
    def engine(self) -> Engine:
        return connect(self.settings.database_url)

    @contextmanager
    def elsewhere(self, database_url: str = "") -> Iterator["Program"]:
        """The same program with connections of its own, to another database if one is named."""
        program = replace(self, settings=replace(self.settings, database_url=database_url or self.settings.database_url))
        try:
            yield program
        finally:
            program.engine.dispose()

    @cached_property
    def office(self) -> Office:
        """Where work is opened. Only on a database of this version, or a later one: while versions change, both work on it."""
        if not fits(self.engine):
            raise EngineError("cli.old_database")
        return replace(self.office_at(self.clock), nudge=self.nudge)

    def office_at(self, clock: Callable[[], datetime]) -> Office:
        """The same, on a clock of the caller's: how the demo's history is played."""
        return Office(sessionmaker(self.engine), clock, self.library, self.installation)

    @cached_property
    def nudge(self) -> Nudge | None:
        """Where there are workers they hear of every commit; without Redis the scheduler looks by itself."""
        if self.bell is None:
            return None
        nudger, bell = load(QUEUE).Nudger(self.settings.redis_url), self.bell

        def tell(about: frozenset[str]) -> None:
            nudger(about)
            bell(about)
        return tell

    @cached_property
    def bell(self) -> Any:
        """Tells every web of work for outside programs; None without Redis, where the one web hears its own commits."""
        return load(BELL).Bell(self.settings.redis_url) if self.settings.redis_url else None

    def trace(self, watch: Callable[[Any], object] = lambda spans: None) -> None:
        """Tell a collector what this process does, where one is named; elsewhere nothing of it is loaded. `watch` hears of the spans."""
        if self.settings.traces:
            watch(load(TRACING).begin(self.settings.traces))

    @cached_property
    def library(self) -> Library:
        return Library()

    @cached_property
    def installation(self) -> Installation:
        return Installation(self.settings.secret())

    @property
    def has_demo(self) -> bool:
        with self.office.reading(SYSTEM) as work:
            return programme.holds_demo(work)

    def word(self, key: str, /, **params: object) -> str:
        return text(key, self.language, **params)

    def actor(self, who: str | None) -> Actor:
        """WHO: a login name or ROLE@GM0546. Without one: the system itself."""
        if who is None:
            return SYSTEM
        with self.office.reading(SYSTEM) as work:
            return find_actor(work.session, who, work.now)

    @contextmanager
    def reading(self, who: str | None = None):
        with self.office.reading(self.actor(who)) as work:
            yield work

    @contextmanager
    def writing(self, who: str | None = None):
        with self.office.writing(self.actor(who)) as work:
            _sealed_with_ours(work)
            yield work

    def begin(self) -> None:
        """Before a door opens: what would be sealed with another secret, nobody could read once the right one is back."""
        with self.office.reading(SYSTEM) as work:
            _sealed_with_ours(work)


def _sealed_with_ours(work: Work) -> None:
    if not secret_fits(work):
        raise EngineError("cli.doctor.seal.other")
