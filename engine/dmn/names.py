"""Which names an expression in a model can meet, so that FEEL reads the ones with spaces and signs as one word."""
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from engine.dmn.definitions import ContextEntry, Definitions, ItemDefinition, Literal, Relation, TableOutput, TableRule

_KEY = re.compile(r'[{,]\s*(?:"([\w ]{1,80})"|([^\W\d][\w ]{0,80}))\s*:')
_KEYWORDS = frozenset("and or in if then else for return some every satisfies between instance of function not".split())


def member_names(definitions: Definitions) -> frozenset[str]:
    """What can stand behind a dot anywhere in this model: components, entries, columns, outputs, and what imports bring."""
    names = set(_component_names(definitions.items))
    shelves = (definitions.decisions, definitions.knowledge, definitions.inputs, definitions.services)
    for shelf in shelves:
        names.update(element.variable.name for element in shelf.values())
        names.update(element.name for element in shelf.values())
    for decision in definitions.decisions.values():
        names.update(_drawn_names(decision.expression))
    for knowledge in definitions.knowledge.values():
        names.update(_drawn_names(knowledge.logic))
    return frozenset(names - {""})


def _component_names(items: Iterable[ItemDefinition]) -> Iterator[str]:
    for item in items:
        for component in item.components:
            yield component.name
        yield from _component_names(item.components)


def _drawn_names(box: object) -> Iterator[str]:
    """Names that boxes give to the parts of their value."""
    for part in parts_of(box):
        yield from _own_names(part)


def parts_of(box: object) -> Iterator[object]:
    """A box and everything drawn inside it."""
    waiting = [box]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif is_dataclass(part):
            yield part
            waiting.extend(getattr(part, one.name) for one in fields(part))


def _own_names(part: object) -> Iterator[str]:
    if isinstance(part, ContextEntry) and part.variable:
        yield part.variable.name
    elif isinstance(part, Relation):
        yield from (column.name for column in part.columns)
    elif isinstance(part, TableOutput) and part.name:
        yield part.name
    elif isinstance(part, TableRule):
        for text in part.entries:
            yield from _keys_in(text)
    elif isinstance(part, Literal):
        yield from _keys_in(part.text)


def _keys_in(text: str) -> Iterator[str]:
    """Keys of several words in a FEEL context: another decision may ask for them by name."""
    for found in _KEY.finditer(text):
        words = (found[1] or found[2]).split()
        if len(words) > 1 and not _KEYWORDS.intersection(words):
            yield " ".join(words)
