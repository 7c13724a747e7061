"""Where work happens: municipalities, their neighbourhoods, and what each municipality has set."""
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, Word, Words


class Municipality(Base):
    __tablename__ = "municipalities"
    code: Mapped[Code] = mapped_column(primary_key=True)    # GM0546
    name: Mapped[Words]
    prefix: Mapped[Word] = mapped_column(unique=True)       # LEI, as in LEI-2031-0042


class Neighbourhood(Base):
    __tablename__ = "neighbourhoods"
    code: Mapped[Code] = mapped_column(primary_key=True)    # BU05460901
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"), index=True)
    district: Mapped[Code | None]                           # WK054609
    district_name: Mapped[Words | None]
    name: Mapped[Words]


class Setting(Base):
    """One thing a municipality has set; without a municipality it holds for all."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("municipality", "key"),)
    id: Mapped[Id]
    municipality: Mapped[Code | None] = mapped_column(ForeignKey("municipalities.code"))
    key: Mapped[Word]
    value: Mapped[Json]
    changed_at: Mapped[Moment]


class CaseNumber(Base):
    """The last number given out, per municipality and year."""

    __tablename__ = "case_numbers"
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
