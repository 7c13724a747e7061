"""Who stands in for whom while somebody is away."""
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Words


class Cover(Base):
    """Somebody does the work of a person who is away: for a time, at a place, in some processes or in all."""

    __tablename__ = "covers"
    __table_args__ = (Index(None, "municipality", "person_id"), Index(None, "by_id"))
    id: Mapped[Id]
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"))
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))      # who is away
    by_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))          # who stands in
    neighbourhood: Mapped[Code | None] = mapped_column(ForeignKey("neighbourhoods.code"))
    processes: Mapped[Json | None]                          # keys; None: every process
    since: Mapped[Moment]
    until: Mapped[Moment]                                   # the first moment it no longer holds
    named_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    named_at: Mapped[Moment]
    asked: Mapped[Words | None]                             # what to know beforehand
    ended_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    ended_at: Mapped[Moment | None]                         # given back, declined or called off before the time was over
    summary: Mapped[Words | None]                           # what the stand-in tells on giving it back
    read_at: Mapped[Moment | None]                          # when who was away read it
