"""Photos and documents beside a case, sealed in pieces."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, one_of


class Attachment(Base):
    """For the case team, or for the author and one other person only. What was removed leaves this row as a trace."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint(one_of("visibility", "team", "person"), name="visibility"), Index(None, "case_id", "id"), Index(None, "task_id"),
                      Index(None, "subject_id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    task_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("tasks.id"))
    author_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    visibility: Mapped[Word]
    to_person: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    name: Mapped[Json]                                      # a reference: people name files after people
    kind: Mapped[Word]                                      # media type, as the content shows it
    size: Mapped[int]                                       # bytes, as kept
    mark: Mapped[Word]                                      # random; what seals the pieces is tied to it
    subject_id: Mapped[Word] = mapped_column(ForeignKey("person_keys.id"))
    at: Mapped[Moment]
    removed_at: Mapped[Moment | None]
    removed_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))


class AttachmentPiece(Base):
    """A small part of a file, so that nothing ever needs the whole of it at once: no backup, no download."""

    __tablename__ = "attachment_pieces"
    attachment_id: Mapped[int] = mapped_column(RowId, ForeignKey("attachments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    municipality: Mapped[Code]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
