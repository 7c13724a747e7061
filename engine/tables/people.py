"""Who works here: people, what they are where, and the tokens their programs use."""
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, Words


class Person(Base):
    __tablename__ = "people"
    id: Mapped[Id]
    login: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Words]
    search: Mapped[Words]                                   # the name folded, see dialects.fold
    language: Mapped[Word] = mapped_column(default="nl")
    email: Mapped[Words | None]
    active: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[Moment]
    deactivated_at: Mapped[Moment | None]
    feed: Mapped[Word | None]                               # renewed with the address of their calendar; None: there is no such address
    toured_at: Mapped[Moment | None]                        # when they had seen, or waved away, the tour for newcomers


class Membership(Base):
    """A person has a role in a municipality, or in one neighbourhood of it, for a time."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "municipality", "role", "neighbourhood"), Index(None, "person_id"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    role: Mapped[Word]
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"))
    neighbourhood: Mapped[Code | None] = mapped_column(ForeignKey("neighbourhoods.code"))
    since: Mapped[Moment]
    until: Mapped[Moment | None]                            # the first moment it no longer holds


class NoticeChoice(Base):
    """How somebody wants to hear of things by mail. No row: each thing at once, at any hour."""

    __tablename__ = "notice_choices"
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"), primary_key=True)
    mail: Mapped[Json]                                      # kind -> "daily" or "never"; a kind that is not there: at once
    daily_at: Mapped[int]                                   # hour in Amsterdam of the overview, on working days
    quiet_from: Mapped[int | None]                          # hours in Amsterdam between which no mail leaves
    quiet_until: Mapped[int | None]


class ApiToken(Base):
    """A bearer token, of which we keep a hash alone."""

    __tablename__ = "api_tokens"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"), index=True)
    name: Mapped[Words]
    digest: Mapped[Word] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    last_used_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]


class IdempotencyKey(Base):
    """A POST that was answered before, so that sending it twice does it once."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("person_id", "key"),)
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    key: Mapped[Word]
    request: Mapped[Word]                                   # a hash of method, path and body
    status: Mapped[int]
    answer: Mapped[Json | None]
    at: Mapped[Moment] = mapped_column(index=True)
