"""Definitions in the language of the reader: as written, or in the English that was published with them."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine import english, forms
from engine.forms import Form
from engine.next_turn import Next
from engine.work import Work


@dataclass(frozen=True)
class Speech:
    """Every text falls back on what the definition itself says."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def name(self, element: str, written: str) -> str:
        return self.texts.get(element, written)

    def part(self, element: str, part: str, written: str) -> str:
        return self.texts.get(f"{element}/{part}", written) if written else written

    def form(self, form: Form | None) -> Form | None:
        return forms.translated(form, self.texts) if form is not None and self.texts else form

    def drawing(self, content: bytes) -> bytes:
        return english.drawn(content, self.texts) if self.texts else content

    def next(self, found: Iterable[Next]) -> tuple[Next, ...]:
        return tuple(replace(one, name=self.name(one.element, one.name)) for one in found) if self.texts else tuple(found)


AS_WRITTEN = Speech()


def speech(work: Work, bundle: int, language: str) -> Speech:
    return Speech(work.library.contents(work.session, bundle).english) if language == "en" else AS_WRITTEN
