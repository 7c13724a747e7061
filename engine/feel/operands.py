"""Reads what stands between operators: literals, names, brackets, and the paths, filters and calls behind them."""
from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal, DecimalException

from engine.feel.budget import NESTING_LIMIT
from engine.feel.numbers import CONTEXT
from engine.feel.problems import BudgetExceeded
from engine.feel.scanner import EXPRESSION, NAME, NAME_WORD, KnownNames, Scanner
from engine.feel.temporal_text import read_at_literal
from engine.feel.tree import (
    Call, ContextLiteral, Filter, HalfRange, InstanceOf, ListLiteral, Literal, Name, Negation, Node, Postfix, Property)
from engine.feel.types import BASIC, ContextOf, FunctionOf, ListOf, RangeOf, Type

_CONSTANTS = {"true": True, "false": False, "null": None}
_TYPE_NAMES = sorted(BASIC, key=len, reverse=True)
# What cannot begin an expression: behind `[` it shows that the bracket closes an interval, as in [1..10[.
_NO_BEGINNING = frozenset(")]},+*/=<>!&|;")
_FOLLOWING = ("and", "or", "in", "between", "then", "else", "return", "satisfies", "instance")


class OperandParser(ABC):
    """The half of the parser that knows no operators; `expression` and `interval` are the other half's."""

    def __init__(self, source: str, known: KnownNames, types: Mapping[str, Type]):
        self.scan = Scanner(source, known)
        self._shared = True
        self.types = types
        self.depth = self.endings = 0
        self.asked = False

    def declare(self, name: str) -> None:
        """From here on this name is known, to paths behind its scope as well."""
        if NAME.fullmatch(name):
            return
        if self._shared:
            self.scan.known, self._shared = self.scan.known.copy(), False
        self.scan.known.add(name)

    def deeper(self, levels: int) -> None:
        self.depth += levels
        if self.depth > NESTING_LIMIT:
            raise BudgetExceeded("feel.budget.nesting", limit=NESTING_LIMIT)

    @abstractmethod
    def expression(self) -> Node: ...

    @abstractmethod
    def interval(self, start: Node, start_included: bool) -> Node: ...

    @abstractmethod
    def operators(self, lowest: int = 1) -> Node: ...

    @abstractmethod
    def comparing_sign(self) -> str | None: ...

    def operand(self) -> Node:
        minuses = 0
        while self.scan.sign("-"):
            minuses += 1
        node = self._primary()
        if minuses and type(node) is Literal and type(node.value) is Decimal:
            node, minuses = Literal(CONTEXT.minus(node.value)), minuses - 1
        node = self._steps(node)
        return Negation(node, minuses % 2 == 0) if minuses else node

    def _steps(self, base: Node) -> Node:
        steps: list = []
        while True:
            if self.scan.peek(".") and not self.scan.peek(".."):
                self.scan.sign(".")
                steps.append(Property(self.scan.name(keywords=True)))
            elif self.scan.peek("[") and not self._closes_interval():
                self.scan.sign("[")
                steps.append(Filter(self._inside(self.expression)))
                self.scan.need("]")
            elif self.scan.peek("("):
                steps.append(self._call())
            elif self.scan.words("instance of"):
                steps.append(InstanceOf(self.type()))
            else:
                return Postfix(base, steps) if steps else base

    def _inside(self, read):
        """Read within brackets of its own: there no interval waits for its end."""
        endings, self.endings = self.endings, 0
        node = read()
        self.endings = endings
        return node

    def _closes_interval(self) -> bool:
        if not self.endings:
            return False
        behind = self.scan.after("[")
        if behind == "" or behind in _NO_BEGINNING:
            return True
        at = self.scan.source.find(behind, self.scan.at + 1)
        if behind == ".":
            return not self.scan.source[at + 1:at + 2].isdecimal()
        found = NAME.match(self.scan.source, at)
        return found is not None and found[0] in _FOLLOWING

    def _call(self) -> Call:
        self.scan.need("(")
        if self.scan.sign(")"):
            return Call([], None)
        name = self.scan.argument_name()
        if name is None:
            arguments = self._list_until(")")
            return Call(arguments, None)
        names, arguments = [], []
        while name is not None:
            if name in names:
                self.scan.refuse("feel.syntax.twice", name=name)
            names.append(name)
            arguments.append(self._inside(self.expression))
            if self.scan.sign(")"):
                return Call(arguments, names)
            self.scan.need(",", ")")
            name = self.scan.argument_name()
        self.scan.fail(NAME_WORD)

    def _list_until(self, closing: str) -> list[Node]:
        items = [self._inside(self.expression)]
        while self.scan.sign(","):
            items.append(self._inside(self.expression))
        self.scan.need(closing, ",")
        return items

    def _primary(self) -> Node:
        scan = self.scan
        sign = scan.source[scan.at:scan.at + 1]
        if sign == '"':
            return Literal(scan.text())
        if sign.isdecimal() or sign == ".":
            return self._number()
        if sign == "@":
            return self._at_literal()
        if sign == "(":
            return self._parenthesis()
        if sign == "[" or sign == "]":
            return self._bracket()
        if sign == "{":
            return self._context()
        if sign and sign in "<>=!":
            return self._half_range()
        return self._word()

    def _number(self) -> Literal:
        start = self.scan.at
        digits = self.scan.number()
        if digits is None:
            self.scan.fail(EXPRESSION)
        try:
            return Literal(CONTEXT.create_decimal(digits))
        except DecimalException:
            self.scan.refuse("feel.syntax.number", start)

    def _at_literal(self) -> Literal:
        start = self.scan.at
        self.scan.sign("@")
        if not self.scan.peek('"'):
            self.scan.fail('"')
        value = read_at_literal(self.scan.text())
        if value is None:
            self.scan.refuse("feel.syntax.at_literal", start)
        return Literal(value)

    def _parenthesis(self) -> Node:
        self.scan.sign("(")
        node = self._inside(self.expression)
        if self.scan.sign(".."):
            return self.interval(node, False)
        self.scan.need(")")
        return node

    def _bracket(self) -> Node:
        if self.scan.sign("]"):
            start = self._inside(self.expression)
            self.scan.need("..")
            return self.interval(start, False)
        self.scan.sign("[")
        if self.scan.sign("]"):
            return ListLiteral([])
        first = self._inside(self.expression)
        if self.scan.sign(".."):
            return self.interval(first, True)
        if self.scan.sign(","):
            return ListLiteral([first, *self._list_until("]")])
        self.scan.need("]", ",")
        return ListLiteral([first])

    def _half_range(self) -> Node:
        sign = self.comparing_sign()
        if sign is None:
            self.scan.fail(EXPRESSION)
        return HalfRange(sign, self.operators(4))

    def _word(self) -> Node:
        word = self.scan.peek_name()
        if word in _CONSTANTS:
            self.scan.word(word)
            return Literal(_CONSTANTS[word])
        if word in ("if", "for", "some", "every") or (word == "function" and self.scan.after(word) == "("):
            return self.expression()
        if not word and not self.scan.peek("`"):
            self.scan.fail(EXPRESSION)
        name = self.scan.name(expected=EXPRESSION)
        self.asked = self.asked or name == "?"
        return Name(name)

    def _context(self) -> ContextLiteral:
        self.scan.sign("{")
        node, seen = ContextLiteral(), set()
        while not self.scan.peek("}"):
            start = self.scan.at
            key = self.scan.key()
            if key is None:
                self.scan.fail(NAME_WORD, "}")
            if key in seen:
                self.scan.refuse("feel.syntax.twice", start, name=key)
            seen.add(key)
            self.declare(key)
            node.entries.append((key, self._inside(self.expression)))
            if not self.scan.sign(","):
                break
        self.scan.need("}", ",")
        return node

    # types

    def type(self) -> Type:
        self.deeper(1)
        kind = self._type()
        self.depth -= 1
        return kind

    def _type(self) -> Type:
        scan = self.scan
        for shape, name in ((ListOf, "list"), (RangeOf, "range")):
            if scan.peek_word(name) and scan.after(name) == "<":
                scan.word(name)
                scan.sign("<")
                inner = self.type()
                scan.need(">")
                return shape(inner)
        if scan.peek_word("context") and scan.after("context") == "<":
            return self._context_type()
        if scan.peek_word("function"):
            return self._function_type()
        for name in _TYPE_NAMES:
            if scan.words(name):
                return BASIC[name]
        return self._own_type()

    def _context_type(self) -> ContextOf:
        self.scan.word("context")
        self.scan.sign("<")
        entries = []
        while not self.scan.peek(">"):
            key = self.scan.key()
            if key is None:
                self.scan.fail(NAME_WORD)
            entries.append((key, self.type()))
            if not self.scan.sign(","):
                break
        self.scan.need(">", ",")
        return ContextOf(tuple(entries))

    def _function_type(self) -> FunctionOf:
        self.scan.word("function")
        self.scan.need("<")
        parameters = []
        while not self.scan.peek(">"):
            parameters.append(self.type())
            if not self.scan.sign(","):
                break
        self.scan.need(">", ",")
        self.scan.need("->")
        return FunctionOf(tuple(parameters), self.type())

    def _own_type(self) -> Type:
        """A type the caller named, such as an item definition of a decision model, dots included."""
        start, name = self.scan.at, self.scan.name()
        while name not in self.types and self.scan.sign("."):
            name += "." + self.scan.name()
        if name not in self.types:
            self.scan.refuse("feel.syntax.type", start, name=name)
        return self.types[name]

