"""Standing in for somebody who is away: named for a time and for which work, acting in their place, and giving it back."""
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from engine import access, cover_words
from engine.actors import Actor, StandIn, active_at, find_actor
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.iso import AMSTERDAM, local
from engine.roles import COORDINATOR, FACILITATOR, MANAGER
from engine.tables import Case, Cover, Definition, Membership, Neighbourhood, Person
from engine.work import Work

LONGEST = timedelta(days=366)
MOST_WORDS = 2000
LEADING = frozenset({COORDINATOR, FACILITATOR})     # who leads there can stand in for anybody


@dataclass(frozen=True)
class Wish:
    """Who stands in, from and until which days (both included), and for which work: a place or all, some processes or all."""

    by: int
    first: date
    last: date
    neighbourhood: str | None = None
    processes: frozenset[str] = frozenset()
    asked: str = ""


def name_stand_in(work: Work, wish: Wish, municipality: str, person: int | None = None) -> Cover:
    """For oneself, or by a coordinator for who cannot do it any more. InvalidAnswers names what cannot be meant."""
    person = person if person is not None else work.actor.person
    if person != work.actor.person and not access.oversees(work.actor, municipality):
        raise NotAllowed("cover.not_yours")
    if person not in _working(work, municipality):
        raise NotFound("core.no_such_person")
    problems = [*_bad_days(work, wish), *_bad_work(work, wish, municipality), *_bad_person(work, wish, municipality, person)]
    if problems:
        raise InvalidAnswers(problems)
    since, until = _midnight(wish.first), _midnight(wish.last + timedelta(days=1))
    if problems := _in_the_way(work, wish, municipality, person, since, until):
        raise InvalidAnswers(problems)
    cover = Cover(municipality=municipality, person_id=person, by_id=wish.by, neighbourhood=wish.neighbourhood,
                  processes=sorted(wish.processes) or None, since=max(since, work.now), until=until, named_by=work.actor.person,
                  named_at=work.now)
    work.session.add(cover)
    work.session.flush()
    if asked := wish.asked.strip()[:MOST_WORDS]:
        cover_words.say(work, cover, "asked", asked)
    return cover


def give_back(work: Work, cover: int, summary: str) -> Cover:
    """The stand-in stops and tells how things are. Before it has begun: they say no, and why. Given back already: nothing changes."""
    found = _cover(work, cover)
    if found.by_id != work.actor.person:
        raise NotAllowed("cover.not_the_stand_in")
    if not summary.strip():
        raise InvalidAnswers([("summary", "cover.summary_needed", {})])
    if not cover_words.given_back(found):
        if cover_words.is_forgotten(work, found):
            raise Conflict("cover.over_for_long")
        cover_words.say(work, found, "summary", summary.strip()[:MOST_WORDS])
        _ended(work, found)
    return found


def call_off(work: Work, cover: int) -> Cover:
    """Who is away is back, or somebody named the wrong one: for themselves and for the coordinators."""
    found = _cover(work, cover)
    if found.person_id != work.actor.person and not access.oversees(work.actor, found.municipality):
        raise NotAllowed("cover.not_yours")
    _ended(work, found)
    return found


def read_back(work: Work, cover: int) -> Cover:
    """Who was away has read what was done."""
    found = _cover(work, cover)
    if found.person_id != work.actor.person:
        raise NotAllowed("cover.not_yours")
    found.read_at = found.read_at or work.now
    return found


def in_place_of(work: Work, cover: int) -> Actor:
    """Who is away, with whoever asks acting in their place. NotFound when they do not stand in (any more, or not yet)."""
    found = work.session.scalar(_active().where(Cover.id == bindparam("cover"), Cover.by_id == bindparam("by")),
                                {"moment": work.now, "cover": cover, "by": work.actor.person})
    if found is None:
        raise NotFound("cover.not_now")
    return standing_in(found, find_actor(work.session, found.person_id, work.now), work.actor)


def standing_in(cover: Cover, away: Actor, by: Actor) -> Actor:
    """The actor that a cover makes of who is away and who stands in."""
    held = tuple(one for one in away.held if one.municipality == cover.municipality
                 and (cover.neighbourhood is None or one.neighbourhood in (None, cover.neighbourhood)))
    processes = None if cover.processes is None else frozenset(cover.processes)
    return replace(away, language=by.language, held=held, stand_in=StandIn(by.person, by.name, cover.id, cover.neighbourhood, processes))


def stand_in_for(work: Work, person: int, case: Case) -> Cover | None:
    """Who acts for this person in this case now; the one named last, when there are more."""
    found = work.session.scalars(_active().where(Cover.municipality == bindparam("place"), Cover.person_id == bindparam("away"))
                                 .order_by(Cover.id.desc()), {"moment": work.now, "place": case.municipality, "away": person})
    return next((cover for cover in found if cover.neighbourhood in (None, case.neighbourhood)
                 and (cover.processes is None or case.key in cover.processes)), None)


@cache
def _active() -> Select:
    """Covers that hold at a moment: not ended, and both of them still here."""
    away, by = aliased(Person), aliased(Person)
    return (select(Cover).join(away, away.id == Cover.person_id).join(by, by.id == Cover.by_id)
            .where(Cover.since <= bindparam("moment"), Cover.until > bindparam("moment"), Cover.ended_at.is_(None), away.active, by.active))


def stand_ins(work: Work, municipality: str, person: int) -> dict[int, str]:
    """Who could stand in for this person there, by name: with a role of theirs, or who leads there. Id -> name."""
    working = _working(work, municipality)
    theirs = working.get(person, frozenset()) - {MANAGER}
    able = [other for other, roles in working.items() if other != person and roles & (theirs | LEADING)]
    if not able:
        return {}
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(able)).order_by(Person.search, Person.id))
    return {ident: name for ident, name in rows}


def _working(work: Work, municipality: str) -> dict[int, frozenset[str]]:
    rows = work.session.execute(
        select(Membership.person_id, Membership.role).join(Person, Person.id == Membership.person_id)
        .where(Membership.municipality == municipality, Person.active, active_at(work.now)).order_by(Membership.person_id))
    return {person: frozenset(row.role for row in held) for person, held in groupby(rows, key=attrgetter("person_id"))}


def _bad_days(work: Work, wish: Wish) -> list[tuple]:
    if wish.last < wish.first:
        return [("last", "cover.ends_before", {})]
    if wish.last < local(work.now).date():
        return [("last", "cover.is_past", {})]
    return [("last", "cover.too_long", {})] if wish.last - wish.first > LONGEST else []


def _bad_work(work: Work, wish: Wish, municipality: str) -> list[tuple]:
    problems = []
    if wish.neighbourhood is not None:
        place = work.session.get(Neighbourhood, wish.neighbourhood)
        if place is None or place.municipality != municipality:
            problems.append(("neighbourhood", "core.no_such_neighbourhood", {"code": wish.neighbourhood}))
    known = set(work.session.scalars(select(Definition.key).where(Definition.key.in_(sorted(wish.processes))))) if wish.processes else set()
    return problems + [("processes", "cover.no_such_process", {"key": key}) for key in sorted(wish.processes - known)]


def _bad_person(work: Work, wish: Wish, municipality: str, person: int) -> list[tuple]:
    if wish.by == person:
        return [("by", "cover.not_oneself", {})]
    return [] if wish.by in stand_ins(work, municipality, person) else [("by", "cover.cannot", {})]


def _in_the_way(work: Work, wish: Wish, municipality: str, person: int, since: datetime, until: datetime) -> list[tuple]:
    """The one who stands in is away themselves, or somebody does the same work already: then nobody knows whose turn it is."""
    rows = list(work.session.scalars(select(Cover).where(
        Cover.municipality == municipality, Cover.since < until, Cover.until > since, Cover.ended_at.is_(None),
        or_(Cover.person_id == wish.by, Cover.person_id == person))))
    problems = []
    for cover in rows:
        if cover.person_id == wish.by:
            problems.append(("by", "cover.away_too", {"name": _name(work, wish.by)}))
        elif _same_work(wish, cover):
            problems.append(("by", "cover.named_already", {"name": _name(work, cover.by_id)}))
    return problems[:1]


def _same_work(wish: Wish, cover: Cover) -> bool:
    places = None in (wish.neighbourhood, cover.neighbourhood) or wish.neighbourhood == cover.neighbourhood
    return places and (not wish.processes or cover.processes is None or not wish.processes.isdisjoint(cover.processes))


def _ended(work: Work, cover: Cover) -> None:
    if cover.ended_at is None and cover.until > work.now:
        cover.ended_at, cover.ended_by = work.now, work.actor.person


def _cover(work: Work, cover: int) -> Cover:
    """For who is away, who stands in, and the coordinators of the place."""
    found = work.session.scalar(select(Cover).where(Cover.id == cover, visible(work.actor)).with_for_update())
    if found is None:
        raise NotFound()
    return found


def visible(actor: Actor):
    """Covers of one's own, either way round, and of a municipality that one coordinates."""
    leading: Collection[str] = sorted(held.municipality for held in actor.held if held.role == COORDINATOR)
    mine = and_(or_(Cover.person_id == actor.person, Cover.by_id == actor.person), Cover.municipality.in_(sorted(actor.municipalities)))
    return or_(mine, Cover.municipality.in_(leading))


def _name(work: Work, person: int) -> str:
    return work.session.get_one(Person, person).name


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
