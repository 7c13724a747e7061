"""Who has seen the tour for newcomers."""
import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("toured_at", sa.DateTime(timezone=True), nullable=True))
