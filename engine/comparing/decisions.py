"""What changed in decision tables: rules, columns and how hits are combined."""
from collections.abc import Iterator

from lxml import etree

from engine.comparing.change import Called, Change, File, Said
from engine.dmn.markup import child, children, tag, words
from engine.errors import BrokenProcess
from engine.xml import parse

Node = etree._Element


def changes(file: File, old: bytes, new: bytes) -> Iterator[Change]:
    """Decisions and rules are told apart by id; a rule is named by its number in the newer table."""
    try:
        before, after = ({node.get("id", ""): node for node in children(parse(content, file.path), "decision")} for content in (old, new))
    except BrokenProcess:
        yield Change(file.path, "", "compare.unreadable", {"file": file.path})
        return
    for key in [*after, *(key for key in before if key not in after)]:
        if key not in before or key not in after:
            name = file.now(key, _name(after[key])) if key in after else file.was(key, _name(before[key]))
            yield Change(file.path, key, "compare.decision_added" if key in after else "compare.decision_removed", {"name": name})
        else:
            yield from _decision(file, key, before[key], after[key])


def _decision(file: File, key: str, old: Node, new: Node) -> Iterator[Change]:
    about = {"name": file.now(key, _name(new))}
    if _name(old) != _name(new):
        yield Change(file.path, key, "compare.decision_renamed", file.other_words(key, _name(old), _name(new)))
    before, after = child(old, "decisionTable"), child(new, "decisionTable")
    if before is None or after is None:
        if _text(old) != _text(new):
            yield Change(file.path, key, "compare.decision_changed", about)
        return
    for name, was, now in (("hitPolicy", before.get("hitPolicy", "UNIQUE"), after.get("hitPolicy", "UNIQUE")),
                           ("aggregation", before.get("aggregation"), after.get("aggregation"))):
        if was != now:
            yield Change(file.path, key, "compare.hit_policy", {**about, "old": Said("text", was), "new": Said("text", now)})
    if _columns(before) != _columns(after):
        yield Change(file.path, key, "compare.columns", about)
    yield from _rules(file, about, before, after)


def _rules(file: File, about: dict[str, Called], old: Node, new: Node) -> Iterator[Change]:
    before, after = (_numbered(table) for table in (old, new))
    for name, (number, cells) in after.items():
        if name not in before:
            yield Change(file.path, name, "compare.rule_added", {**about, "n": number, "rule": _said(cells)})
        elif before[name][1] != cells:
            yield Change(file.path, name, "compare.rule_changed", {**about, "n": number, "old": _said(before[name][1]), "new": _said(cells)})
    for name, (number, cells) in before.items():
        if name not in after:
            yield Change(file.path, name, "compare.rule_removed", {**about, "n": number, "rule": _said(cells)})
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield Change(file.path, "", "compare.rule_order", about)


def _numbered(table: Node) -> dict[str, tuple[int, tuple[tuple[str, ...], tuple[str, ...]]]]:
    return {rule.get("id") or str(number): (number, (_cells(rule, "inputEntry"), _cells(rule, "outputEntry")))
            for number, rule in enumerate(children(table, "rule"), 1)}


def _cells(rule: Node, name: str) -> tuple[str, ...]:
    return tuple((words(entry) or "").strip() for entry in children(rule, name))


def _said(cells: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """< 3, "ja" → "door"."""
    inputs, outputs = (", ".join(cell or "-" for cell in part) for part in cells)
    return f"{inputs} → {outputs}"


def _columns(table: Node) -> list[tuple[str, str, str]]:
    return [(tag(node), node.get("label") or node.get("name") or "", words(child(node, "inputExpression")) or "")
            for node in table if tag(node) in ("input", "output")]


def _name(node: Node) -> str:
    return node.get("name") or node.get("id", "")


def _text(node: Node) -> str:
    """The content without what only places it."""
    return " ".join(f"{tag(part)} {part.get('name', '')} {(part.text or '').strip()}" for part in node.iter() if isinstance(part.tag, str))
