"""The case (dossier): where its process stands, whose it is, and who takes part."""
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, or_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, State, Word, Words, one_of


class Case(Base):
    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(one_of("status", "open", "paused", "stuck", "ended", "cancelled"), name="status"),
        Index("ix_cases_municipality_open", "municipality", "id",
              postgresql_where=text("status in ('open', 'paused', 'stuck')"), sqlite_where=text("status in ('open', 'paused', 'stuck')")),
        Index(None, "municipality", "neighbourhood", "id"), Index(None, "parent_id"), Index(None, "definition_id"),
        Index("ix_cases_stuck", "municipality", postgresql_where=text("status = 'stuck'"), sqlite_where=text("status = 'stuck'")))
    id: Mapped[Id]
    number: Mapped[Word] = mapped_column(unique=True)       # LEI-2031-0042
    title: Mapped[Words]
    search: Mapped[Words]                                   # number and title folded, see dialects.fold
    status: Mapped[State]
    municipality: Mapped[Code] = mapped_column(ForeignKey("municipalities.code"))
    neighbourhood: Mapped[Code | None] = mapped_column(ForeignKey("neighbourhoods.code"))
    definition_id: Mapped[int] = mapped_column(RowId, ForeignKey("definitions.id"))
    key: Mapped[Word]                                       # the definition's, so that lists need no join
    parent_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("cases.id"))     # the case that called this one, or whose message began it
    parent_token: Mapped[Word | None]                       # the call in the parent that waits for our end; none after a message
    state: Mapped[Json]
    data: Mapped[Json]                                      # by scope, "" is the case's own
    waiting: Mapped[Json]                                   # token -> task | timer | wait: what is open, known without asking
    holders: Mapped[Json]                                   # role -> person it is fixed to; RoleHolder says the same to SQL
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[Moment]
    opened_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    changed_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    ends: Mapped[Json | None]                               # top-level end events reached so far
    paused_at: Mapped[Moment | None]
    stuck_element: Mapped[Word | None]
    stuck_key: Mapped[Word | None]                          # the sentence, in both languages
    stuck_params: Mapped[Json | None]
    pending: Mapped[Json | None]                            # the action that did not succeed; retry replays it
    events: Mapped[int] = mapped_column(default=0)          # how many case events there are
    hash: Mapped[Word] = mapped_column(default="")          # of the last of them

    @hybrid_property
    def runs(self) -> bool:
        """Whether tokens may move: it is open, or stuck at work that nobody fetches while the rest can go on."""
        return self.status == "open" or (self.status == "stuck" and self.pending is None)

    @runs.inplace.expression
    @classmethod
    def _runs(cls) -> ColumnElement[bool]:
        return or_(cls.status == "open", and_(cls.status == "stuck", cls.pending.is_(None)))


class RoleHolder(Base):
    """In this case the role means this person, or who replaces them."""

    __tablename__ = "role_holders"
    __table_args__ = (UniqueConstraint("case_id", "role"), Index(None, "person_id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    role: Mapped[Word]
    person_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))   # nobody: who it was has left
    since: Mapped[Moment]


class CasePerson(Base):
    """Somebody of the case who may see it without holding a task: had a turn before, or was added by hand."""

    __tablename__ = "case_people"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), Index(None, "person_id"))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    why: Mapped[Word]                                       # had_turn | added
    since: Mapped[Moment]


class CaseEvent(Base):
    """One fact of a case: audit trail, timeline, process-mining log and outbox at once. Never changed."""

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_case_events_pending", "id", postgresql_where=text("pending"), sqlite_where=text("pending = 1")),
        Index("ix_case_events_in_place", "on_behalf_of", "id", postgresql_where=text("on_behalf_of is not null"), sqlite_where=text("on_behalf_of is not null")))
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    number: Mapped[int]                                     # in the case, from 1
    at: Mapped[Moment]
    kind: Mapped[Word]                                      # past tense: TaskCompleted
    actor: Mapped[Word]                                     # person | clock | system
    person_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    on_behalf_of: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    element: Mapped[Word | None]
    task_id: Mapped[int | None] = mapped_column(RowId)
    payload: Mapped[Json]                                   # references where a value is personal
    previous: Mapped[Word]
    hash: Mapped[Word]
    pending: Mapped[bool] = mapped_column(default=False)    # still to be told; no part of the fact, so not hashed
    lease_until: Mapped[Moment | None]
    lease_token: Mapped[int] = mapped_column(default=0)
