"""A requirement graph ready to be asked: every decision, function and service with its lines and its closure."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.dmn.bench import Bench, Evaluator
from engine.dmn.boxes import compile_box
from engine.dmn.definitions import Decision, DecisionService, Definitions, Function, InputData, KnowledgeModel
from engine.dmn.functions import FRAMES
from engine.dmn.linking import Link, circles, link, links
from engine.dmn.markup import Notes
from engine.dmn.names import member_names
from engine.dmn.types import Types
from engine.feel import values as function_values
from engine.feel.run import Scope
from engine.feel.types import FunctionOf, Type

Fit = Callable[[Scope, object], object]


@dataclass(frozen=True)
class Node:
    """A decision, or a knowledge model whose value is its function."""

    id: str
    name: str
    variable: str
    links: tuple[Link, ...]
    evaluate: Evaluator


@dataclass(frozen=True)
class ServiceNode:
    parameters: tuple[Link, ...]
    types: tuple[Type | None, ...]
    outputs: tuple[Link, ...]
    fit: Fit | None
    frames: int = FRAMES


class Graph:
    """Compiled from Definitions; what is wrong is noted, and what is wrong gives null."""

    def __init__(self, definitions: Definitions, imports: Sequence[tuple[str, Graph]], notes: Notes) -> None:
        """`imports`: each with the name it has here; an empty name brings its elements in as if they were ours."""
        self.definitions, self.notes = definitions, notes
        self.imports = {graph.definitions.namespace: (prefix, graph) for prefix, graph in imports}
        self.members = member_names(definitions).union(*(graph.members | {prefix} for prefix, graph in imports)) - {""}
        self.types = Types(definitions.items, [(prefix, graph.types) for prefix, graph in imports], self.members, notes)
        self._abroad = {namespace: (prefix, graph.definitions) for namespace, (prefix, graph) in self.imports.items()}
        self._apart = self._seen_along_lines()
        self.inputs = {key: self._input(data) for key, data in definitions.inputs.items()}
        self.decisions = {key: self._decision(decision) for key, decision in definitions.decisions.items()}
        self.knowledge = {key: self._knowledge(model) for key, model in definitions.knowledge.items()}
        self.services = {key: self._service(service) for key, service in definitions.services.items()}
        self._refuse_circles()

    def _seen_along_lines(self) -> frozenset[str]:
        own = self.definitions
        shelves = [own.decisions, own.knowledge, own.services] + ([] if own.camunda else [own.inputs])
        return frozenset(element.variable.name for shelf in shelves for element in shelf.values())

    def _bench(self, element: Decision | KnowledgeModel | InputData | DecisionService, seen: Iterable[Link] = ()) -> Bench:
        names = {name for one in seen for name in ((one.prefix,) if one.prefix else one.names)}
        given = {name: one.names for one in seen if one.local and one.kind == "input" for name in one.names}
        return Bench(element.id, element.name, self.types, self.members | names, self.notes, self.definitions.camunda,
                     frozenset(names), self._apart, given)

    def _input(self, data: InputData) -> Fit | None:
        return self._bench(data).fitting(data.variable.type_ref, data.name, written=True)

    def _decision(self, decision: Decision) -> Node:
        required = links(decision, self.definitions, self._abroad, self.notes)
        bench = self._bench(decision, required)
        evaluate = bench.fitted(compile_box(decision.expression, bench), decision.variable.type_ref, decision.name)
        return Node(decision.id, decision.name, decision.variable.name, required, evaluate)

    def _knowledge(self, model: KnowledgeModel) -> Node:
        required = links(model, self.definitions, self._abroad, self.notes)
        own = link(f"#{model.id}", self.definitions, {})
        evaluate = compile_box(model.logic, self._bench(model, (*required, own)))
        return Node(model.id, model.name, model.variable.name, required, self._with_result(model, evaluate))

    def _with_result(self, model: KnowledgeModel, evaluate: Evaluator) -> Evaluator:
        """A function type on the variable says what the function must give."""
        fit = self._result_fit(model)
        if fit is None or type(model.logic) is not Function:
            return evaluate
        result = self.types.find(model.variable.type_ref).result

        def define(scope: Scope) -> function_values.Function:
            made = evaluate(scope)
            return function_values.Function(made.parameters, lambda run, given: fit(scope, made.call(run, given)), made.types, result)
        return define

    def _result_fit(self, element: KnowledgeModel | DecisionService) -> Fit | None:
        """What fits the result of a function: the result of its function type, or the type itself where it is no function's."""
        type_ref = element.variable.type_ref
        if type(self.types.find(type_ref)) is FunctionOf:
            type_ref = self.types.result_of(type_ref)
        elif isinstance(element, KnowledgeModel):
            return None
        return self._bench(element).fitting(type_ref, element.name)

    def _service(self, service: DecisionService) -> ServiceNode:
        """Parameters are the input data, then the input decisions (DMN 10.4)."""
        found = {}
        for reference in (*service.inputs, *service.input_decisions, *service.outputs):
            found[reference] = link(reference, self.definitions, self._abroad)
            if found[reference] is None:
                self.notes.error(service.id, "dmn.unknown_requirement", decision=service.name, target=reference.rpartition("#")[2])
        parameters = tuple(found[one] for one in (*service.inputs, *service.input_decisions) if found[one])
        return ServiceNode(parameters, tuple(self.types.find(self._type_of(one)) for one in parameters),
                           tuple(found[one] for one in service.outputs if found[one]), self._result_fit(service))

    def _type_of(self, one: Link) -> str | None:
        home = self.definitions if one.local else self._abroad[one.namespace][1]
        shelf = home.inputs if one.kind == "input" else home.decisions
        return shelf[one.key].variable.type_ref if one.key in shelf else None

    def asked_by(self, key: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """What a decision and all it needs within this file want from who asks: the element that wants it, a name, all its names."""
        waiting, met, found = [key], set(), []
        while waiting:
            node = self.decisions.get(key := waiting.pop()) or self.knowledge.get(key)
            if node is None or key in met:
                continue
            met.add(key)
            found += [(node.name, name, others) for name, others in sorted(self.notes.asked.get(key, {}).items())]
            waiting += [one.key for one in node.links if one.local and one.kind != "input"]
        return found

    def _refuse_circles(self) -> None:
        for chain in circles({key: node.links for key, node in self.decisions.items()}):
            names = " - ".join(self.decisions[key].name for key in chain)
            self.notes.error(chain[0], "dmn.circle", chain=names)
