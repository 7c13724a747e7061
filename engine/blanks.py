"""Statements with blanks for who asks and when, built once for all who hold the same kinds of roles: building one costs more than asking it."""
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Result, bindparam

from engine.actors import Actor, Held, StandIn
from engine.tables.base import UtcMoment
from engine.work import Work

BUILT = 256                                 # statements that stay built; one weighs up to half a megabyte
MOMENT = "moment"
Build = Callable[..., Executable]           # (actor, moment, *words): a statement made of nothing else


@dataclass(frozen=True)
class Shape:
    """What two actors must share to be asked for by one statement: which roles, and which of those are for one neighbourhood."""

    kind: str
    held: tuple[tuple[str, bool], ...]
    away: tuple[bool, frozenset[str] | None] | None         # for whom one stands in: in one neighbourhood or not, for which processes

    @staticmethod
    def of(actor: Actor) -> "Shape":
        asked = actor.stand_in
        return Shape(actor.kind, tuple((held.role, held.neighbourhood is not None) for held in actor.held),
                     (asked.neighbourhood is not None, asked.processes) if asked is not None else None)

    def blank(self) -> Actor:
        """An actor of this shape of whom nothing is filled in yet, to build conditions for."""
        held = tuple(Held(role, _blank("place", number), _blank("near", number) if near else None) for number, (role, near) in enumerate(self.held))
        stand_in = StandIn(bindparam("stand_in"), "", 0, bindparam("away_near") if self.away[0] else None, self.away[1]) if self.away else None
        return Actor(self.kind, bindparam("me") if self.kind == "person" else None, held=held, stand_in=stand_in)


def ask(work: Work, build: Build, *words: Hashable, **blanks: Any) -> Result:
    """What the statement gives that `build(actor, moment, *words)` makes, for who asks now. `blanks`: its other parameters."""
    return work.session.execute(built(work, build, *words), filled(work, **blanks))


def built(work: Work, build: Build, *words: Hashable) -> Any:
    """The statement alone, for whoever narrows it further."""
    return _built(build, Shape.of(work.actor), words)


def filled(work: Work, **blanks: Any) -> dict[str, Any]:
    """What goes in its blanks."""
    actor = work.actor
    values = {**blanks, "me": actor.person, MOMENT: work.now}
    for number, held in enumerate(actor.held):
        values[f"place_{number}"], values[f"near_{number}"] = held.municipality, held.neighbourhood
    if actor.stand_in is not None:
        values |= {"stand_in": actor.stand_in.person, "away_near": actor.stand_in.neighbourhood}
    return values


@lru_cache(BUILT)
def _built(build: Build, shape: Shape, words: tuple[Hashable, ...]) -> Executable:
    return build(shape.blank(), bindparam(MOMENT, type_=UtcMoment), *words)


def _blank(name: str, number: int) -> BindParameter:
    return bindparam(f"{name}_{number}")
