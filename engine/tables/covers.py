"""Who stands in for whom while somebody is away."""
from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, Words


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
    asked: Mapped[Words | None]                             # in clear: by a version that did not seal yet
    ended_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    ended_at: Mapped[Moment | None]                         # given back, declined or called off before the time was over
    summary: Mapped[Words | None]                           # likewise
    read_at: Mapped[Moment | None]                          # when who was away read it
    key_id: Mapped[Word | None]                             # the PersonKey that seals what is said around this cover, and nothing else
    asked_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)         # what to know beforehand
    summary_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)       # what the stand-in tells on giving it back
