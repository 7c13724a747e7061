"""The environment decides where things are, and nothing else in the project reads it."""
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.language import add_catalogue
from webui.cli.settings import LIBRARY, read_settings

add_catalogue(LIBRARY.parent / "webui" / "catalogue")


def test_without_an_environment_everything_stands_beside_a_sqlite_database():
    settings = read_settings({})
    assert (settings.database_url, settings.processes, settings.redis_url) == ("sqlite:///aanzet.db", LIBRARY, None)
    assert settings.secret_file == Path("aanzet.db.secret")


@pytest.mark.parametrize(("lang", "language"), [("", "nl"), ("nl_NL.UTF-8", "nl"), ("en_GB.UTF-8", "en"), ("C.UTF-8", "nl")])
def test_the_language_follows_lang_and_is_dutch_otherwise(lang, language):
    assert read_settings({"LANG": lang}).language == language


def test_the_secret_is_made_once_and_read_by_nobody_else(tmp_path):
    settings = read_settings({"AANZET_SECRET_FILE": str(tmp_path / "secret")})
    settings.make_secret()
    first = settings.secret()
    settings.make_secret()
    assert settings.secret() == first and len(first) == 32
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_lost_secret_is_told_and_never_replaced_in_silence(tmp_path):
    with pytest.raises(EngineError, match="geheim"):
        read_settings({"AANZET_SECRET_FILE": str(tmp_path / "lost")}).secret()


def test_what_is_no_address_of_redis_is_refused():
    with pytest.raises(EngineError, match="REDIS_URL"):
        read_settings({"REDIS_URL": "localhost:6379"})


def test_a_secret_that_was_cut_off_is_told_with_its_file(tmp_path):
    (tmp_path / "torn").write_bytes(b"guess")
    with pytest.raises(EngineError, match="torn is korter"):
        read_settings({"AANZET_SECRET_FILE": str(tmp_path / "torn")}).secret()


def test_a_short_secret_is_refused():
    with pytest.raises(EngineError, match="te kort"):
        read_settings({"AANZET_SECRET": "guess"})


def test_an_address_that_is_none_is_refused():
    with pytest.raises(EngineError, match="DATABASE_URL"):
        read_settings({"DATABASE_URL": "somewhere"})


def test_the_secret_does_not_show_when_settings_are_printed():
    assert "thirty-two" not in repr(read_settings({"AANZET_SECRET": "thirty-two characters, or a few more"}))
