"""Types as a model names them: what fits, what is converted, and which values are allowed (DMN 7.3.3, 10.3.2.9)."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.dmn.definitions import ItemDefinition
from engine.dmn.markup import Notes
from engine.feel import FeelError, unary_test
from engine.feel.run import Scope
from engine.feel.types import ANY, BASIC, ContextOf, FunctionOf, ListOf, Type, coerce

# The names modellers write; Camunda's older ones for numbers included.
_OTHER_NAMES = {
    "dateTime": "date and time", "dateAndTime": "date and time", "dayTimeDuration": "days and time duration",
    "daysAndTimeDuration": "days and time duration", "yearMonthDuration": "years and months duration",
    "yearsAndMonthsDuration": "years and months duration", "integer": "number", "long": "number", "double": "number",
    "decimal": "number", "Number": "number", "String": "string", "Boolean": "boolean", "Date": "date",
}
Check = Callable[[Scope, object], bool]


class Types:
    """The types of one model and, with their prefix, of those it imports."""

    def __init__(self, items: tuple[ItemDefinition, ...], imported: Iterable[tuple[str, Types]], names: frozenset[str], notes: Notes) -> None:
        self.items = {item.name: item for item in items}
        self.names, self.notes = names, notes
        self.by_name: dict[str, Type] = {}
        self.checks: dict[str, Check | None] = {}
        self.results: dict[str, str | None] = {item.name: item.output_type for item in items}
        for prefix, types in imported:
            before = f"{prefix}." if prefix else ""
            self.by_name |= {before + name: kind for name, kind in types.by_name.items()}
            self.checks |= {before + name: check for name, check in types.checks.items()}
            self.results |= {before + name: before + result if result in types.by_name else result
                             for name, result in types.results.items()}
        self._begun: set[str] = set()
        for item in items:
            self._named(item.name)
            # A type may name itself, and so may its check: the check is looked up when it runs.
            self.checks[item.name] = self._check(item)

    def known(self, type_ref: str) -> str | None:
        """The name under which a reference is known here, or None."""
        for name in (type_ref, _OTHER_NAMES.get(type_ref, ""), _unprefixed(type_ref)):
            if name in self.by_name or name in BASIC:
                return name
        return None

    def find(self, type_ref: str | None) -> Type | None:
        """None where nothing is asked, or the name is not known."""
        name = self.known(type_ref) if type_ref else None
        if name is None:
            return None
        return self.by_name.get(name) or BASIC[name]

    def result_of(self, type_ref: str | None) -> str | None:
        """The name of the type that functions of a function type give."""
        name = self.known(type_ref) if type_ref else None
        return self.results.get(name)

    def fitting(self, type_ref: str | None, name: str) -> Callable[[Scope, object], object] | None:
        """A function that fits a value called `name` to the type, or gives null and says why; None where anything goes."""
        kind = self.find(type_ref)
        if kind is None or kind is ANY:
            return None
        check = self.checks.get(self.known(type_ref))

        def fit(scope: Scope, value):
            if value is None:
                return None
            fitted = coerce(value, kind, scope.run)
            if fitted is None:
                return scope.run.problem("dmn.not_of_type", name=name, type=type_ref)
            if check is not None and not check(scope, fitted):
                return scope.run.problem("dmn.value_not_allowed", name=name, type=type_ref)
            return fitted
        return fit

    def _type(self, item: ItemDefinition) -> Type:
        kind = self._single(item)
        return ListOf(kind) if item.collection else kind

    def _single(self, item: ItemDefinition) -> Type:
        if item.parameters is not None:
            return FunctionOf(tuple(self._named(one.type_ref) for one in item.parameters), self._named(item.output_type))
        if item.components:
            return ContextOf(tuple((one.name, self._type(one)) for one in item.components))
        return self._named(item.type_ref)

    def _named(self, type_ref: str | None) -> Type:
        """A type by its name, made once. One that contains itself stops at Any, where it would go round."""
        for name in (type_ref or "", _OTHER_NAMES.get(type_ref or "", ""), _unprefixed(type_ref or "")):
            if name in self.items and name not in self._begun:
                self._begun.add(name)
                self.by_name[name] = self._type(self.items[name])
            if name in self.by_name:
                return self.by_name[name]
            if name in BASIC:
                return BASIC[name]
        return ANY

    def _check(self, item: ItemDefinition) -> Check | None:
        """Whether the values allowed by a type, its components and the type it builds on hold; None where all do."""
        each = [check for check in (self._tests(item, item.allowed), self._components(item), self._base(item)) if check]
        whole = self._tests(item, item.constraint)
        if not each and whole is None:
            return None

        def holds(scope: Scope, value) -> bool:
            if whole is not None and not whole(scope, value):
                return False
            values = value if item.collection and type(value) is list else (value,)
            return all(check(scope, one) for check in each for one in values)
        return holds

    def _tests(self, item: ItemDefinition, text: str | None) -> Check | None:
        if not (text or "").strip():
            return None
        try:
            test = unary_test(text, names=self.names, types=self.by_name)
        except FeelError as error:
            self.notes.error(item.name, "dmn.feel_type", type=item.name, problem=error)
            return None
        return lambda scope, value: test(value, scope) is True

    def _components(self, item: ItemDefinition) -> Check | None:
        checks = [(one.name, check) for one in item.components if (check := self._check(one)) is not None]
        if not checks:
            return None

        def hold(scope: Scope, value) -> bool:
            if type(value) is not dict:
                return True
            return all(value.get(name) is None or check(scope, value[name]) for name, check in checks)
        return hold

    def _base(self, item: ItemDefinition) -> Check | None:
        base = next((name for name in (item.type_ref, _unprefixed(item.type_ref or "")) if name in self.items), None)
        if base is None and item.type_ref in self.checks:
            return self.checks[item.type_ref]
        if base is None or base == item.name:
            return None

        def holds(scope: Scope, value) -> bool:
            scope.run.step()
            check = self.checks.get(base)
            return check is None or value is None or check(scope, value)
        return holds


def _unprefixed(type_ref: str) -> str:
    """`feel:string`, as DMN 1.1 wrote it."""
    return _OTHER_NAMES.get(type_ref.rpartition(":")[2], type_ref.rpartition(":")[2])
