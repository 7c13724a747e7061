"""What goes because time passed, whoever comes by or not: drafts that outlived their task, answers kept for a day, old words."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from engine import cover_words
from engine.idempotency import KEPT as ANSWERED
from engine.ledger import tasks as ledger
from engine.ledger.tasks import KEPT, LIVE
from engine.standing import lock_case
from engine.tables import Draft, IdempotencyKey, Person, Setting, Task
from engine.work import Work

KEY = "upkeep.begun"
EVERY = timedelta(hours=1)
MOST = 500                                  # drafts an hour: a long absence is made up for in the hours after


@dataclass(frozen=True)
class OldDraft:
    id: int
    case_id: int
    municipality: str


def is_time(work: Work) -> bool:
    """Whether nobody kept house in the past hour: a look that locks nothing."""
    begun = work.session.scalar(select(Setting.changed_at).where(Setting.key == KEY))
    return begun is None or begun <= work.now - EVERY


def take_turn(work: Work) -> bool:
    """One of many gets the turn of this hour."""
    mine = update(Setting).where(Setting.key == KEY, Setting.changed_at <= work.now - EVERY).values(changed_at=work.now)
    if work.session.execute(mine).rowcount:
        return True
    if work.session.get(Setting, KEY) is not None:
        return False
    try:
        with work.session.begin_nested():
            work.session.add(Setting(key=KEY, value=True, changed_at=work.now))
    except IntegrityError:
        return False                        # somebody else was the first ever at the same moment
    return True


def put_away(work: Work) -> int:
    """Answers to repeated requests, and what was said around standing in long ago, go; what an older version kept in clear is sealed."""
    answers = work.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at <= work.now - ANSWERED)).rowcount
    return answers + cover_words.seal_clear(work) + cover_words.forget(work)


def outlived_drafts(work: Work) -> list[OldDraft]:
    """Typed 30 days ago for a task that is over since, or by somebody who left: the oldest first."""
    rows = work.session.execute(select(Draft.id, Draft.case_id, Draft.municipality).where(_outlived(work)).order_by(Draft.id).limit(MOST))
    return [OldDraft(*row) for row in rows]


def drop_draft(work: Work, old: OldDraft) -> bool:
    """False when somebody else was first, or its writer typed on meanwhile."""
    standing = lock_case(work, old.case_id)
    draft = work.session.scalar(select(Draft).where(Draft.id == old.id, _outlived(work)).execution_options(populate_existing=True))
    if draft is None:
        return False
    ledger.outlived(standing, work.session.get_one(Task, draft.task_id, populate_existing=True), draft)
    return True


def _outlived(work: Work) -> ColumnElement[bool]:
    over, left = select(Task.id).where(Task.status.not_in(LIVE)), select(Person.id).where(Person.active.is_(False))
    return and_(Draft.saved_at <= work.now - KEPT, or_(Draft.task_id.in_(over), Draft.person_id.in_(left)))
