"""The text twin of a diagram: the same process as an ordered, nested list, which says what is done, now, next, skipped, and why. Pure."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.bpmn.model import Element, Flow, Process

State = Literal["done", "now", "late", "next", "later", "skipped"]
CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})
GATEWAYS = CHOICES | {"parallelGateway", "eventBasedGateway"}
SCOPES = frozenset({"subProcess", "adHocSubProcess", "transaction"})
UNTOLD = frozenset({"startEvent", "boundaryEvent", "intermediateThrowEvent", "intermediateCatchEvent"})      # told only when they have a name


@dataclass(frozen=True)
class Seen:
    """What is known of a case: `now` and `late` have open work or wait, `near` certainly follows, `over` when the case is closed."""

    done: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    taken: Mapping[str, int] = field(default_factory=dict)      # flow -> when it was taken last, higher is later
    over: bool = False
    called: Mapping[str, Process] = field(default_factory=dict)     # key -> a process that a call activity runs inside the case now


@dataclass(frozen=True)
class Ahead:
    """One way on: `words` is the name of the flow, `element` the next step that is told (None: the end of this part)."""

    words: str
    element: str | None
    taken: bool


@dataclass(frozen=True)
class Why:
    """Why a step is skipped, or may still be. `kind`: choice (at a gateway it went, or has to go, by `words`), event (only when `words` happens),
    free (nobody has to), stopped (the case is over), part (the part around it is skipped), unknown."""

    kind: Literal["choice", "event", "free", "stopped", "part", "unknown"]
    at: str = ""
    words: str = ""
    went: tuple[str, ...] = ()              # names of the ways that were taken instead


@dataclass(frozen=True)
class Step:
    element: Element
    state: State
    why: Why | None
    ahead: tuple[Ahead, ...]
    children: tuple["Step", ...]


def twin(process: Process, seen: Seen) -> tuple[Step, ...]:
    """The steps of a process in the order in which they are met, parts with their own steps inside."""
    return _Teller(process, seen).steps(process.roots)


def counted(steps: Iterable[Step]) -> dict[str, int]:
    """How many steps there are in each state, parts counted by what is in them."""
    found: dict[str, int] = {}
    for step in every(steps):
        if not step.children:
            found[step.state] = found.get(step.state, 0) + 1
    return found


def every(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from every(step.children)


class _Teller:
    def __init__(self, process: Process, seen: Seen, inside: frozenset[str] = frozenset()):
        self.process, self.seen, self.inside = process, seen, inside | {process.id}
        self.edges = _edges(process)
        self.into: dict[str, list[tuple[str, Flow | None]]] = {}
        for source, ways in self.edges.items():
            for target, flow in ways:
                self.into.setdefault(target, []).append((source, flow))
        self.holding = {around.id for here in seen.now if here in process.elements for around in process.around(here)}
        self.possible = frozenset() if seen.over else self._possible()

    def steps(self, ids: Sequence[str]) -> tuple[Step, ...]:
        return tuple(self._step(self.process.elements[one]) for one in _ordered(ids, self.edges) if self._is_told(self.process.elements[one]))

    def _step(self, element: Element) -> Step:
        children = self.steps(element.children) if element.kind in SCOPES else self._inside_of(element)
        state = self._state(element, children)
        why = self._why(element) if state in ("skipped", "later") else None
        return Step(element, state, why, self._ahead(element), children)

    def _inside_of(self, element: Element) -> tuple[Step, ...]:
        called = self.seen.called.get(element.zeebe.get("calledElement", {}).get("processId", "")) if element.kind == "callActivity" else None
        if called is None or called.id in self.inside or element.own("own_case") == "true":
            return ()
        return _Teller(called, self.seen, self.inside).steps(called.roots)

    def _is_told(self, element: Element) -> bool:
        if element.kind in GATEWAYS:
            return len(element.outgoing) > 1
        return bool(element.name) or element.kind not in UNTOLD

    def _state(self, element: Element, children: tuple[Step, ...]) -> State:
        seen, here = self.seen, element.id
        if here in seen.late:
            return "late"
        if here in seen.now or here in self.holding or any(step.state in ("now", "late") for step in every(children)):
            return "now"
        if here in seen.near:
            return "next"
        if here in seen.done:
            return "done"
        return "later" if here in self.possible else "skipped"

    def _possible(self) -> frozenset[str]:
        """What tokens that lie somewhere now may still reach."""
        elements = self.process.elements
        called = {one.id for one in elements.values() if one.kind == "callActivity" and one.zeebe.get("calledElement", {}).get("processId", "") in self.seen.called}
        ahead = [*self.holding, *called, *(one.id for one in elements.values() if one.event_subprocess and one.parent is None)]
        found: set[str] = set()
        while ahead:
            here = elements[ahead.pop()]
            if here.id not in self.holding:
                found.add(here.id)
            fresh = {target for target, _ in self.edges.get(here.id, ())}
            if here.kind in SCOPES and (here.id not in self.holding or here.loop is not None or here.kind == "adHocSubProcess"):
                fresh |= set(_first(here, elements))
            fresh |= {one for one in here.children if elements[one].event_subprocess}
            if here.parent is not None:
                fresh.add(here.parent)
            fresh |= {target for target, _ in self.edges.get(here.parent or "", ())}
            ahead += [one for one in fresh if one not in found and one not in self.holding]
        return frozenset(found)

    # Where it goes, and why it did not

    def _ahead(self, element: Element) -> tuple[Ahead, ...]:
        went = self._went(element)
        ways = [Ahead(flow.name if flow is not None else self.process.elements[target].name, told, flow is not None and flow.id in went)
                for target, flow in self.edges.get(element.id, ()) for told in self._told_from(target)]
        return tuple(dict.fromkeys(ways))

    def _went(self, element: Element) -> set[str]:
        """The ways out that were taken; of a choice for one of them, the last."""
        taken = [flow for flow in element.outgoing if flow in self.seen.taken]
        return {max(taken, key=self.seen.taken.__getitem__)} if taken and element.kind in ONE_WAY else set(taken)

    def _told_from(self, start: str) -> list[str | None]:
        """The steps that are told first after this one; what carries no words of its own is passed through."""
        found, ahead, met = [], [start], set()
        while ahead:
            here = self.process.elements[ahead.pop(0)]
            if here.id in met:
                continue
            met.add(here.id)
            if self._is_told(here):
                found.append(here.id)
            else:
                ahead += [target for target, _ in self.edges.get(here.id, ())]
        return found

    def _why(self, element: Element) -> Why:
        elements, host = self.process.elements, self._only_when(element)
        if host is not None:
            return Why("event", words=host.name)
        around = elements.get(element.parent or "")
        found = self._choice_before(element)
        if found is not None:
            return found
        if around is not None and around.kind == "adHocSubProcess" and not element.incoming:
            return Why("free")
        if around is not None and around.id not in self.seen.done and around.id not in self.holding:
            return Why("part")
        return Why("stopped") if self.seen.over else Why("unknown")

    def _only_when(self, element: Element) -> Element | None:
        """What has to happen first, where a step hangs on an event and not on a way."""
        if element.event_subprocess:
            begins = [self.process.elements[one] for one in element.children if self.process.elements[one].kind == "startEvent"]
            return next((one for one in begins if one.name), element)
        return element if element.kind == "boundaryEvent" else None

    def _choice_before(self, element: Element) -> Why | None:
        """The nearest choice, or event on the edge of a step, on the way back from here. What may still come, comes by a way that is open."""
        ahead, met, still = [element.id], set(), element.id in self.possible
        while ahead:
            here = ahead.pop(0)
            if here in met:
                continue
            met.add(here)
            for source, flow in self.into.get(here, ()):
                before = self.process.elements[source]
                if still and source not in self.possible and source not in self.holding:
                    continue                # this way is closed by now
                if flow is not None and len(before.outgoing) > 1 and (before.kind in CHOICES or flow.condition) and (still or flow.id not in self.seen.taken):
                    went = tuple(self.process.flows[one].name for one in before.outgoing if one in self._went(before) and self.process.flows[one].name)
                    return Why("choice", before.name, flow.name, went)
                if before.kind == "boundaryEvent" and source not in self.seen.done:
                    return Why("event", words=before.name or self.process.elements[before.attached_to or source].name)
                ahead.append(source)
        return None


def _edges(process: Process) -> dict[str, list[tuple[str, Flow | None]]]:
    """From each element to what follows it: by a flow, over its edge, by a link, to what undoes it."""
    found: dict[str, list[tuple[str, Flow | None]]] = {}
    catches = {one.event.name: one.id for one in process.elements.values() if one.kind == "intermediateCatchEvent" and one.event and one.event.kind == "link"}
    for one in process.elements.values():
        ways: list[tuple[str, Flow | None]] = [(process.flows[flow].target, process.flows[flow]) for flow in one.outgoing]
        ways += [(other.id, None) for other in process.elements.values() if other.attached_to == one.id]
        if one.kind == "intermediateThrowEvent" and one.event and one.event.kind == "link" and one.event.name in catches:
            ways.append((catches[one.event.name], None))
        if one.compensation_handler:
            ways.append((one.compensation_handler, None))
        found[one.id] = [(target, flow) for target, flow in ways if target in process.elements]
    return found


def _first(scope: Element, elements: Mapping[str, Element]) -> list[str]:
    """Where a part begins: at its start events, else (free order) anywhere that nothing leads to."""
    begins = [one for one in scope.children if elements[one].kind == "startEvent"]
    return begins or [one for one in scope.children if not elements[one].incoming]


def _ordered(ids: Sequence[str], edges: Mapping[str, Sequence[tuple[str, Flow | None]]]) -> list[str]:
    """Each step after all that lead to it, loops cut open where they come back; what hangs together stays together."""
    here = set(ids)
    back, order = _comes_back(ids, edges, here), []
    left = {one: 0 for one in ids}
    for source in ids:
        for target, _ in edges[source]:
            if target in here and (source, target) not in back:
                left[target] += 1
    ready = [one for one in reversed(ids) if not left[one]]
    while ready:
        one = ready.pop()
        order.append(one)
        fresh = []
        for target, _ in reversed(edges[one]):
            if target in here and (one, target) not in back:
                left[target] -= 1
                if not left[target]:
                    fresh.append(target)
        ready += sorted(fresh, key=lambda target: not any(there in here and (target, there) not in back for there, _ in edges[target]))     # a side step comes first
    return order


def _comes_back(ids: Sequence[str], edges: Mapping[str, Sequence[tuple[str, Flow | None]]], here: set[str]) -> set[tuple[str, str]]:
    """The ways that lead back to where one came from, found from the beginning on."""
    back, state = set(), {}
    entered = {target for one in ids for target, _ in edges[one]}
    for start in [*(one for one in ids if one not in entered), *ids]:
        if start in state:
            continue
        state[start], path = "on the way", [(start, iter(edges[start]))]
        while path:
            one, ways = path[-1]
            target = next((target for target, _ in ways if target in here), None)
            if target is None:
                state[one] = "over"
                path.pop()
            elif target not in state:
                state[target] = "on the way"
                path.append((target, iter(edges[target])))
            elif state[target] == "on the way":
                back.add((one, target))
    return back
