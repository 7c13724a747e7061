"""A scenario may promise something to residents, tell them what came of it, celebrate a small success and put a task aside, and reads what is refused."""
from engine.scenarios.theatre import Theatre
from tests.core.processes import VISIT
from tests.core.programme import HEAD

STEPS = """process: p.bpmn
at: 2031-03-03T09:00+01:00
steps:
  - promise: Een bankje bij de brug
    whom: de mensen van de kade
    days: 4
    as: facilitator
  - celebrate: Negen mensen op de stoep
    as: facilitator
  - promise: Een lamp
    as: facilitator
    refuse: aan wie
  - celebrate: Iets moois
    eyes: everybody
    as: facilitator
    refuse: alleen het team
  - working_days: 3
  - expect: {notices: [{to: facilitator, kind: reminder}]}
  - {tell_back: Het bankje staat er, as: facilitator}
  - {tell_back: Nog iets, as: facilitator, refuse: niets beloofd}
  - {snooze: meet, days: 1}
  - {snooze: meet, days: 0, refuse: "..."}
"""


def test_a_promise_reminds_and_a_success_is_said(tmp_path):
    (tmp_path / "p.bpmn").write_text(f"{HEAD}{VISIT}</bpmn:definitions>")
    (tmp_path / "s.yaml").write_text(STEPS)
    assert [(failure.step, failure.sentence("nl")) for failure in Theatre().play(tmp_path / "s.yaml").failures] == []
