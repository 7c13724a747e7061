"""A parallel join fills: somewhere, all the tokens it waits for can really come together."""
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Process
from engine.findings import Finding

MOST_MARKINGS = 4_000       # beyond this we do not know, and say nothing

Marking = frozenset[str]    # flows that carry a token; two tokens on one flow count as one


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for parent, children in graph.scopes():
        joins = [e for e in children if process.elements[e].kind == "parallelGateway" and len(graph.incoming[e]) > 1]
        if not joins:
            continue
        fired, waited = _played(graph, parent)
        for join in joins if fired is not None else ():
            if join in waited and join not in fired:
                yield context.error(join, "lint.join_never_fills", name=called(process.elements[join]), ways=len(graph.incoming[join]))


def _played(graph: Graph, parent: str | None) -> tuple[set[str] | None, set[str]]:
    """Play every choice of one scope. Which elements fired and which flows' targets waited; None when there is too much to play."""
    fired: set[str] = set()
    waited: set[str] = set()
    begun = [_after(graph, entry) for entry in graph.entries(parent)]
    # Start events begin one at a time; what nothing leads to begins together.
    starts = {frozenset().union(*(ways[0] for ways in begun)), *(marking for ways in begun for marking in ways)}
    seen, waiting = set(starts), list(starts)
    while waiting:
        if len(seen) > MOST_MARKINGS:
            return None, waited
        marking = waiting.pop()
        for element, taken in _enabled(graph, marking, waited):
            fired.add(element)
            for given in _after(graph, element):
                following = (marking - taken) | given
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
    return fired, waited


def _enabled(graph: Graph, marking: Marking, waited: set[str]) -> Iterator[tuple[str, Marking]]:
    """Elements that can fire, with the tokens they take: a parallel join takes all, anything else one."""
    for flow in marking:
        element = graph.process.flows[flow].target
        incoming = frozenset(graph.incoming[element])
        if graph.process.elements[element].kind != "parallelGateway":
            yield element, frozenset((flow,))
        elif incoming <= marking:
            yield element, incoming
        else:
            waited.add(element)


def _after(graph: Graph, element: str) -> list[Marking]:
    """What firing may give: one way out of a choice, every way out of anything else, or a way from its boundary."""
    ways = graph.outgoing[element]
    kind = graph.process.elements[element].kind
    if kind in ("exclusiveGateway", "eventBasedGateway"):
        found = [frozenset((way,)) for way in ways]
    elif kind == "inclusiveGateway" or any(graph.process.flows[way].condition for way in ways if kind != "parallelGateway"):
        found = [frozenset(ways), *(frozenset((way,)) for way in ways)]
    else:
        found = [frozenset(ways)]
    for landing in graph.next(element):
        if graph.process.elements[landing].kind in ("boundaryEvent", "intermediateCatchEvent") and not _flows_to(graph, element, landing):
            out = frozenset(graph.outgoing[landing])
            found += [out] if graph.process.elements[landing].interrupting else [out | ways for ways in found]
    return found or [frozenset()]


def _flows_to(graph: Graph, element: str, target: str) -> bool:
    return any(graph.process.flows[flow].target == target for flow in graph.outgoing[element])
