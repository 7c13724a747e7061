"""The table of built-in functions: a name, its signatures in words, and the Python that does it."""
import decimal
from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.numbers import is_whole
from engine.feel.problems import Unfit
from engine.feel.run import Run, word_for
from engine.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from engine.feel.values import Function, Range

BUILTINS: dict[str, Function] = {}
_CLASSES = {
    "number": (decimal.Decimal,), "text": (str,), "boolean": (bool,), "list": (list,), "context": (dict,), "range": (Range,),
    "function": (Function,), "date": (Date,), "time": (Time,), "datetime": (DateTime,), "moment": (Date, DateTime),
    "duration": (YearsMonths, DaysTime), "days": (DaysTime,),
}


@dataclass(frozen=True, slots=True)
class _Parameter:
    """`optional` may be left out, `nullable` may be null; `integer` and `any` are kinds no class tells."""

    name: str
    kind: str
    optional: bool
    nullable: bool

    def takes(self, value) -> bool:
        if self.kind == "any":
            return True
        if self.kind == "integer":
            return type(value) is decimal.Decimal and is_whole(value)
        return type(value) in _CLASSES[self.kind]


_LEFT_OUT = object()


@dataclass(frozen=True, slots=True)
class _Signature:
    parameters: tuple[_Parameter, ...]

    @staticmethod
    def read(words: str) -> "_Signature":
        """`string:text, length:integer?!` - `?` may be left out, `!` may be null."""
        parameters = []
        for part in filter(None, (part.strip() for part in words.split(","))):
            name, kind = part.split(":")
            parameters.append(_Parameter(name, kind.strip("?!"), "?" in kind, "!" in kind))
        return _Signature(tuple(parameters))

    def place(self, arguments: list | None, named: dict | None) -> list | None:
        """The arguments by place, those left out marked; None when they are too many, too few, or of other names."""
        if named is not None:
            names = {parameter.name for parameter in self.parameters}
            if not names.issuperset(named):
                return None
            placed = [named.get(parameter.name, _LEFT_OUT) for parameter in self.parameters]
        elif len(arguments) > len(self.parameters):
            return None
        else:
            placed = arguments + [_LEFT_OUT] * (len(self.parameters) - len(arguments))
        missing = any(value is _LEFT_OUT and not parameter.optional for parameter, value in zip(self.parameters, placed))
        return None if missing else placed

    def fit(self, placed: list) -> list | _Parameter:
        """The values as the function takes them, or the first parameter that refuses (DMN 10.3.2.9.4: lists of one)."""
        values = []
        for parameter, value in zip(self.parameters, placed):
            if value is _LEFT_OUT or (value is None and (parameter.nullable or parameter.kind == "any")):
                value = None
            elif value is None:
                return parameter
            elif not parameter.takes(value):
                if parameter.kind == "list":
                    value = [value]
                elif type(value) is list and len(value) == 1 and parameter.takes(value[0]):
                    value = value[0]
                else:
                    return parameter
            values.append(value)
        return values


def _charge(run: Run, values: list) -> None:
    """A built-in costs what it must look at."""
    cost = 1
    for value in values:
        kind = type(value)
        if kind is list or kind is dict:
            cost += len(value) // 8
        elif kind is str:
            cost += len(value) // 256
    run.step(cost)


class _Builtin:
    """What a built-in does when it is called: find the signature that fits, charge, compute, say why not."""

    __slots__ = ("body", "name", "signatures", "spread")

    def __init__(self, name: str, signatures: tuple[_Signature, ...], spread: bool, body: Callable):
        self.name, self.signatures, self.spread, self.body = name, signatures, spread, body

    def __call__(self, run: Run, arguments: list | None, named: dict | None = None):
        refused: tuple | None = None
        for signature in self._in_order(named):
            placed = signature.place(arguments, named)
            if placed is None:
                continue
            values = signature.fit(placed)
            if type(values) is list:
                return self._compute(run, values)
            refused = refused or (values, placed[signature.parameters.index(values)])
        if self.spread and named is None and arguments:
            return self._compute(run, [list(arguments)])
        return self._refuse(run, refused)

    def _in_order(self, named: dict | None) -> tuple[_Signature, ...] | list[_Signature]:
        """`before(point, range)` and `before(range, point)` have the same names: the order written says which is meant."""
        if named is None or len(self.signatures) == 1:
            return self.signatures
        written = list(named)
        return sorted(self.signatures, key=lambda signature: [parameter.name for parameter in signature.parameters] != written)

    def _compute(self, run: Run, values: list):
        _charge(run, values)
        try:
            return run.keep(self.body(run, *values))
        except Unfit as unfit:
            return run.problem(unfit.key, **{"function": self.name, **unfit.params})
        except (decimal.DecimalException, ValueError, OverflowError):
            return run.problem("feel.null.function", function=self.name)

    def _refuse(self, run: Run, refused: tuple | None) -> None:
        if refused is None:
            return run.problem("feel.null.arguments", function=self.name)
        parameter, value = refused
        if value is None:
            return run.problem("feel.null.argument_empty", function=self.name, parameter=parameter.name)
        return run.problem("feel.null.argument_kind", function=self.name, parameter=parameter.name, kind=word_for(value))


def builtin(name: str, *signatures: str, spread: bool = False) -> Callable:
    """Register a function `body(run, *values)` under its FEEL name; `spread`: a list may also come as arguments."""
    read = tuple(map(_Signature.read, signatures))

    def register(body: Callable) -> Callable:
        parameters = [parameter.name for parameter in read[0].parameters]
        BUILTINS[name] = Function(parameters, _Builtin(name, read, spread, body), name=name)
        return body
    return register


def variadic(name: str) -> Callable:
    """Register a function of any number of arguments: `body(run, arguments)`. It knows no names."""
    def register(body: Callable) -> Callable:
        def call(run: Run, arguments: list | None, named: dict | None = None):
            if not arguments or named is not None:
                return run.problem("feel.null.arguments", function=name)
            _charge(run, arguments)
            try:
                return run.keep(body(run, arguments))
            except Unfit as unfit:
                return run.problem(unfit.key, **{"function": name, **unfit.params})
        BUILTINS[name] = Function(["list"], call, name=name)
        return body
    return register
