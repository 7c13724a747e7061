"""The process the API is tried on: a question, a wait for a message, and a decision."""
from tests.core.processes import END, START, flows, own, process, user_task

ASKING = '<bpmn:message id="m" name="answered"><bpmn:extensionElements><zeebe:subscription correlationKey="=case.id" /></bpmn:extensionElements></bpmn:message>' + process(
    "asking", START, user_task("talk", "facilitator", "Praten", own(deadline="P5D", reminders="P2D"), form="talk"),
    '<bpmn:receiveTask id="answer" name="Antwoord" messageRef="m" />',
    user_task("decide", "policy_officer", "Besluiten", own(deadline="P10D")), END,
    flows(("start", "talk"), ("talk", "answer"), ("answer", "decide"), ("decide", "end")), name="Vragen")

PERSONAL = {"aanzet:subject": "participant", "aanzet:purpose": "bellen", "aanzet:basis": "consent", "aanzet:retention": "P1Y",
            "aanzet:visibility": "facilitator"}
FORM = {"type": "default", "id": "talk", "components": [
    {"type": "textfield", "id": "c1", "key": "full_name", "label": "Naam", "properties": PERSONAL},
    {"type": "number", "id": "c2", "key": "people", "label": "Met hoeveel?", "validate": {"required": True, "min": 1}}]}
