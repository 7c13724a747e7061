"""Photos and documents beside a case or a task: for everybody who takes part, or only for one other person."""
from sqlalchemy import func, select

from engine import access
from engine.cases import lock_worked
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.files import File
from engine.ledger import attachments as ledger
from engine.notes import reader_of
from engine.queries.attachments import reads
from engine.standing import Standing, lock_case_of
from engine.tables import Attachment
from engine.tasks import locked_task, must_live
from engine.work import Work

MOST = 200                  # files beside one case


def attach_to_case(work: Work, case_id: int, file: File, to: int | str | None = None) -> Attachment:
    """Put a file beside a case. `to`: only for that person (id or login) and you; they get a notice."""
    standing = lock_worked(work, case_id)
    _room(standing)
    return ledger.attached(standing, file, None if to is None else reader_of(work, case_id, to), None)


def attach_to_task(work: Work, task_id: int, file: File) -> Attachment:
    """Put a file beside an open task. For whoever may do it."""
    standing, task, takes = locked_task(work, task_id)
    must_live(standing, task, stuck_too=True)
    if not takes and task.claimant_id != work.actor.person:
        raise NotAllowed("core.not_your_task")
    _room(standing)
    return ledger.attached(standing, file, None, task)


def remove_attachment(work: Work, attachment_id: int) -> Attachment:
    """Remove a file for good. For who added it, and for coordinators; once more changes nothing."""
    standing = lock_case_of(work, Attachment, attachment_id)
    row = work.session.scalar(select(Attachment).where(Attachment.id == attachment_id, reads(work.actor, work.now)))
    if row is None:
        raise NotFound()
    if row.author_id != work.actor.person and not access.oversees(work.actor, row.municipality):
        raise NotAllowed("file.only_author")
    if row.removed_at is None:
        ledger.removed(standing, row)
    return row


def _room(standing: Standing) -> None:
    kept = select(func.count()).select_from(Attachment).where(Attachment.case_id == standing.case.id, Attachment.removed_at.is_(None))
    if standing.work.session.scalar(kept) >= MOST:
        raise InvalidAnswers([("file", "file.too_many", {"most": MOST})])
