"""Built-ins that make one value of a list (DMN 10.3.4.4): counts, sums, averages, and the like."""
from decimal import Decimal
from itertools import groupby

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import CONTEXT
from engine.feel.problems import Unfit
from engine.feel.temporal import DateTime, DaysTime, Time, YearsMonths
from engine.feel.values import ORDERED, less


def of_one_kind(items: list) -> list:
    """The items, when they can be compared with each other."""
    if not items:
        raise Unfit("feel.null.empty_list")
    kind = type(items[0])
    if kind not in ORDERED or any(type(item) is not kind for item in items):
        raise Unfit("feel.null.mixed_list")
    # One by one a wall time and an instant can be compared, but a list of both has no order that holds throughout.
    if kind in (Time, DateTime) and len({item.aware() for item in items}) > 1:
        raise Unfit("feel.null.mixed_list")
    return items


def _numbers(items: list) -> list[Decimal]:
    if any(type(item) is not Decimal for item in items):
        raise Unfit("feel.null.only_numbers")
    return items


def _some(items: list) -> list:
    if not items:
        raise Unfit("feel.null.empty_list")
    return items


def _total(items: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for item in items:
        total = CONTEXT.add(total, item)
    return total


@builtin("count", "list:list")
def count(_run, items):
    return Decimal(len(items))


def _extreme(items: list, place: int):
    """The smallest (place 0) or the largest (place 1) of two, over the whole list."""
    best = of_one_kind(items)[0]
    for item in items[1:]:
        if less(item, best) if place == 0 else less(best, item):
            best = item
    return best


@builtin("min", "list:list", spread=True)
def minimum(_run, items):
    return _extreme(items, 0)


@builtin("max", "list:list", spread=True)
def maximum(_run, items):
    return _extreme(items, 1)


@builtin("sum", "list:list", spread=True)
def total(_run, items):
    for kind in (DaysTime, YearsMonths):
        if _some(items) and all(type(item) is kind for item in items):
            return kind(sum(item.key() for item in items))
    return _total(_numbers(items))


@builtin("mean", "list:list", spread=True)
def mean(_run, items):
    for kind in (DaysTime, YearsMonths):
        if _some(items) and all(type(item) is kind for item in items):
            return kind(sum(item.key() for item in items) // len(items))
    return CONTEXT.divide(_total(_numbers(items)), Decimal(len(items)))


@builtin("product", "list:list", spread=True)
def product(_run, items):
    made = Decimal(1)
    for item in _numbers(_some(items)):
        made = CONTEXT.multiply(made, item)
    return made


@builtin("median", "list:list", spread=True)
def median(_run, items):
    items = sorted(_numbers(_some(items)))
    middle = len(items) // 2
    if len(items) % 2:
        return items[middle]
    return CONTEXT.divide(CONTEXT.add(items[middle - 1], items[middle]), Decimal(2))


@builtin("stddev", "list:list", spread=True)
def standard_deviation(_run, items):
    if len(_numbers(items)) < 2:
        raise Unfit("feel.null.empty_list")
    average = CONTEXT.divide(_total(items), Decimal(len(items)))
    squares = [CONTEXT.power(CONTEXT.subtract(item, average), 2) for item in items]
    return CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(items) - 1)))


@builtin("mode", "list:list", spread=True)
def mode(_run, items):
    counted = [(item, sum(1 for _ in same)) for item, same in groupby(sorted(_numbers(items)))]
    most = max((times for _, times in counted), default=0)
    return [item for item, times in counted if times == most]


def _decided(items: list, deciding: bool) -> bool | None:
    unknown = False
    for item in items:
        if item is deciding:
            return deciding
        unknown = unknown or type(item) is not bool
    return None if unknown else not deciding


@builtin("all", "list:list", spread=True)
def every(_run, items):
    return _decided(items, False)


@builtin("any", "list:list", spread=True)
def some(_run, items):
    return _decided(items, True)
