"""Reads boxed expressions from DMN XML: tables, contexts, invocations and the rest."""
from lxml import etree

from engine.dmn.definitions import (Binding, Conditional, Context, ContextEntry, Expression, Filter, Function, Invocation, Iteration,
                                    Listed, Literal, Relation, Table, TableInput, TableOutput, TableRule, Variable)
from engine.dmn.markup import Notes, child, children, plain, reference, tag, type_of, words

HIT_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")


class BoxReader:
    """Reads the boxes of one owner (a decision or a knowledge model), whose name stands in every finding."""

    def __init__(self, owner_id: str, owner: str, notes: Notes) -> None:
        self.owner_id, self.owner, self.notes = owner_id, owner, notes

    def inside(self, element: etree._Element | None) -> Expression | None:
        """The first boxed expression inside `element`, or None where it is empty."""
        if element is None:
            return None
        return next((self.expression(one) for one in children(element) if tag(one) in _READERS), None)

    def all_inside(self, element: etree._Element) -> tuple[Expression, ...]:
        return tuple(self.expression(one) for one in children(element) if tag(one) in _READERS)

    def expression(self, element: etree._Element) -> Expression:
        return _READERS[tag(element)](self, element)

    def error(self, element: etree._Element, key: str, **params: object) -> None:
        self.notes.error(element.get("id") or self.owner_id, key, decision=self.owner, **params)

    def head(self, element: etree._Element) -> tuple[str, str | None]:
        return element.get("id") or self.owner_id, type_of(element)

    def literal(self, element: etree._Element) -> Literal:
        self.refuse_language(element)
        if child(element, "importedValues") is not None:
            self.error(element, "dmn.imported_values")
        return Literal(*self.head(element), words(element) or "")

    def refuse_language(self, element: etree._Element) -> None:
        language = element.get("expressionLanguage")
        if language and not _is_feel(language):
            self.error(element, "dmn.language", language=language)

    def context(self, element: etree._Element) -> Context:
        entries = (ContextEntry(variable(child(one, "variable")), self.inside(one)) for one in children(element, "contextEntry"))
        return Context(*self.head(element), tuple(entries))

    def invocation(self, element: etree._Element) -> Invocation:
        bindings = []
        for one in children(element, "binding"):
            parameter = variable(child(one, "parameter"))
            if parameter is None:
                self.error(element, "dmn.binding_without_parameter")
            else:
                bindings.append(Binding(parameter, self.inside(one)))
        return Invocation(*self.head(element), self.inside(element), tuple(bindings))

    def listed(self, element: etree._Element) -> Listed:
        return Listed(*self.head(element), self.all_inside(element))

    def relation(self, element: etree._Element) -> Relation:
        columns = tuple(variable(one) or Variable("") for one in children(element, "column"))
        rows = tuple(self.all_inside(row) for row in children(element, "row"))
        for number, row in enumerate(rows, 1):
            if len(row) != len(columns):
                self.error(element, "dmn.row_width", row=number, cells=len(row), columns=len(columns))
        return Relation(*self.head(element), columns, rows)

    def function(self, element: etree._Element) -> Function:
        parameters = tuple(variable(one) or Variable("") for one in children(element, "formalParameter"))
        kind = element.get("kind") or "FEEL"
        if kind != "FEEL":
            self.error(element, "dmn.external_function", kind=kind)
        return Function(*self.head(element), kind, parameters, self.inside(element))

    def conditional(self, element: etree._Element) -> Conditional:
        return Conditional(*self.head(element), *(self.inside(child(element, part)) for part in ("if", "then", "else")))

    def filter(self, element: etree._Element) -> Filter:
        return Filter(*self.head(element), *(self.inside(child(element, part)) for part in ("in", "match")))

    def iteration(self, element: etree._Element) -> Iteration:
        kind = tag(element)
        body = child(element, "return" if kind == "for" else "satisfies")
        return Iteration(*self.head(element), kind, plain(element.get("iteratorVariable")),
                         self.inside(child(element, "in")), self.inside(body))

    def table(self, element: etree._Element) -> Table:
        policy, aggregation = element.get("hitPolicy") or "UNIQUE", element.get("aggregation")
        if policy not in HIT_POLICIES:
            self.error(element, "dmn.hit_policy", policy=policy)
        if aggregation is not None and (policy != "COLLECT" or aggregation not in AGGREGATIONS):
            self.error(element, "dmn.aggregation", aggregation=aggregation)
        inputs = tuple(self.table_input(one, number) for number, one in enumerate(children(element, "input"), 1))
        outputs = tuple(self.table_output(one, number) for number, one in enumerate(children(element, "output"), 1))
        rules = tuple(self.table_rule(one, number, len(inputs), len(outputs))
                      for number, one in enumerate(children(element, "rule"), 1))
        table = Table(*self.head(element), policy, aggregation, inputs, outputs, rules)
        self.check_outputs(element, table)
        return table

    def table_input(self, element: etree._Element, number: int) -> TableInput:
        asked = child(element, "inputExpression")
        text = (words(asked) or "").strip()
        label = plain(element.get("label")) or plain(text) or str(number)
        if asked is not None:
            self.refuse_language(asked)
        if not text:
            self.error(element, "dmn.empty_input", column=label)
        return TableInput(element.get("id") or self.owner_id, label, text, type_of(asked), words(child(element, "inputValues")))

    def table_output(self, element: etree._Element, number: int) -> TableOutput:
        name = plain(element.get("name")) or None
        label = plain(element.get("label")) or name or str(number)
        return TableOutput(element.get("id") or self.owner_id, label, name, type_of(element),
                           words(child(element, "outputValues")), words(child(element, "defaultOutputEntry")))

    def table_rule(self, element: etree._Element, number: int, inputs: int, outputs: int) -> TableRule:
        tests = tuple(self.cell(one) for one in children(element, "inputEntry"))
        entries = tuple(self.cell(one) for one in children(element, "outputEntry"))
        if len(tests) != inputs:
            self.error(element, "dmn.rule_tests", rule=number, cells=len(tests), columns=inputs)
        if len(entries) != outputs:
            self.error(element, "dmn.rule_entries", rule=number, cells=len(entries), columns=outputs)
        notes = [plain(words(one)) for one in children(element, "annotationEntry")]
        description = child(element, "description")       # where Camunda's modeller keeps its annotation column
        if description is not None:
            notes.append(plain(description.text))
        return TableRule(element.get("id") or self.owner_id, number, tests, entries, tuple(note for note in notes if note))

    def cell(self, element: etree._Element) -> str:
        self.refuse_language(element)
        return words(element) or ""

    def check_outputs(self, element: etree._Element, table: Table) -> None:
        """DMN 8.3: several outputs have names, are not aggregated, and a priority needs an order to go by."""
        if not table.outputs:
            self.error(element, "dmn.no_output")
        if len(table.outputs) > 1:
            names = [output.name for output in table.outputs]
            if None in names:
                self.error(element, "dmn.output_without_name", column=names.index(None) + 1)
            for name in sorted({name for name in names if name and names.count(name) > 1}):
                self.error(element, "dmn.output_twice", name=name)
            if table.aggregation is not None:
                self.error(element, "dmn.aggregation_of_several", aggregation=table.aggregation)


def variable(element: etree._Element | None) -> Variable | None:
    return None if element is None else Variable(plain(element.get("name")), type_of(element))


def function_of(element: etree._Element, owner_id: str, owner: str, notes: Notes) -> Function:
    """The encapsulated logic of a knowledge model: a function without that tag."""
    return BoxReader(owner_id, owner, notes).function(element)


def boxed(element: etree._Element, owner: str, notes: Notes) -> Expression | None:
    """The logic of a decision."""
    return BoxReader(reference(element), owner, notes).inside(element)


def _is_feel(language: str) -> bool:
    return "feel" in language.lower()


_READERS = {
    "literalExpression": BoxReader.literal, "decisionTable": BoxReader.table, "context": BoxReader.context,
    "invocation": BoxReader.invocation, "list": BoxReader.listed, "relation": BoxReader.relation,
    "functionDefinition": BoxReader.function, "conditional": BoxReader.conditional, "filter": BoxReader.filter,
    "for": BoxReader.iteration, "some": BoxReader.iteration, "every": BoxReader.iteration,
}
