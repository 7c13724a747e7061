"""`aanzet doctor` says of each part that it is good, or what is wrong and how to mend it."""
import json
import socket
from datetime import timedelta

import pytest

from engine.actors import CLOCK, SYSTEM
from engine.heartbeat import beat, last_beat
from engine.tables import PersonKey, Webhook
from engine.sealing import new_id, new_key, wrap
from tests.benchmarks.loops import TASK, file, flow, process
from tests.benchmarks.stages import place
from webui.cli.main import run
from webui.cli.program import Program, wall_clock
from webui.cli.settings import read_settings

SECRET = "thirty-two characters, or a few more"
TIMER = '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
REMINDED = file(process("reminded", '<bpmn:startEvent id="start"/>', flow("start", "visit"), TASK.format(id="visit"), flow("visit", "end"),
                        f'<bpmn:boundaryEvent id="late" attachedToRef="visit">{TIMER}</bpmn:boundaryEvent>', flow("late", "end"), '<bpmn:endEvent id="end"/>'))


class Doctor:
    def __init__(self, capsys: pytest.CaptureFixture):
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, dict[str, dict]]:
        self.capsys.readouterr()
        code = run(["doctor", "--json", *arguments])
        return code, {line["part"]: line for line in json.loads(self.capsys.readouterr().out)["items"]}

    def wrong(self) -> set[str]:
        """The parts that are not good; the exit code says whether there are any."""
        code, parts = self()
        found = {part for part, line in parts.items() if not line["good"]}
        assert code == bool(found)
        return found


@pytest.fixture
def doctor(monkeypatch, tmp_path, capsys) -> Doctor:
    """On an empty machine."""
    for name in ("LANG", "REDIS_URL", "AANZET_SECRET_FILE", "AANZET_SECRET", "AANZET_SMTP", "AANZET_WEBHOOK_NETWORKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'aanzet.db'}")
    monkeypatch.setattr("webui.cli.doctor.BUILT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Doctor(capsys)


@pytest.fixture
def at_work(doctor: Doctor, database_url: str, monkeypatch) -> Doctor:
    """A database with one process and one case whose timer went off a while ago, and nobody who saw it."""
    monkeypatch.setenv("AANZET_SECRET", SECRET)
    monkeypatch.setenv("DATABASE_URL", database_url)
    with place(database_url, REMINDED, migrated=True, clock=lambda: wall_clock() - timedelta(hours=2)) as here:
        here.open("reminded")
    return doctor


def test_an_empty_machine_is_told_to_begin(doctor):
    assert doctor.wrong() == {"secret", "database"}


def test_a_deadline_that_nobody_fired_is_told(at_work):
    assert at_work.wrong() == {"scheduler"}
    assert "aanzet serve" in at_work()[1]["scheduler"]["says"]


def test_a_database_that_does_not_answer_is_told(doctor, monkeypatch):
    monkeypatch.setenv("AANZET_SECRET", SECRET)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert doctor.wrong() == {"database"}


def test_a_database_that_lets_nobody_in_is_told_apart_from_one_that_is_not_there(doctor, postgres_server, monkeypatch):
    """A server that answers is not to be looked for."""
    monkeypatch.setenv("AANZET_SECRET", SECRET)
    for url, named in ((postgres_server.url("postgres", "stranger"), "DATABASE_PASSWORD_FILE"), (postgres_server.url("no_such_database"), "createdb")):
        monkeypatch.setenv("DATABASE_URL", url)
        assert named in doctor()[1]["database"]["says"]
        assert run(["case", "list"]) == 1 and named in doctor.capsys.readouterr().err


def test_a_cut_off_secret_is_told(doctor, monkeypatch, tmp_path):
    (tmp_path / "torn").write_bytes(b"guess")
    monkeypatch.setenv("AANZET_SECRET_FILE", str(tmp_path / "torn"))
    assert "torn" in (told := doctor()[1]["secret"])["says"] and not told["good"]


def test_a_mail_server_that_is_away_and_networks_that_are_none_are_told(doctor, monkeypatch):
    assert doctor()[1]["mail"]["good"]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("AANZET_SMTP", f"smtp://127.0.0.1:{listening.getsockname()[1]}")
        assert doctor()[1]["mail"] == {"part": "mail", "good": True, "says": "De mailserver antwoordt."}
    assert "drie dagen" in doctor()[1]["mail"]["says"] and "mail" in doctor.wrong()
    monkeypatch.setenv("AANZET_SMTP", "mail.example.org")
    monkeypatch.setenv("AANZET_WEBHOOK_NETWORKS", "our office")
    assert {"mail", "webhooks"} <= doctor.wrong()
    code, parts = doctor("--part", "library", "--part", "mail")
    assert code == 1 and set(parts) == {"library", "mail"}
    code, parts = doctor("--part", "library")
    assert code == 0 and set(parts) == {"library"}
    code, parts = doctor("--part", "scheduler")
    assert code == 1 and set(parts) == {"secret", "database"}       # an empty machine: what lies below it is what is wrong


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_sign_of_life_hides_nothing(at_work):
    office = Program(read_settings()).office
    for _ in range(2):
        with office.writing(CLOCK) as work:
            beat(work)
            now = work.now
        with office.reading(CLOCK) as work:
            assert last_beat(work) == now
    assert at_work.wrong() == {"scheduler"}     # a sign of life does not make what is late less late


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_secret_of_another_installation_is_told_and_seals_nothing(at_work, monkeypatch):
    with Program(read_settings()).office.writing(SYSTEM) as work:
        ident = new_id()
        work.session.add(PersonKey(id=ident, municipality="GM0546", subject="someone", created_at=work.now,
                                   wrapped=wrap(b"another secret of many characters", new_key(), ident)))
    assert at_work.wrong() == {"scheduler", "seal"}
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    for command in (["serve", "--port", "1"], ["worker"], ["person", "add", "noor", "Noor Zandloper", "--email", "noor@example.org"]):
        assert run(command) == 1 and "hoort niet bij deze database" in at_work.capsys.readouterr().err      # else one half is sealed with each


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_secret_that_does_not_open_a_webhook_is_another_one(at_work):
    with Program(read_settings()).office.writing(SYSTEM) as work:
        work.session.add(Webhook(municipality="GM0546", address="https://example.org/hook", kinds=[], added_at=work.now,
                                 wrapped=wrap(b"another secret of many characters", new_key(), "GM0546")))
    assert at_work.wrong() == {"scheduler", "seal"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_redis_without_a_worker_is_told(at_work, redis_url, monkeypatch):
    monkeypatch.setenv("REDIS_URL", redis_url)
    assert at_work.wrong() == {"scheduler", "redis"}
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert at_work.wrong() == {"scheduler", "redis"}


def test_a_superuser_is_told_that_nothing_keeps_municipalities_apart(at_work, postgres_server, postgres_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", postgres_url.replace("aanzet@", "postgres@"))
    assert "municipalities" in at_work.wrong()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_it_speaks_in_lines_for_people(at_work, capsys):
    assert run(["doctor"]) == 1
    said = capsys.readouterr()
    assert said.out.count("\ngoed  ") + said.out.count("FOUT  ") + 1 == len(said.out.splitlines()) and said.err == "1 onderdeel is niet in orde.\n"
