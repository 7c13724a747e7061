"""Keyset paging: a page ends at a row, and the next begins after it, however many rows come before."""
import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from engine.errors import InvalidAnswers

LIMIT, MOST = 50, 100
LARGEST = 2**63 - 1


def cursor_of(*keys: Any) -> str:
    """What a page says about its last row."""
    written = json.dumps([key.astimezone(UTC).isoformat() if isinstance(key, datetime) else key for key in keys])
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def keys_of(cursor: str, *kinds: type) -> list[Any]:
    """The keys in a cursor: int, str or datetime each. InvalidAnswers when somebody made one up."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_key(key, kind) for key, kind in zip(keys, kinds, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise InvalidAnswers(key="query.bad_cursor") from error


def _key(written: Any, kind: type) -> int | str | datetime:
    if kind is datetime:
        moment = datetime.fromisoformat(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    if kind is str and isinstance(written, str):
        return written
    if kind is str or not isinstance(written, int) or abs(written) > LARGEST:
        raise ValueError(written)
    return written


def after(first: Any, second: Any, keys: Sequence[Any]) -> ColumnElement[bool]:
    """Rows behind these keys, in ascending order of two columns."""
    return or_(first > keys[0], and_(first == keys[0], second > keys[1]))
