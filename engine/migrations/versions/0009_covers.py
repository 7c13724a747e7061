"""Who stands in for whom."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(length=12)
IN_PLACE = sa.text("on_behalf_of is not null")


def upgrade() -> None:
    op.create_table(
        "covers", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("municipality", CODE, nullable=False),
        sa.Column("person_id", ID, nullable=False), sa.Column("by_id", ID, nullable=False), sa.Column("neighbourhood", CODE, nullable=True),
        sa.Column("processes", sa.Text(), nullable=True), sa.Column("since", MOMENT, nullable=False), sa.Column("until", MOMENT, nullable=False),
        sa.Column("named_by", ID, nullable=True), sa.Column("named_at", MOMENT, nullable=False), sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("ended_by", ID, nullable=True), sa.Column("ended_at", MOMENT, nullable=True), sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_covers_municipality")),
        sa.ForeignKeyConstraint(["neighbourhood"], ["neighbourhoods.code"], name=op.f("fk_covers_neighbourhood")),
        *(sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_covers_{name}")) for name in ("person_id", "by_id", "named_by", "ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")))
    op.create_index(op.f("ix_covers_municipality_person_id"), "covers", ["municipality", "person_id"])
    op.create_index(op.f("ix_covers_by_id"), "covers", ["by_id"])
    op.create_index("ix_case_events_in_place", "case_events", ["on_behalf_of", "id"], postgresql_where=IN_PLACE, sqlite_where=IN_PLACE)
    if op.get_bind().dialect.name == "postgresql":
        for statement in guard("covers"):
            op.execute(statement)
