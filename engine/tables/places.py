"""Where work happens: municipalities, their neighbourhoods, and what is set."""
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Json, Moment, RowId, Word, Words


class Municipality(Base):
    __tablename__ = "municipalities"
    code: Mapped[Code] = mapped_column(primary_key=True)    # GM0546
    name: Mapped[Words]
    prefix: Mapped[Word] = mapped_column(unique=True)       # LEI, as in LEI-2031-0042
    settings: Mapped[Json]                                  # deadline, reminders, escalate by default; days_off: {date: name}; school, see municipalities.py


class Neighbourhood(Base):
    __tablename__ = "neighbourhoods"
    code: Mapped[Code] = mapped_column(primary_key=True)    # BU05460901
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"), index=True)
    district: Mapped[Code | None]                           # WK054609
    district_name: Mapped[Words | None]
    name: Mapped[Words]


class MunicipalityMap(Base):
    """The outlines of its neighbourhoods as a coordinator uploaded them, ready to be drawn."""

    __tablename__ = "municipality_maps"
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"), primary_key=True)
    drawing: Mapped[Json]                                   # {width, height, shapes: [{code, name, rings: [[x, y, x, y, ...], ...]}]}, whole numbers
    uploaded_at: Mapped[Moment]
    uploaded_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))


class Setting(Base):
    """One thing the whole installation has set; a municipality's own stand with the municipality."""

    __tablename__ = "settings"
    key: Mapped[Word] = mapped_column(primary_key=True)
    value: Mapped[Json]
    changed_at: Mapped[Moment]


class CaseNumber(Base):
    """The last number given out, per municipality and year."""

    __tablename__ = "case_numbers"
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
