"""Who comes to an activity that repeats, and each time that somebody wrote down who was there."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, one_of


class Participant(Base):
    """Somebody who is expected at the activity of one case. Other cases know them by `ref`, which tells nothing."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("municipality", "ref"), Index(None, "case_id", "id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    ref: Mapped[Word]                                       # random: P-3f9c...
    name: Mapped[Json]                                      # a reference, under a key of their own
    since: Mapped[Moment]
    added_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    left_at: Mapped[Moment | None]                          # no longer expected, and the name is gone


class Occurrence(Base):
    """One time that the activity was held, as the task that asked for it was completed."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("task_id"), Index(None, "case_id", "id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    task_id: Mapped[int] = mapped_column(RowId, ForeignKey("tasks.id"))
    at: Mapped[Moment]


class Attendance(Base):
    """Whether one participant was there that time. Asked: missed, and somebody went to ask how things are."""

    __tablename__ = "attendances"
    __table_args__ = (CheckConstraint(one_of("how", "present", "missed", "asked", "signed_off"), name="how"), Index(None, "participant_id", "occurrence_id"))
    occurrence_id: Mapped[int] = mapped_column(RowId, ForeignKey("occurrences.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(RowId, ForeignKey("participants.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    how: Mapped[Word]
