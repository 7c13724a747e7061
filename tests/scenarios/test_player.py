"""A scenario plays through the full engine on its own clock, and says which step went otherwise."""
import pytest

from engine.scenarios.theatre import Theatre, coverage
from tests.core.processes import END, START, flows, own, process, user_task
from tests.core.programme import HEAD

FORM = """{"id": "contact", "type": "default", "schemaVersion": 16, "components": [
  {"type": "checkbox", "key": "reached", "label": "Is het gelukt?", "id": "f1"},
  {"type": "textfield", "key": "how", "label": "Hoe ging het?", "id": "f2", "validate": {"required": true}}]}"""
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>{}</bpmn:timeDuration></bpmn:timerEventDefinition>"

SIGNAL = process(
    "signal", START,
    user_task("contact", "facilitator", "Bellen", own(deadline="PT4H", reminders="PT1H", escalate="coordinator after P0D"), "contact"),
    '<bpmn:exclusiveGateway id="reached" default="f2" />',
    user_task("visit", "community_host", "Langsgaan", own(deadline="P2D")),
    f'<bpmn:boundaryEvent id="too-long" attachedToRef="visit">{TIMER.format("P3D")}</bpmn:boundaryEvent>',
    '<bpmn:receiveTask id="word" name="Bericht" messageRef="m"><bpmn:extensionElements>'
    + own(waits_for="aanbieder") + "</bpmn:extensionElements></bpmn:receiveTask>",
    '<bpmn:endEvent id="fine" />', '<bpmn:endEvent id="lost" />', END,
    flows(("start", "contact"), ("contact", "reached"), ("reached", "visit"), ("reached", "fine", "=reached"), ("visit", "word"),
          ("too-long", "lost"), ("word", "end")))
MESSAGE = ('<bpmn:message id="m" name="found"><bpmn:extensionElements><zeebe:subscription correlationKey="=participant" />'
           "</bpmn:extensionElements></bpmn:message>")
SHED = process(
    "shed", START, '<bpmn:adHocSubProcess id="days">', user_task("open-up", "key_figure"), user_task("tidy", "community_host"),
    "</bpmn:adHocSubProcess>", END, flows(("start", "days"), ("days", "end")))
GUESS = process(
    "guess", START, user_task("ask", "facilitator"), '<bpmn:exclusiveGateway id="which" />', END,
    flows(("start", "ask"), ("ask", "which"), ("which", "end", '=answer = "yes"')))
EMPTY = Theatre()             # without a library; every play gets a copy of its stage
TOP = "process: p.bpmn\nat: 2031-03-03T09:00+01:00\ndata: {participant: P-17}\nsteps:\n"


@pytest.fixture
def play(tmp_path):
    def on(body, steps, *top):
        (tmp_path / "p.bpmn").write_text(f"{HEAD}{''.join(top)}{body}</bpmn:definitions>")
        (tmp_path / "contact.form").write_text(FORM)
        (tmp_path / "s.yaml").write_text(TOP + steps)
        return EMPTY.play(tmp_path / "s.yaml")
    return on


def said(played):
    return [(failure.step, failure.sentence("en")) for failure in played.failures]


def test_a_case_is_played_to_its_end_by_people_time_and_messages(play):
    played = play(SIGNAL, """
- expect: {open: [contact], turn: [facilitator], notices: [{to: facilitator, kind: assigned}]}
- complete: contact
  as: facilitator
  answers: {reached: true}
  refuse: Hoe ging het
- complete: contact
  as: community_host
  answers: {reached: true, how: Goed}
  refuse: "..."
- pass: PT3H
- expect: {notices: [{to: facilitator, kind: reminder}]}
- pass: PT1H
- expect: {notices: [{to: coordinator, kind: escalation}, {to: facilitator, kind: overdue}]}
- complete: contact
  as: coordinator
  answers: {reached: false, how: Er nam niemand op}
- expect: {open: [visit], turn: [community_host], data: {reached: false}}
- complete: visit
- expect: {open: [word], turn: [aanbieder]}
- message: {name: found, key: P-17}
- expect: {ended: end}
""", MESSAGE)
    assert said(played) == []
    assert (played.number, played.steps) == ("LEI-2031-0001", 13)
    assert {flow for _, flow in played.covered.flows} == {"f0", "f1", "f2", "f4", "f6"}
    assert played.covered.ends == {("signal", "end")}


def test_what_falls_due_on_the_way_fires_in_order(play):
    assert said(play(SIGNAL, """
- complete: contact
  answers: {reached: false, how: Niemand}
- expect: {handoffs: [{from: facilitator, to: community_host}]}
- working_days: 10
- expect: {notices: [{to: community_host, kind: overdue}], ended: lost}
""", MESSAGE)) == []


def test_a_message_may_come_too_early_and_only_once(play):
    assert said(play(SIGNAL, """
- message: {name: found, key: P-17, id: M-1, ttl: PT1H}
- message: {name: found, key: P-17, id: M-1, ttl: PT1H}
- complete: contact
  answers: {reached: false, how: Niemand}
- complete: visit
- expect: {ended: end}
""", MESSAGE)) == []


def test_an_early_message_is_kept_no_longer_than_it_says(play):
    assert said(play(SIGNAL, """
- message: {name: found, key: P-17, ttl: PT1H}
- pass: PT1H
- complete: contact
  answers: {reached: false, how: Niemand}
- complete: visit
- expect: {open: [word], ended: false}
""", MESSAGE)) == []


def test_free_order_and_tasks_added_by_hand(play):
    assert said(play(SHED, """
- start: tidy
- start: open-up
- start: open-up
- expect: {open: [tidy, open-up, open-up], turn: [community_host, key_figure]}
- complete: open-up
  task: 2
- start: {title: Sleutel zoeken, to: facilitator}
- complete: Sleutel zoeken
- complete: tidy
- expect: {open: [open-up]}
- complete: open-up
- start: tidy
- expect: {open: [tidy]}
- close: days
- expect: {ended: true, open: []}
""")) == []


def test_a_case_that_got_stuck_can_be_expected_and_nothing_else_hides_it(play):
    stuck = "- {complete: ask, answers: {answer: no}}\n"
    assert said(play(GUESS, stuck + "- expect: {stuck: true, notices: [{to: coordinator, kind: stuck}]}")) == []
    for _, other in [said(play(GUESS, stuck + "- expect: {ended: true}")), said(play(GUESS, stuck + "- expect: {open: [elsewhere]}"))]:
        assert "stuck at which" in other[1], "what came out otherwise is told with its reason"
    (step, sentence), = said(play(GUESS, stuck))
    assert step == 1 and "stuck at which" in sentence


@pytest.mark.parametrize(("steps", "sentence"), [
    ("- expect: {open: [visit]}", "Open now: contact. Expected: visit."),
    ("- expect: {open: []}", "Open now: contact. Expected: -."),
    ("- expect: {turn: [coordinator]}", "Whose turn: facilitator. Expected: coordinator."),
    ("- expect: {data: {participant: P-18}}", "participant is P-17. Expected: P-18."),
    ("- expect: {ended: fine}", "The case has not ended yet."),
    ("- expect: {stuck: true}", "The case is not stuck."),
    ("- expect: {notices: [{to: executive, kind: escalation}]}", "This notice was not there: to: executive, kind: escalation."),
    ("- expect: {handoffs: [{from: facilitator, to: executive}]}", "This handoff was not there"),
    ("- complete: visit", "\"visit\" is not open now."),
    ("- {complete: contact, task: 2, answers: {}}", "Of \"contact\", 1 are open now."),
    ("- {complete: contact, answers: {reached: true, how: Goed}, refuse: nee}", "was not refused"),
    ("- {complete: contact, answers: {reached: true}, refuse: bezet}", "It was refused, but not with \"bezet\""),
    ("- {complete: contact, answers: {reached: true, how: Goed}}\n- expect: {ended: lost}", "The case ended at fine. Expected: lost."),
])
def test_a_step_that_goes_otherwise_is_told_in_a_sentence(play, steps, sentence):
    (_, told), = said(play(SIGNAL, steps, MESSAGE))
    assert sentence in told


def test_a_diagram_that_is_refused_is_not_played(play):
    (step, sentence), = said(play(SIGNAL.replace("=reached", "=reached and"), "- pass: P1D", MESSAGE))
    assert step == 0 and "cannot begin" in sentence


def test_coverage_counts_the_flows_of_every_process(tmp_path):
    files = {"p.bpmn": f"{HEAD}{GUESS}</bpmn:definitions>".encode()}
    theatre = Theatre({"guess": files})
    (tmp_path / "s.yaml").write_text(TOP.replace("p.bpmn", "guess") + "- {complete: ask, answers: {answer: no}}\n- expect: {stuck: true}")
    played = theatre.play(tmp_path / "s.yaml")
    assert said([played][0]) == []
    assert coverage([played], theatre.backdrop.processes) == {"scenarios": 1, "failed": 0, "flows": 3, "flows_covered": 1}


def test_a_case_of_its_own_plays_along_with_the_case_that_called_it(play):
    child = process("round", '<bpmn:startEvent id="begin" />', user_task("meet", "community_host"), '<bpmn:endEvent id="over" />',
                    flows(("begin", "meet"), ("meet", "over")).replace('id="f', 'id="r'))
    parent = process(
        "year", START, '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="round" />'
        + own(own_case="true") + "</bpmn:extensionElements></bpmn:callActivity>", END, flows(("start", "call"), ("call", "end")))
    assert said(play(parent + child, """
- expect: {open: [meet]}
- complete: meet
- expect: {ended: end}
""")) == []


ROUND = process("round", START, user_task("visit", "facilitator", "Bezoeken", own(deadline="P5D", reminders="P1D")), END,
                flows(("start", "visit"), ("visit", "end")))


def test_a_warm_handoff_keeps_the_turn_until_somebody_accepts(play):
    assert said(play(ROUND, """
- hand_off: visit
  as: facilitator
  to: experience_expert
  note: Zij kent de buurman, jij de tuin.
- expect: {turn: [facilitator], handoffs: [{from: facilitator, to: experience_expert}], notices: [{to: experience_expert, kind: handoff}]}
- {hand_off: visit, to: key_figure, refuse: "..."}
- {accept_handoff: visit, as: key_figure, refuse: "..."}
- {ask_handoff: visit, as: experience_expert, note: "Welke tuin?"}
- expect: {turn: [facilitator], notices: [{to: facilitator, kind: question}]}
- {return_handoff: visit, as: experience_expert, note: Dit kan ik nu niet.}
- expect: {turn: [facilitator], notices: [{to: facilitator, kind: returned}]}
- {hand_off: visit, to: experience_expert}
- accept_handoff: visit
- expect: {turn: [experience_expert], notices: [{to: facilitator, kind: accepted}]}
- working_days: 4
- expect: {notices: [{to: experience_expert, kind: reminder}]}
- {complete: visit, as: facilitator, refuse: "..."}
- complete: visit
- expect: {ended: end}
""")) == []


def test_an_offer_nobody_answers_goes_to_the_coordinator_after_two_working_days(play):
    assert said(play(ROUND, """
- {hand_off: visit, as: facilitator, to: experience_expert}
- working_days: 1
- expect: {turn: [facilitator]}
- working_days: 1
- expect: {turn: [facilitator], notices: [{to: coordinator, kind: escalation}]}
- {accept_handoff: visit}
- expect: {turn: [experience_expert]}
""")) == []


def test_a_case_stands_still_and_its_dates_move_with_it(play):
    assert said(play(SIGNAL, """
- pause: Het buurthuis is dicht
  as: resident
  refuse: "..."
- pause: Het buurthuis is dicht
  as: facilitator
- working_days: 5
- expect: {open: [contact], notices: []}
- complete: contact
  answers: {reached: true, how: Goed}
  refuse: "..."
- resume: Het is weer open
- pass: PT3H
- expect: {notices: [{to: facilitator, kind: reminder}]}
""", MESSAGE)) == []


def test_an_answer_is_corrected_and_nothing_runs_again(play):
    assert said(play(SIGNAL, """
- correct: contact
  answers: {how: Anders}
  refuse: afgerond
- complete: contact
  answers: {reached: false, how: Niemand thuis}
- correct: contact
  answers: {reached: true, how: De buurvrouw nam op}
  why: Verkeerd nummer
- expect: {open: [visit], data: {reached: true, how: De buurvrouw nam op}}
""", MESSAGE)) == []


def test_the_giver_of_a_turn_answers_and_takes_it_back(play):
    assert said(play(SIGNAL, """
- hand_off: contact
  to: community_host
  note: Jij kent haar
- ask_handoff: contact
  note: Hoe laat?
- answer_handoff: contact
  note: Om tien uur
- withdraw_handoff: contact
- accept_handoff: contact
  refuse: "..."
- expect: {open: [contact], turn: [facilitator]}
""", MESSAGE)) == []
