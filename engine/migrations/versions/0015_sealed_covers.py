"""What is said around standing in, sealed; and who asked for another date in somebody's place."""
import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("covers", sa.Column("key_id", sa.String(length=120), nullable=True))
    op.add_column("covers", sa.Column("asked_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("covers", sa.Column("summary_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("date_requests", sa.Column("stand_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
