"""Events: what starts, ends, catches and throws."""
from SpiffWorkflow.task import Task

from engine.bpmn import catching, compensation, failing
from engine.bpmn.expressions import as_text, evaluate
from engine.bpmn.nodes.base import Node
from engine.bpmn.nodes.jobs import open_job
from engine.bpmn.step import BrokenStep, MessageThrown, SignalThrown
from engine.bpmn.variables import visible

CAME = "came"                               # the payload of an event that was caught before its token was made


class StartEvent(Node):
    """Begins a process or sub-process; in an event sub-process it is what the scope around it listens for."""

    goes_on_listening = property(lambda self: not self.element.interrupting)

    def begin(self, task: Task) -> bool:
        self.keep_results(task, task.internal_data.get(CAME, {}))
        return True

    def caught(self, host: Task, payload: dict) -> None:
        failing.start_event_subprocess(host, self, payload)


class CatchEvent(Node):
    """Waits for its event: an intermediate catching event or a receive task."""

    goes_on_listening = False

    def begin(self, task: Task) -> bool:
        if CAME in task.internal_data:
            self.keep_results(task, task.internal_data[CAME])
            return True
        if self.element.event.kind == "link":
            return True
        catching.arm(task, self)
        return False

    def caught(self, host: Task, payload: dict) -> None:
        if host.task_spec is self:
            self.finish(host, payload)
        else:
            host.task_spec.chosen(host, self, payload)


class BoundaryEvent(Node):
    """Hangs on an activity; when it comes, the activity ends (interrupting) or goes on beside it."""

    goes_on_listening = property(lambda self: not self.element.interrupting)

    def caught(self, host: Task, payload: dict) -> None:
        scope = host.parent
        if self.element.interrupting:
            host.workflow.terminate(host)
        host.workflow.enter(self, scope, came=payload)

    def begin(self, task: Task) -> bool:
        self.keep_results(task, task.internal_data.get(CAME, {}))
        return True


class ThrowEvent(Node):
    """Does what its event says and goes on: nothing, a message, a signal, an escalation, a link, undoing."""

    waits_open = property(lambda self: "taskDefinition" in self.element.zeebe)

    def begin(self, task: Task) -> bool:
        if self.waits_open:
            return open_job(task, self.element)
        event = self.element.event
        match event.kind:
            case "message":
                self._throw_message(task)
            case "signal":
                self._throw_signal(task)
            case "escalation":
                failing.throw(task, "escalation", self._code(task), self._payload(task))
            case "compensate":
                return not compensation.call_handlers(task, event.activity)
        return task.workflow.is_alive(task)

    def compensated(self, task: Task) -> None:
        task.complete()

    def _code(self, task: Task) -> str:
        """Of an error or escalation; one who throws may work it out, as in Camunda 8."""
        code = as_text(evaluate(task, self.element.event.code or "", "code"))
        if not code:
            raise BrokenStep(self.element_id, "bpmn.event_without_code")
        return code

    def _throw_message(self, task: Task) -> None:
        event = self.element.event
        name = as_text(evaluate(task, event.name or "", "name"))
        if not name:
            raise BrokenStep(self.element_id, "bpmn.event_without_name")
        key = as_text(evaluate(task, event.key, "correlationKey")) if event.key else None
        task.workflow.journal.messages.append(MessageThrown(self.element_id, name, key, self._payload(task)))

    def _throw_signal(self, task: Task) -> None:
        name = as_text(evaluate(task, self.element.event.name or "", "name"))
        if not name:
            raise BrokenStep(self.element_id, "bpmn.event_without_name")
        payload = self._payload(task)
        task.workflow.journal.signals.append(SignalThrown(self.element_id, name, payload))
        catching.broadcast(task.workflow, name, payload)

    def _payload(self, task: Task) -> dict:
        """What the event carries: its input mappings; without any, nothing of the case leaves it."""
        return dict(task.data) if self.element.inputs else {}

    def lead_out(self, task: Task) -> None:
        if self.element.event.kind != "link":
            super().lead_out(task)
            return
        scope = task.parent
        task.workflow._remove_task(task.id)
        task.workflow.enter(self.net.link(self.element), scope)
        scope.task_spec.child_left(scope, task)


class EndEvent(ThrowEvent):
    """The end of a path; it may throw, end everything, or call off a transaction."""

    def begin(self, task: Task) -> bool:
        event, workflow = self.element.event, task.workflow
        match event.kind:
            case "error":
                code = self._code(task)
                if not failing.throw(task, "error", code, visible(task) if self.element.inputs else {}):
                    raise BrokenStep(self.element_id, "bpmn.error_not_caught", code=code)
                return False
            case "terminate":
                for child in task.parent.children:
                    if child is not task:
                        workflow.terminate(child)
                task.parent.internal_data.pop("arrived", None)
                return True
            case "cancel":
                return task.parent.task_spec.call_off(task)
        return super().begin(task)

    def compensated(self, task: Task) -> None:
        if self.element.event.kind == "cancel":
            task.parent.task_spec.called_off(task.parent)
        else:
            task.complete()

    def _on_complete_hook(self, task: Task) -> None:
        task.workflow.journal.reached_end(self.element_id, at_top=task.parent.parent is None)
        super()._on_complete_hook(task)
