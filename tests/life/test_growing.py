"""The steps of workers/README.md for many municipalities, in small: the program notices nothing of partitions, nor of a replica under whoever looks."""
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select, text

from engine.actors import SYSTEM
from engine.queries.case_view import case_view
from engine.queries.inbox import Wanted, inbox
from engine.tables import CaseEvent, Task
from engine.tasks import complete_task
from tests.life.growing import part, region, watching


@pytest.fixture
def folder():
    """Where PostgreSQL may come as itself; what pytest gives is shut to it."""
    with TemporaryDirectory() as path:
        Path(path).chmod(0o711)
        yield Path(path)


def test_events_in_partitions_and_a_replica_for_whoever_looks(folder, cluster):
    with region(folder, cluster) as here:
        here.join(range(2), 2)
        with here.engine.begin() as connection:
            part(connection, "case_events")
        task, noor = here.first_task(0), here.actor(0)
        with here.office.writing(noor) as work:
            case = work.session.get_one(Task, task).case_id
            complete_task(work, task, {})
        with here.engine.begin() as connection:
            old, new = (connection.scalar(text("select set_config('aanzet.municipalities', '*', true)")) and connection.scalar(
                text(f"select count(*) from case_events_{name}")) for name in ("first", "next"))
            assert old and new
        with here.engine.begin() as connection:     # nobody said whose rows: nobody sees any
            assert connection.scalar(text("select count(*) from case_events")) == 0
        with here.office.reading(SYSTEM) as work:
            numbers = list(work.session.scalars(select(CaseEvent.number).where(CaseEvent.case_id == case).order_by(CaseEvent.id)))
        assert numbers == list(range(1, len(numbers) + 1))
        with here.office.reading(noor) as work:
            expected = [turn.id for turn in inbox(work, Wanted()).turns], [fact.number for fact in case_view(work, case, "", "nl").facts]
        with watching(here, folder / "replica") as office, office.reading(noor) as work:
            assert ([turn.id for turn in inbox(work, Wanted()).turns], [fact.number for fact in case_view(work, case, "", "nl").facts]) == expected
            assert work.session.scalar(text("select pg_is_in_recovery()"))
