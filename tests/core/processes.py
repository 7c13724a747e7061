"""Small processes that the tests of the core run."""


def user_task(element, role, name="", extra="", form=None):
    form = f'<zeebe:formDefinition formId="{form}" />' if form else ""
    return (f'<bpmn:userTask id="{element}" name="{name or element}"><bpmn:extensionElements>'
            f'<zeebe:assignmentDefinition candidateGroups="{role}" />{form}{extra}</bpmn:extensionElements></bpmn:userTask>')


def own(**settings):
    rows = "".join(f'<zeebe:property name="aanzet:{name}" value="{value}" />' for name, value in settings.items())
    return f"<zeebe:properties>{rows}</zeebe:properties>"


def flows(*pairs):
    """(source, target) or (source, target, condition)."""
    return "".join(_flow(number, *pair) for number, pair in enumerate(pairs))


def _flow(number, source, target, condition=None):
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>' if condition else ""
    return f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def process(key, *parts, name=""):
    return f'<bpmn:process id="{key}" name="{name or key}" isExecutable="true">{"".join(parts)}</bpmn:process>'


START, END = '<bpmn:startEvent id="start" />', '<bpmn:endEvent id="end" />'

VISIT = process(
    "visit", START, user_task("meet", "facilitator", "Kennismaken", own(deadline="P5D", reminders="P2D", escalate="coordinator after P0D")),
    user_task("decide", "policy_officer", "Besluiten", own(deadline="P10D", handoff_reason="Het bestuur beslist")), END,
    flows(("start", "meet"), ("meet", "decide"), ("decide", "end")), name="Bezoek")

CHOICE = process(
    "choice", START, user_task("ask", "facilitator", "Vragen"), '<bpmn:exclusiveGateway id="which" />', user_task("go", "facilitator", "Gaan"), END,
    flows(("start", "ask"), ("ask", "which"), ("which", "go", '=answer = "go"'), ("which", "end", '=answer = "stop"'), ("go", "end")))

# Somebody calls while an outside program prints a letter; it may find that there is no address.
LETTER = '<bpmn:error id="e" errorCode="no-address" />' + process(
    "letter", START, '<bpmn:parallelGateway id="both" />', user_task("call", "facilitator"),
    '<bpmn:serviceTask id="send" name="Brief sturen"><bpmn:extensionElements><zeebe:taskDefinition type="letter" retries="2" />'
    '<zeebe:taskHeaders><zeebe:header key="paper" value="A4" /></zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>',
    '<bpmn:boundaryEvent id="wrong" attachedToRef="send"><bpmn:errorEventDefinition errorRef="e" /></bpmn:boundaryEvent>',
    user_task("look", "facilitator"), END,
    flows(("start", "both"), ("both", "call"), ("both", "send"), ("call", "end"), ("send", "end"), ("wrong", "look"), ("look", "end")))
