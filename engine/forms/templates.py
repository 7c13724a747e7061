"""Text with FEEL in it, as form-js writes it: `=expression`, `{{expression}}`, `{{#if}}` and `{{#loop}}`."""
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.forms.values import evaluated

MAX_PIECES = 2_000          # a text that loops over a long list stops here
Words = Mapping[str, Mapping[str, str]]     # what values are called, by the name that holds them
_AS_THEY_ARE: Words = {}
_PATH = re.compile(r"(?:\w+\.)*(\w+)")
_MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class TemplateError(Exception):
    """A mark that opens and never closes, or the other way round. `key` and `params` as in the catalogues."""

    def __init__(self, key: str, **params: object):
        self.key, self.params = key, params
        super().__init__(key)


@dataclass(frozen=True)
class _Block:
    kind: str               # value, if, loop
    expression: Any
    parts: tuple = ()
    words: Mapping[str, str] | None = None      # what its values are called


@dataclass(frozen=True)
class Template:
    """Pieces of text and blocks. Empty when there is nothing to say."""

    parts: tuple = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def fixed(self) -> str:
        """The text that is always there, without what FEEL adds."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def names(self) -> frozenset[str]:
        """Variables that the text speaks of."""
        return frozenset(_names(self.parts))

    def render(self, scope: Mapping[str, Any], world: feel.World, escape: Callable[[str], str] = str) -> str:
        """`escape` is applied to every value, never to the text around it: a value cannot become mark-up."""
        pieces: list[str] = []
        for piece in _Reading(scope, world, escape).pieces(self.parts, feel.open_scope(scope, world)):
            pieces.append(piece)
            if len(pieces) >= MAX_PIECES:
                break
        return "".join(pieces)


def template(source: str | None, words: Words = _AS_THEY_ARE) -> Template:
    """Compile one text. `words`: other words for values that are shown by their name. Raises feel.FeelSyntaxError or TemplateError."""
    source = source or ""
    if source.startswith("="):
        return Template((_value(source[1:], words),))
    stack: list[tuple[str, Any, list]] = [("", None, [])]
    at = 0
    for mark in _MARK.finditer(source):
        _add_text(stack, source[at:mark.start()])
        _add_mark(stack, mark.group(1).strip(), words)
        at = mark.end()
    _add_text(stack, source[at:])
    if len(stack) > 1:
        raise TemplateError("form.template_open", mark=stack[-1][0])
    return Template(tuple(stack[0][2]))


def plain(value: Any, words: Mapping[str, str] | None = None) -> str:
    """A JSON value as text: nothing for null, commas between the items of a list."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(plain(item, words) for item in value)
    if words and isinstance(value, str):
        return words.get(value, value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _add_text(stack: list, text: str) -> None:
    if text:
        stack[-1][2].append(text)


def _value(source: str, words: Words) -> _Block:
    named = _PATH.fullmatch(source.strip())
    return _Block("value", feel.compile(source), words=words.get(named.group(1)) if named else None)


def _add_mark(stack: list, mark: str, words: Words) -> None:
    kind, _, rest = mark.partition(" ")
    if kind in ("#if", "#loop"):
        stack.append((kind[1:], feel.compile(rest.strip()), []))
    elif kind in ("/if", "/loop"):
        if stack[-1][0] != kind[1:]:
            raise TemplateError("form.template_close", mark=kind[1:])
        kind, expression, parts = stack.pop()
        stack[-1][2].append(_Block(kind, expression, tuple(parts)))
    else:
        stack[-1][2].append(_value(mark.removeprefix("="), words))


class _Reading:
    """One rendering. Every expression in it spends from the same budget; one that fails says nothing."""

    def __init__(self, data: Mapping[str, Any], world: feel.World, escape: Callable[[str], str]):
        self.data, self.world, self.escape = data, world, escape

    def pieces(self, parts: tuple, scope: feel.Scope, around: Any = None) -> Iterator[str]:
        for part in parts:
            if isinstance(part, str):
                yield part
            elif part.kind == "value":
                yield self.escape(plain(evaluated(part.expression, scope, self.world), part.words))
            elif part.kind == "if":
                if evaluated(part.expression, scope, self.world) is True:
                    yield from self.pieces(part.parts, scope, around)
            else:
                yield from self.turns(part, scope, around)

    def turns(self, part: _Block, scope: feel.Scope, around: Any) -> Iterator[str]:
        """A loop: in each turn the item is `this`, its own entries are names, and `parent` is what lies around it."""
        items = evaluated(part.expression, scope, self.world)
        if around is None and "parent" in _all_names(part.parts):
            around = feel.from_json(dict(self.data))
        for item in items if isinstance(items, list) else ():
            yield ""        # an empty turn counts too
            value = feel.from_json(item)
            names = {**(value if isinstance(value, dict) else {}), "this": value, "parent": around}
            yield from self.pieces(part.parts, scope.child(names), value)


def _all_names(parts: tuple) -> frozenset[str]:
    blocks = [part for part in parts if not isinstance(part, str)]
    return frozenset().union(*(block.expression.names | _all_names(block.parts) for block in blocks))


def _names(parts: tuple) -> Iterator[str]:
    for part in parts:
        if not isinstance(part, str):
            yield from part.expression.names
            if part.kind == "if":       # in a loop, names may be the item's own
                yield from _names(part.parts)
