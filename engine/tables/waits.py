"""What a case waits for besides people: messages, signals, jobs, called cases and the clock."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, State, Word, Words, one_of


class Wait(Base):
    """A token that waits. The row goes when the wait is over; what happened stands in the events."""

    __tablename__ = "waits"
    __table_args__ = (
        CheckConstraint(one_of("kind", "message", "signal", "job", "call", "adhoc"), name="kind"),
        Index(None, "municipality", "kind", "name", "key"), Index(None, "case_id"),
        {"sqlite_autoincrement": True})     # a late worker names a job by its id: it is never given to another one
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    kind: Mapped[Word]
    token: Mapped[Word]
    process: Mapped[Word] = mapped_column(default="")       # ref of the called process it stands in
    element: Mapped[Word]
    name: Mapped[Word | None]                               # of the message or signal, the job type, the called process
    key: Mapped[Words | None]                               # correlation key as text
    waits_for: Mapped[Words | None]                         # aanzet:waits_for: a role, or a plain name
    board: Mapped[Word]
    payload: Mapped[Json | None]                            # job headers, the activities of an ad-hoc sub-process
    child_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"))
    since: Mapped[Moment]
    retries: Mapped[int | None]
    lease_until: Mapped[Moment | None]
    lease_token: Mapped[int] = mapped_column(default=0)


class JobType(Base):
    """A kind of work that somebody outside has asked for at least once."""

    __tablename__ = "job_types"
    type: Mapped[Word] = mapped_column(primary_key=True)
    worker: Mapped[Word]                                    # who asked last
    fetched_at: Mapped[Moment]


class Deadline(Base):
    """A moment at which the clock acts: `due_at`, and a lease for whoever is busy with it."""

    __tablename__ = "deadlines"
    __table_args__ = (
        CheckConstraint(one_of("kind", "timer", "due", "reminder", "escalation", "message_expiry"), name="kind"),
        CheckConstraint(one_of("state", "waiting", "fired", "cleared"), name="state"),
        Index("ix_deadlines_due", "due_at", "id", postgresql_where=text("state = 'waiting'"), sqlite_where=text("state = 'waiting'")),
        Index("ix_deadlines_case_waiting", "case_id", "token",
              postgresql_where=text("state = 'waiting'"), sqlite_where=text("state = 'waiting'")),
        Index(None, "task_id"))
    id: Mapped[Id]
    case_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"))          # None: a message's or a process's
    municipality: Mapped[Code]
    kind: Mapped[Word]
    state: Mapped[State] = mapped_column(default="waiting")
    token: Mapped[Word | None]                              # what it belongs to: a timer, or the task's or wait's token
    element: Mapped[Word | None]
    task_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("tasks.id"))
    wait_id: Mapped[int | None] = mapped_column(RowId)
    message_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("messages.id"))
    role: Mapped[Word | None]                               # to whom an escalation goes; of a timer: who had the turn
    due_at: Mapped[Moment]
    first_due_at: Mapped[Moment]
    explanation: Mapped[Json | None]
    reason: Mapped[Words | None]                            # why it was rescheduled
    set_at: Mapped[Moment]
    fired_at: Mapped[Moment | None]
    lease_until: Mapped[Moment | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    definition_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("definitions.id"))  # of a timer that opens a case
    cycle: Mapped[Json | None]                              # what its next occurrence is reckoned from


class Message(Base):
    """A message that came: kept until a case waits for it or its time is over, and remembered by its id."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("municipality", "name", "message_id"),
        Index("ix_messages_buffered", "municipality", "name", "key", "id",
              postgresql_where=text("state = 'buffered'"), sqlite_where=text("state = 'buffered'")))
    id: Mapped[Id]
    municipality: Mapped[Code]
    name: Mapped[Word]
    key: Mapped[Words | None]
    message_id: Mapped[Word | None]                         # the sender's own; the same twice is one message
    variables: Mapped[Json]                                 # references where a value is personal
    delivered: Mapped[Json]                                 # the processes a case of which has had it
    state: Mapped[State]                                    # buffered | over
    sent_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class Notice(Base):
    """A message to a person about an event, through the outbox."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "kind"), Index(None, "person_id", "read_at", "id"), Index(None, "case_id"),
        Index("ix_notices_waiting", "id", postgresql_where=text("state = 'waiting'"), sqlite_where=text("state = 'waiting'")),
        Index("ix_notices_gathered", "person_id", postgresql_where=text("state = 'gathered'"), sqlite_where=text("state = 'gathered'")))
    id: Mapped[Id]
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    kind: Mapped[Word]
    role: Mapped[Word | None]                               # as what the person is told
    case_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"))
    task_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("tasks.id"))
    handoff_id: Mapped[int | None] = mapped_column(RowId)
    event_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("case_events.id"))
    params: Mapped[Json]
    state: Mapped[State] = mapped_column(default="waiting") # waiting | gathered (for the overview) | sent | kept (in the app alone) | dropped
    created_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    read_at: Mapped[Moment | None]
    lease_until: Mapped[Moment | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
