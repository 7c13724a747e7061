"""The bench on which boxes become closures: it knows the names and types in sight, and where a mistake stands."""
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine import feel
from engine.dmn.markup import Notes
from engine.dmn.types import Types
from engine.dmn.written import read_written
from engine.feel.run import Scope

_WORD = re.compile(r"[^\W\d]\w*")
_NO_WORDS = frozenset({"true", "false", "null"})

Evaluator = Callable[[Scope], object]
Test = Callable[[object, Scope], object]
Fit = Callable[[Scope, object], object]


@dataclass(frozen=True)
class Bench:
    """`owner` is the decision or knowledge model being compiled.

    `names` are all that can stand in its expressions, those behind a dot included; `sight` those with a value of their own;
    `apart` what the model declares and can only be seen along a line; `given` the input data in sight, each with all its names.
    """

    owner_id: str
    owner: str
    types: Types
    names: frozenset[str]
    notes: Notes
    camunda: bool = False
    sight: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def seeing(self, names: Iterable[str]) -> "Bench":
        """The same bench, with more names in sight."""
        more = frozenset(names)
        given = {name: others for name, others in self.given.items() if name not in more}
        return replace(self, names=self.names | more, sight=self.sight | more, given=given)

    def _look_for_lines(self, used: frozenset[str], element: str) -> None:
        """A name without a line to where it comes from is always empty, and nothing else would say so."""
        for name in sorted(used & self.apart - self.sight):
            self.notes.warning(element, "dmn.no_line", decision=self.owner, name=name)
        asked = self.notes.asked.setdefault(self.owner_id, {})
        asked.update((name, self.given.get(name, (name,))) for name in used if name in self.given or name not in self.sight | self.apart)

    def expression(self, text: str, element: str, key: str = "dmn.feel_literal", **place: object) -> Evaluator:
        """FEEL as a function of its scope. A mistake is noted with its place, and gives null with a problem."""
        if not text.strip():
            return _nothing
        try:
            compiled = feel.compile(text, names=self.names, types=self.types.by_name)
        except feel.FeelError as error:
            return self._broken(error, element, key, place)
        self._look_for_lines(compiled.names, element)
        self._doubt(text, element, key, place)
        return compiled

    def test(self, text: str, element: str, key: str, **place: object) -> Test | None:
        """Unary tests as a function of value and scope; None for the cell that always matches."""
        if text.strip() in ("", "-"):
            return None
        try:
            compiled = feel.unary_test(text, names=self.names, types=self.types.by_name)
        except feel.FeelError as error:
            nothing = self._broken(error, element, key, place)
            return lambda value, scope: nothing(scope)
        self._look_for_lines(compiled.names, element)
        self._doubt(text, element, key, place)
        return compiled

    def _doubt(self, text: str, element: str, key: str, place: dict) -> None:
        """What parses and was hardly meant; in a cell also a word without quotes that nothing here is called."""
        for problem in feel.doubts(text, self.names, self.types.by_name) if '"' in text or "-" in text else ():
            self.notes.warning(element, key, decision=self.owner, problem=problem, **place)
        word = text.strip()
        if key == "dmn.feel_cell" and _WORD.fullmatch(word) and word not in _NO_WORDS | self.sight | self.apart | self.given.keys():
            self.notes.warning(element, "dmn.bare_word", decision=self.owner, word=word, **place)

    def _broken(self, error: feel.FeelError, element: str, key: str, place: dict) -> Evaluator:
        self.notes.error(element, key, decision=self.owner, problem=error, **place)
        said = "dmn.external_called" if error.key == "feel.syntax.external" else "dmn.broken_logic"
        return lambda scope: scope.run.problem(said, decision=self.owner)

    def fitted(self, evaluator: Evaluator, type_ref: str | None, name: str | None = None, element: str = "",
               written: bool = False) -> Evaluator:
        """The evaluator, with its value fitted to a type where one is asked."""
        fit = self.fitting(type_ref, name, element, written)
        return evaluator if fit is None else lambda scope: fit(scope, evaluator(scope))

    def fitting(self, type_ref: str | None, name: str | None = None, element: str = "", written: bool = False) -> Fit | None:
        """What fits a value to a type. `written`: the value comes from outside, where dates are text."""
        if type_ref and self.types.known(type_ref) is None:
            self.notes.warning(element or self.owner_id, "dmn.unknown_type", decision=self.owner, type=type_ref)
        fit = self.types.fitting(type_ref, name or self.owner)
        if fit is None or not written:
            return fit
        kind = self.types.find(type_ref)
        return lambda scope, value: fit(scope, read_written(value, kind))


def _nothing(scope: Scope) -> None:
    return None
