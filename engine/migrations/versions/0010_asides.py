"""What people put aside, other dates they ask for, and the views of the inbox they keep."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE, WORD, MOMENT = sa.String(length=12), sa.String(length=120), sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("tasks", sa.Column("put_aside", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "asides", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("task_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False), sa.Column("municipality", CODE, nullable=False), sa.Column("person_id", ID, nullable=False),
        sa.Column("how", WORD, nullable=False), sa.Column("until", MOMENT, nullable=True), sa.Column("why", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("how in ('snoozed', 'declined')", name=op.f("ck_asides_how")),
        *_keys("asides", task_id="tasks", case_id="cases", person_id="people"),
        sa.UniqueConstraint("task_id", "person_id", name=op.f("uq_asides_task_id_person_id")))
    op.create_table(
        "date_requests", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("task_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False), sa.Column("municipality", CODE, nullable=False), sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_of", ID, nullable=True), sa.Column("day", WORD, nullable=False), sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False), sa.Column("asked_at", MOMENT, nullable=False), sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True), sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('asked', 'granted', 'refused', 'over')", name=op.f("ck_date_requests_state")),
        *_keys("date_requests", task_id="tasks", case_id="cases", asked_by="people", asked_of="people", decided_by="people"))
    op.create_index(op.f("ix_date_requests_task_id"), "date_requests", ["task_id"])
    op.create_index(op.f("ix_date_requests_municipality_state"), "date_requests", ["municipality", "state"])
    op.create_table(
        "saved_views", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("person_id", ID, nullable=False),
        sa.Column("municipality", CODE, nullable=True), sa.Column("name", sa.Text(), nullable=False), sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False), *_keys("saved_views", person_id="people"),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_saved_views_municipality")))
    op.create_index(op.f("ix_saved_views_person_id"), "saved_views", ["person_id"])
    op.create_index(op.f("ix_saved_views_municipality"), "saved_views", ["municipality"])
    op.create_table(
        "first_views", sa.Column("person_id", ID, nullable=False), sa.Column("view_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_first_views_person_id")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_views.id"], name=op.f("fk_first_views_view_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_first_views")))
    op.create_index(op.f("ix_first_views_view_id"), "first_views", ["view_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("asides", "date_requests"):
            for statement in guard(table):
                op.execute(statement)


def _keys(table: str, **others: str) -> list:
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            *(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}")) for column, other in others.items())]
