"""The messages of one person, newest first, and marking them as read."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from engine.access import sees_case
from engine.notices import asks_for_sight, case_title, leads_to, words_of
from engine.queries.paging import LIMIT
from engine.tables import Case, Definition, Handoff, Notice, Task
from engine.work import Work


@dataclass(frozen=True)
class Told:
    id: int
    sentence: str
    at: datetime
    new: bool
    task_id: int | None
    case_id: int | None
    case: str                               # its title


def notices(work: Work, language: str, unread: bool = False, limit: int = LIMIT) -> tuple[Told, ...]:
    """What was told to whoever asks. One statement, or two: what each notice is about comes along, and is found in the session."""
    wanted = (select(Notice, Case, Task, Definition, Handoff).outerjoin(Case, Case.id == Notice.case_id).outerjoin(Task, Task.id == Notice.task_id)
              .outerjoin(Definition, Definition.id == Case.definition_id).outerjoin(Handoff, Handoff.id == Notice.handoff_id)
              .where(Notice.person_id == work.actor.person, Notice.state != "dropped").order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit))
    rows = work.session.execute(wanted.where(Notice.read_at.is_(None)) if unread else wanted).all()
    asked = {one.case_id for one, *_ in rows if asks_for_sight(one)}
    seen = set(work.session.scalars(select(Case.id).where(Case.id.in_(asked), sees_case(work.actor, work.now)))) if asked else ()
    return tuple(Told(one.id, words_of(work, one, language)[0], one.created_at, one.read_at is None, *leads_to(work, one, seen),
                      case_title(work, case, language)) for one, case, *_ in rows)


def read_notices(work: Work) -> None:
    """Everything told so far has been seen."""
    work.session.execute(update(Notice).where(Notice.person_id == work.actor.person, Notice.read_at.is_(None)).values(read_at=work.now)
                         .execution_options(synchronize_session=False))
