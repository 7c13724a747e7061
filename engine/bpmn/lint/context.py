"""What a rule knows besides the process: which file, how strict, and what else there is to refer to."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from engine.bpmn.model import Element
from engine.bpmn.tags import BPMN
from engine.findings import Finding
from engine.language import text

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Context:
    """`strict` in a library folder. Ids are of this set of files and of what was published before."""

    file: str
    strict: bool = False
    forms: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    boards: Mapping[str, str] = field(default_factory=dict)     # role key -> wijk | bestuur; the roles that are known
    phases: frozenset[str] = frozenset()
    executable: bool = True         # of the process at hand: one that nobody can start gets no errors
    variables: frozenset[str] = frozenset()     # what other files of the set write: keys of forms, outputs of decisions
    asking: frozenset[str] = frozenset()        # ids of the forms whose keys those are
    asked: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]] = field(default_factory=dict)   # decision id -> Model.asks
    given: frozenset[str] | None = None         # what cases start with, as their scenarios have it; None: nobody says

    def around(self, node: etree._Element) -> "Context":
        """For a place in the file: in a process that is only a picture beside the others, nothing is an error."""
        process = next(node.iterancestors(f"{BPMN}process"), None)
        return self if process is None or process.get("isExecutable") == "true" else replace(self, executable=False)

    def error(self, element: str, key: str, **params: object) -> Finding:
        return Finding(self.file, element, "error" if self.executable else "warning", key, params)

    def warning(self, element: str, key: str, **params: object) -> Finding:
        return Finding(self.file, element, "warning", key, params)

    def house(self, element: str, key: str, **params: object) -> Finding:
        """The house's own rules: an error in a library folder, a warning elsewhere."""
        return self.error(element, key, **params) if self.strict else self.warning(element, key, **params)


@dataclass(frozen=True)
class Part:
    """A part of an element (condition, input, timer ...) or a kind of event, said in the reader's language."""

    word: str
    of: Literal["part", "event"] = "part"

    def sentence(self, language: str = "nl") -> str:
        return text(f"lint.{self.of}.{self.word}", language)


def called(element: Element) -> str:
    """How a sentence names an element: by its name, else by its id."""
    return " ".join(element.name.split()) or element.id
