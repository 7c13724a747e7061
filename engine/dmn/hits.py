"""The hit policies: from the rules that matched to the one value of the table (DMN 8.2.11)."""
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from engine.feel.run import Scope
from engine.feel.values import equal

_UNRANKED = 1_000_000


class Column(Protocol):
    """An output column: its name, and its allowed values in order of importance."""

    name: str

    def order(self, scope: Scope) -> list: ...


class Asked(Protocol):
    """The table, as far as a hit policy looks at it."""

    owner: str
    columns: Sequence[Column]

    def answer(self, scope: Scope, hit: int) -> object: ...
    def numbers(self, hits: Sequence[int]) -> str: ...
    def reckon(self, aggregation: str, scope: Scope, answers: list) -> object: ...


HitPolicy = Callable[[Asked, Scope, list[int]], object]


def unique(table: Asked, scope: Scope, hits: list[int]):
    if len(hits) > 1:
        return scope.run.problem("dmn.several_rules", decision=table.owner, rules=table.numbers(hits))
    return table.answer(scope, hits[0])


def first(table: Asked, scope: Scope, hits: list[int]):
    return table.answer(scope, hits[0])


def any_of_equals(table: Asked, scope: Scope, hits: list[int]):
    answers = rule_order(table, scope, hits)
    if all(equal(scope.run, answer, answers[0]) is True for answer in answers[1:]):
        return answers[0]
    return scope.run.problem("dmn.rules_disagree", decision=table.owner, rules=table.numbers(hits))


def priority(table: Asked, scope: Scope, hits: list[int]):
    return output_order(table, scope, hits)[0]


def rule_order(table: Asked, scope: Scope, hits: list[int]):
    return [table.answer(scope, hit) for hit in hits]


def output_order(table: Asked, scope: Scope, hits: list[int]):
    """By the place of each output in its list of values, the first column first; what is not listed comes last."""
    orders = [column.order(scope) for column in table.columns]
    ranked = [(_rank(table, scope, answer, orders), answer) for answer in rule_order(table, scope, hits)]
    ranked.sort(key=lambda pair: pair[0])
    return [answer for _, answer in ranked]


def _rank(table: Asked, scope: Scope, answer: object, orders: list[list]) -> list[int]:
    parts = [answer] if len(table.columns) == 1 else [answer[column.name] for column in table.columns]
    return [next((place for place, value in enumerate(order) if equal(scope.run, value, part) is True), _UNRANKED)
            for order, part in zip(orders, parts)]


def count(table: Asked, scope: Scope, hits: list[int]):
    return Decimal(len(rule_order(table, scope, hits)))


def _collecting(aggregation: str) -> HitPolicy:
    return lambda table, scope, hits: table.reckon(aggregation, scope, rule_order(table, scope, hits))


POLICIES: dict[str, HitPolicy] = {
    "UNIQUE": unique, "FIRST": first, "ANY": any_of_equals, "PRIORITY": priority, "COLLECT": rule_order,
    "RULE ORDER": rule_order, "OUTPUT ORDER": output_order,
}
AGGREGATIONS: dict[str, HitPolicy] = {kind: _collecting(kind) for kind in ("SUM", "MIN", "MAX")} | {"COUNT": count}
