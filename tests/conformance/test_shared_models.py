"""Models that nobody here drew: those that can be run publish and run, the others are refused by name, and none stops the checker."""
from pathlib import Path

import pytest

from engine.checking import check
from tests.conformance.models import attempt, is_executable

ENOUGH = 0.9


@pytest.mark.long
def test_models_of_camunda_publish_and_their_straight_path_runs_as_generated(shared: Path):
    tried = [attempt(file) for file in sorted((shared / "interchange" / "camunda-8").glob("*.bpmn")) if is_executable(file)]
    assert [f"{one.file}: {one.wrong}" for one in tried if one.wrong] == []
    published = [one for one in tried if one.path is not None]
    assert len(tried) > 50 and len(published) / len(tried) >= ENOUGH, [one.file for one in tried if one.path is None]
    assert {one.path.why[1] for one in published if one.path.why} <= {"jobs.nobody_fetches"}, "a true reason"


def test_what_is_refused_is_told_by_element(shared: Path):
    file = shared / "interchange" / "camunda-8" / "Client-BrokenBpmn.bpmn"
    assert [(error.element, error.key) for error in attempt(file).errors] == [("ServiceTask_0g6tf5f", "lint.service_without_type")]


def test_every_reference_model_is_checked_without_a_crash(shared: Path):
    files = sorted((shared / "interchange" / "miwg-reference").glob("*.bpmn"))
    assert len(files) > 10
    for file in files:
        assert all(finding.sentence(language).strip() for finding in check({file.name: file.read_bytes()}) for language in ("nl", "en")), file.name
        assert attempt(file).wrong == ""
