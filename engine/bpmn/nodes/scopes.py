"""Scopes: processes, sub-processes and calls - nodes that hold tokens."""
from SpiffWorkflow.task import Task

from engine.bpmn import catching, compensation
from engine.bpmn.expressions import as_text, as_texts, condition, evaluate, evaluate_json
from engine.bpmn.model import Element
from engine.bpmn.nodes.base import Node
from engine.bpmn.nodes.gateways import ARRIVED, anything_arrived
from engine.bpmn.step import BrokenStep, OpenedAdHoc, OpenedCall, not_published
from engine.bpmn.variables import BODY, ref_of, visible

WITHDRAWN = "withdrawn"                     # of free work: nothing new is started, what runs goes on
DEEPEST = 50                                # calls inside calls


class Scope(Node):
    """Holds tokens and ends with the last of them."""

    is_scope = True

    def children_ids(self) -> tuple[str, ...]:
        return self.element.children

    def event_starts(self) -> list[Node]:
        """The start events of the event sub-processes in here."""
        return self.net.event_starts.get(self.name, [])

    def open_scope(self, task: Task, start: str | None = None, came: dict | None = None) -> None:
        for event in self.event_starts():
            catching.arm(task, event)
        for name in [start] if start else self.net.entries(self.children_ids()):
            task.workflow.enter(self.net.task_specs[name], task, **({"came": came} if came else {}))

    def begin(self, task: Task) -> bool:
        self.open_scope(task, task.internal_data.pop("start", None), task.internal_data.pop("came", None))
        return not task.children

    def child_left(self, scope: Task, child: Task) -> None:
        compensation.handler_left(child)
        if scope.workflow.is_alive(scope) and not scope.children and not anything_arrived(scope):
            self.emptied(scope)

    def emptied(self, scope: Task) -> None:
        self.finish(scope)

    def reconsider(self, task: Task) -> bool:
        """Inclusive joins wait for what may still come; when nothing moves any more they look again."""
        for gateway in list(task.internal_data.get(ARRIVED, {})):
            join = getattr(self.net.task_specs[gateway], "join_if_complete", None)
            if join is not None and join(task):
                return True
        return super().reconsider(task)


class Body(Scope):
    """The process itself. Its spec has the empty name, and its task is the case or a call."""

    def __init__(self, net):
        super().__init__(net, Element(id=net.process.id, kind="process", children=net.process.roots), name=BODY)
        self.name = BODY

    def _run_hook(self, task: Task) -> bool | None:
        return None

    def _on_complete_hook(self, task: Task) -> None:
        workflow, caller = task.workflow, task.parent
        self.close(task, "completed")
        workflow.journal.note(self.element_id, "completed", task.id)
        if caller is None:
            workflow.journal.finished = True
            return
        written = task.internal_data.get("written", [])
        results = {name: task.data[name] for name in written if name in task.data}
        given = visible(task)
        workflow._remove_task(task.id)
        caller.task_spec.returned(caller, results, given)

    def finish(self, task: Task, results: dict | None = None) -> None:
        task.complete()


class SubProcess(Scope):
    """An embedded sub-process or an event sub-process."""


class Transaction(SubProcess):
    """A sub-process that can be called off: what was done in it is undone, then its cancel event goes on."""

    def call_off(self, thrower: Task) -> bool:
        scope = thrower.parent
        whole = self._whole(scope)
        beside = [t for t in whole.children if t is not scope] if whole is not scope else []
        for task in [*beside, *(t for t in scope.children if t is not thrower)]:
            compensation.rescue(task, scope)
            scope.workflow.terminate(task)
        if whole is not scope:              # what was done in those of many that had ended already
            compensation.hand_over(whole, scope)
        for task in (scope, whole):         # nothing else comes between while work is undone
            catching.disarm_all(task)
        scope.internal_data.pop(ARRIVED, None)
        if not compensation.call_handlers(thrower):
            self.called_off(scope)
        return False

    def called_off(self, scope: Task) -> None:
        boundary = next((b for b in self.net.boundaries.get(self.element_id, ()) if b.element.event.kind == "cancel"), None)
        if boundary is None:
            raise BrokenStep(self.element_id, "bpmn.cancel_not_caught")
        whole, workflow = self._whole(scope), scope.workflow
        around = whole.parent
        workflow.terminate(whole)
        workflow.enter(boundary, around)

    def _whole(self, scope: Task) -> Task:
        """The transaction itself; of one of many the body around them all, for they have one cancel event together."""
        return scope if self.name == self.element_id else scope.parent


class AdHocSubProcess(Scope):
    """Work in free order: people start what they want, as often as they want; it ends by its condition or by hand."""

    waits_open = True

    def begin(self, task: Task) -> bool:
        for event in self.event_starts():
            catching.arm(task, event)
        settings = self.element.zeebe.get("adHoc", {})
        collection = settings.get("activeElementsCollection")
        if settings.get("outputCollection"):
            task.data[settings["outputCollection"]] = []
        for name in as_texts(evaluate(task, collection, "activeElementsCollection")) if collection else ():
            self.start(task, name)
        task.workflow.journal.open(OpenedAdHoc(
            task.id, self.element_id, tuple(self.net.entries(self.element.children)), process=ref_of(task)))
        return False

    def start(self, task: Task, activity: str) -> None:
        if activity not in self.net.entries(self.element.children):
            raise BrokenStep(self.element_id, "bpmn.adhoc_unknown_activity", activity=activity)
        task.workflow.enter(self.net.task_specs[activity], task)

    def is_waiting(self, task: Task) -> bool:
        return not task.internal_data.get(WITHDRAWN)

    def taken_over(self, scope: Task) -> None:
        self._withdraw(scope)

    def _withdraw(self, scope: Task) -> None:
        """Nobody starts anything here any more; it ends with the last of what runs."""
        scope.workflow.journal.close(scope.id, self.element_id, "cancelled")
        scope.internal_data[WITHDRAWN] = True

    def child_done(self, scope: Task, child: Task) -> None:
        """The end of a path of work adds an item to the output collection, as long as the work's own variables are seen."""
        settings = self.element.zeebe.get("adHoc", {})
        if settings.get("outputCollection") and settings.get("outputElement") and _ends_path(child):
            collected = scope.data[settings["outputCollection"]]
            scope.data[settings["outputCollection"]] = [*collected, evaluate_json(child, settings["outputElement"], "outputElement")]

    def finish(self, task: Task, results: dict | None = None) -> None:
        name = self.element.zeebe.get("adHoc", {}).get("outputCollection")
        super().finish(task, {**(results or {}), **({name: task.data.pop(name)} if name in task.data else {})})

    def child_left(self, scope: Task, child: Task) -> None:
        compensation.handler_left(child)
        if not scope.workflow.is_alive(scope):
            return
        over = self.is_waiting(scope) and self.element.completion and _ends_path(child) \
            and condition(scope, self.element.completion, "completionCondition")
        if over and (self.element.cancel_remaining or not scope.children):
            self.shut(scope)
        elif over:
            self._withdraw(scope)
        elif not self.is_waiting(scope) and not scope.children and not anything_arrived(scope):
            self.shut(scope)

    def shut(self, scope: Task) -> None:
        """It is enough: what is still open in here is cancelled."""
        for child in scope.children:
            scope.workflow.terminate(child)
        scope.internal_data.pop(ARRIVED, None)
        self.finish(scope)


def _ends_path(child: Task) -> bool:
    """The last of a path of work that somebody started, not what an event or undoing brought."""
    element = child.task_spec.element
    return not (element.outgoing or element.event_subprocess or element.for_compensation)


class CallActivity(Scope):
    """Calls another process: inside this case, or as a case of its own (`aanzet:own_case`)."""

    waits_open = property(lambda self: self.element.own("own_case") == "true")

    def event_starts(self) -> list[Node]:
        return []

    def begin(self, task: Task) -> bool:
        called = self.element.zeebe.get("calledElement", {})
        key = as_text(evaluate(task, called.get("processId", ""), "processId"))
        if not key:
            raise BrokenStep(self.element_id, "bpmn.call_without_process")
        given = visible(task) if called.get("propagateAllParentVariables") != "false" else dict(task.data)
        if self.waits_open:
            task.workflow.journal.open(OpenedCall(task.id, self.element_id, key, given, process=ref_of(task)))
            return False
        process = task.workflow.moment.library.process(key, called.get("bindingType", "latest"), called.get("versionTag"))
        if process is None:
            raise not_published(self.element_id, "process", key, called)
        self._open_body(task, process, given)
        return False

    def _open_body(self, task: Task, process, given: dict) -> None:
        depth, at = 0, task
        while at is not None:
            depth, at = depth + (at.task_spec.name == BODY), at.parent
        if depth > DEEPEST:
            raise BrokenStep(self.element_id, "bpmn.calls_too_deep", most=DEEPEST)
        net = task.workflow.net_of(process)
        body = task.workflow.restore(net.start, task, task.workflow.next_token(), {"ref": process.ref})
        body.data = given
        net.start.open_scope(body)
        if not body.children:
            body.complete()

    def returned(self, task: Task, written: dict, everything: dict) -> None:
        """The called process has ended."""
        self.finish(task, everything if self.element.outputs else written)

    def keep_results(self, task: Task, results: dict) -> None:
        if self.element.outputs or self.element.zeebe.get("calledElement", {}).get("propagateAllChildVariables") != "false":
            super().keep_results(task, results)
