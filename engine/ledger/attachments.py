"""Photos and documents beside a case: kept in sealed pieces, and removed with a trace."""
from sqlalchemy import delete

from engine import sealing
from engine.files import File
from engine.ledger.events import record
from engine.privacy import references
from engine.standing import Standing
from engine.tables import Attachment, AttachmentPiece, Task

PIECE = 64 * 1024           # bytes; small beside a batch of a backup


def attached(standing: Standing, file: File, to: int | None, task: Task | None) -> Attachment:
    """The name is sealed as a note is, and the pieces under the same key: who is erased takes the file along."""
    work, case = standing.work, standing.case
    standing.snapshot()
    name = standing.veil.keep("document", file.name)
    subject, key = standing.veil.key_of(name)
    standing.veil.store()
    work.session.flush()
    row = Attachment(case_id=case.id, municipality=case.municipality, task_id=task.id if task else None, author_id=work.actor.person,
                     visibility="team" if to is None else "person", to_person=to, name=name, kind=file.kind, size=len(file.content),
                     mark=sealing.new_id(), subject_id=subject, at=work.now)
    work.session.add(row)
    work.session.flush()
    pieces = range(0, len(file.content), PIECE)
    work.session.add_all(AttachmentPiece(
        attachment_id=row.id, number=number, municipality=case.municipality,
        ciphertext=sealing.seal_bytes(key, file.content[start:start + PIECE], place(row, number, len(pieces)))) for number, start in enumerate(pieces))
    record(work, case, "AttachmentAdded", task.element if task else None, task, attachment=row.id, visibility=row.visibility, media=row.kind, size=row.size)
    if to is not None:
        record(work, case, "MentionMade", attachment=row.id, people=[to])
    return row


def removed(standing: Standing, row: Attachment) -> None:
    """The content and the name are gone; who removed it and when stays."""
    work = standing.work
    work.session.execute(delete(AttachmentPiece).where(AttachmentPiece.attachment_id == row.id))
    standing.veil.forget(references(row.name))
    row.removed_at, row.removed_by = work.now, work.actor.person
    record(work, standing.case, "AttachmentRemoved", attachment=row.id)


def place(row: Attachment, number: int, of: int) -> str:
    """A piece that was moved, left out or put into another file does not open."""
    return f"{row.mark} {number}/{of} {row.municipality}"
