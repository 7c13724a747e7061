"""Personal values, apart from the cases they came from: without the key they are noise."""
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Json, Moment, RowId, Word, Words


class PersonKey(Base):
    """The key of one data subject, wrapped by the installation's own. Erasing it erases the person."""

    __tablename__ = "person_keys"
    __table_args__ = (UniqueConstraint("municipality", "subject"),)
    id: Mapped[Word] = mapped_column(primary_key=True)      # random: known before the row is written
    municipality: Mapped[Code]
    subject: Mapped[Word]                                   # a keyed hash: neither name nor number
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]


class PersonalValue(Base):
    __tablename__ = "personal_values"
    __table_args__ = (Index(None, "case_id"), Index(None, "subject_id"))
    id: Mapped[Word] = mapped_column(primary_key=True)      # random: what state, data and events hold instead of the value
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    subject_id: Mapped[Word] = mapped_column(ForeignKey("person_keys.id"))     # whom it is about
    field: Mapped[Words]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[Words | None]
    basis: Mapped[Words | None]
    retention: Mapped[Word | None]
    visibility: Mapped[Json]                                # roles, or "author"; none named: the case's own people
    author_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))   # who wrote it down
    created_at: Mapped[Moment]


class PersonalName(Base):
    """A word of a name as a keyed hash: found by the whole word, never by a part of it."""

    __tablename__ = "personal_names"
    __table_args__ = (Index(None, "municipality", "word"),)
    value_id: Mapped[Word] = mapped_column(ForeignKey("personal_values.id"), primary_key=True)
    word: Mapped[Word] = mapped_column(primary_key=True)
    municipality: Mapped[Code]
    subject_id: Mapped[Word] = mapped_column(ForeignKey("person_keys.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
