"""What people said with a handoff in one column, each part of it a reference to what is kept apart."""
import json

import sqlalchemy as sa
from alembic import op

from engine.tables.dialects import see_all

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD = ("note", "question", "answer")


def upgrade() -> None:
    connection = op.get_bind()
    see_all(connection)
    op.add_column("handoffs", sa.Column("said", sa.Text(), nullable=True))
    handoffs = sa.table("handoffs", *(sa.column(name) for name in ("id", "said", "state", "from_person", "to_person", "accepted_by", *OLD)))
    spoken = sa.select(handoffs).where(sa.or_(*(handoffs.c[name].is_not(None) for name in OLD)))
    for row in connection.execute(spoken).mappings().all():
        connection.execute(handoffs.update().where(handoffs.c.id == row["id"]).values(said=_said(row)))
    for name in OLD:
        op.drop_column("handoffs", name)


def _said(row: sa.RowMapping) -> str:
    """Still in clear, since only whoever has the secret can seal it: `aanzet init` and `aanzet restore` do so at once."""
    receiver = row["accepted_by"] or row["to_person"]
    parts = (("note", row["from_person"], row["note"]), ("question", receiver, row["question"]), ("reason", receiver, row["answer"]))
    return json.dumps([{"what": what, "by": person, "at": None, "words": words} for what, person, words in parts if words],
                      ensure_ascii=False, separators=(",", ":"))
