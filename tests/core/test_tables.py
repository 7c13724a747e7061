"""Promises about the tables as a whole."""
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from engine.queries.inbox import Wanted, inbox
from engine.tables import Base, Deadline, Task, connect, current, newest
from engine.tables.migrating import upgrade
from engine.tables.dialects import GUARDED
from tests.core.programme import BEGUN, programme_at


def test_the_migrations_make_the_tables_that_the_code_knows(database_url):
    engine = connect(database_url)
    upgrade(engine)
    assert current(engine) == newest()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_every_table_of_a_case_carries_its_municipality_and_is_guarded():
    for table in Base.metadata.sorted_tables:
        if "case_id" in table.columns or table.name in GUARDED:
            assert "municipality" in table.columns and table.name in GUARDED, table.name


def test_postgresql_lets_nobody_past_the_guard(postgres_url):
    engine = connect(postgres_url)
    with engine.connect() as connection:
        rows = connection.execute(text("select relname from pg_class where relrowsecurity and relforcerowsecurity"))
        assert set(rows.scalars()) == set(GUARDED)
        assert connection.scalar(text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")) is False
    engine.dispose()


def test_the_inbox_and_the_clock_never_meet_what_is_over(sqlite_url):
    engine = connect(sqlite_url)
    looks = {
        "ix_tasks_inbox": select(Task.id).where(Task.status.in_(("open", "claimed")), Task.municipality == "GM0546",
                                                Task.role == "facilitator").order_by(Task.sort_at, Task.id),
        "ix_tasks_mine": select(Task.id).where(Task.status.in_(("open", "claimed")), Task.claimant_id == 1).order_by(Task.sort_at, Task.id),
        "ix_deadlines_due": select(Deadline.id).where(Deadline.state == "waiting").order_by(Deadline.due_at, Deadline.id)}
    with engine.connect() as connection:
        for index, look in looks.items():
            asked = look.compile(engine)
            values = tuple(asked.params[name] for name in asked.positiontup)
            plan = " ".join(row[-1] for row in connection.exec_driver_sql(f"explain query plan {asked}", values))
            assert index in plan and "TEMP B-TREE" not in plan, plan
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()


def test_postgresql_keeps_what_it_has_planned_after_a_look(furnished, clock):
    planned = text("select count(*) from pg_prepared_statements where statement like '%tasks%'")
    with programme_at(furnished("postgresql", BEGUN), clock) as programme:
        for _ in range(10):
            with programme.reading("cas") as work:
                inbox(work, Wanted())
        with programme.reading("cas") as work:
            assert work.session.scalar(planned) > 0
