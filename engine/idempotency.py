"""Doing a thing once however often it is asked for: the answer of a POST is kept with its key for a day."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from engine.errors import InvalidAnswers
from engine.tables import IdempotencyKey, Person
from engine.work import Work

KEPT = timedelta(days=1)
KEY = re.compile(r"[\x21-\x7e]{1,120}")
FIELD = "Idempotency-Key"


@dataclass(frozen=True)
class Answered:
    status: int
    answer: Any


def answered_before(work: Work, key: str, request: str) -> Answered | None:
    """The answer to this very request of this person, if it was given in the past day.

    `request`: a hash of all that was asked. Two requests with one key wait for each other. InvalidAnswers when the key
    belongs to another request.
    """
    if not KEY.fullmatch(key):
        raise InvalidAnswers([(FIELD, "idempotency.bad_key", {})])
    mine = work.actor.person
    work.session.execute(select(Person.id).where(Person.id == mine).with_for_update(key_share=True))
    work.session.execute(delete(IdempotencyKey).where(IdempotencyKey.person_id == mine, IdempotencyKey.at <= work.now - KEPT))
    known = work.session.scalar(select(IdempotencyKey).where(IdempotencyKey.person_id == mine, IdempotencyKey.key == key))
    if known is None:
        return None
    if known.request != request:
        raise InvalidAnswers([(FIELD, "idempotency.other_request", {})])
    return Answered(known.status, known.answer)


def remember_answer(work: Work, key: str, request: str, status: int, answer: Mapping[str, Any] | None) -> None:
    """Keep what is about to be answered. It may hold no personal value: only what our own tables hold in clear."""
    work.session.add(IdempotencyKey(person_id=work.actor.person, key=key, request=request, status=status,
                                    answer=None if answer is None else dict(answer), at=work.now))
