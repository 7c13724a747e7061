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


def cursor_of(*keys: Any) -> str:
    """What a page says about its last row."""
    written = json.dumps([key.astimezone(UTC).isoformat() if isinstance(key, datetime) else key for key in keys])
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def keys_of(cursor: str, moments: Sequence[int] = ()) -> list[Any]:
    """The keys in a cursor; those at `moments` are moments. InvalidAnswers when somebody made one up."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [datetime.fromisoformat(key) if n in moments else int(key) for n, key in enumerate(keys)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidAnswers(key="query.bad_cursor") from error


def after(first: Any, second: Any, keys: Sequence[Any]) -> ColumnElement[bool]:
    """Rows behind these keys, in ascending order of two columns."""
    return or_(first > keys[0], and_(first == keys[0], second > keys[1]))
