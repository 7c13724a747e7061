"""FEEL from outside: compile once, evaluate often."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.feel.builtins import BUILTINS
from engine.feel.compiler import build, compile_tests
from engine.feel.json_values import from_json
from engine.feel.names import FreeNames
from engine.feel.parser import Parser
from engine.feel.problems import BudgetExceeded, Problem
from engine.feel.properties import NAMES_WITH_SPACES
from engine.feel.run import Scope, World, open_scope
from engine.feel.scanner import KnownNames
from engine.feel.shortcuts import shortcut
from engine.feel.tree import In, Node
from engine.feel.types import Type

KEPT = 2048                 # expressions that stay compiled: the checks, the forms and the steps all ask for the same ones
LONGEST_KEPT = 500          # characters


@dataclass(frozen=True)
class Outcome:
    """A value, and when it is null or holds a null: the problems that say why, the cause first."""

    value: object
    problems: list[Problem] = field(default_factory=list)


@lru_cache(64)
def _known(names: frozenset[str]) -> KnownNames:
    return KnownNames((*NAMES_WITH_SPACES, *BUILTINS, *names))


def _parser(source: str, names: Iterable[str], types: Mapping[str, Type] | None) -> Parser:
    return Parser(source, _known(frozenset(names)), types or {})


def _holds_null(value) -> bool:
    if type(value) is list:
        return None in value
    return value is None or (type(value) is dict and None in value.values())


class Expression:
    """A compiled expression. `names` are the names it takes from outside, `possible_names` those it may take:
    inside a filter a name can be a property of the item."""

    __slots__ = ("_code", "_shortcut", "names", "possible_names", "source")

    def __init__(self, source: str, node: Node):
        free = FreeNames(node)
        self.source, self.names, self.possible_names = source, frozenset(free.certain), frozenset(free.possible)
        self._code, self._shortcut = build(node), shortcut(node)

    def __call__(self, scope: Mapping | Scope, world: World | None = None):
        """The FEEL value in a scope of JSON or FEEL values, or in a Scope from `open_scope`. Raises BudgetExceeded."""
        if not isinstance(scope, Scope):
            if self._shortcut is not None:
                verdict = self._shortcut(scope)
                if verdict is not None:
                    return verdict
            scope = open_scope(scope, world)
        try:
            return self._code(scope)
        except RecursionError:
            raise BudgetExceeded("feel.budget.depth") from None

    def explain(self, scope: Mapping | Scope, world: World | None = None) -> Outcome:
        """The value with the reasons for what is null in it."""
        if not isinstance(scope, Scope):
            scope = open_scope(scope, world)
        scope.run.problems = ()
        value = self(scope)
        return Outcome(value, list(scope.run.problems) if _holds_null(value) else [])


class UnaryTest:
    """A compiled cell of a decision table: does an input value satisfy it?"""

    __slots__ = ("_code", "names", "negated", "possible_names", "source")

    def __init__(self, source: str, tests: list | None, negated: bool):
        free = FreeNames(In(tests or []))
        self.source, self.names, self.possible_names = source, frozenset(free.certain), frozenset(free.possible)
        self._code = None if tests is None else compile_tests(tests, False)
        self.negated = negated

    def __call__(self, value, scope: Mapping | Scope, world: World | None = None) -> bool | None:
        """True, False, or None where the test cannot tell. `-` is always true."""
        if self._code is None:
            return True
        if not isinstance(scope, Scope):
            scope = open_scope(scope, world)
            value = from_json(value, scope.run)
        try:
            verdict = self._code(value, scope)
        except RecursionError:
            raise BudgetExceeded("feel.budget.depth") from None
        if self.negated:
            return verdict is not True
        return verdict if type(verdict) is bool else None


def parse(source: str, names: Iterable[str] = frozenset(), types: Mapping[str, Type] | None = None) -> Node:
    """The tree of an expression (its shapes are in engine/feel/tree.py), for those who want to look at it. Raises as `compile` does."""
    try:
        return _parser(source, names, types).finish()
    except RecursionError:
        raise BudgetExceeded("feel.budget.depth") from None


def compile(source: str, names: Iterable[str] = frozenset(), types: Mapping[str, Type] | None = None) -> Expression:
    """Read an expression (without a leading "="). `names`: names with spaces or signs that are known from outside;
    `types`: types by name for `instance of` and parameters. Raises FeelSyntaxError, or BudgetExceeded when it is too
    long or too deep."""
    if names or types or len(source) > LONGEST_KEPT:
        return _compile(source, names, types)
    return _kept(source)


def _compile(source: str, names: Iterable[str] = frozenset(), types: Mapping[str, Type] | None = None) -> Expression:
    node = parse(source, names, types)
    try:
        return Expression(source, node)
    except RecursionError:
        raise BudgetExceeded("feel.budget.depth") from None


_kept = lru_cache(KEPT)(_compile)


def unary_test(source: str, names: Iterable[str] = frozenset(), types: Mapping[str, Type] | None = None) -> UnaryTest:
    """Read the tests of one cell: `-`, `< 5`, `"a", "b"`, `not(...)`, `? > 3`. Raises as `compile` does."""
    if source.strip() in ("", "-"):
        return UnaryTest(source, None, False)
    try:
        tests, negated = _parser(source, names, types).unary_tests()
        return UnaryTest(source, tests, negated)
    except RecursionError:
        raise BudgetExceeded("feel.budget.depth") from None


def evaluate(source: str, scope: Mapping, world: World, names: Iterable[str] = frozenset()):
    """Compile and evaluate once."""
    return compile(source, names)(scope, world)
