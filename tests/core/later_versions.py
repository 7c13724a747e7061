"""Migrations of versions to come, for tests of what this one does beside them."""
from pathlib import Path

import pytest

from engine.tables import migrating, newest, shape

NEXT = '''"""What a version after this one may add."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("colour", sa.Text(), server_default="green", nullable=False))
    op.create_table("colours", sa.Column("name", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("name", name="pk_colours"))
'''
INDEX = '''"""An index on a table that people work in."""
from engine.migrations.indexing import index_beside_work

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
beside_work = True


def upgrade() -> None:
    index_beside_work("ix_case_events_colour", "case_events", ["person_id", "at"])
'''


def come(folder: Path, monkeypatch: pytest.MonkeyPatch, *bodies: str) -> None:
    """From now on this process is of a version that brings these as well."""
    there, before = folder / "migrations", newest()
    (there / "versions").mkdir(parents=True)
    for path in [migrating.MIGRATIONS / "env.py", *migrating.MIGRATIONS.glob("versions/*.py")]:
        (there / path.relative_to(migrating.MIGRATIONS)).write_text(path.read_text())
    for body in bodies:
        revision = f"{int(before) + 1:04}"
        (there / "versions" / f"{revision}_later.py").write_text(body.format(revision=revision, before=before))
        before = revision
    monkeypatch.setattr(migrating, "MIGRATIONS", there)
    monkeypatch.setattr(shape, "VERSIONS", there / "versions")
