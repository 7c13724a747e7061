"""Gateways. Joins count the tokens of each incoming flow, so every round of a loop is its own."""
from SpiffWorkflow.task import Task

from engine.bpmn import catching
from engine.bpmn.expressions import condition
from engine.bpmn.nodes.base import Node
from engine.bpmn.step import BrokenStep

ARRIVED = "arrived"                         # of a scope: {gateway: {flow: tokens waiting}}


def arrived(scope: Task, gateway: str) -> dict[str, int]:
    return scope.internal_data.get(ARRIVED, {}).get(gateway, {})


def anything_arrived(scope: Task) -> bool:
    return bool(scope.internal_data.get(ARRIVED))


def put_down(scope: Task, gateway: str, flow: str) -> None:
    waiting = scope.internal_data.setdefault(ARRIVED, {}).setdefault(gateway, {})
    waiting[flow] = waiting.get(flow, 0) + 1


def take_up(scope: Task, gateway: str) -> None:
    """One token of each flow that has one goes into the gateway."""
    here = scope.internal_data[ARRIVED]
    left = {flow: n - 1 for flow, n in here[gateway].items() if n > 1}
    if left:
        here[gateway] = left
    else:
        del here[gateway]
    if not here:
        del scope.internal_data[ARRIVED]


class ExclusiveGateway(Node):
    """The first flow whose condition holds, in the order drawn, else the default."""

    def flows_out(self, task: Task) -> list[str]:
        flows = [self.net.process.flows[f] for f in self.element.outgoing]
        if len(flows) == 1 and not flows[0].condition:
            return [flows[0].id]
        for flow in flows:
            if flow.id != self.element.default and flow.condition and condition(task, flow.condition, flow.name or flow.id):
                return [flow.id]
        if self.element.default:
            return [self.element.default]
        if not flows:
            return []
        raise BrokenStep(self.element_id, "bpmn.no_way_out")


class ParallelGateway(Node):
    """Waits for a token on every incoming flow, then sends one over every outgoing flow."""

    def arrive(self, scope: Task, flow: str) -> None:
        if len(self.element.incoming) <= 1:
            scope.workflow.enter(self, scope)
            return
        put_down(scope, self.name, flow)
        if len(arrived(scope, self.name)) == len(set(self.element.incoming)):
            take_up(scope, self.name)
            scope.workflow.enter(self, scope)

    def flows_out(self, task: Task) -> list[str]:
        return list(self.element.outgoing)


class InclusiveGateway(Node):
    """Sends a token over every flow whose condition holds; joins when nothing else in its scope can still reach it."""

    def arrive(self, scope: Task, flow: str) -> None:
        if len(self.element.incoming) <= 1:
            scope.workflow.enter(self, scope)
        else:
            put_down(scope, self.name, flow)

    def join_if_complete(self, scope: Task) -> bool:
        """Camunda 8.8: every flow has a token, or no other token of this scope has a way into a flow without one."""
        taken = frozenset(arrived(scope, self.name))
        empty = frozenset(self.element.incoming) - taken
        if empty and self._may_still_come(scope, taken, empty):
            return False
        take_up(scope, self.name)
        scope.workflow.enter(self, scope)
        return True

    def _may_still_come(self, scope: Task, taken: frozenset[str], empty: frozenset[str]) -> bool:
        into_empty = self.net.leads_to(self.name, empty)
        active = {child.task_spec.element_id for child in scope.children}
        if active & into_empty:
            return True
        # A token that lies at another join holds us back only if it cannot as well come over a taken flow (BPMN 2.0,
        # 13.4.3); without this, joins beside each other in a loop would wait for each other for ever.
        joins = set(scope.internal_data[ARRIVED]) - {self.name}
        return bool(joins & into_empty - self.net.leads_to(self.name, taken))

    def flows_out(self, task: Task) -> list[str]:
        if len(self.element.outgoing) <= 1 and not any(self.net.process.flows[f].condition for f in self.element.outgoing):
            return list(self.element.outgoing)
        flows = [self.net.process.flows[f] for f in self.element.outgoing if f != self.element.default]
        chosen = [f.id for f in flows if not f.condition or condition(task, f.condition, f.name or f.id)]
        if not chosen and self.element.default:
            chosen = [self.element.default]
        if not chosen and self.element.outgoing:
            raise BrokenStep(self.element_id, "bpmn.no_way_out")
        return chosen


class EventBasedGateway(Node):
    """Listens for all the events behind it; the first that comes decides."""

    def begin(self, task: Task) -> bool:
        for flow in self.element.outgoing:
            catching.arm(task, self.net.task_specs[self.net.process.flows[flow].target])
        return False

    def chosen(self, task: Task, catcher: Node, payload: dict) -> None:
        """The event `catcher` came: the token goes there, the other events are forgotten."""
        flow = next(f for f in self.element.outgoing if self.net.process.flows[f].target == catcher.name)
        scope, workflow = task.parent, task.workflow
        self.close(task, "completed")
        workflow.journal.note(self.element_id, "completed", scope.id)
        workflow._remove_task(task.id)
        workflow.journal.note(flow, "taken", scope.id)
        workflow.enter(catcher, scope, came=payload)
