"""Half a minute of fifty people at work: nothing goes wrong. How fast it goes is asked of quiet machines, by `python -m tests.life.load`."""
from sqlalchemy.orm import sessionmaker

from engine.library import Library
from engine.settings import Settings
from engine.tables import connect
from engine.work import Office
from tests.life.load import load
from webui.cli.program import wall_clock

SECONDS = 30
MUCH = 2                                    # times what a process held at the beginning, when it had done nothing yet


def test_fifty_people_a_printer_and_the_clock_do_not_get_in_each_others_way(installation, postgres_url, tmp_path):
    engine = connect(postgres_url)
    report = load(installation, Office(sessionmaker(engine), wall_clock, Library(), Settings((tmp_path / "secret").read_bytes())), SECONDS)
    engine.dispose()
    assert (dict(report.tally.wrong), report.stuck) == ({}, 0), report.line()
    assert all(report.events.get(kind) for kind in ("TaskCompleted", "JobFetched", "TimerFired", "NoteAdded")), report.line()
    assert all(end < MUCH * begun for begun, _, end in report.memory.values()), report.line()
