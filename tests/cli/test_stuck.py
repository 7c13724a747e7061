"""`aanzet stuck`: why a case stands still, other values for it, or another place."""
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from engine.tables import Task, connect
from tests.core.processes import CHOICE
from tests.core.programme import Programme
from webui.cli.main import run


@pytest.fixture
def aanzet(monkeypatch, sqlite_url, clock, capsys):
    """A case that is stuck at a gateway, and the command line beside it."""
    clock.now = datetime(2021, 3, 1, 9, tzinfo=UTC)      # the command line reads the wall clock: all this was before
    programme = Programme(sessionmaker(connect(sqlite_url)), clock).begun()
    programme.publish(CHOICE)
    programme.open("choice")
    programme.complete(programme.all(select(Task))[0], "fenna", answer="anders")
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("AANZET_SECRET", "a secret for tests, 32 bytes long")
    monkeypatch.delenv("LANG", raising=False)

    def call(*arguments):
        capsys.readouterr()
        code = run(["stuck", *arguments, "--as", "cas"])
        said = capsys.readouterr()
        return code, said.out + said.err
    yield call
    programme.office.sessions.kw["bind"].dispose()


def test_why_it_stands_still_is_shown_with_what_went_in_and_who_can_mend_it(aanzet):
    code, said = aanzet("show", "1", "--json")
    told = json.loads(said)
    assert code == 0 and (told["element"], told["inputs"], told["menders"]) == ("which", {"answer": "anders"}, ["cas"])


def test_another_value_lets_it_go_on(aanzet):
    assert aanzet("mend", "1", "--data", '{"answer": "weer iets"}', "--why", "Verkeerd")[0] == 1
    code, said = aanzet("mend", "1", "--data", '{"answer": "go"}', "--why", "Verkeerd")
    assert code == 0 and "gaat verder" in said
    assert aanzet("show", "1")[0] == 1


def test_a_token_is_put_elsewhere(aanzet):
    token = json.loads(aanzet("show", "1", "--json")[1])["waiting"][0].partition(":")[0]
    assert aanzet("move", "1", token, "nowhere", "--why", "Anders")[0] == 1
    assert aanzet("move", "1", token, "go", "--why", "Anders")[0] == 0


def test_a_standstill_is_told_to_people_too(aanzet, monkeypatch):
    for lang, words in (("nl_NL.UTF-8", ("reden:", "wie helpt:")), ("en_GB.UTF-8", ("reason:", "who helps:"))):
        monkeypatch.setenv("LANG", lang)
        code, said = aanzet("show", "1")
        assert code == 0 and all(word in said for word in words)
