"""Reads the source character by character for the parser: space, comments, names, numbers and text."""
import re
from collections.abc import Iterable
from typing import NoReturn

from engine.feel.budget import SOURCE_LIMIT
from engine.feel.problems import BudgetExceeded, FeelSyntaxError, Word
from engine.feel.slips import doubled, slip

_START = (r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
          r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF")
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_SPACE = r"\s\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
NAME = re.compile(f"[{_START}][{_PART}]*")
_PART_OF_NAME = re.compile(f"[{_PART}]")
_BLANK = re.compile(rf"(?:[{_SPACE}]+|//[^\n]*|/\*.*?\*/)+", re.S)
NUMBER = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.A)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
# Possessive (`*+`), so that a long run of space or names is walked once and never tried again piece by piece.
_KEY = re.compile(rf'([{_START}][^:,{{}}\[\]()"]*+):')
_ARGUMENT = re.compile(rf"([{_START}][{_PART}{_SPACE}\-+*/.']*+):")
_ITERATOR = re.compile(
    rf"([{_START}](?:[^{_SPACE}\[\](){{}},:]++|[{_SPACE}]++(?!in(?![{_PART}])))*)[{_SPACE}]++in(?![{_PART}])")
_PARAMETER = re.compile(rf"([{_START}][^:,()]*)")
_PIECE = re.compile(rf"[{_PART}]+|[^{_PART}{_SPACE}]")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
KEYWORDS = frozenset({
    "if", "then", "else", "for", "return", "in", "some", "every", "satisfies", "and", "or", "between", "instance",
    "function", "true", "false", "null", "external"})
EXPRESSION, NAME_WORD, OPERATOR = Word("feel.expected.expression"), Word("feel.expected.name"), Word("feel.expected.operator")


def normal_name(name: str) -> str:
    """A name as it is compared: runs of space are one space, none around an edge."""
    return re.sub(rf"[{_SPACE}]+", " ", name).strip()


def unescape(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescaped, text)
    # Two halves of a surrogate pair, each written as an escape, are one character; a half alone is none.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(found: re.Match) -> str:
    mark = found[1]
    if len(mark) > 1:
        code = int(mark[1:], 16)
        return chr(code) if code <= 0x10FFFF else found[0]
    return _ESCAPED.get(mark, found[0])


class KnownNames:
    """The names that hold a space or a sign, by their first piece, longest first."""

    def __init__(self, names: Iterable[str]):
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for name in names:
            self.add(name)

    def copy(self) -> "KnownNames":
        other = KnownNames(())
        other._by_first = {first: list(names) for first, names in self._by_first.items()}
        return other

    def add(self, name: str) -> None:
        pieces = _PIECE.findall(name)
        if not pieces or NAME.fullmatch(name):
            return
        names = self._by_first.setdefault(pieces[0], [])
        if not any(known == name for _, known in names):
            names.append((pieces, name))
            names.sort(key=lambda entry: -len(entry[0]))

    def starting(self, piece: str) -> list[tuple[list[str], str]]:
        return self._by_first.get(piece, [])


class Scanner:
    """A place in the source, and what can be read from it. Reading past something also skips the space behind it."""

    def __init__(self, source: str, known: KnownNames):
        if len(source) > SOURCE_LIMIT:
            raise BudgetExceeded("feel.budget.source", limit=SOURCE_LIMIT)
        self.source, self.known = source, known
        self.at = self.read_to = 0
        self._skip(0)

    def fail(self, *expected, at: int | None = None) -> NoReturn:
        """Refuse: here something else should have stood."""
        at = self.at if at is None else at
        known = slip(self.source, at, OPERATOR in expected)
        if known is not None:
            raise FeelSyntaxError(known[0], at + 1, expected or (EXPRESSION,), **known[1])
        found = _PIECE.match(self.source, at)
        said = Word("feel.syntax.end") if found is None else Word("feel.syntax.sign", {"sign": found[0]})
        raise FeelSyntaxError("feel.syntax.expected", at + 1, expected or (EXPRESSION,), found=said)

    def refuse(self, key: str, at: int | None = None, **params) -> NoReturn:
        raise FeelSyntaxError(key, (self.at if at is None else at) + 1, **params)

    def refuse_doubled(self) -> None:
        """`=>` and its like would be read as two comparisons, and quietly give null."""
        meant = doubled(self.source, self.at)
        if meant is not None:
            self.refuse("feel.syntax.meant", **meant)

    def _skip(self, to: int) -> None:
        self.read_to = to
        blank = _BLANK.match(self.source, to)
        self.at = blank.end() if blank else to

    def back(self, at: int) -> None:
        """Read again from an earlier place."""
        self._skip(at)

    def at_end(self) -> bool:
        return self.at >= len(self.source)

    def peek(self, sign: str) -> bool:
        return self.source.startswith(sign, self.at)

    def after(self, sign: str) -> str:
        """The first character behind a sign that stands here, space skipped."""
        blank = _BLANK.match(self.source, self.at + len(sign))
        at = blank.end() if blank else self.at + len(sign)
        return self.source[at:at + 1]

    def sign(self, sign: str) -> bool:
        if not self.source.startswith(sign, self.at):
            return False
        self._skip(self.at + len(sign))
        return True

    def need(self, sign: str, *others) -> None:
        if not self.sign(sign):
            self.fail(sign, *others)

    def peek_word(self, word: str) -> bool:
        end = self.at + len(word)
        return self.source.startswith(word, self.at) and not _PART_OF_NAME.match(self.source, end)

    def word(self, word: str) -> bool:
        if not self.peek_word(word):
            return False
        self._skip(self.at + len(word))
        return True

    def words(self, words: str) -> bool:
        """Several words in a row, with any space between, or none of them."""
        start = self.at
        for word in words.split(" "):
            if not self.word(word):
                self._skip(start)
                return False
        return True

    def need_word(self, word: str) -> None:
        if not self.word(word):
            self.fail(word)

    def peek_name(self) -> str:
        found = NAME.match(self.source, self.at)
        return found[0] if found else ""

    def name(self, keywords: bool = False, expected: Word = NAME_WORD) -> str:
        """The longest known name that stands here, else one plain word; `keywords` when it stands after a dot."""
        if self.peek("`"):
            return self._quoted_name()
        piece = _PIECE.match(self.source, self.at)
        for pieces, name in self.known.starting(piece[0]) if piece else ():
            end = self._end_of(pieces)
            if end is not None:
                self._skip(end)
                return name
        found = NAME.match(self.source, self.at)
        if not found or (found[0] in KEYWORDS and not keywords):
            self.fail(expected)
        self._skip(found.end())
        return found[0]

    def _quoted_name(self) -> str:
        end = self.source.find("`", self.at + 1)
        if end < 0:
            self.fail("`", at=len(self.source))
        name = self.source[self.at + 1:end]
        self._skip(end + 1)
        return name

    def _end_of(self, pieces: list[str]) -> int | None:
        at = self.at
        for piece in pieces:
            blank = _BLANK.match(self.source, at)
            at = blank.end() if blank else at
            if not self.source.startswith(piece, at):
                return None
            at += len(piece)
            if NAME.match(piece[-1]) and _PART_OF_NAME.match(self.source, at):
                return None
        return at

    def number(self) -> str | None:
        found = NUMBER.match(self.source, self.at)
        if found:
            self._skip(found.end())
        return found[0] if found else None

    def text(self) -> str:
        found = _TEXT.match(self.source, self.at)
        if not found:
            self.refuse("feel.syntax.open_text")
        self._skip(found.end())
        return unescape(found[1])

    def _labelled(self, pattern: re.Pattern) -> str | None:
        found = pattern.match(self.source, self.at)
        if not found:
            return None
        self._skip(found.end())
        return normal_name(found[1])

    def key(self) -> str | None:
        """A key of a context with its colon, quoted or not."""
        if self.peek('"'):
            key = self.text()
            self.need(":")
            return key
        return self._labelled(_KEY)

    def argument_name(self) -> str | None:
        return self._labelled(_ARGUMENT)

    def iterator_name(self) -> str | None:
        return self._labelled(_ITERATOR)

    def parameter_name(self) -> str | None:
        return self._labelled(_PARAMETER)
