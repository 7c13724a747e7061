"""Builds the net of a process: which class runs which element, and what is attached to what."""
from weakref import WeakKeyDictionary

from engine.bpmn.model import Element, Process
from engine.bpmn.nets import Net
from engine.bpmn.nodes import events, gateways, jobs, repeating, scopes, tasks
from engine.bpmn.nodes.base import Node
from engine.bpmn.step import BrokenStep
from engine.bpmn.variables import BODY

_CLASSES: dict[str, type[Node]] = {
    "task": tasks.PassTask, "manualTask": tasks.PassTask, "userTask": tasks.UserTask,
    "receiveTask": events.CatchEvent, "sendTask": events.ThrowEvent,
    "subProcess": scopes.SubProcess, "transaction": scopes.Transaction, "adHocSubProcess": scopes.AdHocSubProcess,
    "callActivity": scopes.CallActivity,
    "exclusiveGateway": gateways.ExclusiveGateway, "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway, "eventBasedGateway": gateways.EventBasedGateway,
    "startEvent": events.StartEvent, "endEvent": events.EndEvent, "boundaryEvent": events.BoundaryEvent,
    "intermediateCatchEvent": events.CatchEvent, "intermediateThrowEvent": events.ThrowEvent,
}
_BY_SETTING = {"scriptTask": ("script", tasks.ScriptTask), "businessRuleTask": ("calledDecision", tasks.BusinessRuleTask)}
_nets: "WeakKeyDictionary[Process, Net]" = WeakKeyDictionary()


def net_of(process: Process) -> Net:
    """The net of a process; built at its first use and shared by every case of that version."""
    if process not in _nets:
        _nets[process] = _build(process)
    return _nets[process]


def runs(element: Element) -> bool:
    """Whether this element can be run at all; the checker refuses the others by name."""
    return _class_of(element) is not None


def _class_of(element: Element) -> type[Node] | None:
    setting, own = _BY_SETTING.get(element.kind, ("taskDefinition", jobs.Job))
    if element.kind in ("serviceTask", *_BY_SETTING):
        if setting in element.zeebe:
            return own
        return jobs.Job if "taskDefinition" in element.zeebe else None
    return _CLASSES.get(element.kind)


def _build(process: Process) -> Net:
    net = Net(process)
    for element in process.elements.values():
        _add(net, element)
    net.start = scopes.Body(net)
    for element in process.elements.values():
        _attach(net, element)
    for flow in process.flows.values():
        net.task_specs[flow.source].connect(net.task_specs[flow.target])
    return net


def _add(net: Net, element: Element) -> None:
    kind = _class_of(element)
    if kind is None:
        raise BrokenStep(element.id, "bpmn.cannot_run", kind=element.kind)
    if element.loop is None:
        kind(net, element)
        return
    body = repeating.Again if element.loop.standard else repeating.Many
    body(net, element)
    repeating.one_of_many(kind)(net, element, element.id + repeating.INNER)


def _attach(net: Net, element: Element) -> None:
    node = net.task_specs[element.id]
    if element.kind == "boundaryEvent":
        if element.event.kind == "compensate":
            net.handlers[element.attached_to] = element.compensation_handler
        else:
            net.boundaries.setdefault(element.attached_to, []).append(node)
    if element.event_subprocess:
        starts = [net.task_specs[c] for c in element.children if net.process.elements[c].kind == "startEvent"]
        scope = net.process.elements[element.id].parent or BODY
        for name in (scope, scope + repeating.INNER) if scope else (BODY,):
            net.event_starts.setdefault(name, []).extend(starts)
