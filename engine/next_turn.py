"""Who gets the turn after this step, as far as the diagram alone makes it certain. Pure."""
from dataclasses import dataclass
from typing import Literal

from engine.bpmn.model import Element, Process

TASKS = frozenset({"userTask", "manualTask"})
PASSED_BY = frozenset({"scriptTask", "businessRuleTask", "serviceTask", "sendTask", "task", "intermediateThrowEvent", "startEvent"})
SPLITS = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
FALLBACK_ROLE = "coordinator"


@dataclass(frozen=True)
class Next:
    """`task`: this element's role gets the turn; `wait`: it waits for what the element names; `depends`: on this element; `end`."""

    kind: Literal["task", "wait", "depends", "end"]
    element: str = ""
    name: str = ""
    role: str | None = None


def roles_of(element: Element) -> tuple[str, ...]:
    """Candidate roles as the diagram states them: candidateGroups, else the lane's; none when they are computed."""
    groups = element.zeebe.get("assignmentDefinition", {}).get("candidateGroups", "")
    if groups.startswith("="):
        return ()
    named = tuple(part.strip() for part in groups.split(",") if part.strip())
    return named or (element.lane.role if element.lane and element.lane.role else FALLBACK_ROLE,)


def next_of(process: Process, element: str) -> tuple[Next, ...]:
    """What comes after completing this element; several where it splits. Elements of a called process need that process."""
    here = process.elements.get(element)
    if here is None:
        return ()
    if here.loop is not None:
        return (_depends(here),)
    return tuple(dict.fromkeys(_after(process, here, frozenset({element}))))


def _after(process: Process, here: Element, seen: frozenset[str]) -> list[Next]:
    flows = [process.flows[flow] for flow in here.outgoing]
    if not flows:
        return _out_of(process, here, seen)
    if len(flows) > 1 and (here.kind in SPLITS or any(flow.condition for flow in flows)):
        return [_depends(here)]
    return [following for flow in flows for following in _into(process, process.elements[flow.target], seen)]


def _into(process: Process, there: Element, seen: frozenset[str]) -> list[Next]:
    if there.id in seen or there.kind in JOINS and len(there.incoming) > 1:
        return [_depends(there)]
    seen = seen | {there.id}
    if there.kind in TASKS:
        roles = roles_of(there)
        return [Next("task", there.id, there.name, roles[0])] if roles else [_depends(there)]
    if there.kind in ("receiveTask", "intermediateCatchEvent") and not (there.event and there.event.kind == "link"):
        return [Next("wait", there.id, there.name, there.own("waits_for"))]
    if there.kind == "endEvent":
        return _out_of(process, there, seen)
    if there.kind == "subProcess" and there.loop is None:
        starts = [process.elements[child] for child in there.children if process.elements[child].kind == "startEvent"]
        return _after(process, starts[0], seen) if len(starts) == 1 else [_depends(there)]
    if there.kind in PASSED_BY | SPLITS | JOINS and there.loop is None:
        return _after(process, there, seen)
    return [_depends(there)]


def _out_of(process: Process, here: Element, seen: frozenset[str]) -> list[Next]:
    """A path ends here: the case, or the sub-process around it."""
    if here.event and here.event.kind not in ("none", "message", "signal", "escalation"):
        return [_depends(here)]
    if here.parent is None:
        return [Next("end", here.id, here.name)]
    around = process.elements[here.parent]
    several = any(process.elements[child].kind in JOINS for child in around.children)     # another token may still be inside
    if around.kind != "subProcess" or around.loop is not None or around.event_subprocess or several or around.id in seen:
        return [_depends(around)]
    return _after(process, around, seen | {around.id})


def _depends(element: Element) -> Next:
    return Next("depends", element.id, element.name)
