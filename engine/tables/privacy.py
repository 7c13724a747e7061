"""Personal values, apart from the cases they came from: without the key they are noise."""
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, Words


class PersonKey(Base):
    """The key of one data subject, wrapped by the installation's own. Erasing it erases the person."""

    __tablename__ = "person_keys"
    __table_args__ = (UniqueConstraint("municipality", "subject"),)
    id: Mapped[Id]
    municipality: Mapped[Code]
    subject: Mapped[Word]                                   # a keyed hash: neither name nor number
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]


class PersonalValue(Base):
    __tablename__ = "personal_values"
    __table_args__ = (Index(None, "case_id"), Index(None, "person_id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("person_keys.id"))     # whom it is about
    field: Mapped[Word]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[Words | None]
    basis: Mapped[Word | None]
    retention: Mapped[Word | None]
    visibility: Mapped[Json | None]                         # roles that may read it; None: the case's own people
    created_at: Mapped[Moment]


class PersonalName(Base):
    """A word of a name as a keyed hash: found by the whole word, never by a part of it."""

    __tablename__ = "personal_names"
    __table_args__ = (UniqueConstraint("person_id", "value_id", "word"), Index(None, "municipality", "word"))
    id: Mapped[Id]
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("person_keys.id"))
    value_id: Mapped[int] = mapped_column(RowId, ForeignKey("personal_values.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    word: Mapped[Word]
