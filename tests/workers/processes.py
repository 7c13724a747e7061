"""Processes in which time does something."""
from tests.core.processes import END, START, flows, own, process, user_task

MANDATE = process(
    "mandate", START,
    user_task("arrange", "policy_officer", "Mandaat regelen",
              own(deadline="P10D", reminders="P5D", escalate="programme_manager after P0D, executive after P5D")),
    END, flows(("start", "arrange"), ("arrange", "end")), name="Mandaat")


def waiting(text: str, kind: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


CALL = process(
    "call", START, user_task("ring", "facilitator", "Bellen"),
    f'<bpmn:boundaryEvent id="no-answer" attachedToRef="ring">{waiting("PT4H")}</bpmn:boundaryEvent>',
    user_task("visit", "facilitator", "Langsgaan"), END, '<bpmn:endEvent id="reached" />',
    flows(("start", "ring"), ("ring", "reached"), ("no-answer", "visit"), ("visit", "end")), name="Contact")

QUIET = process("quiet", START, user_task("wish", "facilitator", "Wens", own(deadline="quiet P3M", reminders="P1D", escalate="coordinator after P0D")),
                END, flows(("start", "wish"), ("wish", "end")))
