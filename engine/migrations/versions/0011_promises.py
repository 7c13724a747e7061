"""Promises to residents, small successes, and the map a municipality uploaded."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, WORD, MOMENT = sa.String(length=12), sa.String(length=120), sa.DateTime(timezone=True)
OPEN = sa.text("told_at is null")


def upgrade() -> None:
    op.create_table(
        "promises", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("case_id", ID, nullable=False),
        sa.Column("municipality", CODE, nullable=False), sa.Column("neighbourhood", CODE, nullable=True), sa.Column("what", sa.Text(), nullable=False),
        sa.Column("to_kind", WORD, nullable=False), sa.Column("to_whom", sa.Text(), nullable=False), sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False), sa.Column("due_at", MOMENT, nullable=False), sa.Column("task_id", ID, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True), sa.Column("told_by", ID, nullable=True), sa.Column("outcome", WORD, nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.CheckConstraint("to_kind in ('group', 'person')", name=op.f("ck_promises_to_kind")),
        sa.CheckConstraint("outcome in ('kept', 'not_kept')", name=op.f("ck_promises_outcome")),
        *_keys("promises", case_id="cases", made_by="people", told_by="people", task_id="tasks"))
    op.create_index(op.f("ix_promises_case_id_id"), "promises", ["case_id", "id"])
    op.create_index(op.f("ix_promises_task_id"), "promises", ["task_id"])
    op.create_index("ix_promises_open", "promises", ["municipality", "neighbourhood"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_table(
        "small_successes", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("case_id", ID, nullable=False),
        sa.Column("municipality", CODE, nullable=False), sa.Column("neighbourhood", CODE, nullable=True), sa.Column("visibility", WORD, nullable=False),
        sa.Column("body", sa.Text(), nullable=False), sa.Column("author_id", ID, nullable=True), sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("visibility in ('team', 'place')", name=op.f("ck_small_successes_visibility")),
        *_keys("small_successes", case_id="cases", author_id="people"))
    op.create_index(op.f("ix_small_successes_case_id_id"), "small_successes", ["case_id", "id"])
    op.create_index(op.f("ix_small_successes_municipality_neighbourhood_id"), "small_successes", ["municipality", "neighbourhood", "id"])
    op.create_table(
        "municipality_maps", sa.Column("municipality", CODE, nullable=False), sa.Column("drawing", sa.Text(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False), sa.Column("uploaded_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_municipality_maps_municipality")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_municipality_maps_uploaded_by")),
        sa.PrimaryKeyConstraint("municipality", name=op.f("pk_municipality_maps")))
    if op.get_bind().dialect.name == "postgresql":
        for table in ("promises", "small_successes", "municipality_maps"):
            for statement in guard(table):
                op.execute(statement)


def _keys(table: str, **others: str) -> list:
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            *(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}")) for column, other in others.items())]
