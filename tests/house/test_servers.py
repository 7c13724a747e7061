"""The suite's own servers are real, private to the run, and empty at the start of each test."""
import os
from pathlib import Path

import psycopg
import pytest
import redis


def statement(url: str, text: str):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(text).fetchone()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_postgresql_database_of_its_own(postgres_url, turn):
    assert statement(postgres_url, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'")[0] == 0
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1")


def test_the_application_is_no_superuser(postgres_url):
    assert statement(postgres_url, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == (
        False, False)


def test_postgresql_never_runs_as_root(postgres_server):
    assert os.name != "posix" or Path(f"/proc/{postgres_server.pid}").stat().st_uid != 0


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_redis_empty(redis_url, turn):
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
        connection.set("mine", turn)


def test_the_browser_is_real(browser):
    page = browser.new_page()
    page.set_content("<h1>Wie is er aan zet?</h1>")
    assert page.inner_text("h1") == "Wie is er aan zet?"
    page.close()


def test_the_clock_moves_only_when_told(clock):
    before = clock()
    assert clock() == before
    clock.now = before.replace(year=2032)
    assert clock().year == 2032
