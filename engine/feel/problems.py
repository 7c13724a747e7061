"""How FEEL says no: errors that are raised, and problems that explain a null."""
from dataclasses import dataclass, field

from engine.language import text


@dataclass(frozen=True)
class Word:
    """A word inside a sentence that is itself translated, such as the kind of a value."""

    key: str

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language)


def _sentence(key: str, params: dict, language: str) -> str:
    said = {name: text(value.key, language) if isinstance(value, Word) else value for name, value in params.items()}
    return text(key, language, **said)


@dataclass(frozen=True)
class Problem:
    """Why an evaluation gave null. Params hold names and kinds from the source, never values of a case."""

    key: str
    params: dict = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        return _sentence(self.key, self.params, language)


def kind_word(kind: str) -> Word:
    """The kind of a value, as a person reads it."""
    return Word("feel.kind." + kind.replace(" ", "_"))


class FeelError(Exception):
    """FEEL refused. `key` names the sentence in the catalogues, `params` fill it in."""

    def __init__(self, key: str, **params: object):
        self.key, self.params = key, params
        super().__init__(key)

    def sentence(self, language: str = "nl") -> str:
        return _sentence(self.key, self.params, language)

    def __str__(self) -> str:
        return self.sentence("en")


class FeelSyntaxError(FeelError):
    """The source is not FEEL. `column` counts from 1; `expected` lists what could have stood there."""

    def __init__(self, key: str, column: int, expected: tuple = (), **params: object):
        self.column, self.expected = column, expected
        super().__init__(key, column=column, **params)

    def sentence(self, language: str = "nl") -> str:
        if not self.expected:
            return super().sentence(language)
        said = [text(word.key, language) if isinstance(word, Word) else f"`{word}`" for word in self.expected]
        listed = said[0] if len(said) == 1 else ", ".join(said[:-1]) + text("feel.syntax.or", language) + said[-1]
        return _sentence(self.key, {**self.params, "expected": listed}, language)


class BudgetExceeded(FeelError):
    """The evaluation asked for more steps, time, memory or nesting than one expression may use."""


class Unfit(Exception):
    """Inside a built-in: these arguments give null, and this is the sentence why. Never leaves the room."""

    def __init__(self, key: str = "feel.null.function", **params: object):
        self.key, self.params = key, params
        super().__init__(key)
