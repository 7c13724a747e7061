"""Every user task has a role, and every role that is named is one we know."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.expressions import is_feel
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Element, Process
from engine.findings import Finding

_BOARDS = ("wijk", "bestuur")


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.kind == "userTask" and not roles_of(element):
            yield context.house(element.id, "lint.no_role", name=called(element))
        for role in candidates(element):        # a wait may name anybody, such as "aanbieder"; a task may not
            if role not in context.boards:
                yield context.house(element.id, "lint.unknown_role", name=called(element), role=role)
    for lane in process.lanes:
        if lane.role and lane.role not in context.boards:
            yield context.house(lane.id, "lint.unknown_role", name=lane.name or lane.id, role=lane.role)
        if lane.board and lane.board not in _BOARDS:
            yield context.house(lane.id, "lint.unknown_board", name=lane.name or lane.id, board=lane.board)


def roles_of(element: Element) -> tuple[str, ...]:
    """Who may do a task, as far as the drawing says: candidate groups (FEEL counts as said), else the lane's role."""
    groups = element.zeebe.get("assignmentDefinition", {}).get("candidateGroups", "")
    if is_feel(groups):
        return (groups,)
    return candidates(element) or ((element.lane.role,) if element.lane and element.lane.role else ())


def candidates(element: Element) -> tuple[str, ...]:
    """The role keys written in candidateGroups."""
    groups = element.zeebe.get("assignmentDefinition", {}).get("candidateGroups", "")
    return () if is_feel(groups) else tuple(part.strip() for part in groups.split(",") if part.strip())
