"""Small questions to a DMN element: its children by local name, its text, its names; whatever version wrote it."""
from collections.abc import Iterator

from lxml import etree

from engine.findings import Finding

# DMN 1.1 to 1.5; the version is not looked at, for the elements mean the same.
_MODEL_NAMESPACES = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")


def in_dmn(element: etree._Element) -> bool:
    """Whether the element belongs to DMN itself, not to a vendor's extension."""
    return isinstance(element.tag, str) and (etree.QName(element).namespace or "").startswith(_MODEL_NAMESPACES)


def tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def children(element: etree._Element, name: str | None = None) -> Iterator[etree._Element]:
    return (child for child in element if in_dmn(child) and (name is None or tag(child) == name))


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else next(children(element, name), None)


def words(element: etree._Element | None) -> str | None:
    """The content of `<text>` in this element; None where the element itself is absent."""
    if element is None:
        return None
    text = child(element, "text")
    return "" if text is None else "".join(text.itertext())


def plain(name: str | None) -> str:
    """A name as FEEL compares it: one space between words."""
    return " ".join((name or "").split())


def reference(element: etree._Element) -> str:
    """What an element is found by: its id, else its name."""
    return element.get("id") or plain(element.get("name"))


def type_of(element: etree._Element | None) -> str | None:
    """The type an element names, as attribute (1.2 and later) or as child element (item definitions)."""
    if element is None:
        return None
    inner = child(element, "typeRef")
    written = inner.text if inner is not None else element.get("typeRef")
    return plain(written) or None


class Notes:
    """The findings on one file, in the order they were met."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.asked: dict[str, dict[str, tuple[str, ...]]] = {}      # by owner: names that only who asks can fill in, and their other names

    def error(self, element: str, key: str, **params: object) -> None:
        self.findings.append(Finding(self.file, element, "error", key, params))

    def warning(self, element: str, key: str, **params: object) -> None:
        self.findings.append(Finding(self.file, element, "warning", key, params))

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]
