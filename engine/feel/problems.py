"""How FEEL says no: errors that are raised, and problems that explain a null."""
from dataclasses import dataclass, field

from engine.language import text


@dataclass(frozen=True)
class Word:
    """Words inside a sentence that are themselves translated, such as the kind of a value."""

    key: str
    params: dict = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)


@dataclass(frozen=True)
class Problem:
    """Why an evaluation gave null. Params hold names and kinds from the source, never values of a case."""

    key: str
    params: dict = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)


def kind_word(kind: str) -> Word:
    """The kind of a value, as a person reads it."""
    return Word("feel.kind." + kind.replace(" ", "_"))


class FeelError(Exception):
    """FEEL refused. `key` names the sentence in the catalogues, `params` fill it in."""

    def __init__(self, key: str, **params: object):
        self.key, self.params = key, params
        super().__init__(key)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)

    def __str__(self) -> str:
        return self.sentence("en")


class FeelSyntaxError(FeelError):
    """The source is not FEEL. `column` counts from 1; `expected` lists what could have stood there: signs, or Words."""

    def __init__(self, key: str, column: int, expected: tuple = (), **params: object):
        self.column, self.expected = column, expected
        if expected:
            params["expected"] = _listed(expected)
        super().__init__(key, column=column, **params)


def _listed(expected: tuple) -> Word:
    """`a, b or c` in words that can be stored and said in any language."""
    words = [word if isinstance(word, Word) else Word("feel.syntax.sign", {"sign": word}) for word in expected]
    said = words[0]
    for number, word in enumerate(words[1:], 2):
        said = Word("feel.syntax.or" if number == len(words) else "feel.syntax.comma", {"one": said, "other": word})
    return said


class BudgetExceeded(FeelError):
    """The evaluation asked for more steps, time, memory or nesting than one expression may use."""


class Unfit(Exception):
    """Inside a built-in: these arguments give null, and this is the sentence why. Never leaves the room."""

    def __init__(self, key: str = "feel.null.function", **params: object):
        self.key, self.params = key, params
        super().__init__(key)
