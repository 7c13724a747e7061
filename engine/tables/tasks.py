"""What people have to do: tasks, who may take them, half-filled forms, and the turn passing on."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, State, Word, Words, one_of

LIVE = text("status in ('open', 'claimed')")


def live(name: str, *columns: str) -> Index:
    """An index over the tasks that still wait for somebody: the inbox never meets the closed ones."""
    return Index(name, *columns, postgresql_where=LIVE, sqlite_where=LIVE)


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(one_of("status", "open", "claimed", "completed", "cancelled"), name="status"),
        live("ix_tasks_inbox", "municipality", "role", "sort_at", "id"), live("ix_tasks_mine", "claimant_id", "sort_at", "id"),
        live("ix_tasks_reserved", "reserved_for", "sort_at", "id"),
        Index(None, "case_id", "status"), Index(None, "claimant_id", "case_id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    neighbourhood: Mapped[Code | None]
    token: Mapped[Word | None]                              # None: added by hand
    process: Mapped[Word] = mapped_column(default="")       # ref of the called process it stands in; "": the case's own
    element: Mapped[Word]
    name: Mapped[Words]
    item: Mapped[int | None]                                # loop counter inside a multi-instance
    status: Mapped[State]
    role: Mapped[Word]                                      # the first candidate; further ones are TaskCandidates
    roles: Mapped[Json]                                     # every candidate role, in order
    reserved_for: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))    # the role is fixed to them in this case
    claimant_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))     # stays after completion
    board: Mapped[Word]                                     # wijk | bestuur
    phase: Mapped[Word | None]
    form: Mapped[Word | None]                               # form id; None: a plain page
    priority: Mapped[int] = mapped_column(default=50)
    due_at: Mapped[Moment | None]
    first_due_at: Mapped[Moment | None]
    due_explanation: Mapped[Json | None]                    # the arithmetic behind due_at, as engine/schedule.py gives it
    quiet: Mapped[bool] = mapped_column(default=False)      # due_at brings it back into view and is never late
    sort_at: Mapped[Moment]                                 # due_at, or the end of time: the inbox's order and cursor
    follow_up_at: Mapped[Moment | None]
    warning: Mapped[Word | None]                            # key of a sentence, such as nobody having the role
    further: Mapped[bool] = mapped_column(default=False)    # there may be TaskCandidates
    drafted: Mapped[bool] = mapped_column(default=False)    # there are Drafts
    put_aside: Mapped[bool] = mapped_column(default=False, server_default=false())     # there may be Asides
    handed: Mapped[bool] = mapped_column(default=False)     # an automatic handoff brought it and nobody has taken it up yet
    answers: Mapped[Json | None]                            # as given; references where a value is personal
    opened_at: Mapped[Moment]
    claimed_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    revision: Mapped[int] = mapped_column(default=1)


class TaskCandidate(Base):
    """A further role or person that may take a task, or to whom it was escalated or is offered. Gone when the task closes."""

    __tablename__ = "task_candidates"
    __table_args__ = (Index(None, "municipality", "role"), Index(None, "person_id"), Index(None, "task_id"))
    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(RowId, ForeignKey("tasks.id"))
    municipality: Mapped[Code]
    neighbourhood: Mapped[Code | None]
    role: Mapped[Word | None]
    person_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    why: Mapped[Word]                                       # candidate | escalated | offered: by hand, to look at only


class Draft(Base):
    """A form half filled in: one a task and person."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("task_id", "person_id"),)
    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(RowId, ForeignKey("tasks.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    answers: Mapped[Json]                                   # references where a value is personal
    saved_at: Mapped[Moment]


class Handoff(Base):
    """The turn passing from one to another: by the diagram, or offered by hand."""

    __tablename__ = "handoffs"
    __table_args__ = (
        CheckConstraint(one_of("kind", "automatic", "by_hand"), name="kind"),
        CheckConstraint(one_of("state", "offered", "asked", "accepted", "returned", "withdrawn"), name="state"),
        Index(None, "case_id"), Index(None, "task_id"),
        Index("ix_handoffs_waiting", "municipality", "to_role", "given_at",
              postgresql_where=text("state in ('offered', 'asked')"), sqlite_where=text("state in ('offered', 'asked')")))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    task_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("tasks.id"))
    kind: Mapped[Word]
    state: Mapped[State]
    from_role: Mapped[Word | None]
    from_person: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    to_role: Mapped[Word | None]
    to_person: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    from_board: Mapped[Word | None]
    to_board: Mapped[Word | None]
    reason: Mapped[Words | None]                            # aanzet:handoff_reason
    said: Mapped[Json | None]                               # [{what: note | question | answer | reason, by, at, words: a reference}]
    given_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    accepted_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
