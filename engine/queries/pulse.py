"""Whether anything happened where somebody works, told at the lowest price."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from engine.actors import Actor
from engine.blanks import ask
from engine.queries.dating import waiting_for_me
from engine.queries.handoffs import offered
from engine.tables import CaseEvent, Cover, Municipality, Notice, Person
from engine.work import Work


@dataclass(frozen=True)
class Glance:
    """What there is to look for: how many offers, a question about a date, something told and not read, somebody standing in.

    `new`: the tour was not seen; `towns`: what the places are called where they work, by code, when they have more than one role.
    """

    last_event: int
    offers: int
    asked: bool
    told: bool
    covers: bool
    new: bool
    towns: Mapping[str, str]


def last_event(work: Work) -> int:
    """The number of the newest event within reach; 0 when there is none. One statement that reads one row."""
    return ask(work, _newest).scalar() or 0


def glance(work: Work) -> Glance:
    """One statement, so that a page asks for no more than there is."""
    row = ask(work, _all_at_once).one()
    return Glance(row[0] or 0, row[1], bool(row[2]), bool(row[3]), bool(row[4]), not row[5], {held.municipality: name for held, name in zip(work.actor.held, row[6:])})


def _all_at_once(actor: Actor, now: datetime) -> Select:
    unread = select(Notice.id).where(Notice.person_id == actor.person, Notice.state != "dropped", Notice.read_at.is_(None)).exists()
    covers = select(Cover.id).where(or_(Cover.person_id == actor.person, Cover.by_id == actor.person)).exists()
    toured = select(Person.id).where(Person.id == actor.person, Person.toured_at.is_not(None)).exists()
    towns = [select(Municipality.name).where(Municipality.code == held.municipality).scalar_subquery() for held in actor.held] if len(actor.held) > 1 else []
    return select(_newest(actor, now).scalar_subquery(), offered(actor, now).scalar_subquery(), waiting_for_me(actor).exists(), unread, covers, toured, *towns)


def _newest(actor: Actor, now: datetime) -> Select:
    theirs = actor.municipalities
    wanted = select(CaseEvent.id).order_by(CaseEvent.id.desc()).limit(1)
    return wanted if theirs is None else wanted.where(CaseEvent.municipality.in_(list(theirs)))
