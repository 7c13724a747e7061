"""What reads as FEEL and still can never be what was meant: dates no one can read, sums that look like dates, `or` between values."""
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from engine.feel.builtins import BUILTINS
from engine.feel.compiler import build
from engine.feel.parser import Parser
from engine.feel.problems import FeelError, Problem
from engine.feel.properties import NAMES_WITH_SPACES
from engine.feel.run import World, open_scope
from engine.feel.scanner import KnownNames
from engine.feel.tree import Call, Literal, Logic, Name, Node, Postfix, children
from engine.feel.types import Type

_READERS = frozenset({"date", "time", "date and time", "duration", "number", "range"})
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
_DATE_SUM = re.compile(r"(?<![\w.-])(\d{1,2})-(\d{1,2})-(\d{4})(?![\w.-])", re.A)
_ANY_MOMENT = World(datetime(2000, 1, 1, tzinfo=UTC))
_MOST = 4


def doubts(source: str, names: Iterable[str] = (), types: Mapping[str, Type] | None = None) -> list[Problem]:
    """The doubts about an expression, or about the tests of a cell; none about what does not parse, for that is refused elsewhere."""
    try:
        tests, _ = Parser(source, KnownNames((*NAMES_WITH_SPACES, *BUILTINS, *names)), types or {}).unary_tests()
    except (FeelError, RecursionError):
        return []
    found = [_sum_for_a_date(*written.groups()) for written in _DATE_SUM.finditer(_TEXTS.sub('""', source))]
    waiting: list = list(tests)
    while waiting and len(found) < _MOST:
        node = waiting.pop(0)
        found += _of_values(node) if type(node) is Logic else _unreadable(node) if type(node) is Postfix else []
        waiting += children(node)
    return found[:_MOST]


def _sum_for_a_date(day: str, month: str, year: str) -> Problem:
    meant = f'date("{year}-{int(month):02d}-{int(day):02d}")'
    return Problem("feel.doubt.date_sum", {"written": f"{day}-{month}-{year}", "meant": meant})


def _of_values(node: Logic) -> list[Problem]:
    values = [term for term in node.terms if type(term) is Literal and type(term.value) is not bool and term.value is not None]
    return [Problem("feel.doubt.values_joined", {"operator": node.operator})] if values else []


def _unreadable(node: Postfix) -> list[Problem]:
    """A reading of fixed text that comes to nothing, with the reason."""
    call = node.steps[0]
    reads = type(node.base) is Name and node.base.name in _READERS and type(call) is Call
    if not reads or not call.arguments or any(not _is_text(argument) for argument in call.arguments):
        return []
    scope = open_scope({}, _ANY_MOMENT)
    alone = Postfix(node.base, [call])
    return list(scope.run.problems) if build(alone)(scope) is None else []


def _is_text(node: Node) -> bool:
    return type(node) is Literal and type(node.value) is str
