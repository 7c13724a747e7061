"""Migrations add and never take away, so that the version before works on while they run and after."""
import re
from threading import Thread

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict
from engine.tables import connect, current, dialects, fits, migrating, newest
from tests.core import later_versions
from tests.core.later_versions import INDEX, NEXT

BEFORE_RELEASE = "0013"                     # up to here no installation was running: there was nobody to hold up
ADDING = (r"create table", r"alter table \w+ add column (?!.*\bunique\b)(?!.*\bprimary key\b)", r"create policy", r"alter table \w+ (enable|force) row level security",
          r"create (unique )?index", r"alter table \w+ add constraint .* not valid", r"alter table \w+ validate constraint", r"create index concurrently",
          r"insert into", r"update alembic_version", r"select", r"set local", r"set lock_timeout = 0", r"comment on")


@pytest.fixture
def tomorrow(tmp_path, monkeypatch):
    """tomorrow(body, ...): this program with later versions beside its own."""
    return lambda *bodies: later_versions.come(tmp_path, monkeypatch, *bodies)


def statements(url: str) -> dict[str, list[str]]:
    """What each migration says to an empty database."""
    engine, said, now = connect(url), {}, [""]
    event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *_: said.setdefault(now[0], []).append(" ".join(statement.lower().split())))
    for script in list(ScriptDirectory(str(migrating.MIGRATIONS)).walk_revisions())[::-1]:
        now[0] = script.revision
        with dialects.changing(engine, getattr(script.module, "beside_work", False)) as connection:
            migrating.bring_to(connection, script.revision)
    engine.dispose()
    return said


def objections(said: list[str]) -> list[str]:
    """What would break the version before, or hold up whoever works."""
    own = {name for one in said for name in re.findall(r"^create table (\w+)", one)}
    found = [one for one in said if not one.startswith("select") and not any(re.match(rule, one) for rule in ADDING)]
    for one in said:
        table = (re.findall(r"^alter table (\w+)", one) or re.findall(r"^create .*index .*? on (\w+)", one) or [""])[0]
        if not table or table in own:
            continue
        column = re.match(r"alter table \w+ add column", one)
        if column and "not null" in one and "default" not in one:
            found.append(f"old code does not know the column: {one}")
        if column and "references" in one or "add constraint" in one and "not valid" not in one:
            found.append(f"looks through the whole table: {one}")
        if "index" in one and "concurrently" not in one:
            found.append(f"holds up who writes: {one}")
    return found


@pytest.fixture
def empty(postgres_server, postgres_url):
    engine = connect(postgres_url)
    with engine.begin() as connection:
        dialects.clear(connection)
    engine.dispose()
    return postgres_url


def test_migrations_only_add_and_hold_nobody_up(empty):
    found = {revision: objections(said) for revision, said in statements(empty).items() if revision > BEFORE_RELEASE}
    assert {revision: wrong for revision, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("harm", [
    "alter table tasks drop column due_at", "alter table tasks rename column due_at to due", "alter table tasks alter column name type text",
    "alter table tasks add column colour text not null", "alter table tasks add column place bigint references cases (id)",
    "alter table tasks add constraint fk_tasks_place foreign key (place) references cases (id)", "create index ix_tasks_colour on tasks (colour)",
    "drop table drafts", "update tasks set colour = 'green'", "delete from notices"])
def test_the_check_sees_what_would_harm(harm):
    assert objections([harm]) != []


def test_the_check_lets_pass_what_does_not(empty, tomorrow):
    tomorrow(NEXT, INDEX)
    said = statements(empty)
    assert [objections(said[revision]) for revision in sorted(said)[-2:]] == [[], []]


def test_an_older_program_works_on_a_newer_database_and_a_newer_one_waits(database_url, tomorrow, monkeypatch):
    engine = connect(database_url)
    assert fits(engine)
    with monkeypatch.context():
        tomorrow(NEXT, INDEX)
        assert not fits(engine)
        migrating.upgrade(engine)
        assert fits(engine) and current(engine) == newest()
    monkeypatch.undo()
    assert current(engine) > newest() and fits(engine)
    engine.dispose()


def test_a_change_that_has_to_wait_for_a_table_steps_aside(postgres_url, tomorrow, monkeypatch):
    tomorrow(NEXT)
    monkeypatch.setattr(dialects, "PATIENCE", "20ms")
    monkeypatch.setattr(migrating, "TRIES", 2)
    monkeypatch.setattr(migrating, "PAUSE", 0)
    engine, before = connect(postgres_url), newest()
    with engine.begin() as reader:          # somebody whose report takes long
        reader.execute(text("select count(*) from tasks"))
        with pytest.raises(Conflict) as refused:
            migrating.upgrade(engine)
        with engine.connect() as other:     # and nobody waits behind the change
            assert other.scalar(text("select count(*) from tasks")) == 0
    assert refused.value.key == "migrating.busy" and current(engine) < before
    migrating.upgrade(engine)
    assert current(engine) == before
    engine.dispose()


def test_an_index_is_built_beside_work_and_half_of_one_is_built_again(postgres_url, tomorrow):
    tomorrow(INDEX)
    engine = connect(postgres_url)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("insert into job_types values ('letter', 'w', now()), ('parcel', 'w', now())"))
        with pytest.raises(IntegrityError):
            connection.execute(text("create unique index concurrently ix_case_events_colour on job_types (worker)"))
        assert dialects.is_broken(connection, "ix_case_events_colour")
        with connection.engine.connect() as writer:
            writer.execute(text("update job_types set worker = 'v'"))       # a transaction that goes on
            migrating.upgrade(engine)
        assert not dialects.is_broken(connection, "ix_case_events_colour")
        assert connection.scalar(text("select indrelid::regclass::text from pg_index where indexrelid = to_regclass('ix_case_events_colour')")) == "case_events"
    engine.dispose()


def test_who_waits_for_another_upgrade_says_so_once_and_goes_on_waiting(postgres_url, monkeypatch):
    monkeypatch.setattr(dialects, "GLANCE", 0.01)
    engine, said = connect(postgres_url), []
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as other:
        other.execute(text(f"select pg_advisory_lock({dialects.CHANGING})"))

        def heard() -> None:
            said.append("we wait")
            other.execute(text(f"select pg_advisory_unlock({dialects.CHANGING})"))      # the other one is done

        migrating.upgrade(engine, heard)
    assert said == ["we wait"] and fits(engine)
    engine.dispose()


def test_two_who_upgrade_at_once_do_it_once(postgres_url, tomorrow):
    tomorrow(NEXT, INDEX)
    engine, wrong = connect(postgres_url), []

    def upgrade() -> None:
        try:
            migrating.upgrade(engine)
        except Exception as error:
            wrong.append(error)
    threads = [Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and current(engine) == newest()
    engine.dispose()
