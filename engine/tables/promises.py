"""What was promised to residents and told back to them, and the small successes people celebrate."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, one_of

OPEN = text("told_at is null")


class Promise(Base):
    """Something promised to residents. Open until somebody has told them what came of it, kept or not."""

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint(one_of("to_kind", "group", "person"), name="to_kind"), CheckConstraint(one_of("outcome", "kept", "not_kept"), name="outcome"),
        Index(None, "case_id", "id"), Index(None, "task_id"),
        Index("ix_promises_open", "municipality", "neighbourhood", postgresql_where=OPEN, sqlite_where=OPEN))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    neighbourhood: Mapped[Code | None]
    what: Mapped[Json]                                      # references, all three: what people write may name somebody
    to_kind: Mapped[Word]
    to_whom: Mapped[Json]
    made_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    made_at: Mapped[Moment]
    due_at: Mapped[Moment]                                  # by when we tell them
    task_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("tasks.id"))      # the turn to tell them
    told_at: Mapped[Moment | None]
    told_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    outcome: Mapped[Word | None]
    how: Mapped[Json | None]


class SmallSuccess(Base):
    """Something that went well. For the case team, or for everybody who works in the neighbourhood."""

    __tablename__ = "small_successes"
    __table_args__ = (CheckConstraint(one_of("visibility", "team", "place"), name="visibility"), Index(None, "case_id", "id"),
                      Index(None, "municipality", "neighbourhood", "id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    neighbourhood: Mapped[Code | None]
    visibility: Mapped[Word]
    body: Mapped[Json]                                      # a reference
    author_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    at: Mapped[Moment]
