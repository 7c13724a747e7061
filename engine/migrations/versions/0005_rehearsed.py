"""What a draft was before somebody changed it, and how its scenarios went when they were last played."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "workbench_past", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("municipality", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False), sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False), sa.Column("saved_at", MOMENT, nullable=False), sa.Column("saved_by", ID, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False), sa.Column("replaced_by", ID, nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_workbench_past_saved_by")),
        sa.ForeignKeyConstraint(["replaced_by"], ["people.id"], name=op.f("fk_workbench_past_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbench_past")))
    op.create_index(op.f("ix_workbench_past_municipality_key_id"), "workbench_past", ["municipality", "key", "id"])
    op.create_table(
        "played_scenarios", sa.Column("municipality", sa.String(length=12), nullable=False), sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False), sa.Column("fingerprint", sa.String(length=120), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True), sa.Column("draft_of", MOMENT, nullable=True), sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False), sa.Column("played_at", MOMENT, nullable=False), sa.Column("played_by", ID, nullable=False),
        sa.ForeignKeyConstraint(["played_by"], ["people.id"], name=op.f("fk_played_scenarios_played_by")),
        sa.PrimaryKeyConstraint("municipality", "key", "path", name=op.f("pk_played_scenarios")))
    if op.get_bind().dialect.name == "postgresql":
        for table in ("workbench_past", "played_scenarios"):
            for statement in guard(table):
                op.execute(statement)
