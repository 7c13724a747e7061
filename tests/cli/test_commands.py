"""The command line as scripts use it: codes, sentences, lists - and one case worked from beginning to end."""
import io
import json
import zipfile
from pathlib import Path

import pytest

from engine.actors import SYSTEM
from engine.municipalities import add_municipality, set_municipality
from engine.people import add_person, give_role
from tests.benchmarks.loops import TASK, file, flow, process
from webui.cli import serving
from webui.cli.demo import history
from webui.cli.main import run
from webui.cli.program import Program
from webui.cli.settings import LIBRARY, read_settings

VISIT = file(process("visit", '<bpmn:startEvent id="start"/>', flow("start", "talk"), TASK.format(id="talk"), flow("talk", "end"),
                     '<bpmn:endEvent id="end"/>'))
PYTHON = VISIT.replace(b'<bpmn:endEvent id="end"/>', b'''<bpmn:exclusiveGateway id="choose" default="else"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="else" sourceRef="choose" targetRef="end"/><bpmn:sequenceFlow id="shell" sourceRef="choose" targetRef="end">
<bpmn:conditionExpression>=__import__('os').system('id')</bpmn:conditionExpression></bpmn:sequenceFlow>''').replace(
    b'sourceRef="talk" targetRef="end"', b'sourceRef="talk" targetRef="choose"')
BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>'


class Done:
    """A server that nobody asks anything."""

    def run(self) -> None: ...

    def close(self) -> None: ...


class Aanzet:
    """`aanzet`, run here: exit code, and what it said on both sides."""

    def __init__(self, capsys: pytest.CaptureFixture, folder: Path):
        self.capsys, self.folder = capsys, folder

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = run(list(arguments))
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def items(self, *arguments: str) -> list[dict]:
        code, out, _ = self(*arguments, "--json")
        answer = json.loads(out)
        assert code == 0 and answer["next"] is None
        return answer["items"]

    def file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return str(path)


@pytest.fixture
def aanzet(monkeypatch, tmp_path, capsys) -> Aanzet:
    """On an empty folder with a library of one process, in Dutch."""
    for name in ("LANG", "REDIS_URL", "PORT", "AANZET_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AANZET_SECRET", "thirty-two characters, or a few more")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'aanzet.db'}")
    monkeypatch.setenv("AANZET_PROCESSES", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library").mkdir()
    return Aanzet(capsys, tmp_path)


@pytest.fixture
def programme(aanzet: Aanzet, sqlite_url: str, monkeypatch) -> Aanzet:
    """A municipality with a facilitator and a coordinator, and the process `visit` published."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    with Program(read_settings()).office.writing(SYSTEM) as work:
        add_municipality(work, "GM0546", "Leiden", "LEI")
        for login, name, role in (("noor.zandloper", "Noor Zandloper", "facilitator"), ("romy.waterbrug", "Romy Waterbrug", "coordinator")):
            give_role(work, add_person(work, login, name).id, role, "GM0546")
    code, _, err = aanzet("process", "publish", aanzet.file("visit.bpmn", VISIT), "--as", "coordinator@GM0546")
    assert (code, err) == (0, "")
    return aanzet


def test_a_case_is_worked_from_beginning_to_end(programme):
    assert programme("case", "open", "visit", "--municipality", "GM0546", "--title", "Kennismaken", "--as", "noor.zandloper")[0] == 0
    task, = programme.items("task", "list", "--as", "facilitator@GM0546")
    assert (task["element"], task["role"], task["holder"]) == ("talk", "facilitator", None)
    code, out, _ = programme("task", "complete", str(task["id"]), "--as", "noor.zandloper", "--answers", '{"went": "well"}')
    case, = programme.items("case", "list")
    assert code == 0 and f"Dossier {case['number']} is hiermee afgerond." in out
    assert (case["title"], case["status"]) == ("Kennismaken", "ended")
    assert "CaseEnded" in [fact["kind"] for fact in programme.items("case", "timeline", case["number"])]


def test_the_same_task_done_twice_by_the_same_person_changes_nothing(programme):
    programme("case", "open", "visit", "--municipality", "GM0546", "--as", "noor.zandloper")
    assert [programme("task", "complete", "1", "--as", "noor.zandloper")[0] for _ in range(2)] == [0, 0]
    assert len([fact for fact in programme.items("case", "timeline", "1") if fact["kind"] == "TaskCompleted"]) == 1


def test_deadlines_tell_who_hears_of_it_next_also_when_that_is_not_in_the_list(programme):
    with Program(read_settings()).office.writing(SYSTEM) as work:
        set_municipality(work, "GM0546", {"deadline": "P5D", "reminders": "P1D", "escalate": "coordinator after P0D, executive after P5D"})
    programme("case", "open", "visit", "--municipality", "GM0546", "--as", "noor.zandloper")
    lines = programme.items("deadlines")
    assert [(line["kind"], [step["role"] for step in line["then"]]) for line in lines] == [
        ("reminder", ["coordinator", "executive"]), ("due", ["coordinator", "executive"]), ("escalation", ["executive"]), ("escalation", [])]
    _, out, err = programme("deadlines", "--on", lines[0]["due_at"][:10])
    assert "Gebeurt er niets, dan hoort het daarna: programmacoördinator, " in out and err == ""


def test_what_you_may_not_see_is_not_there(programme):
    programme("case", "open", "visit", "--municipality", "GM0546", "--as", "noor.zandloper")
    programme("person", "add", "milan.duinpan", "Milan Duinpan")
    code, out, err = programme("case", "show", "1", "--as", "milan.duinpan")
    assert (code, out) == (1, "") and err.count("\n") == 1


def test_a_case_is_cancelled_with_a_reason(programme):
    programme("case", "open", "visit", "--municipality", "GM0546", "--as", "noor.zandloper")
    assert programme("case", "cancel", "1", "--why", "Verhuisd", "--as", "noor.zandloper")[0] == 1
    assert programme("case", "cancel", "1", "--why", "Verhuisd", "--as", "romy.waterbrug")[0] == 0
    assert programme.items("case", "list", "--status", "cancelled")[0]["id"] == 1


def test_who_leaves_has_no_role_any_more(programme):
    assert programme("person", "deactivate", "noor.zandloper", "--as", "romy.waterbrug")[0] == 0
    here = {person["login"]: person["roles"] for person in programme.items("person", "list")}
    assert here == {"noor.zandloper": [], "romy.waterbrug": ["coordinator@GM0546"]}


@pytest.mark.parametrize("arguments", [("nonsense",), ("case", "open"), ("task", "complete", "one", "--as", "noor"), ("serve", "--port", "0")])
def test_wrong_usage_is_code_2(aanzet, arguments):
    assert aanzet(*arguments)[0] == 2


def test_a_database_that_is_not_ready_is_told_in_a_sentence(aanzet):
    code, out, err = aanzet("case", "list")
    assert (code, out) == (1, "") and "aanzet init" in err and "Traceback" not in err


def test_init_may_be_repeated_and_publishes_only_what_changed(aanzet):
    aanzet.file("library/visit/visit.bpmn", VISIT.replace(b"<bpmn:process", b"<bpmn:process"))
    code, _, err = aanzet("init")
    assert code == 1 and "visit.bpmn" in err            # in the library every task needs a form and a deadline
    (aanzet.folder / "library" / "visit" / "visit.bpmn").unlink()
    assert [aanzet("init")[0] for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(("name", "content", "place"), [("python.bpmn", PYTHON, "shell"), ("bomb.bpmn", BOMB, "")])
def test_what_is_dangerous_is_refused_by_check_and_by_publishing(programme, name, content, place):
    path = programme.file(name, content)
    code, out, err = programme("process", "check", path)
    assert code == 1 and out.startswith(f"{name}:{place}: error: ") and err.count("\n") == 1
    assert programme("process", "publish", path)[0] == 1
    assert [each["key"] for each in programme.items("process", "list")] == ["visit"]


def test_a_demo_that_is_broken_off_leaves_nothing_behind(aanzet, monkeypatch):
    """Made in memory and put in its place at the end: whoever stops halfway begins again with an empty hand."""
    with monkeypatch.context() as patched:
        patched.setattr(history, "play", broken_off)
        assert aanzet("init", "--demo")[0] == 1
    code, _, err = aanzet("case", "list")
    assert code == 1 and "aanzet init" in err
    monkeypatch.setattr(history, "play", lambda *_: [])
    assert aanzet("init", "--demo")[0] == 0
    assert Program(read_settings()).has_demo


def broken_off(*_) -> None:
    raise KeyboardInterrupt


def test_a_definition_goes_to_another_installation_and_comes_back_the_same(programme):
    assert programme("process", "export", "visit")[0] == 0
    packed = programme.folder / "visit-1.zip"
    assert "visit" in programme("process", "import", str(packed), "--as", "coordinator@GM0546")[1]
    assert [each["version"] for each in programme.items("process", "list")] == [1]
    with zipfile.ZipFile(packed) as archive:
        assert archive.read("visit/visit.bpmn") == VISIT
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        archive.writestr("visit.bpmn", VISIT.replace(b'name="talk"', b'name="Talk it over"'))
    assert programme("process", "import", programme.file("changed.zip", changed.getvalue()))[0] == 0
    assert [each["version"] for each in programme.items("process", "list")] == [2]
    assert [change["element"] for change in programme.items("process", "diff", "visit", "1", "2")] == ["talk"]
    assert programme.items("process", "diff", "visit", "2", "2") == []
    assert programme("process", "diff", "visit", "1", "3")[0] == 1


def test_a_file_that_is_no_zip_or_holds_danger_is_not_imported(programme):
    assert programme("process", "import", programme.file("letter.zip", b"Dear all"))[0] == 1
    bad = io.BytesIO()
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("visit.bpmn", PYTHON)
    code, _, err = programme("process", "import", programme.file("bad.zip", bad.getvalue()))
    assert code == 1 and "shell" in err and len(programme.items("process", "list")) == 1


def test_check_touches_no_database(aanzet, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert aanzet("process", "check", aanzet.file("visit.bpmn", VISIT))[0] == 0
    assert aanzet("process", "check", str(LIBRARY / "imagining")) == (0, "", "Nagekeken: er is niets op aan te merken.\n")
    assert not (aanzet.folder / "aanzet.db").exists()


def test_scenarios_play_without_a_database(aanzet, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    aanzet.file("visit.bpmn", VISIT)
    good = aanzet.file("good.yaml", b"process: visit.bpmn\nat: 2031-03-03T09:00+01:00\nsteps:\n  - complete: talk\n  - expect: {ended: end}\n")
    bad = aanzet.file("bad.yaml", b"process: visit.bpmn\nat: 2031-03-03T09:00+01:00\nsteps:\n  - expect: {ended: end}\n")
    code, out, _ = aanzet("process", "test", good)
    assert code == 0 and json.loads(out.splitlines()[-1]) | {"flows": 0, "flows_covered": 0} == {
        "scenarios": 1, "failed": 0, "flows": 0, "flows_covered": 0}
    assert aanzet("process", "test", good, bad)[0] == 1


def test_a_copy_of_a_definition_is_played_as_it_stands_there(aanzet, monkeypatch):
    scenario = b"process: visit\nat: 2031-03-03T09:00+01:00\nsteps:\n  - complete: talk\n  - expect: {ended: end}\n"
    for folder, drawing in (("library/visit", VISIT), ("mine/trial", VISIT.replace(b'"talk"', b'"chat"')), ("mine/broken", PYTHON)):
        aanzet.file(f"{folder}/visit.bpmn", drawing)
        aanzet.file(f"{folder}/scenarios/one.yaml", scenario)
    monkeypatch.setenv("AANZET_PROCESSES", str(aanzet.folder / "library"))
    assert [aanzet("process", "test", str(aanzet.folder / each))[0] for each in ("library/visit", "mine/trial", "mine/broken")] == [0, 1, 1]


@pytest.mark.parametrize(("lang", "sentence"), [("nl_NL.UTF-8", "Niets gevonden.\n"), ("en_GB.UTF-8", "Nothing found.\n")])
def test_it_speaks_the_language_of_the_machine(programme, monkeypatch, lang, sentence):
    monkeypatch.setenv("LANG", lang)
    assert programme("case", "list")[1] == sentence


def test_answers_that_are_no_json_are_refused(programme):
    code, _, err = programme("task", "complete", "1", "--as", "noor.zandloper", "--answers", "{went: well")
    assert code == 1 and err == "--answers is geen geldige JSON.\n"


def test_an_installation_of_ones_own_begins_without_the_demo(aanzet):
    assert aanzet("init")[0] == 0
    assert aanzet("municipality", "add", "GM0546", "Leiden")[0] == 0
    assert aanzet("municipality", "neighbourhood", "BU05460901", "Stevenshof", "--municipality", "GM0546")[0] == 0
    code, out, _ = aanzet("municipality", "school", "GM0546", "midden", "--holidays", "summer, christmas")
    assert code == 0 and "zomervakantie, kerstvakantie" in out and "tot en met schooljaar" in out
    assert aanzet("municipality", "school", "GM0546", "oost")[:2] == (1, "") and "tellen mee" in aanzet("municipality", "school", "GM0546", "none")[1]
    assert aanzet("person", "add", "noor", "Noor Zandloper")[0] == 0
    assert aanzet("person", "role", "noor", "coordinator", "--municipality", "GM0546")[0] == 0
    code, out, err = aanzet("person", "link", "noor", "--address", "https://aanzet.example/")
    assert code == 0 and out.startswith("https://aanzet.example/login/") and "Noor Zandloper" in err
    code, _, err = aanzet("person", "add", "o'hara@x.example", "O. Hara")
    assert code == 1 and "kan niet" in err


def test_the_demo_listens_on_this_computer_alone(aanzet, monkeypatch):
    aanzet("init")
    monkeypatch.setattr(Program, "has_demo", True)
    code, _, err = aanzet("serve", "--host", "0.0.0.0")
    assert code == 1 and "AANZET_DEMO_OUTSIDE" in err


def test_the_demo_is_not_made_where_it_may_not_be_shown(aanzet):
    code, _, err = aanzet("serve", "--demo", "--host", "0.0.0.0")
    assert code == 1 and "AANZET_DEMO_OUTSIDE" in err and not (aanzet.folder / "aanzet.db").exists()


def test_serving_the_demo_begins_with_what_init_does(aanzet, monkeypatch):
    monkeypatch.setattr(history, "play", lambda *_: [])
    begun = []
    monkeypatch.setattr(serving, "listening", lambda app, *_: begun.append(app.extensions["aanzet_settings"].players) or Done())
    assert aanzet("serve", "--demo", "--no-scheduler")[0] == 0
    assert aanzet.items("person", "list") and "noor.zandloper" in begun[0]


def test_a_role_nobody_knows_is_given_with_a_warning(programme):
    code, _, err = programme("person", "role", "noor.zandloper", "wizard", "--municipality", "GM0546")
    assert code == 0 and "geen enkel proces kent de rol wizard" in err
    assert programme("person", "role", "noor.zandloper", "key_figure", "--municipality", "GM0546")[2] == ""


@pytest.mark.parametrize(("line", "sentence"), [
    (("process", "show", "visit", "--version", "9"), "Van het proces visit is er geen versie 9. De nieuwste is 1."),
    (("process", "diff", "visit", "1", "9"), "Van het proces visit is er geen versie 9. De nieuwste is 1."),
    (("case", "show", "9" * 30), "Dit bestaat niet, of je mag het niet zien."),
    (("municipality", "add", "GM9999", "Leidschendam"), "Een andere gemeente gebruikt LEI al voor haar dossiers. Kies een ander begin met --prefix."),
    (("backup", "nowhere/backup"), "Dit bestand of deze map is er niet: nowhere."),
    (("process", "check", "broken.zip"), "broken.zip is geen proces, beslistabel of formulier: de naam eindigt niet op .bpmn, .dmn of .form."),
    (("process", "import", "broken.zip"), "Dit zip-bestand is niet te lezen."),
    (("restore", "broken.zip"), "Dit bestand is geen back-up van Aanzet, of het is beschadigd. Er is niets veranderd."),
])
def test_a_mistake_is_told_in_one_sentence(programme, line, sentence):
    programme.file("broken.zip", b"kapot")
    assert programme(*line) == (1, "", f"{sentence}\n")


def test_a_database_of_another_kind_is_refused(aanzet, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere/else")
    code, _, err = aanzet("case", "list")
    assert code == 1 and "SQLite en PostgreSQL" in err


def test_lists_call_everything_by_its_name_in_the_language_of_whoever_reads(programme, monkeypatch):
    programme.file("wander/visit.bpmn", VISIT.replace(b'name="talk"', b'name="Praten"').replace(b'name="visit"', b'name="Bezoek"'))
    programme.file("wander/en.yaml", b"talk: Talk\nvisit: Visit\n")
    assert programme("process", "publish", str(programme.folder / "wander"))[0] == 0
    assert programme("case", "open", "visit", "--municipality", "GM0546", "--as", "noor.zandloper")[0] == 0
    lists = (("process", "list"), ("process", "show", "visit"), ("case", "list"), ("case", "show", "1"), ("task", "list"))
    told = {}
    for lang in ("nl_NL.UTF-8", "en_GB.UTF-8"):
        monkeypatch.setenv("LANG", lang)
        told[lang] = [programme(*line)[1] for line in lists]
    for word, lang in (("Praten", "nl_NL.UTF-8"), ("Talk", "en_GB.UTF-8")):
        assert [word in each for each in told[lang]] == [False, True, False, True, True]
    assert all("Bezoek" in each for each in told["nl_NL.UTF-8"][:4]) and all("Visit" in each for each in told["en_GB.UTF-8"][:4])
    assert "loopt" in told["nl_NL.UTF-8"][2] and programme.items("case", "list")[0]["status"] == "open"
