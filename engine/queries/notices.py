"""The messages of one person, newest first, and marking them as read."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from engine.notices import words_of
from engine.queries.paging import LIMIT
from engine.tables import Case, Definition, Notice, Task
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
    """What was told to whoever asks. Four statements at most: the cases, tasks and definitions are read together."""
    wanted = select(Notice).where(Notice.person_id == work.actor.person, Notice.state != "dropped").order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)
    rows = list(work.session.scalars(wanted.where(Notice.read_at.is_(None)) if unread else wanted))
    cases, tasks = {row.case_id for row in rows} - {None}, {row.task_id for row in rows} - {None}
    kept = [list(work.session.scalars(select(Case).where(Case.id.in_(sorted(cases))))) if cases else [],
            list(work.session.scalars(select(Task).where(Task.id.in_(sorted(tasks))))) if tasks else []]
    definitions = sorted({case.definition_id for case in kept[0]})
    kept.append(list(work.session.scalars(select(Definition).where(Definition.id.in_(definitions)))) if definitions else [])
    titles = {case.id: case.title for case in kept[0]}
    told = tuple(Told(row.id, words_of(work, row, language)[0], row.created_at, row.read_at is None, row.task_id, row.case_id,
                      titles.get(row.case_id, "")) for row in rows)
    del kept        # held until here, so that each notice finds its case and task in the session
    return told


def read_notices(work: Work) -> None:
    """Everything told so far has been seen."""
    work.session.execute(update(Notice).where(Notice.person_id == work.actor.person, Notice.read_at.is_(None)).values(read_at=work.now)
                         .execution_options(synchronize_session=False))
