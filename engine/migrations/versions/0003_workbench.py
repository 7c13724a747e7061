"""Definitions that coordinators are changing, before they are published."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "workbench_files", sa.Column("municipality", sa.String(length=12), nullable=False), sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False), sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False), sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False), sa.Column("saved_by", ID, nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_workbench_files_saved_by")),
        sa.PrimaryKeyConstraint("municipality", "key", "path", name=op.f("pk_workbench_files")))
    if op.get_bind().dialect.name == "postgresql":
        for statement in guard("workbench_files"):
            op.execute(statement)
