"""The calendar that somebody lets another program read."""
import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("feed", sa.String(length=120), nullable=True))
