"""FEEL types: what `instance of` asks, and how a value is fitted to a parameter (DMN 10.3.2.9)."""
from dataclasses import dataclass
from decimal import Decimal

from engine.feel.json_values import Meter
from engine.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from engine.feel.values import Function, Range


@dataclass(frozen=True, slots=True)
class Basic:
    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class RangeOf:
    end: "Type"


@dataclass(frozen=True, slots=True)
class ContextOf:
    entries: tuple[tuple[str, "Type"], ...]


@dataclass(frozen=True, slots=True)
class FunctionOf:
    parameters: tuple["Type", ...]
    result: "Type"


Type = Basic | ListOf | RangeOf | ContextOf | FunctionOf
ANY, NULL = Basic("Any"), Basic("Null")
_CLASSES = {
    "number": Decimal, "string": str, "boolean": bool, "date": Date, "time": Time, "date and time": DateTime,
    "years and months duration": YearsMonths, "days and time duration": DaysTime,
}
BASIC = {name: Basic(name) for name in _CLASSES} | {
    "Any": ANY, "any": ANY, "Null": NULL, "null": NULL, "list": ListOf(ANY), "context": ContextOf(()), "range": RangeOf(ANY),
}


def is_instance(value, kind: Type, meter: Meter | None = None) -> bool:
    """Is it of this type; parts that are null always are. The meter is charged for what a list or context holds."""
    if type(kind) is Basic:
        if kind is ANY:
            return value is not None
        return value is None if kind is NULL else type(value) is _CLASSES[kind.name]
    if meter is not None and type(value) is list:
        meter.step(1 + len(value))
    if type(kind) is ListOf:
        return type(value) is list and (kind.item is ANY or all(_fits(item, kind.item, meter) for item in value))
    if type(kind) is RangeOf:
        known = type(value) is Range and not value.unknown
        return known and _fits(value.start, kind.end, meter) and _fits(value.end, kind.end, meter)
    if type(kind) is ContextOf:
        return type(value) is dict and all(name in value and _fits(value[name], inner, meter) for name, inner in kind.entries)
    return type(value) is Function and _is_function(value, kind)


def _fits(value, kind: Type, meter: Meter | None) -> bool:
    return value is None or kind is ANY or is_instance(value, kind, meter)


def _is_function(value: Function, kind: FunctionOf) -> bool:
    """Parameters may take more than asked, the result may be narrower than asked."""
    if len(value.parameters) != len(kind.parameters):
        return False
    declared = value.types or [None] * len(value.parameters)
    takes = all(conforms(asked, own or ANY) for own, asked in zip(declared, kind.parameters))
    return takes and (value.result is None or conforms(value.result, kind.result))


def conforms(narrow: Type, wide: Type) -> bool:
    """May a value of the first type stand where the second is asked (DMN 10.3.2.9.2)."""
    if wide is ANY or narrow is NULL or narrow == wide:
        return True
    if type(narrow) is not type(wide):
        return False
    if type(wide) is ListOf:
        return conforms(narrow.item, wide.item)
    if type(wide) is RangeOf:
        return conforms(narrow.end, wide.end)
    if type(wide) is ContextOf:
        own = dict(narrow.entries)
        return all(name in own and conforms(own[name], inner) for name, inner in wide.entries)
    if type(wide) is FunctionOf:
        same = len(narrow.parameters) == len(wide.parameters)
        return same and all(map(conforms, wide.parameters, narrow.parameters)) and conforms(narrow.result, wide.result)
    return False


def coerce(value, kind: Type | None, meter: Meter | None = None):
    """The value as a parameter of this type takes it, or None: one item for its list and back, a date for its midnight."""
    if kind is None or value is None or kind is ANY or is_instance(value, kind, meter):
        return value
    if type(value) is list and len(value) == 1 and type(kind) is not ListOf and is_instance(value[0], kind, meter):
        return value[0]
    if type(kind) is ListOf and type(value) is not list and is_instance([value], kind, meter):
        return [value]
    if kind == BASIC["date and time"] and type(value) is Date:
        return DateTime(value, Time(0, 0))
    return None
