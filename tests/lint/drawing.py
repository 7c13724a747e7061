"""Draws small processes as Camunda Modeler writes them, without the pictures."""
from engine.checking import Known, check
from engine.findings import Finding

_HEAD = ('<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
         'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
         'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="x">')

GOOD = {"deadline": "P5D", "reminders": "P2D", "escalate": "programme_manager after P0D, executive after P5D"}


def process(*parts: str, id: str = "visit", outside: str = "", executable: bool = True) -> bytes:
    body = "".join(parts)
    return f'{_HEAD}<bpmn:process id="{id}" name="Bezoek" isExecutable="{str(executable).lower()}">{body}</bpmn:process>{outside}</bpmn:definitions>'.encode()


def node(kind: str, id: str, inside: str = "", name: str = "", **attributes: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{id}" name="{name or id}"{more}>{inside}</bpmn:{kind}>'


def flow(source: str, target: str, condition: str = "") -> str:
    inside = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>' if condition else ""
    return f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def line(*ids: str) -> str:
    return "".join(flow(a, b) for a, b in zip(ids, ids[1:], strict=False))


def extensions(*settings: str, **own: str) -> str:
    properties = "".join(f'<zeebe:property name="aanzet:{name}" value="{value}"/>' for name, value in own.items())
    held = f"<zeebe:properties>{properties}</zeebe:properties>" if own else ""
    return f"<bpmn:extensionElements>{''.join(settings)}{held}</bpmn:extensionElements>"


def task(id: str, role: str = "facilitator", form: str = "bezoek", name: str = "", **own: str) -> str:
    settings = ["<zeebe:userTask/>"]
    settings += [f'<zeebe:assignmentDefinition candidateGroups="{role}"/>'] if role else []
    settings += [f'<zeebe:formDefinition formId="{form}"/>'] if form else []
    return node("userTask", id, extensions(*settings, **own), name)


def straight(middle: str, id: str = "go") -> bytes:
    return process(node("startEvent", "start"), middle, node("endEvent", "end"), line("start", id, "end"))


def found(content: bytes, strict: bool = False, **files: bytes) -> list[Finding]:
    return check({"visit.bpmn": content, **files}, strict, Known(forms=frozenset({"bezoek"})))


def told(findings: list[Finding], language: str = "nl", severity: str = "error") -> list[str]:
    return [finding.line(language) for finding in findings if finding.severity == severity]


def keys(findings: list[Finding], severity: str = "error") -> list[str]:
    return [finding.key.removeprefix("lint.") for finding in findings if finding.severity == severity]
