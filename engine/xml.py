"""Reads XML from strangers: no entities, no network, and nothing larger than a diagram has any need to be."""
from lxml import etree

from engine.errors import BrokenProcess
from engine.findings import Finding

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_ELEMENTS = 50_000
MAX_ATTRIBUTES = 64


def parse(content: bytes, name: str) -> etree._Element:
    """The root element, without comments and processing instructions; `sourceline` is kept.

    Raises BrokenProcess with one Finding that says which limit was passed, or where the XML is wrong.
    """
    if len(content) > MAX_BYTES:
        raise _refused(name, "xml.too_large", megabytes=MAX_BYTES // 1_000_000)
    if not content.strip():
        raise _refused(name, "xml.empty")
    gauge = _Gauge()
    try:
        # Two passes: the first counts and builds nothing, so that a bomb never becomes a tree.
        etree.fromstring(content, _parser(target=gauge))
        return etree.fromstring(content, _parser())
    except _LimitPassed as limit:
        raise _refused(name, limit.key, element=limit.element, **limit.params) from None
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise _refused(name, "xml.malformed", line=line, column=column) from None
    except (ValueError, LookupError):       # an encoding nobody knows
        raise _refused(name, "xml.unreadable") from None


def _parser(target: object = None) -> etree.XMLParser:
    return etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                           attribute_defaults=False, huge_tree=False, remove_pis=True, remove_comments=True)


def _refused(name: str, key: str, element: str = "", **params: object) -> BrokenProcess:
    return BrokenProcess([Finding(name, element, "error", key, params)], key, **params)


class _LimitPassed(Exception):
    def __init__(self, key: str, element: str = "", **params: object):
        self.key, self.element, self.params = key, element, params
        super().__init__(key)


class _Gauge:
    """Counts while the parser reads, and stops it at the first limit. A DOCTYPE stops it before any entity is seen."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise _LimitPassed("xml.doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise _LimitPassed("xml.too_deep", attributes.get("id", ""), limit=MAX_DEPTH)
        if self.elements > MAX_ELEMENTS:
            raise _LimitPassed("xml.too_many_elements", limit=MAX_ELEMENTS)
        if len(attributes) > MAX_ATTRIBUTES:
            raise _LimitPassed("xml.too_many_attributes", attributes.get("id", ""), limit=MAX_ATTRIBUTES,
                               tag=etree.QName(tag).localname)

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None
