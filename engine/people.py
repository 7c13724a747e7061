"""People and their roles: who joins, what they become where, and who leaves."""
import re

from sqlalchemy import select, update

from engine.actors import active_at
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.language import LANGUAGES
from engine.ledger import leaving
from engine.members import municipality_wide
from engine.roles import COORDINATOR
from engine.tables import Case, Membership, Municipality, Neighbourhood, Person
from engine.tables.dialects import fold
from engine.work import Work

LOGIN = re.compile(r"[\w.'-]+")         # no @: that is how we say ROLE@GM0546


def add_person(work: Work, login: str, name: str, language: str = "nl", email: str | None = None) -> Person:
    """Somebody new. The same login and name again changes nothing; another name for a known login is a Conflict."""
    _may_manage_people(work)
    if not LOGIN.fullmatch(login):
        raise InvalidAnswers(key="entering.bad_login", login=login)
    known = work.session.scalar(select(Person).where(Person.login == login))
    if known is not None:
        if known.name != name:
            raise Conflict("core.login_taken", login=login)
        return known
    person = Person(login=login, name=name, search=fold(name), language=language, email=email, active=True, added_at=work.now)
    work.session.add(person)
    work.session.flush()
    return person


def choose_language(work: Work, language: str) -> None:
    """The language in which the actor reads pages and is written to."""
    if language not in LANGUAGES:
        raise InvalidAnswers([("language", "core.no_such_language", {})])
    person = work.session.get(Person, work.actor.person) if work.actor.person is not None else None
    if person is not None:
        person.language = language


def toured(work: Work) -> None:
    """The actor has seen enough of the tour. Once is enough: later the help has it."""
    person = work.session.get(Person, work.actor.person) if work.actor.person is not None else None
    if person is not None:
        person.toured_at = person.toured_at or work.now


def give_role(work: Work, person: int, role: str, municipality: str, neighbourhood: str | None = None) -> Membership:
    """From now on, in the municipality or one neighbourhood of it. What they have already is left as it is."""
    _may_manage(work, municipality)
    someone = _person(work, person)
    if not someone.active:
        raise Conflict("core.person_left", name=someone.name)
    _place(work, municipality, neighbourhood)
    here = Membership.neighbourhood.is_(None) if neighbourhood is None else Membership.neighbourhood == neighbourhood
    known = work.session.scalar(select(Membership).where(
        Membership.person_id == person, Membership.role == role, Membership.municipality == municipality, here, active_at(work.now)))
    if known is not None:
        return known
    membership = Membership(person_id=person, role=role, municipality=municipality, neighbourhood=neighbourhood, since=work.now)
    work.session.add(membership)
    work.session.flush()
    return membership


def end_membership(work: Work, membership: int) -> Membership:
    """From now on no longer. What they had claimed in that role goes back to the role. The last coordinator stays while cases run."""
    found = work.session.get(Membership, membership)
    if found is None:
        raise NotFound("core.no_such_role")
    _may_manage(work, found.municipality)
    if found.until is None or found.until > work.now:
        if found.role == COORDINATOR:
            _somebody_else_coordinates(work, found.municipality, _person(work, found.person_id))
        found.until = work.now
        work.session.flush()
        leaving.give_back(work, found.person_id, found.municipality)
    return found


def deactivate_person(work: Work, person: int) -> Person:
    """Who leaves: memberships end, claimed tasks go back to the role, fixed roles fall to the coordinator to reassign.

    Offers by hand from or to them lapse. The last coordinator of a municipality where cases run does not leave: Conflict.
    """
    _may_manage_people(work)
    found = _person(work, person)
    if not found.active:
        return found
    held = list(work.session.scalars(select(Membership.municipality).where(Membership.person_id == person, active_at(work.now)).distinct()))
    theirs = work.actor.municipalities
    if theirs is not None and not set(held) <= theirs:
        raise NotAllowed("core.works_elsewhere", name=found.name)
    for municipality in held:
        _somebody_else_coordinates(work, municipality, found)
    found.active, found.deactivated_at = False, work.now
    work.session.execute(update(Membership).where(Membership.person_id == person, active_at(work.now)).values(until=work.now))
    work.session.flush()
    for municipality in held:
        leaving.give_back(work, person, municipality)
    return found


def _person(work: Work, person: int) -> Person:
    found = work.session.get(Person, person)
    if found is None:
        raise NotFound("core.no_such_person")
    return found


def _somebody_else_coordinates(work: Work, municipality: str, leaver: Person) -> None:
    """What falls to the coordinator has to fall to somebody."""
    if municipality_wide(work, COORDINATOR, municipality) != [leaver]:
        return
    running = select(Case.id).where(Case.municipality == municipality, Case.status.in_(("open", "paused", "stuck")))
    if work.session.scalar(running.limit(1)) is not None:
        raise Conflict("core.last_coordinator", name=leaver.name, place=work.session.get_one(Municipality, municipality).name)


def _place(work: Work, municipality: str, neighbourhood: str | None) -> None:
    if work.session.get(Municipality, municipality) is None:
        raise NotFound("core.no_such_municipality", code=municipality)
    if neighbourhood is not None:
        found = work.session.get(Neighbourhood, neighbourhood)
        if found is None or found.municipality != municipality:
            raise NotFound("core.no_such_neighbourhood", code=neighbourhood)


def _may_manage(work: Work, municipality: str) -> None:
    if work.actor.kind == "person" and not work.actor.has(COORDINATOR, municipality):
        raise NotAllowed("core.coordinators_only")


def _may_manage_people(work: Work) -> None:
    if work.actor.kind == "person" and not any(held.role == COORDINATOR for held in work.actor.held):
        raise NotAllowed("core.coordinators_only")
