"""Activities that are done many times: multi-instance and standard loop. The body holds the instances."""
import re

from SpiffWorkflow.task import Task

from engine.bpmn.expressions import condition, evaluate, evaluate_json
from engine.bpmn.nodes.base import Node
from engine.bpmn.step import BrokenStep
from engine.bpmn.variables import propagate

INNER = "#"                                 # marks the spec of one instance
ITEMS = "#items"                            # the collection as it was when the body began, in the body's variables
MOST_INSTANCES = 10_000
_NAME = re.compile(r"=\s*([^\W\d]\w*)(\.\w+)*\s*")   # a name or a path in it: then the name is each instance's own


class Many(Node):
    """The body of a multi-instance activity: one instance for each item, side by side or one after the other."""

    is_scope = True

    def event_starts(self) -> list[Node]:
        return []

    def take_inputs(self, task: Task) -> None:
        """Input mappings belong to each instance, not to the body."""

    def begin(self, task: Task) -> bool:
        items, loop = self._items(task), self.element.loop
        task.data[ITEMS] = items
        task.internal_data["done"] = 0
        if loop.output:
            task.data[loop.output] = [None] * len(items)
        for index in range(min(len(items), 1) if loop.sequential else len(items)):
            self._enter(task, index)
        return not items

    def _items(self, task: Task) -> list:
        loop = self.element.loop
        if loop.collection is None:
            count = evaluate(task, loop.cardinality or "", "loopCardinality")
            text = str(count)
            if not text.isdigit() or int(text) > MOST_INSTANCES:
                raise BrokenStep(self.element_id, "bpmn.loop_no_number", expression=loop.cardinality or "")
            return list(range(1, int(text) + 1))
        items = evaluate_json(task, loop.collection, "inputCollection")
        if not isinstance(items, list):
            raise BrokenStep(self.element_id, "bpmn.loop_no_list", expression=loop.collection)
        if len(items) > MOST_INSTANCES:
            raise BrokenStep(self.element_id, "bpmn.loop_too_long", most=MOST_INSTANCES)
        return items

    def _enter(self, body: Task, index: int) -> None:
        loop = self.element.loop
        data: dict = {"loopCounter": index + 1}
        if loop.item:
            data[loop.item] = body.data[ITEMS][index]
        if loop.output_item and (named := _NAME.fullmatch(loop.output_item)):
            data.setdefault(named[1], None)
        body.workflow.enter(self.net.task_specs[self.name + INNER], body, data)

    def child_left(self, body: Task, child: Task) -> None:
        """An instance is done; One.keep has put its output in place already."""
        if not body.workflow.is_alive(body):
            return
        total, done = len(body.data[ITEMS]), body.internal_data["done"]
        if child.internal_data.get("enough"):
            for other in body.children:
                body.workflow.terminate(other)
            self.complete_body(body)
        elif done == total:
            self.complete_body(body)
        elif self.element.loop.sequential:
            self._enter(body, done)

    def instance_done(self, body: Task, child: Task) -> None:
        """Called while the instance's own variables can still be seen."""
        loop, body_internal = self.element.loop, body.internal_data
        body_internal["done"] += 1
        if loop.output and loop.output_item:
            place = child.data["loopCounter"] - 1
            body.data[loop.output][place] = evaluate_json(child, loop.output_item, "outputElement")
        if loop.completion:
            counts = {"numberOfInstances": len(body.data[ITEMS]), "numberOfCompletedInstances": body_internal["done"],
                      "numberOfActiveInstances": len(body.children) - 1, "numberOfTerminatedInstances": 0}
            child.internal_data["enough"] = condition(child, loop.completion, "completionCondition", **counts)

    def complete_body(self, body: Task) -> None:
        body.complete()

    def keep_results(self, task: Task, results: dict) -> None:
        """The body has no results of its own; what the instances wrote is where it belongs."""

    def _on_complete_hook(self, task: Task) -> None:
        output = self.element.loop.output
        if output and output in task.data:
            propagate(task.parent, {output: task.data[output]})
        super()._on_complete_hook(task)


class Again(Many):
    """The body of a standard loop: again while its condition holds."""

    def begin(self, task: Task) -> bool:
        task.internal_data["done"] = 0
        if self.element.loop.test_before and not self._goes_on(task):
            return True
        self._enter(task, 0)
        return False

    def _enter(self, body: Task, index: int) -> None:
        body.workflow.enter(self.net.task_specs[self.name + INNER], body, {"loopCounter": index + 1})

    def _goes_on(self, body: Task) -> bool:
        loop = self.element.loop
        if loop.maximum is not None and body.internal_data["done"] >= loop.maximum:
            return False
        return not loop.condition or condition(body, loop.condition, "loopCondition")

    def instance_done(self, body: Task, child: Task) -> None:
        body.internal_data["done"] += 1

    def child_left(self, body: Task, child: Task) -> None:
        if not body.workflow.is_alive(body):
            return
        if self._goes_on(body):
            self._enter(body, body.internal_data["done"])
        else:
            self.complete_body(body)


def one_of_many(kind: type[Node]) -> type[Node]:
    """The class of a single instance: as `kind`, but it leads into its body instead of over flows."""

    class One(kind):
        def attach_events(self, task: Task) -> None:
            """Boundary events hang on the body."""

        def _on_complete_hook(self, task: Task) -> None:
            task.parent.task_spec.instance_done(task.parent, task)
            super()._on_complete_hook(task)

        def flows_out(self, task: Task) -> list[str]:
            return []

    One.__name__ = One.__qualname__ = f"OneOf{kind.__name__}"
    return One


