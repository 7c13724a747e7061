"""How people want to hear of things, and notices that wait for the overview of the day."""
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GATHERED = sa.text("state = 'gathered'")


def upgrade() -> None:
    op.create_table(
        "notice_choices", sa.Column("person_id", ID, nullable=False), sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("daily_at", sa.Integer(), nullable=False), sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choices")))
    op.create_index("ix_notices_gathered", "notices", ["person_id"], postgresql_where=GATHERED, sqlite_where=GATHERED)
