"""Undoing what was done: which completed activities have a handler, and calling those handlers.

A scope keeps one record for each completed activity with a handler: {"a": activity, "h": handler}; a completed sub-process
hands its own records to the scope around it: {"a": sub-process, "in": [...]}. They go when their scope ends.
"""
from SpiffWorkflow.task import Task

from engine.bpmn.variables import BODY

KEPT = "comp"
CALLED_BY = "undoes_for"


def remember(task: Task) -> None:
    spec = task.task_spec
    if task.parent is None:
        return
    if spec.name != spec.element_id:        # one instance of many: what was done inside goes to the whole
        hand_over(task, task.parent)
        return
    handler = spec.net.handlers.get(spec.name)
    record = {"a": spec.name, "h": handler} if handler else None
    inner = task.internal_data.get(KEPT)
    if record is None and inner:
        record = {"a": spec.name, "in": inner}
    if record:
        task.parent.internal_data.setdefault(KEPT, []).append(record)


def hand_over(task: Task, to: Task) -> None:
    """What was done in `task` is from now on remembered by `to`."""
    if kept := task.internal_data.pop(KEPT, None):
        to.internal_data.setdefault(KEPT, []).extend(kept)


def rescue(cut_off: Task, to: Task) -> None:
    """What was done in a part that is about to be cut off is remembered by `to`. A called process undoes nothing for its caller."""
    if cut_off.task_spec.name != BODY:
        for child in cut_off.children:
            rescue(child, to)
        hand_over(cut_off, to)


def scopes_to_undo(thrower: Task) -> list[Task]:
    """What a thrower sees: its own scope; inside an event sub-process also the scope around that."""
    scope = thrower.parent
    within = scope.task_spec.element is not None and scope.task_spec.element.event_subprocess
    return [scope, scope.parent] if within else [scope]


def call_handlers(thrower: Task, activity: str | None = None) -> bool:
    """Start the handlers, latest work first. True when there is at least one to wait for."""
    handlers = [handler for scope in scopes_to_undo(thrower) for handler in _taken(scope, activity)]
    for handler in handlers:
        thrower.workflow.enter(thrower.task_spec.net.task_specs[handler], thrower.parent, **{CALLED_BY: thrower.id})
    return bool(handlers)


def _taken(scope: Task, activity: str | None) -> list[str]:
    """The handlers of what was done in a scope, or of one activity there; each is called once."""
    kept = scope.internal_data.pop(KEPT, [])
    left = [record for record in kept if activity not in (None, record["a"])]
    if left:
        scope.internal_data[KEPT] = left
    return [handler for record in reversed(kept) if record not in left for handler in _handlers(record)]


def _handlers(record: dict) -> list[str]:
    if "h" in record:
        return [record["h"]]
    return [h for inner in reversed(record["in"]) for h in _handlers(inner)]


def handler_left(child: Task) -> None:
    """A handler is done; the event that threw goes on after its last one."""
    workflow, thrower_id = child.workflow, child.internal_data.get(CALLED_BY)
    thrower = workflow.tasks.get(thrower_id) if thrower_id else None
    busy = any(t.internal_data.get(CALLED_BY) == thrower_id for t in workflow.tasks.values())
    if thrower is not None and not busy:
        thrower.task_spec.compensated(thrower)
