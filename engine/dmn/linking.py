"""Ties references to what they mean, within a file and across imports, and finds the circles."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from engine.dmn.definitions import Decision, Definitions, KnowledgeModel
from engine.dmn.markup import Notes

Kind = OneOf["input", "decision", "knowledge", "service"]


@dataclass(frozen=True)
class Link:
    """What one requirement line ends at. `namespace` is an import's, None within the file; `prefix` the name it has here."""

    namespace: str | None
    prefix: str
    kind: Kind
    key: str
    name: str
    names: tuple[str, ...]                # under which its value can be named, the proper one first


    @property
    def local(self) -> bool:
        return self.namespace is None


def link(reference: str, own: Definitions, imported: Mapping[str, tuple[str, Definitions]]) -> Link | None:
    """None where there is no such element. `imported`: prefix and definitions by namespace."""
    namespace, mark, key = reference.rpartition("#")
    if not mark or not namespace or namespace == own.namespace:
        return _within(own, key, None, "")
    if namespace not in imported:
        return None
    prefix, definitions = imported[namespace]
    return _within(definitions, key, namespace, prefix)


def links(element: Decision | KnowledgeModel, own: Definitions, imported: Mapping[str, tuple[str, Definitions]],
          notes: Notes) -> tuple[Link, ...]:
    """Everything an element requires; what is not there is noted."""
    asked = element.requirements
    found = []
    for reference in (*asked.inputs, *asked.decisions, *asked.knowledge):
        one = link(reference, own, imported)
        if one is None:
            notes.error(element.id, "dmn.unknown_requirement", decision=element.name, target=reference.rpartition("#")[2])
        else:
            found.append(one)
    return tuple(found)


def _within(definitions: Definitions, key: str, namespace: str | None, prefix: str) -> Link | None:
    shelves: tuple[tuple[Kind, Mapping], ...] = (
        ("input", definitions.inputs), ("decision", definitions.decisions), ("knowledge", definitions.knowledge),
        ("service", definitions.services))
    for kind, shelf in shelves:
        element = shelf.get(key)
        if element is not None:
            names = tuple(dict.fromkeys((element.variable.name, element.name, element.id)))
            return Link(namespace, prefix, kind, key, element.variable.name, names)
    return None


def circles(links_of: Mapping[str, Iterable[Link]]) -> list[list[str]]:
    """Chains of decisions or functions that in the end require themselves, each found once. No recursion: files can be long."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in links_of:
        path: dict[str, None] = {}                    # in order, and quick to look in
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            key, leaving = waiting.pop()
            if leaving:
                path.popitem()
                done.add(key)
            elif key in path:
                chain = list(path)
                found.append(chain[chain.index(key):] + [key])
            elif key not in done:
                path[key] = None
                waiting.append((key, True))
                waiting.extend((one.key, False) for one in links_of.get(key, ()) if one.local)
    return found
