"""Which names an expression takes from outside, for the checker."""
from engine.feel.builtins import BUILTINS
from engine.feel.tree import (
    Call, ContextLiteral, Filter, For, FunctionDefinition, Name, Postfix, Quantified, children)


class FreeNames:
    """`certain` names come from outside; `possible` ones may be a property of a filtered item, or a built-in."""

    def __init__(self, node):
        self.certain: set[str] = set()
        self.possible: set[str] = set()
        self._read(node, frozenset(), False)
        self.possible -= self.certain

    def _read(self, node, bound: frozenset, filtered: bool) -> None:
        reader = self._READERS.get(type(node))
        if reader is not None:
            reader(self, node, bound, filtered)
            return
        for inside in children(node):
            self._read(inside, bound, filtered)

    def _name(self, node: Name, bound: frozenset, filtered: bool) -> None:
        if node.name in bound or node.name == "?":
            return
        (self.possible if filtered or node.name in BUILTINS else self.certain).add(node.name)

    def _postfix(self, node: Postfix, bound: frozenset, filtered: bool) -> None:
        called = type(node.base) is Name and node.base.name in BUILTINS and type(node.steps[0]) is Call
        if not called:
            self._read(node.base, bound, filtered)
        for step in node.steps:
            self._read(step, bound, filtered)

    def _filter(self, node: Filter, bound: frozenset, filtered: bool) -> None:
        self._read(node.node, bound | {"item"}, True)

    def _loop(self, node: For | Quantified, bound: frozenset, filtered: bool) -> None:
        for iterator in node.iterators:
            self._read(iterator.domain, bound, filtered)
            if iterator.end is not None:
                self._read(iterator.end, bound, filtered)
            bound = bound | {iterator.name}
        self._read(node.body, bound | {"partial"} if type(node) is For else bound, filtered)

    def _function(self, node: FunctionDefinition, bound: frozenset, filtered: bool) -> None:
        self._read(node.body, bound | set(node.parameters), filtered)

    def _context(self, node: ContextLiteral, bound: frozenset, filtered: bool) -> None:
        for key, value in node.entries:
            own = bound | {key} if type(value) is FunctionDefinition else bound
            self._read(value, own, filtered)
            bound = bound | {key}

    _READERS = {
        Name: _name, Postfix: _postfix, Filter: _filter, For: _loop, Quantified: _loop,
        FunctionDefinition: _function, ContextLiteral: _context,
    }
