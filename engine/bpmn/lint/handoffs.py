"""A step from one board to the other says why it happens."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.lint.roles import roles_of
from engine.bpmn.model import Element, Process
from engine.findings import Finding


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    tasks = [e for e in process.elements.values() if e.kind == "userTask" and _board(e, context)]
    told: set[str] = set()
    for task in tasks:
        for following in _next_tasks(process, graph, task):
            across = _board(following, context) not in (None, _board(task, context))
            if across and following.id not in told and not following.own("handoff_reason"):
                told.add(following.id)
                yield context.house(following.id, "lint.no_handoff_reason", name=called(following), before=called(task))


def _board(element: Element, context: Context) -> str | None:
    """The lane's board, else its role's."""
    if element.lane and element.lane.board:
        return element.lane.board
    boards = [context.boards[role] for role in roles_of(element) if role in context.boards]
    return boards[0] if boards else None


def _next_tasks(process: Process, graph: Graph, task: Element) -> Iterator[Element]:
    """User tasks that some path reaches without another user task in between."""
    seen: set[str] = set()
    waiting = graph.after(task.id)
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        element = process.elements[at]
        if element.kind == "userTask":
            yield element
        else:
            waiting += graph.after(at)
