"""Definitions in the language of the reader: as written, or in the English that was published with them."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from engine import english, forms
from engine.forms import Form
from engine.language import text
from engine.next_turn import Next
from engine.tables import Case, Definition, Task
from engine.tables.dialects import fold
from engine.work import Work

TITLES = ("promise.task",)                  # of tasks that are added without a diagram, and not by somebody's own words


@dataclass(frozen=True)
class Speech:
    """Every text falls back on what the definition itself says."""

    texts: Mapping[str, str] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)     # what a process is called as written -> its id
    language: str = "nl"

    def name(self, element: str, written: str) -> str:
        return self.texts.get(element, written) if element else added(written, self.language)

    def title(self, written: str) -> str:
        """Of a case: one that nobody gave a title is called as its process."""
        return self.texts.get(self.processes.get(written, ""), written)

    def part(self, element: str, part: str, written: str) -> str:
        return self.texts.get(f"{element}/{part}", written) if written else written

    def form(self, form: Form | None) -> Form | None:
        return forms.translated(form, self.texts) if form is not None and self.texts else form

    def drawing(self, content: bytes) -> bytes:
        return english.drawn(content, self.texts) if self.texts else content

    def next(self, found: Iterable[Next]) -> tuple[Next, ...]:
        return tuple(replace(one, name=self.name(one.element, one.name)) for one in found) if self.texts else tuple(found)


AS_WRITTEN = Speech()


def speech(work: Work, bundle: int, language: str, process: str | None = "") -> Speech:
    """Of a bundle, or of the called process beside it that this reference names."""
    if language != "en":
        return AS_WRITTEN
    contents = work.library.contents(work.session, int(process.partition(":")[0]) if process else bundle)
    return Speech(contents.english, contents.names, language)


def added(written: str, language: str) -> str:
    """A task that no diagram knows: as somebody wrote it, or, when the title is ours, in the words of the reader."""
    key = _ours().get(written)
    return text(key, language) if key else written


def case_is_called(letters: str, written: Sequence[str] = ()) -> ColumnElement[bool]:
    """Cases with these folded letters in their number or title, or with one of these titles."""
    found = Case.search.contains(letters, autoescape=True)
    return or_(found, Case.title.in_(written)) if written else found


def turn_is_called(letters: str, written: Sequence[str] = ()) -> ColumnElement[bool]:
    found = func.lower(Task.name).contains(letters, autoescape=True)
    return or_(found, Task.name.in_(written)) if written else found


def written_as(work: Work, letters: str, language: str) -> tuple[str, ...]:
    """What has these folded letters in its English name, as it is written: in the newest version of each process, and what is added without a diagram."""
    if language != "en":
        return ()
    newest = select(Definition.key, func.max(Definition.version).label("version")).group_by(Definition.key).subquery()
    bundles = list(work.session.scalars(select(Definition.bundle_id).distinct().join(
        newest, and_(newest.c.key == Definition.key, newest.c.version == Definition.version))))
    drawn = [name for bundle in bundles for said, name in work.library.contents(work.session, bundle).named_in_english if letters in said]
    return tuple(dict.fromkeys((*drawn, *(written for written, key in _ours().items() if letters in fold(text(key, language))))))


@cache
def _ours() -> Mapping[str, str]:
    return {text(key, language): key for key in TITLES for language in ("nl", "en")}


def spoken(work: Work, row: Row, language: str) -> tuple[str, str]:
    """What a task and its case are called: a row with the task's `element`, `name` and `process`, the case's `title`, and `bundle_id`."""
    if language != "en":
        return (row.name or "") if row.element else added(row.name or "", language), row.title
    task = speech(work, row.bundle_id, language, row.process).name(row.element, row.name) if row.element else added(row.name or "", language)
    return task, speech(work, row.bundle_id, language).title(row.title)
