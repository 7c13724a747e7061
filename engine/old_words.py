"""Words that an earlier version kept in clear, sealed as soon as somebody with the secret comes by."""
from sqlalchemy import Text, select, type_coerce

from engine import cover_words
from engine.ledger import by_hand
from engine.standing import lock_case_of
from engine.tables import Handoff
from engine.work import Work

IN_CLEAR = '%"words":"%'        # a reference begins with a brace


def seal_old_words(work: Work) -> int:
    """What was said with handoffs, and around standing in, before it was kept apart. How many it were; safe to repeat."""
    found = work.session.scalars(select(Handoff.id).where(type_coerce(Handoff.said, Text).like(IN_CLEAR)).order_by(Handoff.id)).all()
    handoffs = sum(by_hand.sealed(lock_case_of(work, Handoff, one), work.session.get_one(Handoff, one)) for one in found)
    return handoffs + cover_words.seal_clear(work)
