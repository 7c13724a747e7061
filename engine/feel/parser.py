"""Reads a FEEL expression into a tree (grammar of DMN 1.5, 10.3.1.2): operators by precedence, chains by loops."""
from engine.feel.operands import OperandParser
from engine.feel.scanner import OPERATOR
from engine.feel.tree import (
    Arithmetic, Between, Comparison, For, FunctionDefinition, If, In, Interval, Iterator, Logic, Node, Operand,
    Quantified, Test)

_PRECEDENCE = {"or": 1, "and": 2, "between": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_COMPARING = ("<=", ">=", "!=", "=", "<", ">")
_ARITHMETIC = 4
_BEGINNING = ("=", "<", "!")
_SIGNS = ("**", *_COMPARING, "+", "-", "*", "/")
_WORDS = ("or", "and", "between", "in")
_LABEL = 40


class Parser(OperandParser):
    """One reading of one source. `finish` gives the tree; the rest are the rules of the grammar."""

    def finish(self) -> Node:
        node = self.expression()
        self.end()
        return node

    def end(self) -> None:
        if not self.scan.at_end():
            self.scan.fail(OPERATOR)

    def expression(self) -> Node:
        self.deeper(1)
        if self.scan.peek_word("if"):
            node = self._if()
        elif self.scan.peek_word("for"):
            node = self._for()
        elif self.scan.peek_word("some") or self.scan.peek_word("every"):
            node = self._quantified()
        elif self.scan.peek_word("function") and self.scan.after("function") == "(":
            node = self._function()
        else:
            node = self.operators()
        self.depth -= 1
        return node

    # operators, by two stacks: what waits for its right side, and what is read

    def operators(self, lowest: int = 1) -> Node:
        read: list[tuple[Node, str]] = [self._operand()]
        waiting: list[tuple[str, int]] = []
        while (found := self._operator(lowest)) is not None:
            operator, level = found
            while waiting and waiting[-1][1] >= level:
                self._join(read, *waiting.pop())
            if operator == "between" or operator == "in":
                self._test_step(read, operator)
            else:
                waiting.append(found)
                read.append(self._operand())
        while waiting:
            self._join(read, *waiting.pop())
        return read[0][0]

    def _operand(self) -> tuple[Node, str]:
        start = self.scan.at
        node = self.operand()
        return node, self.scan.source[start:min(self.scan.read_to, start + _LABEL)].strip()

    def _operator(self, lowest: int) -> tuple[str, int] | None:
        if self.scan.source[self.scan.at:self.scan.at + 1] in _BEGINNING:
            self._refuse_habits()
        for sign in _SIGNS:
            if self.scan.peek(sign):
                level = _PRECEDENCE.get(sign, 3)
                return (sign, level) if level >= lowest and self.scan.sign(sign) else None
        for word in _WORDS:
            if self.scan.peek_word(word):
                level = _PRECEDENCE[word]
                return (word, level) if level >= lowest and self.scan.word(word) else None
        return None

    @staticmethod
    def _join(read: list[tuple[Node, str]], operator: str, level: int) -> None:
        right, right_label = read.pop()
        left, label = read.pop()
        if level < 3:
            if type(left) is Logic and left.operator == operator:
                left.terms.append(right)
            else:
                left = Logic(operator, [left, right])
        elif level == 3:
            left = left if type(left) is Comparison else Comparison(left, label, [])
            left.rest.append(Operand(operator, right, right_label))
        else:
            same = type(left) is Arithmetic and left.level == level
            left = left if same else Arithmetic(left, label, [], level)
            left.rest.append(Operand(operator, right, right_label))
        read.append((left, label))

    def _test_step(self, read: list[tuple[Node, str]], operator: str) -> None:
        left, label = read.pop()
        left = left if type(left) is Comparison else Comparison(left, label, [])
        if operator == "between":
            low = self.operators(_ARITHMETIC)
            self.scan.need_word("and")
            left.rest.append(Between(low, self.operators(_ARITHMETIC)))
        else:
            left.rest.append(In(self._tests_after_in()))
        read.append((left, label))

    # unary tests

    def _refuse_habits(self) -> None:
        if self.scan.peek("=="):
            self.scan.refuse("feel.syntax.double_equals")
        self.scan.refuse_doubled()

    def comparing_sign(self) -> str | None:
        self._refuse_habits()
        for sign in _COMPARING:
            if self.scan.sign(sign):
                return sign
        return None

    def test(self) -> Test:
        """One positive unary test: `< 5`, a range, a value, or an expression with `?` in it."""
        sign = self.comparing_sign()
        if sign is not None:
            return Test(sign, self.operators(_ARITHMETIC), False)
        asked, self.asked = self.asked, False
        node = self.expression()
        asks, self.asked = self.asked, asked or self.asked
        return Test(None, node, asks)

    def _tests_after_in(self) -> list[Test]:
        """`in (1, > 5)`, `in (1..5)`, `in [1..5]`, `in list`, `in < 5`."""
        if not self.scan.peek("("):
            return [self._single_test()]
        self.scan.sign("(")
        tests = [self.test()]
        if tests[0].operator is None and self.scan.sign(".."):
            return [Test(None, self.interval(tests[0].node, False), False)]
        while self.scan.sign(","):
            tests.append(self.test())
        self.scan.need(")", ",")
        return tests

    def _single_test(self) -> Test:
        sign = self.comparing_sign()
        return Test(sign, self.operators(_ARITHMETIC), False)

    def unary_tests(self) -> tuple[list[Test], bool]:
        """The whole source as tests of one cell, and whether `not( )` stands around them all."""
        start = self.scan.at
        if self.scan.peek_word("not") and self.scan.after("not") == "(":
            self.scan.word("not")
            self.scan.sign("(")
            tests = self._all_tests()
            if self.scan.sign(")") and self.scan.at_end():
                return tests, True
            self.scan.back(start)
        tests = self._all_tests()
        if tests[-1].operator is not None and (self.scan.peek_word("and") or self.scan.peek_word("or")):
            self.scan.refuse("feel.syntax.and_in_cell")
        self.end()
        return tests, False

    def _all_tests(self) -> list[Test]:
        tests = [self.test()]
        while self.scan.sign(","):
            tests.append(self.test())
        return tests

    # keywords

    def _if(self) -> If:
        branches = []
        while True:
            self.scan.need_word("if")
            condition = self.expression()
            self.scan.need_word("then")
            branches.append((condition, self.expression()))
            self.scan.need_word("else")
            if not self.scan.peek_word("if"):
                return If(branches, self.expression())

    def _for(self) -> For:
        self.scan.need_word("for")
        iterators = self._iterators()
        self.scan.need_word("return")
        self.deeper(len(iterators))
        node = For(iterators, self.expression())
        self.depth -= len(iterators)
        return node

    def _quantified(self) -> Quantified:
        some = self.scan.word("some") or not self.scan.word("every")
        iterators = self._iterators()
        self.scan.need_word("satisfies")
        self.deeper(len(iterators))
        node = Quantified(some, iterators, self.expression())
        self.depth -= len(iterators)
        return node

    def _iterators(self) -> list[Iterator]:
        iterators = []
        while True:
            name = self.scan.iterator_name()
            if name is None:
                self.scan.name()
                self.scan.fail("in")
            domain = self.expression()
            end = self.expression() if self.scan.sign("..") else None
            self.declare(name)
            iterators.append(Iterator(name, domain, end))
            if not self.scan.sign(","):
                return iterators

    def _function(self) -> FunctionDefinition:
        self.scan.need_word("function")
        self.scan.need("(")
        parameters, types = [], []
        while not self.scan.peek(")"):
            start, name = self.scan.at, self.scan.parameter_name()
            if name is None:
                self.scan.fail(")")
            if name in parameters:
                self.scan.refuse("feel.syntax.twice", start, name=name)
            self.declare(name)
            parameters.append(name)
            types.append(self.type() if self.scan.sign(":") else None)
            if not self.scan.sign(","):
                break
        self.scan.need(")", ",")
        if self.scan.peek_word("external"):
            self.scan.refuse("feel.syntax.external")
        node = FunctionDefinition(parameters, types, self.expression())
        return node

    def interval(self, start: Node, start_included: bool) -> Interval:
        """The rest of an interval, from behind its two dots."""
        self.endings += 1
        end = self.expression()
        self.endings -= 1
        if self.scan.sign("]"):
            return Interval(start, end, start_included, True)
        if not self.scan.sign(")"):
            self.scan.need("[", "]", ")")
        return Interval(start, end, start_included, False)
