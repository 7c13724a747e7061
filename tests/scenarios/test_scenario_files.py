"""A scenario file says what happens, or is refused in a sentence that names the place."""
from datetime import UTC, datetime

import pytest

from engine.errors import BrokenProcess
from engine.scenarios.reading import read

HEAD = "process: absence-signal\nat: 2031-03-03T09:00+01:00\nsteps:\n"


def refusal(content: str) -> str:
    with pytest.raises(BrokenProcess) as refused:
        read(content, "signal.yaml")
    return refused.value.findings[0].line("en")


def test_a_scenario_reads_as_it_is_written():
    scenario = read("""
process: absence-signal
at: 2031-03-03T09:00:00+01:00
municipality: GM0484
data: {participant: P-17, since: 2031-02-24}
steps:
  - complete: contact-participant
    as: facilitator
    answers: {reached: false}
  - pass: PT4H
  - expect: {open: [home-visit], ended: false}
""", "signal.yaml")
    assert scenario.at == datetime(2031, 3, 3, 8, tzinfo=UTC)
    assert scenario.data == {"participant": "P-17", "since": "2031-02-24"}
    assert [(step.number, step.verb, step.line) for step in scenario.steps] == [(1, "complete", 7), (2, "pass", 10), (3, "expect", 11)]
    assert scenario.steps[0].options == {"as": "facilitator", "answers": {"reached": False}}


@pytest.mark.parametrize(("content", "sentence"), [
    ("- 1", "A scenario begins with process, at and steps."),
    ("process: x\nsteps: []", "lacks \"at\""),
    (HEAD + "- pass: [", "Line"),
    (HEAD + "- complete: 1", "signal.yaml:step 1: error: Step 1: what stands behind \"complete\""),
    (HEAD + "- pass: P1D\n- passs: P1D", "Step 2 does not say what happens"),
    (HEAD + "- {pass: P1D, complete: x}", "two things at once: complete, pass"),
    (HEAD + "- {pass: P1D, as: facilitator}", "\"pass\" knows no line \"as\""),
    (HEAD + "- pass: 1 day", "not a duration"),
    (HEAD + "- working_days: -1", "does not fit"),
    (HEAD + "- message: {key: P-17}", "a message has a name"),
    (HEAD + "- expect: {opened: []}", "\"opened\""),
    (HEAD + "- expect: {turn: facilitator}", "\"turn\" takes a list"),
    (HEAD + "- start: {title: Bellen}", "a title and a to"),
    ("a: &a [1]\nb: [*a, *a]", "references"),
    ("a: " + "[" * 60 + "]" * 60, "nested too deeply"),
    ("!!python/object/apply:os.getcwd []", "not YAML"),
])
def test_what_cannot_be_meant_is_refused(content, sentence):
    assert sentence in refusal(content)
