"""What is backed up comes back, on either database; what cannot come back changes nothing."""
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select

from engine.backup import back_up, restore
from engine.errors import Conflict, InvalidAnswers
from engine.tables import Base, Case, connect
from engine.tables.dialects import whole
from tests import databases
from tests.benchmarks.loops import TASK, file, flow, process
from tests.benchmarks.stages import NOW, Place, place
from webui.cli.main import run

SECRET = b"a secret of thirty-two characters"
STEPS = file(process("steps", '<bpmn:startEvent id="start"/>', flow("start", "visit"), TASK.format(id="visit"), flow("visit", "report"),
                     TASK.format(id="report"), flow("report", "end"), '<bpmn:endEvent id="end"/>'))


@pytest.fixture
def at_work(database_url: str):
    """Three cases, one of them half done, one over."""
    with place(database_url, STEPS, migrated=True) as here:
        for steps in range(3):
            case = here.open("steps", note="één", count=steps)
            for _ in range(steps):
                here.complete(here.waiting(case)[0], went="goed")
        yield here


@pytest.fixture
def backup(at_work: Place) -> io.BytesIO:
    file = io.BytesIO()
    assert back_up(at_work.engine, file, SECRET, NOW).rows["cases"] == 3
    return file


@pytest.fixture
def elsewhere(tmp_path: Path):
    """A database that does not exist yet."""
    engine = connect(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield engine
    engine.dispose()


def everything(engine) -> dict[str, list]:
    with whole(engine) as connection:
        return {table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all() for table in Base.metadata.sorted_tables}


def test_everything_comes_back_elsewhere(at_work, backup, elsewhere):
    restore(elsewhere, backup, SECRET)
    assert everything(elsewhere) == everything(at_work.engine)


def test_it_comes_back_where_it_came_from_and_work_goes_on(at_work, backup):
    before = everything(at_work.engine)
    at_work.open("steps")
    restore(at_work.engine, backup, SECRET, over=True)
    assert everything(at_work.engine) == before
    case = at_work.open("steps")
    at_work.complete(at_work.waiting(case)[0])
    assert case > max(row.id for row in before["cases"])


def test_what_was_kept_in_sqlite_goes_on_in_postgresql(sqlite_url, postgres_url):
    file = io.BytesIO()
    with place(sqlite_url, STEPS, migrated=True) as here:
        case = here.open("steps")
        back_up(here.engine, file, SECRET, NOW)
        before = everything(here.engine)
    engine = connect(postgres_url)
    restore(engine, file, SECRET, over=True)
    assert everything(engine) == before
    engine.dispose()
    with place_again(postgres_url, here) as there:
        there.complete(there.waiting(case)[0])
        assert there.open("steps") > case


class place_again:
    """The same people at another database."""

    def __init__(self, url: str, before: Place):
        self.engine = connect(url)
        self.before = before

    def __enter__(self) -> Place:
        office = self.before.office
        office.sessions.configure(bind=self.engine)
        return Place(self.engine, office, self.before.actor)

    def __exit__(self, *_) -> None:
        self.engine.dispose()


def test_a_database_with_work_in_it_is_not_written_over(at_work, backup):
    before = everything(at_work.engine)
    with pytest.raises(Conflict):
        restore(at_work.engine, backup, SECRET)
    assert everything(at_work.engine) == before


def damaged(backup: io.BytesIO) -> io.BytesIO:
    content = bytearray(backup.getvalue())
    with zipfile.ZipFile(backup) as archive:
        cases = archive.getinfo("cases.jsonl")
    content[cases.header_offset + 30 + len(cases.filename) + cases.compress_size // 2] ^= 0xFF      # 30: what precedes the name
    return io.BytesIO(bytes(content))


def without_rows(backup: io.BytesIO) -> io.BytesIO:
    lesser = io.BytesIO()
    with zipfile.ZipFile(backup) as whole_one, zipfile.ZipFile(lesser, "w") as archive:
        for name in whole_one.namelist():
            archive.writestr(name, b"" if name == "task_candidates.jsonl" or name == "cases.jsonl" else whole_one.read(name))
    return lesser


def of_tomorrow(backup: io.BytesIO) -> io.BytesIO:
    newer = io.BytesIO()
    with zipfile.ZipFile(backup) as whole_one, zipfile.ZipFile(newer, "w") as archive:
        archive.writestr("aanzet.json", whole_one.read("aanzet.json").replace(b'"shape": "', b'"shape": "9'))
    return newer


@pytest.mark.parametrize("spoil", [damaged, without_rows, of_tomorrow, lambda backup: io.BytesIO(b"a letter")])
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_no_whole_backup_changes_nothing(backup, elsewhere, spoil):
    with pytest.raises((InvalidAnswers, Conflict)):
        restore(elsewhere, spoil(backup), SECRET)
    assert inspect(elsewhere).get_table_names() == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_another_secret_is_refused(backup, elsewhere):
    with pytest.raises(Conflict):
        restore(elsewhere, backup, b"another secret, of many characters")
    assert inspect(elsewhere).get_table_names() == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_on_the_command_line(at_work, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("AANZET_SECRET", SECRET.decode())
    monkeypatch.setenv("DATABASE_URL", str(at_work.engine.url))
    file = tmp_path / "monday.aanzet"
    assert run(["backup", str(file)]) == 0
    assert "AANZET_SECRET" in capsys.readouterr().out and file.stat().st_mode & 0o077 == 0
    assert run(["restore", str(file)]) == 1
    assert "--force" in capsys.readouterr().err
    assert run(["restore", str(file), "--force"]) == 0
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run(["restore", str(file)]) == 0
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    with whole(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(Case)) == 3
    engine.dispose()
