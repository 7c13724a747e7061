"""Tokens of programs, and doing what they ask once."""
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.actors import SYSTEM
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.idempotency import answered_before, remember_answer
from engine.people import deactivate_person
from engine.tables import ApiToken
from engine.tokens import create_token, find_bearer, note_use, revoke_token


def token(programme, who="fenna", by=SYSTEM):
    with programme.writing(by) as work:
        return create_token(work, who, "rooster")


def bearer(programme, secret):
    with programme.reading(SYSTEM) as work:
        return find_bearer(work, secret)


def test_a_token_is_told_once_and_kept_as_a_hash(programme):
    made = token(programme)
    found = bearer(programme, made.secret)
    assert (found.actor.login, found.noted) == ("fenna", False) and found.actor.held
    with programme.reading(SYSTEM) as work:
        assert made.secret not in repr(work.session.execute(text("select * from api_tokens")).all())
    with programme.writing(SYSTEM) as work:
        note_use(work, made.id)
    assert bearer(programme, made.secret).noted
    assert bearer(programme, made.secret + "x") is None


def test_a_revoked_token_and_one_of_somebody_who_left_open_nothing(programme):
    first, second = token(programme), token(programme, "floor")
    with programme.writing("fenna") as work:
        revoke_token(work, first.id)
        with pytest.raises(NotFound):
            revoke_token(work, second.id)
    with programme.writing(SYSTEM) as work:
        deactivate_person(work, work.session.get_one(ApiToken, second.id).person_id)
    assert bearer(programme, first.secret) is bearer(programme, second.secret) is None


def test_nobody_makes_a_token_for_another(programme):
    with pytest.raises(NotAllowed):
        token(programme, "fenna", by="cas")
    assert token(programme, "cas", by="cas").id


def test_the_same_key_gives_the_same_answer_for_a_day(programme):
    with programme.writing("fenna") as work:
        assert answered_before(work, "k-1", "hash") is None
        remember_answer(work, "k-1", "hash", 201, {"id": 1})
    with programme.writing("fenna") as work:
        assert answered_before(work, "k-1", "hash").answer == {"id": 1}
        with pytest.raises(InvalidAnswers):
            answered_before(work, "k-1", "other")
    with programme.writing("floor") as work:
        assert answered_before(work, "k-1", "other") is None, "a key belongs to a person"
    programme.clock.now += timedelta(days=1)
    with programme.writing("fenna") as work:
        assert answered_before(work, "k-1", "hash") is None
