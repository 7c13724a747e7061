"""How people order their own work: what they put aside, which other dates they ask for, and the views they keep."""
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, Words, one_of


class Aside(Base):
    """A task that somebody put aside: until a day (snoozed), or because it is not for them (declined). Gone when the task closes."""

    __tablename__ = "asides"
    __table_args__ = (CheckConstraint(one_of("how", "snoozed", "declined"), name="how"), UniqueConstraint("task_id", "person_id"))
    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(RowId, ForeignKey("tasks.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    how: Mapped[Word]
    until: Mapped[Moment | None]                            # None: declined
    why: Mapped[Json | None]                                # a reference: what people write may name somebody
    at: Mapped[Moment]


class DateRequest(Base):
    """Somebody asks for another date; whoever watches over dates, or gave the turn, says yes or no."""

    __tablename__ = "date_requests"
    __table_args__ = (CheckConstraint(one_of("state", "asked", "granted", "refused", "over"), name="state"),
                      Index(None, "task_id"), Index(None, "municipality", "state"))
    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(RowId, ForeignKey("tasks.id"))
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.id"))
    municipality: Mapped[Code]
    asked_by: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    asked_of: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))    # who gave the turn; the coordinators decide as well
    day: Mapped[Word]                                       # 2031-04-30, as a date is chosen
    why: Mapped[Json]                                       # a reference
    state: Mapped[Word]
    asked_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))
    decided_at: Mapped[Moment | None]
    answer: Mapped[Json | None]                             # a reference: why not
    stand_in: Mapped[int | None] = mapped_column(RowId)     # who asked in the place of `asked_by`


class SavedView(Base):
    """A choice of filters under a name. With a municipality: for everybody who works there."""

    __tablename__ = "saved_views"
    __table_args__ = (Index(None, "person_id"), Index(None, "municipality"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    municipality: Mapped[Code | None] = mapped_column(ForeignKey("municipalities.code"))
    name: Mapped[Words]
    wanted: Mapped[Json]                                    # of engine.queries.inbox.Wanted: what is not empty
    at: Mapped[Moment]


class FirstView(Base):
    """The saved view with which somebody's inbox opens. No row: everything."""

    __tablename__ = "first_views"
    person_id: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(RowId, ForeignKey("saved_views.id"), index=True)
