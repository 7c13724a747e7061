"""Answers plain comparisons from the given values themselves, without the scope that converts them first."""
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from operator import eq, ge, gt, le, lt, ne

from engine.feel.numbers import PLAIN_INTEGER, is_whole
from engine.feel.steps import plain_name
from engine.feel.tree import Comparison, Literal, Logic, Node, Operand, Postfix, Property

# Of JSON values by name; None says that these values need the whole way, with its conversions and its reasons.
Shortcut = Callable[[Mapping], bool | None]
Reader = Callable[[Mapping], object]
_COMPARES = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}
_EQUALITY = ("=", "!=")
_EXACT_AS_FLOAT = 2**53
_MISSING = object()


def shortcut(node: Node) -> Shortcut | None:
    """None where an expression asks more than names, comparisons with one step, and what `and` and `or` make of them."""
    if type(node) is Logic:
        return _logic(node)
    if type(node) is not Comparison or len(node.rest) != 1 or type(node.rest[0]) is not Operand:
        return None
    step = node.rest[0]
    if type(step.node) is Literal:
        return _against_literal(node.first, step.operator, step.node.value)
    left, right = _reader(node.first), _reader(step.node)
    return None if left is None or right is None else _of_two(left, step.operator, right)


def _reader(node: Node) -> Reader | None:
    """Reads `amount` or `case.amount`; what is not there is of no plain kind."""
    name = plain_name(node)
    if name is not None:
        return lambda given: given.get(name, _MISSING)
    if type(node) is not Postfix or any(type(step) is not Property for step in node.steps):
        return None
    first, names = plain_name(node.base), [step.name for step in node.steps]
    if first is None:
        return None

    def read(given: Mapping) -> object:
        value = given.get(first)
        for name in names:
            if type(value) is not dict:
                return _MISSING
            value = value.get(name, _MISSING)
        return value
    return read


def _logic(node: Logic) -> Shortcut | None:
    deciding = node.operator == "or"
    terms = [shortcut(term) or _truth(term) for term in node.terms]
    if None in terms:
        return None

    def ask(given: Mapping) -> bool | None:
        for term in terms:
            verdict = term(given)
            if verdict is deciding or verdict is None:
                return verdict
        return not deciding
    return ask


def _truth(node: Node) -> Shortcut | None:
    read = _reader(node)
    if read is None:
        return None

    def ask(given: Mapping) -> bool | None:
        value = read(given)
        return value if type(value) is bool else None
    return ask


def _against_literal(node: Node, operator: str, literal: object) -> Shortcut | None:
    name, read = plain_name(node), _reader(node)
    if read is None:
        return None
    kind = type(literal)
    if kind is Decimal:
        return _against_number(name, read, _COMPARES[operator], literal)
    if kind is str or (kind is bool and operator in _EQUALITY):
        return _against_text(read, kind, _COMPARES[operator], literal)
    return _against_null(read, operator == "=") if literal is None and operator in _EQUALITY else None


def _against_number(name: str | None, read: Reader, compare: Callable, number: Decimal) -> Shortcut:
    plain = int(number) if is_whole(number) and abs(number) < PLAIN_INTEGER else number
    # A float and the shortest decimal that writes it lie on the same side of every whole number that floats can hold.
    by_float = type(plain) is int and abs(plain) < _EXACT_AS_FLOAT

    def ask(given: Mapping) -> bool | None:
        value = read(given) if name is None else given.get(name)
        kind = type(value)
        if (kind is int and -PLAIN_INTEGER < value < PLAIN_INTEGER) or (kind is Decimal and value.is_finite()):
            return compare(value, plain)
        return compare(value, plain) if kind is float and by_float and isfinite(value) else None
    return ask


def _against_text(read: Reader, kind: type, compare: Callable, literal: str | bool) -> Shortcut:
    def ask(given: Mapping) -> bool | None:
        value = read(given)
        return compare(value, literal) if type(value) is kind else None
    return ask


def _against_null(read: Reader, wanted: bool) -> Shortcut:
    def ask(given: Mapping) -> bool | None:
        value = read(given)
        if value is None:
            return wanted
        kind = type(value)
        return not wanted if kind is str or kind is bool or kind is int and -PLAIN_INTEGER < value < PLAIN_INTEGER else None
    return ask


def _of_two(left: Reader, operator: str, right: Reader) -> Shortcut:
    compare = _COMPARES[operator]

    def ask(given: Mapping) -> bool | None:
        one, other = left(given), right(given)
        kind = type(one)
        if kind is not type(other):
            return None
        if kind is str or (kind is bool and operator in _EQUALITY):
            return compare(one, other)
        if kind is int and -PLAIN_INTEGER < one < PLAIN_INTEGER and -PLAIN_INTEGER < other < PLAIN_INTEGER:
            return compare(one, other)
        return None
    return ask
