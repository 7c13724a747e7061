"""The library as it is delivered: nothing for the checker to say, and scenarios that go everywhere."""
import re
from functools import reduce
from pathlib import Path

import pytest
import yaml

from engine import checking
from engine.scenarios.beside import files_of
from engine.scenarios.coverage import Covered
from engine.scenarios.theatre import Theatre
from engine.xml import parse

LIBRARY = Path(__file__).parents[2] / "processes"
FOLDERS = sorted(file.parent for file in LIBRARY.glob("*/*.bpmn"))


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre.of(LIBRARY)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request) -> Path:
    return request.param


def test_the_checker_has_nothing_to_say(folder):
    others = checking.Known(processes=frozenset(one.name for one in FOLDERS))
    assert [finding.line() for finding in checking.check(files_of(folder), strict=True, known=others)] == []


@pytest.mark.long
def test_scenarios_reach_every_flow_end_and_rule(folder, theatre):
    plays = [theatre.play(file) for file in sorted(folder.glob("scenarios/*.yaml"))]
    assert [(play.name, failure.sentence()) for play in plays for failure in play.failures] == []
    reached = reduce(lambda whole, play: whole | play.covered, plays, Covered())
    process = theatre.backdrop.processes[folder.name]
    assert {flow for flow in process.flows if (process.id, flow) not in reached.flows} == set()
    ends = {element.id for element in process.elements.values() if element.kind == "endEvent"}
    assert {end for end in ends if (process.id, end) not in reached.ends} == set()
    assert _rules(folder) - {rule for _, rule in reached.rules} == set()


def test_each_table_of_rows_names_a_file_that_is_there():
    rows = [line.split("|")[2].strip() for line in (LIBRARY / "README.md").read_text("utf-8").splitlines() if line.startswith("| I-")]
    assert rows
    assert [row for row in rows if not (LIBRARY / row).exists()] == []


def test_no_word_for_residents_that_makes_them_a_case(folder):
    """People are residents or participants, never clients."""
    english = yaml.safe_load((folder / "en.yaml").read_text("utf-8"))
    written = " ".join([*english.values(), *(file.read_text("utf-8") for file in folder.glob("*.form"))]).casefold()
    assert [word for word in ("cliënt", "client", "patiënt", "patient ") if word in written] == []


def test_the_editor_can_open_each_form(folder):
    """It opens no form in which two parts, or a part and the form itself, have one id."""
    for file in folder.glob("*.form"):
        ids = re.findall(r'^ *"id": "(.+)"', file.read_text("utf-8"), re.MULTILINE)
        assert len(ids) == len(set(ids)), file.name


def _rules(folder: Path) -> set[str]:
    return {rule.get("id") for file in folder.glob("*.dmn") for rule in parse(file.read_bytes(), file.name).iter("{*}rule")}
