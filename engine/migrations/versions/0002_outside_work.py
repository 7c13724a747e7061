"""Kinds of work that outside programmes fetch, and timers that open a case by themselves."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_types", sa.Column("type", sa.String(length=120), nullable=False), sa.Column("worker", sa.String(length=120), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False), sa.PrimaryKeyConstraint("type", name=op.f("pk_job_types")))
    kind = "integer" if op.get_bind().dialect.name == "sqlite" else "bigint"     # SQLite takes a reference with the column only
    op.execute(f"alter table deadlines add column definition_id {kind} constraint fk_deadlines_definition_id references definitions (id)")
    op.add_column("deadlines", sa.Column("cycle", sa.Text(), nullable=True))
