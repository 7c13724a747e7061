"""What people write down beside a case."""
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, one_of


class Note(Base):
    """For the case team, or for the author and one other person only."""

    __tablename__ = "notes"
    __table_args__ = (CheckConstraint(one_of("visibility", "team", "person"), name="visibility"), Index(None, "case_id", "id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    author_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    visibility: Mapped[Word]
    to_person: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    body: Mapped[Json]                                      # a reference: what people write may name somebody
    at: Mapped[Moment]
