"""The saved views somebody may choose from: their own, and those shared where they work."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Select, and_, cast, null, select, union_all

from engine.access import oversees
from engine.actors import Actor
from engine.blanks import ask
from engine.queries.inbox import VIEWS, Wanted
from engine.queries.speech import speech
from engine.tables import Definition, FirstView, Municipality, Neighbourhood, Person, SavedView
from engine.views import visible
from engine.work import Work


@dataclass(frozen=True)
class View:
    """`municipality`: where it is shared, None for one's own; `first`: the inbox of whoever asks opens with it."""

    id: int
    name: str
    wanted: Wanted
    municipality: str | None
    by: str
    mine: bool
    first: bool
    may_drop: bool


def saved_views(work: Work) -> tuple[View, ...]:
    """One's own before the shared ones, by name. One statement."""
    me = work.actor.person
    found = [View(row.SavedView.id, row.SavedView.name, wanted_of(row.SavedView.wanted), row.SavedView.municipality, row.by, row.SavedView.person_id == me,
                  row.first is not None, row.SavedView.person_id == me or oversees(work.actor, row.SavedView.municipality or ""))
             for row in ask(work, _with_their_makers)]
    return tuple(sorted(found, key=lambda one: (not one.mine, one.name.casefold(), one.id)))


def _with_their_makers(actor: Actor, now: datetime) -> Select:
    return (select(SavedView, Person.name.label("by"), FirstView.person_id.label("first")).join(Person, Person.id == SavedView.person_id)
            .outerjoin(FirstView, and_(FirstView.view_id == SavedView.id, FirstView.person_id == actor.person)).where(visible(actor)))


def names_for(work: Work, every: Iterable[Wanted], language: str = "nl") -> dict[str, str]:
    """What the municipalities, neighbourhoods and processes that are asked for are called, by code or key."""
    asked = {value for wanted in every for value in (wanted.municipality, wanted.neighbourhood, wanted.process) if value}
    if not asked:
        return {}
    none = cast(null(), BigInteger).label("bundle")
    named = union_all(*(select(key, name, bundle).where(key.in_(sorted(asked))) for key, name, bundle in (
        (Definition.key, Definition.name, Definition.bundle_id.label("bundle")), (Neighbourhood.code, Neighbourhood.name, none),
        (Municipality.code, Municipality.name, none))))
    return {key: speech(work, bundle, language).name(key, name) if bundle else name for key, name, bundle in work.session.execute(named)}


def wanted_of(kept: Mapping[str, str]) -> Wanted:
    """What was kept, as far as it still says something."""
    known = {name: kept[name] for name in ("q", "municipality", "neighbourhood", "process", "phase", "role", "due") if kept.get(name)}
    view = kept.get("view", VIEWS[0])
    return Wanted(view if view in VIEWS else VIEWS[0], **known, until=_day(kept.get("until", "")))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
