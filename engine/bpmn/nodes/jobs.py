"""Work for somebody outside: service tasks and whatever else carries a task definition."""
from SpiffWorkflow.task import Task

from engine.bpmn.expressions import as_text, evaluate
from engine.bpmn.model import Element
from engine.bpmn.nodes.base import Node
from engine.bpmn.step import BrokenStep, OpenedJob
from engine.bpmn.variables import ref_of

RETRIES = 3


def open_job(task: Task, element: Element) -> bool:
    """Tell the outside that there is work; the token waits for its answer."""
    definition = element.zeebe["taskDefinition"]
    kind = as_text(evaluate(task, definition.get("type", ""), "type"))
    if not kind:
        raise BrokenStep(element.id, "bpmn.job_without_type")
    retries = as_text(evaluate(task, definition.get("retries") or str(RETRIES), "retries")) or ""
    if not retries.isdigit():
        raise BrokenStep(element.id, "bpmn.job_retries", value=retries)
    task.workflow.journal.open(OpenedJob(task.id, element.id, kind, int(retries), dict(element.headers), ref_of(task)))
    return False


class Job(Node):
    """A service task, or a send, script or business rule task that an outside worker does."""

    waits_open = True

    def begin(self, task: Task) -> bool:
        return open_job(task, self.element)
