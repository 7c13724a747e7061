"""One difference between two versions, as a sentence; and how settings are said in words."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.iso import BadTime, parse_duration
from engine.language import catalogue, text


@dataclass(frozen=True)
class Change:
    """`key` is compare.*; values that are a Said are put into words in the language of whoever reads."""

    file: str
    element: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        return text(self.key, language, **self.params)


@dataclass(frozen=True)
class Called:
    """What something is called: as it was written, or in the English that stands beside it."""

    written: str
    english: str = ""

    def sentence(self, language: str = "nl") -> str:
        return self.english if language == "en" and self.english else self.written

    def quoted(self) -> "Called":
        return Called(f"‘{self.written}’", self.english and f"‘{self.english}’")

    def in_short(self, longest: int = 80) -> "Called":
        return Called(_first_line(self.written, longest), _first_line(self.english, longest))


@dataclass(frozen=True)
class File:
    """A file of both versions, with the English of each."""

    path: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    def was(self, name: str, written: str) -> Called:
        return Called(written, self.before.get(name, ""))

    def now(self, name: str, written: str) -> Called:
        return Called(written, self.after.get(name, ""))

    def other_words(self, name: str, old: str, new: str) -> dict[str, Called]:
        return other_words(self.was(name, old), self.now(name, new))


def other_words(was: Called, now: Called) -> dict[str, Called]:
    """As `old` and `new`: where the English stayed, both as they were written, since that is what changed."""
    same = was.sentence("en") == now.sentence("en")
    return {"old": Called(was.written) if same else was, "new": Called(now.written) if same else now}


@dataclass(frozen=True)
class Said:
    """A setting as it was written, by kind: term, terms, chain, role, phase, board or text."""

    kind: str
    written: str | None

    def sentence(self, language: str = "nl") -> str:
        if not self.written:
            return text("compare.none", language)
        if self.kind in ("term", "time"):
            return term(self.written, language, working=self.kind == "term")
        if self.kind == "terms":
            return ", ".join(term(part.strip(), language) for part in self.written.split(","))
        if self.kind == "chain":
            return ", ".join(_link(part.strip(), language) for part in self.written.split(","))
        if self.kind == "role":
            return ", ".join(_word("role", role, language) for role in self.written.split(", "))
        return _word(self.kind, self.written, language)


def term(written: str, language: str, working: bool = True) -> str:
    """P5D: 5 werkdagen; quiet P3M: 3 maanden, stil. What is computed or cannot be read is quoted.

    `working`: days count as working days, as in our own settings; in a BPMN timer they do not.
    """
    quiet, _, rest = written.rpartition(" ")
    try:
        duration = parse_duration(rest)
    except BadTime:
        return f"‘{_short(written)}’"
    minutes, seconds = divmod(int(duration.clock.total_seconds()), 60)
    parts = (("years", duration.years), ("months", duration.months), ("weeks", duration.weeks), ("working_days" if working else "days", duration.days),
             ("hours", minutes // 60), ("minutes", minutes % 60), ("seconds", seconds))
    said = [text(f"compare.{name}.{'one' if number == 1 else 'more'}", language, n=number) for name, number in parts if number]
    whole = ", ".join(said) or text("compare.at_once", language)
    return text("compare.quiet", language, term=whole) if quiet == "quiet" else whole


def _link(written: str, language: str) -> str:
    """coordinator after P2D: naar programmacoördinator na 2 werkdagen."""
    role, after, late = written.partition(" after ")
    who = _word("role", role.strip(), language)
    if not after:
        return who
    wait = term(late.strip(), language)
    return text("compare.link_at_once" if wait == text("compare.at_once", language) else "compare.link", language, who=who, term=wait)


def _word(kind: str, written: str, language: str) -> str:
    key = f"compare.{kind}.{written}"
    return text(key, language) if key in catalogue(language) else f"‘{_short(written)}’"


def _short(written: str) -> str:
    return _cut(" ".join(written.split()), 120)


def _first_line(words: str, longest: int) -> str:
    return _cut(words.strip().splitlines()[0], longest) if words.strip() else ""


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[:longest - 1] + "…"
