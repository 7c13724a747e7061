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
    said = " ".join(written.split())
    return said if len(said) <= 120 else said[:119] + "…"
