"""Notes beside a case."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notes", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("case_id", ID, nullable=False),
        sa.Column("municipality", sa.String(length=12), nullable=False), sa.Column("author_id", ID, nullable=True),
        sa.Column("visibility", sa.String(length=120), nullable=False), sa.Column("to_person", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False), sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visibility in ('team', 'person')", name=op.f("ck_notes_visibility")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_notes_author_id")),
        sa.ForeignKeyConstraint(["to_person"], ["people.id"], name=op.f("fk_notes_to_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")))
    op.create_index(op.f("ix_notes_case_id_id"), "notes", ["case_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in guard("notes"):
            op.execute(statement)
