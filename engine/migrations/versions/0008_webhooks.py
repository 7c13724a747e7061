"""Other systems that hear of events."""
import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import guard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CODE, WORD = sa.String(length=12), sa.String(length=120)
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "webhooks", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("municipality", CODE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False), sa.Column("wrapped", sa.LargeBinary(), nullable=False), sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False), sa.Column("stopped_at", MOMENT, nullable=True), sa.Column("stopped_why", WORD, nullable=True),
        sa.ForeignKeyConstraint(["municipality"], ["municipalities.code"], name=op.f("fk_webhooks_municipality")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")))
    op.create_index(op.f("ix_webhooks_municipality"), "webhooks", ["municipality"])
    op.create_table(
        "webhook_calls", sa.Column("id", ID, autoincrement=True, nullable=False), sa.Column("municipality", CODE, nullable=False),
        sa.Column("webhook_id", ID, nullable=False), sa.Column("event_id", ID, nullable=False), sa.Column("state", WORD, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False), sa.Column("sent_at", MOMENT, nullable=True), sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True), sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_calls_webhook_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_events.id"], name=op.f("fk_webhook_calls_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
        sa.UniqueConstraint("webhook_id", "event_id", name=op.f("uq_webhook_calls_webhook_id_event_id")))
    op.create_index("ix_webhook_calls_waiting", "webhook_calls", ["id"], postgresql_where=WAITING, sqlite_where=WAITING)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("webhooks", "webhook_calls"):
            for statement in guard(table):
                op.execute(statement)
