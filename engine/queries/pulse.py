"""Whether anything happened where somebody works, told at the lowest price."""
from sqlalchemy import select

from engine.tables import CaseEvent
from engine.work import Work


def last_event(work: Work) -> int:
    """The number of the newest event within reach; 0 when there is none. One statement that reads one row."""
    theirs = work.actor.municipalities
    wanted = select(CaseEvent.id).order_by(CaseEvent.id.desc()).limit(1)
    return work.session.scalar(wanted if theirs is None else wanted.where(CaseEvent.municipality.in_(sorted(theirs)))) or 0
