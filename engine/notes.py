"""Notes: for everybody who takes part in a case, or only for one other person."""
from sqlalchemy import select

from engine import access
from engine.actors import Actor, find_actor
from engine.cases import lock_seen
from engine.errors import InvalidAnswers, NotAllowed
from engine.ledger import notes as ledger
from engine.tables import Case, Note, Person
from engine.work import Work

LONGEST = 5_000             # characters; more is a document


def add_note(work: Work, case_id: int, text: str, to: int | str | None = None) -> Note:
    """Write something down beside a case. `to`: only for that person (id or login) and you. Who it is for gets a notice."""
    standing = lock_seen(work, case_id)
    if not _takes_part(work, work.actor, case_id):
        raise NotAllowed("note.not_on_team")
    text = text.strip()
    if not text:
        raise InvalidAnswers([("text", "note.text_needed", {})])
    if len(text) > LONGEST:
        raise InvalidAnswers([("text", "note.too_long", {"most": LONGEST})])
    return ledger.noted(standing, text, None if to is None else reader_of(work, case_id, to))


def reader_of(work: Work, case_id: int, to: int | str) -> int:
    """Whom a note or a file is for alone: they have to be able to read it."""
    known = work.session.scalar(select(Person.id).where(Person.active, Person.id == to if isinstance(to, int) else Person.login == to))
    if known is None or not _takes_part(work, find_actor(work.session, known, work.now), case_id):
        raise InvalidAnswers([("to", "note.cannot_see_case", {})])
    return known


def _takes_part(work: Work, actor: Actor, case_id: int) -> bool:
    return work.session.scalar(select(Case.id).where(Case.id == case_id, access.on_team(actor, work.now))) is not None
