"""Cases in which somebody of this name takes part, found by whole words: the database knows no name, only keyed hashes."""
from sqlalchemy import func, select

from engine.access import reads_as, sees_case
from engine.sealing import blinded, words_of
from engine.tables import Case, Municipality, PersonalName, PersonalValue
from engine.work import Work


def cases_naming(work: Work, name: str) -> list[int]:
    """Ids of the cases that whoever asks may see, and in which they may read a name that has all of these words. Newest first."""
    words = words_of(name)
    if not words:
        return []
    theirs = work.actor.municipalities
    places = sorted(theirs) if theirs is not None else list(work.session.scalars(select(Municipality.code).order_by(Municipality.code)))
    found: set[int] = set()
    for place in places:
        found |= _in_municipality(work, place, words)
    return sorted(found, reverse=True)


def _in_municipality(work: Work, municipality: str, words: set[str]) -> set[int]:
    marks = sorted(blinded(work.settings.secret, "name", municipality, word) for word in words)
    rows = work.session.execute(
        select(PersonalValue.case_id, PersonalValue.visibility, PersonalValue.author_id)
        .join(PersonalName, PersonalName.value_id == PersonalValue.id).join(Case, Case.id == PersonalValue.case_id)
        .where(PersonalName.municipality == municipality, PersonalName.word.in_(marks), sees_case(work.actor, work.now))
        .group_by(PersonalValue.id, PersonalValue.case_id, PersonalValue.visibility, PersonalValue.author_id)
        .having(func.count() == len(marks)))
    seen = reads_as(work.actor, municipality)
    return {row.case_id for row in rows if _readable(row.visibility, seen) or row.author_id == work.actor.person}


def _readable(roles: list[str], seen: frozenset[str] | None) -> bool:
    return seen is None or not roles or not seen.isdisjoint(roles)
