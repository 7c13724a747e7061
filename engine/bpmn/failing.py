"""Errors and escalations: who catches what is thrown, from the inside out."""
from SpiffWorkflow.task import Task

from engine.bpmn import catching

INTERRUPTED = "interrupted"                 # of a scope: an interrupting event sub-process has taken over


def throw(thrower: Task, kind: str, code: str | None, payload: dict) -> bool:
    """Find the nearest catcher of an error or escalation and let it act.

    True when somebody caught it. `thrower` may be gone afterwards: ask workflow.is_alive.
    """
    at, came_from = thrower, None
    while at is not None:
        start = _event_subprocess(at, kind, code, came_from)
        if start is not None:
            start_event_subprocess(at, start, payload)
            return True
        boundary = _match(at.task_spec.net.boundaries.get(at.task_spec.name, ()), kind, code)
        if boundary is not None:
            boundary.caught(at, payload)
            return True
        at, came_from = at.parent, at
    return False


def _event_subprocess(scope: Task, kind: str, code: str | None, came_from: Task | None):
    if not scope.task_spec.is_scope or scope.internal_data.get(INTERRUPTED):
        return None
    running = came_from.task_spec.name if came_from is not None else None
    starts = [s for s in scope.task_spec.event_starts() if s.element.parent != running]
    return _match(starts, kind, code)


def _match(nodes, kind: str, code: str | None):
    """The catcher that names this code, else the one that names none."""
    fitting = [n for n in nodes if n.element.event.kind == kind]
    named = [n for n in fitting if n.element.event.code and n.element.event.code == code]
    return next(iter(named + [n for n in fitting if not n.element.event.code]), None)


def start_event_subprocess(scope: Task, start, payload: dict) -> None:
    """Run the event sub-process of `start` inside `scope`; an interrupting one ends what else happens there."""
    workflow = scope.workflow
    if start.element.interrupting:
        for child in scope.children:
            workflow.terminate(child)
        scope.internal_data.pop("arrived", None)
        own = {s.element_id for s in scope.task_spec.event_starts()}
        catching.disarm_all(scope, keep=lambda sub: sub["c"] not in own)
        scope.internal_data[INTERRUPTED] = True
        scope.task_spec.taken_over(scope)
    workflow.enter(scope.task_spec.net.task_specs[start.element.parent], scope, start=start.name, came=payload)
