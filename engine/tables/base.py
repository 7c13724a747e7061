"""What every table shares: the base class, ids, UTC moments and JSON kept as text."""
import json
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, Text, literal_column
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator


class UtcMoment(TypeDecorator):
    """An aware moment, stored in UTC. A naive one is a mistake and is refused before it reaches the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator):
    """JSON as compact text: the same bytes on every database, so that a hash over them means something."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect) -> str | None:
        return None if value is None else compact(value)

    def process_result_value(self, value: str | None, dialect) -> Any:
        return None if value is None else json.loads(value)


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Status(TypeDecorator):
    """One of our own words, written into conditions as it is: a partial index serves no query that hides its condition in a parameter."""

    impl = String(120)
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator):
        def operate(self, op, *other, **options):
            if op in (operators.eq, operators.ne, operators.in_op, operators.not_in_op):
                other = tuple(_written(value) for value in other)
            return super().operate(op, *other, **options)


def _written(value: Any) -> Any:
    if isinstance(value, str):
        if not value.replace("_", "").isalpha():
            raise ValueError(f"no status: {value!r}")
        return literal_column(f"'{value}'")
    return [_written(one) for one in value] if isinstance(value, (list, tuple, set, frozenset)) else value


RowId = BigInteger().with_variant(Integer, "sqlite")    # SQLite counts up by itself in INTEGER columns only
Id = Annotated[int, mapped_column(RowId, primary_key=True, autoincrement=True)]
Moment = Annotated[datetime, mapped_column(UtcMoment)]
Json = Annotated[Any, mapped_column(JsonText)]
Word = Annotated[str, mapped_column(String(120))]       # keys, roles, statuses, element ids
State = Annotated[str, mapped_column(Status)]             # statuses that partial indexes look at
Words = Annotated[str, mapped_column(Text)]
Code = Annotated[str, mapped_column(String(12))]        # CBS codes: GM0546, WK054609, BU05460901


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map = {datetime: UtcMoment}


def one_of(column: str, *values: str) -> str:
    """The text of a CHECK that keeps a status within its words."""
    return f"{column} in ({', '.join(repr(value) for value in values)})"
