"""Reads a regular expression of XPath (F&O 5.6, XML Schema part 2 appendix F) and writes it for the regex module."""
import re

# What a pattern may repeat, all counts multiplied: beyond this the search is never fast.
_MOST_REPEATS = 20_000
_DEEPEST = 20
_START_CHARS = (r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
                r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF")
_NAME_CHARS = _START_CHARS + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CLASSES = {
    "d": r"[\p{Nd}]", "D": r"[^\p{Nd}]", "s": r"[ \t\n\r]", "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]", "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_START_CHARS}]", "I": f"[^{_START_CHARS}]", "c": f"[{_NAME_CHARS}]", "C": f"[^{_NAME_CHARS}]",
}
_LITERALS = {"n": r"\n", "r": r"\r", "t": r"\t"} | {sign: "\\" + sign for sign in "\\|.-^?*+{}()[]$"}
_PROPERTY = re.compile(r"\{(Is[A-Za-z0-9\-]+|[A-Z][a-z]?)\}")
_COUNT = re.compile(r"\{(\d{1,6})(,(\d{0,6}))?\}")
_BACK = re.compile(r"[1-9]\d*")
_SPACE = " \t\n\r"


class NoPattern(Exception):
    """XPath would refuse this pattern."""


def translated(pattern: str, flags: str) -> str:
    """The pattern in the dialect of regex version 1. Raises NoPattern."""
    if "q" in flags:
        return re.escape(pattern)
    # -f keeps case-blind search to single letters, since XPath knows no "ß" for "ss".
    return f"(?-f:{_PatternReader(_squeezed(pattern) if 'x' in flags else pattern, flags).finish()})"


def _squeezed(pattern: str) -> str:
    """Without white space, which the flag x takes out everywhere but in character classes."""
    kept, within, escaped = [], 0, False
    for sign in pattern:
        if sign in _SPACE and not within:
            continue
        if not escaped:
            within += (sign == "[") - (sign == "]")
        escaped = sign == "\\" and not escaped
        kept.append(sign)
    return "".join(kept)


def _blind_to_case(members: list[str], negated: bool, removed: str) -> str:
    """A class under the flag for case: letters in it match either way, categories of characters as they are."""
    strict = [member for member in members if member[1:2] in "pP" and member[0] == "\\"]
    plain = [member for member in members if member not in strict]
    kinds = [f"[{''.join(plain)}]"] * bool(plain) + [f"(?-i:[{''.join(strict)}])"] * bool(strict)
    either = kinds[0] if len(kinds) == 1 else f"(?:{'|'.join(kinds)})"
    found = f"(?:(?!{either})(?s:.))" if negated else either
    return f"(?:(?!{removed}){found})" if removed else found


class _PatternReader:
    """One pattern, read from left to right."""

    def __init__(self, pattern: str, flags: str):
        self.pattern, self.flags = pattern, flags
        self.at = 0
        self.groups = self.depth = 0
        self.closed: set[int] = set()

    def finish(self) -> str:
        written, _ = self._branches()
        if self.at < len(self.pattern):
            raise NoPattern
        return written

    def _peek(self) -> str:
        return self.pattern[self.at:self.at + 1]

    def _take(self) -> str:
        sign = self._peek()
        if not sign:
            raise NoPattern
        self.at += 1
        return sign

    def _branches(self) -> tuple[str, int]:
        """Everything up to a closing bracket or the end, and how often it may repeat within."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NoPattern
        written, repeats = [], 1
        while (sign := self._peek()) and sign != ")":
            if sign == "|":
                self.at += 1
                written.append("|")
                continue
            piece, inner = self._piece()
            written.append(piece)
            repeats = max(repeats, inner)
        self.depth -= 1
        return "".join(written), repeats

    def _piece(self) -> tuple[str, int]:
        atom, repeats = self._atom()
        sign = self._peek()
        if sign in ("?", "*", "+"):
            self.at += 1
            return atom + sign + self._reluctant(), repeats
        if sign != "{":
            return atom, repeats
        found = _COUNT.match(self.pattern, self.at)
        if not found:
            raise NoPattern
        self.at = found.end()
        low, high = int(found[1]), int(found[3] or found[1])
        repeats *= max(low, high, 1)
        if high < low or repeats > _MOST_REPEATS:
            raise NoPattern
        return atom + found[0] + self._reluctant(), repeats

    def _reluctant(self) -> str:
        if self._peek() != "?":
            return ""
        self.at += 1
        return "?"

    def _atom(self) -> tuple[str, int]:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class(), 1
        if sign == "\\":
            return self._escape(), 1
        if sign == ".":
            return ("." if "s" in self.flags else r"[^\n\r]"), 1
        if sign == "^":
            # A line feed at the very end begins no line.
            return (r"(?:\A|(?<=\n)(?!\Z))" if "m" in self.flags else r"\A"), 1
        if sign == "$":
            return ("$" if "m" in self.flags else r"\Z"), 1
        if sign in "?*+{}])":
            raise NoPattern
        return re.escape(sign), 1

    def _group(self) -> tuple[str, int]:
        opening = "("
        if self.pattern.startswith("?", self.at):
            if not self.pattern.startswith("?:", self.at):
                raise NoPattern
            self.at += 2
            opening = "(?:"
        else:
            self.groups += 1
        number = self.groups
        inner, repeats = self._branches()
        if self._take() != ")":
            raise NoPattern
        if opening == "(":
            self.closed.add(number)
        return f"{opening}{inner})", repeats

    def _escape(self) -> str:
        """An escape outside brackets; a number there points back to a group that is closed."""
        found = _BACK.match(self.pattern, self.at)
        if not found:
            written = self._escape_in_class()
            # The flag for case changes letters, not categories: a capital stays a capital.
            return f"(?-i:{written})" if written[1:2] in "pP" else written
        digits = found[0]
        while len(digits) > 1 and int(digits) > self.groups:
            digits = digits[:-1]
        if int(digits) not in self.closed:
            raise NoPattern
        self.at += len(digits)
        return f"(?:\\{digits})"

    def _escape_in_class(self) -> str:
        sign = self.pattern[self.at:self.at + 1]
        self.at += 1
        if sign in ("p", "P"):
            return self._property(sign)
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign not in _LITERALS:
            raise NoPattern
        return _LITERALS[sign]

    def _property(self, sign: str) -> str:
        found = _PROPERTY.match(self.pattern, self.at)
        if not found:
            raise NoPattern
        self.at = found.end()
        name = found[1]
        return f"\\{sign}{{{'In' + name[2:] if name.startswith('Is') else name}}}"

    def _class(self) -> str:
        """The inside of square brackets: characters, spans, classes, and what is taken out of them again."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NoPattern
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members, removed, before = [], "", len(self.pattern)
        while True:
            before = self.at
            sign = self._take()
            if sign == "]":
                break
            if sign == "-" and self.pattern.startswith("[", self.at) and members:
                self.at += 1
                removed = self._class()
                if self._take() != "]":
                    raise NoPattern
                break
            members.append(self._member(sign))
        if not members or before > len(self.pattern):
            raise NoPattern
        self.depth -= 1
        if "i" in self.flags:
            return _blind_to_case(members, negated, removed)
        body = f"[{'^' if negated else ''}{''.join(members)}]"
        return f"[{body}--{removed}]" if removed else body

    def _member(self, sign: str) -> str:
        """One character or class, or a span of characters."""
        start = self._class_character(sign)
        rest = self.pattern[self.at:self.at + 2]
        if not rest.startswith("-") or rest in ("-[", "-]") or len(rest) < 2:
            return start
        if len(start) > 2 and start[0] in "[\\":
            raise NoPattern
        self.at += 1
        end = self._class_character(self._take())
        if len(end) > 2 and end[0] in "[\\":
            raise NoPattern
        if end[-1] < start[-1] and "\\" not in (start[0], end[0]):
            raise NoPattern
        return f"{start}-{end}"

    def _class_character(self, sign: str) -> str:
        if sign == "\\":
            return self._escape_in_class()
        if sign == "[":
            raise NoPattern
        return "\\" + sign if sign in "^-&|~[]\\" else sign
