"""What every node does: it is entered, waits or goes on, and leads its token out."""
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task

from engine.bpmn import catching, compensation
from engine.bpmn.expressions import condition, evaluate_json
from engine.bpmn.model import Element
from engine.bpmn.step import BrokenStep
from engine.bpmn.variables import assign, propagate


class Node(TaskSpec):
    """A flow node. SpiffWorkflow calls _run_hook when a token runs and _on_complete_hook when it is done."""

    waits_open = False                      # its token is an open wait of its own kind, told by Journal.open
    is_scope = False                        # tokens live inside it

    def __init__(self, net, element: Element, name: str | None = None):
        super().__init__(net, name or element.id, description=element.name)
        self.net, self.element = net, element

    @property
    def element_id(self) -> str:
        return self.element.id

    # entering ------------------------------------------------------------------------------------------------------
    def arrive(self, scope: Task, flow: str) -> None:
        """A token comes over a sequence flow."""
        scope.workflow.enter(self, scope)

    def _run_hook(self, task: Task) -> bool | None:
        task.workflow.journal.note(self.element_id, "entered", task.parent.id)
        self.take_inputs(task)
        if self.begin(task):
            return True
        if task.workflow.is_alive(task):
            self.attach_events(task)
        return None

    def take_inputs(self, task: Task) -> None:
        for source, target in self.element.inputs:
            assign(target, evaluate_json(task, source, target), task.data)

    def begin(self, task: Task) -> bool:
        """Do what the node does. True: done at once; False: the token waits here."""
        return True

    def attach_events(self, task: Task) -> None:
        for boundary in self.net.boundaries.get(self.name, ()):
            catching.arm(task, boundary)

    def reconsider(self, task: Task) -> bool:
        """Something changed elsewhere: does this waiting token want to move now? True when it moved."""
        return catching.reconsider(task)

    def is_waiting(self, task: Task) -> bool:
        """Whether somebody outside has a turn at this token."""
        return self.waits_open

    # leaving -------------------------------------------------------------------------------------------------------
    def finish(self, task: Task, results: dict | None = None) -> None:
        """The work of a waiting token is done; `results` are its answers."""
        self.keep_results(task, results or {})
        task.complete()

    def keep_results(self, task: Task, results: dict) -> None:
        if not self.element.outputs:
            propagate(task, results)
            return
        task.data.update(results)
        mapped: dict = {}
        for source, target in self.element.outputs:
            assign(target, evaluate_json(task, source, target), mapped)
        propagate(task.parent, mapped)

    def _on_complete_hook(self, task: Task) -> None:
        workflow = task.workflow
        scope = task.parent
        self.close(task, "completed")
        workflow.journal.note(self.element_id, "completed", scope.id)
        compensation.remember(task)
        scope.task_spec.child_done(scope, task)
        self.lead_out(task)

    def lead_out(self, task: Task) -> None:
        """The token leaves: over its flows, or into the end of its scope."""
        scope, flows = task.parent, self.flows_out(task)
        task.workflow._remove_task(task.id)
        for flow in flows:
            self.take(scope, flow)
        scope.task_spec.child_left(scope, task)

    def flows_out(self, task: Task) -> list[str]:
        """The flows a token takes: all without a condition and those whose condition holds; the default when there are none."""
        flows = [self.net.process.flows[f] for f in self.element.outgoing]
        guarded = [f for f in flows if f.condition and f.id != self.element.default]
        chosen = [f.id for f in flows if f not in guarded and f.id != self.element.default]
        chosen += [f.id for f in guarded if condition(task, f.condition, f.name or f.id)]
        if flows and not chosen and not self.element.default:
            raise BrokenStep(self.element_id, "bpmn.no_way_out")
        return chosen or [self.element.default] * bool(flows)

    def take(self, scope: Task, flow: str) -> None:
        scope.workflow.journal.note(flow, "taken", scope.id)
        self.net.task_specs[self.net.process.flows[flow].target].arrive(scope, flow)

    def cancelled(self, task: Task) -> None:
        """The token is ended by somebody else."""
        self.close(task, "cancelled")
        task.workflow.journal.note(self.element_id, "cancelled", task.parent.id if task.parent else "")

    def close(self, task: Task, how: str) -> None:
        journal = task.workflow.journal
        if self.is_waiting(task):
            journal.close(task.id, self.element_id, how)
        catching.disarm_all(task)

    # being a scope -------------------------------------------------------------------------------------------------
    def child_done(self, scope: Task, child: Task) -> None:
        """A token inside has done its work, and is about to leave."""

    def taken_over(self, scope: Task) -> None:
        """An interrupting event sub-process takes the place of the work inside."""

    def child_left(self, scope: Task, child: Task) -> None:
        """A token inside has gone."""
        raise AssertionError(f"{self.element_id} holds no tokens")
