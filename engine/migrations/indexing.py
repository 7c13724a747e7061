"""Indexes on tables that people work in."""
from typing import Any

from alembic import op

from engine.tables.dialects import builds_beside_work, is_broken


def index_beside_work(name: str, table: str, columns: list[str], **also: Any) -> None:
    """An index on a table that was there already. In a migration of its own that says `beside_work = True`; repeated it does no harm."""
    connection = op.get_bind()
    if not builds_beside_work(connection):
        op.create_index(name, table, columns, **also)
        return
    if is_broken(connection, name):
        op.drop_index(name, table, postgresql_concurrently=True)
    op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **also)
