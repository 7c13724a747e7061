"""A DMN model that can be asked: read it once, decide often."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

from engine.dmn.coverage import doubts
from engine.dmn.definitions import Decision, Definitions
from engine.dmn.graph import Graph
from engine.dmn.inquiry import Inquiry
from engine.dmn.markup import Notes
from engine.dmn.reading import read_definitions
from engine.dmn.recording import DecisionRun, Verdict
from engine.errors import BrokenProcess
from engine.feel.functions import invoke_named
from engine.feel.json_values import from_json
from engine.feel.problems import BudgetExceeded
from engine.feel.run import World
from engine.findings import Finding


class DmnError(BrokenProcess):
    """A decision model cannot be used. `findings` tell where and why."""

    default_key = "dmn.broken"

    def sentence(self, language: str = "nl") -> str:
        """The first finding says more than that something is wrong."""
        return self.findings[0].sentence(language) if self.findings else super().sentence(language)


class Model:
    """What a DMN file can decide; `decisions` by id."""

    def __init__(self, graph: Graph, findings: tuple[Finding, ...]) -> None:
        self._graph, self._findings = graph, findings
        self.definitions: Definitions = graph.definitions
        self._declared = {name for data in graph.definitions.inputs.values() for name in (data.name, data.variable.name)}

    @property
    def decisions(self) -> Mapping[str, Decision]:
        return self.definitions.decisions

    def asks(self, decision_id: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """The names that a decision and all it needs want from who asks: (element that wants it, name, all its names)."""
        return self._graph.asked_by(decision_id)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Warnings, those about gaps and clashes in tables included; in a tolerant reading also the errors."""
        return (*self._findings, *doubts(self.definitions))

    def decide(self, decision_id: str, inputs: Mapping[str, object], world: World) -> Verdict:
        """Take a decision on JSON or FEEL values by name. Raises DmnError for an unknown id, feel.BudgetExceeded."""
        if decision_id not in self.decisions:
            raise self._unknown(decision_id)
        run = DecisionRun(world, self._undeclared(inputs))
        with _no_deeper():
            return _verdict(run, Inquiry(self._graph, run, inputs).decide(decision_id))

    def call(self, function_id: str, arguments: Mapping[str, object], world: World) -> Verdict:
        """Call a business knowledge model or a decision service with arguments by name."""
        if function_id not in self.definitions.knowledge and function_id not in self.definitions.services:
            raise self._unknown(function_id)
        run = DecisionRun(world, {})
        function = Inquiry(self._graph, run, {}).function(function_id)
        if function is None:
            return _verdict(run, run.problem("dmn.not_a_function", decision=function_id))
        values = {name: from_json(value, run) for name, value in arguments.items()}
        with _no_deeper():
            return _verdict(run, invoke_named(run, function, values))

    def _undeclared(self, inputs: Mapping[str, object]) -> Mapping[str, object]:
        """What every expression sees. A value the model declares is seen only along its lines, as DMN has it;
        in Camunda's modeller lines from input data are drawings, so there everything given is seen."""
        if self.definitions.camunda or not self._declared:
            return inputs
        return {name: value for name, value in inputs.items() if name not in self._declared}

    def _unknown(self, key: str) -> DmnError:
        return DmnError([Finding(self.definitions.file, key, "error", "dmn.no_such_decision", {"decision": key})],
                        "dmn.no_such_decision", decision=key)


def read(xml: bytes, name: str = "decision.dmn", imports: Iterable[Model] = (), tolerant: bool = False) -> Model:
    """Read a model. `imports`: models it may name, found by their namespace.

    Raises DmnError with a finding for everything that is wrong. A tolerant reading raises only where nothing can be read at
    all: a wrong expression then gives null, with a problem.
    """
    notes = Notes(name)
    try:
        definitions = read_definitions(xml, name, notes)
    except BrokenProcess as error:
        raise DmnError(error.findings, error.key, **error.params) from None
    if definitions is None:
        raise DmnError(notes.findings)
    try:
        graph = Graph(definitions, _imported(definitions, imports, notes), notes)
    except RecursionError:
        notes.error(definitions.id, "dmn.too_deep")
        raise DmnError(notes.findings) from None
    if notes.errors and not tolerant:
        raise DmnError(notes.findings)
    return Model(graph, tuple(notes.findings))


def read_all(files: Mapping[str, bytes], tolerant: bool = False) -> dict[str, Model]:
    """Read files that may import each other, by path, in whatever order that takes. Raises DmnError as `read` does."""
    models: dict[str, Model] = {}
    for path in _in_order(files):
        models[path] = read(files[path], path, models.values(), tolerant)
    return models


def examine(files: Mapping[str, bytes]) -> dict[str, tuple[Model | None, tuple[Finding, ...]]]:
    """As `read_all`, for a checker: each file with all its findings, and no model where it has errors."""
    found: dict[str, tuple[Model | None, tuple[Finding, ...]]] = {}
    for path in _in_order(files):
        try:
            model = read(files[path], path, [model for model, _ in found.values() if model])
            found[path] = model, model.findings
        except DmnError as error:
            found[path] = None, tuple(error.findings)
    return found


def _in_order(files: Mapping[str, bytes]) -> Iterator[str]:
    """Paths, imported files first. In a circle any order will do: then `read` says what is missing."""
    if not any(b"import" in content for content in files.values()):
        yield from files
        return
    named = {path: _named_in(content, path) for path, content in files.items()}
    waiting = list(files)
    while waiting:
        missing = {named[path][0] for path in waiting}
        ready = [path for path in waiting if not named[path][1] & missing] or waiting
        yield from ready
        waiting = [path for path in waiting if path not in ready]


def _named_in(content: bytes, path: str) -> tuple[str, set[str]]:
    """The namespace of a file and those it imports, unless it is too broken to tell: that is for `read` to say."""
    try:
        definitions = read_definitions(content, path, Notes(path))
    except BrokenProcess:
        return "", set()
    return (definitions.namespace, {one.namespace for one in definitions.imports}) if definitions else ("", set())


def _imported(definitions: Definitions, models: Iterable[Model], notes: Notes) -> list[tuple[str, Graph]]:
    by_namespace = {model.definitions.namespace: model._graph for model in models}
    found = []
    for one in definitions.imports:
        if one.namespace in by_namespace:
            found.append((one.name, by_namespace[one.namespace]))
        else:
            notes.error(definitions.id, "dmn.unknown_import", name=one.name, namespace=one.namespace)
    return found


@contextmanager
def _no_deeper() -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise BudgetExceeded("feel.budget.depth") from None


def _verdict(run: DecisionRun, value: object) -> Verdict:
    """What DMN itself noted always counts; FEEL's notes only matter where something is missing in the end."""
    missing = value is None or (isinstance(value, list) and None in value) or (isinstance(value, dict) and None in value.values())
    problems = [problem for problem in run.problems if missing or problem.key.startswith("dmn.")]
    return Verdict(value, tuple(run.taken), problems, run.fault)
