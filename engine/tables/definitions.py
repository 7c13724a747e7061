"""What was published: immutable bundles of files, what can be found in them by key; and what is still being drawn."""
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.base import Base, Code, Id, Json, Moment, RowId, Word, Words


class Bundle(Base):
    """Files published together. Never changed, never removed."""

    __tablename__ = "bundles"
    id: Mapped[Id]
    digest: Mapped[Word] = mapped_column(index=True)        # over names and contents, in order
    published_at: Mapped[Moment]
    published_by: Mapped[int | None] = mapped_column(RowId, ForeignKey("people.id"))


class BundleFile(Base):
    __tablename__ = "bundle_files"
    bundle_id: Mapped[int] = mapped_column(RowId, ForeignKey("bundles.id"), primary_key=True)
    path: Mapped[Words] = mapped_column(primary_key=True)   # relative to the folder that was published
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Definition(Base):
    """A process people can start: a key, a version that never changes, and the bundle it is in."""

    __tablename__ = "definitions"
    __table_args__ = (UniqueConstraint("key", "version"),)
    id: Mapped[Id]
    key: Mapped[Word]
    version: Mapped[int]
    name: Mapped[Words]
    bundle_id: Mapped[int] = mapped_column(RowId, ForeignKey("bundles.id"))
    version_tag: Mapped[Word | None]
    documentation: Mapped[Words] = mapped_column(default="")
    settings: Mapped[Json | None]                           # aanzet: properties of the process: phases, start roles
    published_at: Mapped[Moment]


class Resource(Base):
    """Where a process, decision or form is found by id; the latest row is the latest version."""

    __tablename__ = "resources"
    __table_args__ = (Index(None, "kind", "key", "id"),)
    id: Mapped[Id]
    kind: Mapped[Word]                                      # process | decision | form
    key: Mapped[Word]
    version_tag: Mapped[Word | None]
    bundle_id: Mapped[int] = mapped_column(RowId, ForeignKey("bundles.id"))
    path: Mapped[Words]


class WorkbenchFile(Base):
    """One file of a definition that a municipality's coordinators are changing together; gone once it is published."""

    __tablename__ = "workbench_files"
    municipality: Mapped[Code] = mapped_column(primary_key=True)
    key: Mapped[Word] = mapped_column(primary_key=True)
    path: Mapped[Word] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int]                                   # counts up with every change, so that nobody writes over somebody else
    based_on: Mapped[int | None]                            # the version it began from; None: there was none
    saved_at: Mapped[Moment]
    saved_by: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))


class EarlierFile(Base):
    """A file of a draft as it stood before somebody wrote over it, took it out or threw the draft away."""

    __tablename__ = "workbench_past"
    __table_args__ = (Index(None, "municipality", "key", "id"),)
    id: Mapped[Id]
    municipality: Mapped[Code]
    key: Mapped[Word]
    path: Mapped[Word]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[Moment]
    saved_by: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
    replaced_at: Mapped[Moment]
    replaced_by: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))


class PlayedScenario(Base):
    """How one scenario went when it was last played on a workbench, and on which files."""

    __tablename__ = "played_scenarios"
    municipality: Mapped[Code] = mapped_column(primary_key=True)
    key: Mapped[Word] = mapped_column(primary_key=True)
    path: Mapped[Word] = mapped_column(primary_key=True)
    fingerprint: Mapped[Word]                               # of the drawing, its forms and decisions, and the scenario, as they were played
    based_on: Mapped[int | None]                            # the version that was, or that the draft began from
    draft_of: Mapped[Moment | None]                       # when the draft was kept that was played; None: the version itself
    passed: Mapped[bool]
    failures: Mapped[int]
    played_at: Mapped[Moment]
    played_by: Mapped[int] = mapped_column(RowId, ForeignKey("people.id"))
