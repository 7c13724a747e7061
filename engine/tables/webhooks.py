"""Other systems that hear of events, and what is on its way to them."""
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, State, Word, Words


class Webhook(Base):
    """A system that a municipality tells of events."""

    __tablename__ = "webhooks"
    __table_args__ = (Index(None, "municipality"),)
    id: Mapped[Id]
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"))
    address: Mapped[Words]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)     # what signs its calls, wrapped by the installation's own secret
    kinds: Mapped[Json]                                     # of events; empty: all there are
    added_at: Mapped[Moment]
    stopped_at: Mapped[Moment | None]
    stopped_why: Mapped[Word | None]                        # removed | gone


class WebhookCall(Base):
    """One event on its way to one system."""

    __tablename__ = "webhook_calls"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_calls_waiting", "id", postgresql_where=text("state = 'waiting'"), sqlite_where=text("state = 'waiting'")))
    id: Mapped[Id]
    municipality: Mapped[Code]
    webhook_id: Mapped[int] = mapped_column(RowId, ForeignKey("webhooks.id"))
    event_id: Mapped[int] = mapped_column(RowId, ForeignKey("case_events.id"))
    state: Mapped[State] = mapped_column(default="waiting") # waiting | sent | given_up
    created_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    answer: Mapped[int | None]                              # the last status it answered with; none: it did not
    lease_until: Mapped[Moment | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
