"""What people said to each other with a handoff by hand, for whoever may read it."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from engine.access import reads_as
from engine.privacy import Veil
from engine.tables import Handoff, Person
from engine.work import Work


@dataclass(frozen=True)
class Said:
    """`what`: note, question, answer or reason (of returning it). `words` is None when whoever asks may not read them."""

    what: str
    by: str | None
    at: datetime | None
    words: str | None


def talks(work: Work, handoffs: Sequence[Handoff], meant: frozenset[int] = frozenset(), known: Mapping[int, str] = MappingProxyType({})) -> Mapping[int, tuple[Said, ...]]:
    """By handoff, in the order of saying. `meant`: those offered to whoever asks; `known`: names by id, as far as they are at hand.

    Two statements a municipality at most, or none.
    """
    spoken = [one for one in handoffs if one.said]
    if not spoken:
        return {}
    speakers = {part["by"] for one in spoken for part in one.said} - {None} - known.keys()
    names = {**known} | {row.id: row.name for row in work.session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(speakers))))} if speakers else {**known}
    veils: dict[str, Veil] = {}
    for one in spoken:
        veils.setdefault(one.municipality, Veil(work, one.case_id, one.municipality))
    for municipality, veil in veils.items():
        veil.load(*(one.said for one in spoken if one.municipality == municipality))
    return {one.id: tuple(_said(part, names, veils[one.municipality], _eyes(work, one, one.id in meant)) for part in one.said) for one in spoken}


def last(talk: Sequence[Said], what: str) -> str | None:
    return next((part.words for part in reversed(talk) if part.what == what), None)


def _said(part: Mapping, names: Mapping[int, str], veil: Veil, seen: frozenset[str] | None) -> Said:
    at = datetime.fromisoformat(part["at"]) if part["at"] else None
    return Said(part["what"], names.get(part["by"]), at, veil.lift(part["words"], seen))


def _eyes(work: Work, one: Handoff, meant: bool) -> frozenset[str] | None:
    """Who gives, who is offered it and whoever spoke read the whole of it; others what they may read of whom it names."""
    me = work.actor.person
    takes_part = me is not None and (meant or me in (one.from_person, one.to_person, one.accepted_by) or any(part["by"] == me for part in one.said))
    return None if takes_part else reads_as(work.actor, one.municipality)
