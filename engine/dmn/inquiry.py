"""One question to a requirement graph: what was given, what is decided by now, and what still has to be."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.dmn.graph import Graph
from engine.dmn.linking import Link
from engine.dmn.recording import DecisionRun
from engine.feel.json_values import from_json
from engine.feel.run import Scope
from engine.feel.values import Function


class Inquiry:
    """Decides within one graph, for one set of given values. Imports are inquiries of their own, one a path."""

    def __init__(self, graph: Graph, run: DecisionRun, given: Mapping[str, object], known: dict[str, object] | None = None) -> None:
        self.graph, self.run, self.given = graph, run, given
        self.known = known or {}
        self.functions: dict[str, Function | None] = {}
        self.imported: dict[str, Inquiry] = {}

    def decide(self, key: str) -> object:
        """The value of a decision, after those it requires. Goes down without recursion: chains can be long."""
        waiting = [key]
        while waiting:
            wanted = waiting[-1]
            missing = self._missing(wanted)
            if missing is None:
                if wanted not in self.known:
                    self.known[wanted] = self._take(wanted)
                waiting.pop()
            elif missing in waiting:
                self.known[wanted] = self.run.problem("dmn.circle", chain=" - ".join(waiting))
            else:
                waiting.append(missing)
        return self.known[key]

    def _missing(self, key: str) -> str | None:
        """A decision that has to be taken before this one."""
        if key in self.known:
            return None
        return next((one.key for one in self.graph.decisions[key].links
                     if one.local and one.kind == "decision" and one.key not in self.known), None)

    def _take(self, key: str) -> object:
        node = self.graph.decisions[key]
        scope = self.scope(node.links)
        self.run.begin(node.id, node.name, {one.name: scope[one.name] for one in node.links
                                            if one.local and one.kind in ("input", "decision")})
        value = node.evaluate(scope)
        self.run.end(value)
        return value

    def scope(self, links: tuple[Link, ...]) -> Scope:
        """The names an expression with these requirements can see."""
        scope = Scope(self.run)
        values = [(one, self.value(one)) for one in links]
        for one, value in values:
            if one.prefix:
                scope.setdefault(one.prefix, {}).update(dict.fromkeys(one.names, value))
            else:
                for name in one.names[1:]:
                    scope.setdefault(name, value)
        # A proper name is stronger than another's second name.
        scope.update((one.name, value) for one, value in values if not one.prefix)
        return scope

    def value(self, one: Link) -> object:
        if not one.local:
            return self._abroad(one).value(replace(one, namespace=None))
        if one.kind == "input":
            return self._input(one)
        if one.kind == "decision":
            return self.decide(one.key)
        return self.function(one.key)

    def _input(self, one: Link) -> object:
        written = next((self.given[name] for name in one.names if name in self.given), None)
        fit = self.graph.inputs[one.key]
        value = from_json(written, self.run)
        return value if fit is None else fit(Scope(self.run), value)

    def _abroad(self, one: Link) -> Inquiry:
        """The inquiry into an import. Its inputs are given under its name, dotted behind its name, or beside ours."""
        if one.namespace not in self.imported:
            under = self.given.get(one.prefix) if one.prefix else None
            if not isinstance(under, Mapping):
                dotted = f"{one.prefix}."
                under = {**self.given, **{name.removeprefix(dotted): value for name, value in self.given.items() if name.startswith(dotted)}}
            self.imported[one.namespace] = Inquiry(self.graph.imports[one.namespace][1], self.run, under)
        return self.imported[one.namespace]

    def function(self, key: str) -> Function | None:
        """A knowledge model or decision service as a function value."""
        if key not in self.functions:
            if key in self.graph.services:
                self.functions[key] = self._service(key)
            else:
                self._define(key)
        return self.functions[key]

    def _define(self, key: str) -> None:
        """A function is made before the functions it needs, which are put in its scope afterwards."""
        waiting, homes = [key], []
        while waiting:
            node = self.graph.knowledge[waiting.pop()]
            if node.id in self.functions:
                continue
            home = Scope(self.run)
            self.functions[node.id] = node.evaluate(home)
            homes.append((node, home))
            waiting.extend(one.key for one in node.links if one.local and one.kind == "knowledge")
        for node, home in homes:
            home.update(self.scope(node.links))
            home.setdefault(node.variable, self.functions[node.id])

    def _service(self, key: str) -> Function:
        service = self.graph.services[key]

        def call(run: DecisionRun, arguments: list) -> object:
            run.step()
            given = {name: value for one, value in zip(service.parameters, arguments) for name in one.names}
            known = {one.key: value for one, value in zip(service.parameters, arguments) if one.kind == "decision"}
            inner = Inquiry(self.graph, run, given, known)
            run.enter(service.frames)
            try:
                made = {one.name: inner.value(one) for one in service.outputs}
            finally:
                run.leave(service.frames)
            value = next(iter(made.values())) if len(made) == 1 else made
            return value if service.fit is None else service.fit(Scope(run), value)
        return Function([one.name for one in service.parameters], call, list(service.types))
