"""The words that the rules of a table give back, for whoever reads them in another language."""
from __future__ import annotations

from collections.abc import Iterator

from engine.dmn.definitions import Decision, Table
from engine.feel.parser import Parser
from engine.feel.problems import FeelError
from engine.feel.scanner import KnownNames
from engine.feel.tree import If, ListLiteral, Literal, Node


def words_of(decision: Decision) -> Iterator[tuple[str, str]]:
    """(output, word), each once. A table with one column without a name gives it under the name of the decision."""
    table = decision.expression
    if not isinstance(table, Table):
        return
    names = [column.name or decision.variable.name for column in table.outputs]
    said = {}
    for rule in table.rules:
        for name, entry in zip(names, rule.entries, strict=False):
            said |= dict.fromkeys((name, word) for word in _written(entry))
    yield from said


def _written(entry: str) -> Iterator[str]:
    try:
        yield from _outcomes(Parser(entry, KnownNames(()), {}).finish())
    except FeelError:
        return          # told by the check of that file, or with names that only the decision knows


def _outcomes(node: Node) -> Iterator[str]:
    """The texts a value can be: itself, those in a list, and those of either branch."""
    if isinstance(node, Literal) and isinstance(node.value, str):
        yield node.value
    inside = node.items if isinstance(node, ListLiteral) else [*(one for _, one in node.branches), node.otherwise] if isinstance(node, If) else ()
    for one in inside:
        yield from _outcomes(one)
