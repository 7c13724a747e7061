"""A form as questions on a page: ids, help, errors and boxes around what engine.forms shows."""
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from engine import feel, forms
from engine.forms import model
from engine.forms.places import MAX_ITEMS
from engine.forms.showing import Shown
from engine.language import text
from webui.markdown import html_of
from webui.numbers import number

Answers = dict[str, Any]
Problem = tuple[str, str, Mapping[str, Any]]
DATE, TIME = (("day", 2), ("month", 2), ("year", 4)), (("hour", 2), ("minute", 2))
BOXES = {"date": DATE, "time": TIME, "datetime": DATE + TIME}
INPUT_TYPES = {"text": "text", "email": "email", "phone": "tel"}
PILLS = 30          # answers this short, and more than two of them, stand side by side
THIRDS = 14         # and three to six of these, of which one may be chosen, are thirds of a line: one tap, also on a phone
FOLDED = "meer"     # the group with this id is what may be left alone: folded until something stands in it
FOLD = "aanzet:fold"    # on a group of a long form: it folds, and stands open or closed at first


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Box:
    """One of the boxes of a date or a time."""

    id: str
    name: str
    label: str
    value: str
    length: int


@dataclass(frozen=True)
class Question:
    """One thing in the form, ready for parts/form.html. `key` tells the script which part comes and goes."""

    key: str
    id: str
    kind: str
    name: str = ""
    label: str = ""
    help: str = ""
    error: str = ""
    required: bool = False
    hidden: bool = False
    fixed: bool = False
    value: Any = ""
    options: tuple[Option, ...] = ()
    boxes: tuple[Box, ...] = ()
    look: str = ""
    prefix: str = ""
    suffix: str = ""
    longest: int | str | None = None
    words: Markup = field(default_factory=Markup)
    questions: tuple["Question", ...] = ()
    rows: tuple[tuple["Question", ...], ...] = ()
    changeable: bool = False
    others: bool = False        # a list with rows that are not for whoever asks: these stay, and are not here
    folded: bool = False
    open: bool = False
    answered: int = 0

    @property
    def shell(self) -> dict[str, str | None]:
        """Attributes of the element around the whole question."""
        plain = "part" if self.kind in ("group", "list") else "text" if self.kind == "words" else "field"
        return {"class": f"{plain} field--bad" if self.error else plain, "data-question": self.key, "hidden": "hidden" if self.hidden else None}

    @property
    def described(self) -> dict[str, str | None]:
        return {"aria-describedby": " ".join([f"{self.id}-h"] * bool(self.help) + [f"{self.id}-e"] * bool(self.error)) or None}

    @property
    def state(self) -> dict[str, str | None]:
        """Attributes of the control itself, for those who cannot see the page."""
        return self.described | {"aria-invalid": "true" if self.error else None, "aria-required": "true" if self.required else None}

    @property
    def target(self) -> str:
        """Where a link from the list of mistakes leads: the first control."""
        return self.boxes[0].id if self.boxes else self.id

    def said(self, yes: str, no: str) -> str:
        """The answer for reading: labels of what was chosen, not values."""
        if self.options:
            return ", ".join(option.label for option in self.options if option.chosen)
        if self.boxes:
            return "-".join(box.value for box in self.boxes[:3] if box.value) + (
                " " if len(self.boxes) > 3 else "") + ":".join(box.value for box in self.boxes[3:] if box.value)
        return (yes if self.value else no) if self.kind == "checkbox" else str(self.value or "")

    @property
    def parts(self) -> tuple["Question", ...]:
        return self.questions + tuple(question for row in self.rows for question in row)


def questions(form: model.Form, answers: Answers, data: Mapping[str, Any], world: feel.World, language: str,
              problems: tuple[Problem, ...] = (), locked: frozenset[str] = frozenset()) -> tuple[Question, ...]:
    """The whole form; what a condition hides now is there too, marked hidden. `locked`: fields, and lists in part, that are not for whoever asks."""
    known = over(answers, forms.check(form, answers, data, world).values)
    visible = set(_keys(forms.shown(form, known, data, world)))
    page = _Page(visible, {name: (key, params) for name, key, params in reversed(problems)}, language, locked)
    return page.questions(forms.shown(form, over(known, answers), data, world, _plain, everything=True), "")


def every(found: tuple[Question, ...]) -> Iterator[Question]:
    for question in found:
        yield question
        yield from every(question.parts)


def with_rows(answers: Answers, wish: str) -> Answers:
    """The answers with a row of a list more or less, as the buttons `add:list` and `drop:list:0` ask."""
    verb, _, rest = wish.partition(":")
    path, _, index = rest.rpartition(":") if verb == "drop" else (rest, "", "")
    rows = _rows_at(answers, path)
    if verb == "add" and rows is not None and len(rows) < MAX_ITEMS:
        rows.append({})
    elif verb == "drop" and rows is not None and (row := number(index)) is not None and row < len(rows):
        del rows[row]
    return answers


def says_something(answers: Any) -> bool:
    """Whether anything was filled in, ticked or chosen in what a form posted."""
    if isinstance(answers, Mapping):
        return any(map(says_something, answers.values()))
    return any(map(says_something, answers)) if isinstance(answers, list) else answers not in ("", None, False)


def over(under: Any, upper: Any) -> Any:
    """Answers over answers: objects key by key, lists row by row, otherwise the upper one."""
    if isinstance(under, Mapping) and isinstance(upper, Mapping):
        return {**under, **{key: over(under.get(key), value) for key, value in upper.items()}}
    if isinstance(under, list) and isinstance(upper, list) and any(isinstance(row, dict) for row in under + upper):
        return [over(under[n] if n < len(under) else {}, row) for n, row in enumerate(upper)]
    return upper


def _rows_at(answers: Any, path: str) -> list | None:
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(answers, list):
            row = number(part)
            answers = answers[row] if row is not None and row < len(answers) else None
        else:
            answers = answers.get(part) if isinstance(answers, dict) else None
    return answers if isinstance(answers, list) else None


def _keys(found: tuple[Shown, ...], place: str = "") -> Iterator[str]:
    for shown in found:
        yield _key(shown, place)
        yield from _keys(shown.fields, place)
        for n, row in enumerate(shown.items):
            yield from _keys(row, f"{shown.name}[{n}]")


def _key(shown: Shown, place: str) -> str:
    return f"{place}/{shown.component.id}"


def _plain(value: str) -> str:
    """A value inside markdown stays text: its marks are taken out of service."""
    return re.sub(r"([\\`*_\[\]#>+.)-])", r"\\\1", " ".join(value.split()))


class _Page:
    def __init__(self, visible: set[str], errors: Mapping[str, tuple[str, Mapping[str, Any]]], language: str, locked: frozenset[str]):
        self.visible, self.errors, self.language, self.locked = visible, errors, language, locked

    def questions(self, found: tuple[Shown, ...], place: str) -> tuple[Question, ...]:
        return tuple(self.question(shown, place) for shown in found)

    def error(self, shown: Shown) -> str:
        """What is wrong, with the question named as the reader reads it here."""
        key, params = self.errors.get(shown.name, ("", {}))
        return text(key, self.language, **{**params, "label": shown.text or shown.name}) if key else ""

    def question(self, shown: Shown, place: str) -> Question:
        one, key = shown.component, _key(shown, place)
        base = {"key": key, "id": "q-" + re.sub(r"[^A-Za-z0-9]+", "-", shown.name or key).strip("-"), "hidden": key not in self.visible}
        if isinstance(one, model.Text):
            return Question(**base, kind="words", words=html_of(shown.text))
        bare = re.sub(r"\[\d+\]", "", shown.name)
        if isinstance(one, model.DynamicList):
            rows = tuple(self.questions(row, f"{shown.name}[{n}]") for n, row in enumerate(shown.items))
            return Question(**base, kind="list", name=shown.name, label=shown.text, rows=rows, changeable=one.changeable,
                            error=self.error(shown), others=bare in self.locked)
        if isinstance(one, model.Group):
            return self.group(one, shown.text, self.questions(shown.fields, place), base)
        if isinstance(one, model.Field) and bare in self.locked:
            return Question(**base, kind="locked", label=shown.text)
        if isinstance(one, model.Field):
            return Question(**base, **self.field(one, shown, base["id"]), name=shown.name, label=shown.text, help=shown.description,
                            error=self.error(shown), required=one.required, fixed=shown.readonly)
        return Question(**base, kind="line" if isinstance(one, model.Separator) else "space")

    def group(self, one: model.Group, label: str, inner: tuple[Question, ...], base: dict[str, Any]) -> Question:
        """Questions under one heading. A fold says how much stands in it, and opens by itself on what cannot wait."""
        inside = tuple(every(inner))
        opens = one.properties.get(FOLD)
        folded = opens is not None or (one.id == FOLDED and not any(map(_filled, inside)))
        return Question(**base, kind="group", label=label, questions=inner, folded=folded, open=opens == "open" or any(map(_urgent, inside)),
                        answered=sum(map(_answered, inside)))

    def field(self, one: model.Field, shown: Shown, ident: str) -> dict[str, Any]:
        """What is particular to this kind of question."""
        value = shown.value
        if isinstance(one, model.Choice | model.Choices):
            chosen = {_posted(item) for item in (value if isinstance(value, list) else [value])}
            options = tuple(Option(_posted(item), label, _posted(item) in chosen) for item, label in shown.options)
            pills = len(options) > 2 and max(len(option.label) for option in options) <= PILLS
            kind = "select" if one.look == "select" else "radio" if isinstance(one, model.Choice) else "checklist"
            thirds = kind == "radio" and 3 <= len(options) <= 6 and max(len(option.label) for option in options) <= THIRDS
            return {"kind": kind, "options": options, "look": "third" if thirds else "pill" if pills and kind == "checklist" else "choice"}
        if isinstance(one, model.Checkbox):
            return {"kind": "checkbox", "value": value in (True, "true", "on")}
        if isinstance(one, model.Moment):
            return {"kind": "moment", "boxes": tuple(self.boxes(one, shown.name, ident, value))}
        if isinstance(one, model.Computed):
            return {"kind": "fact", "value": self.said(value)}
        if isinstance(one, model.Number):
            return {"kind": "number", "value": self.number(value), "look": "numeric" if one.decimals == 0 else "decimal",
                    "prefix": shown.prefix, "suffix": shown.suffix}
        kind = "area" if isinstance(one, model.TextArea) else "text"
        return {"kind": kind, "value": _posted(value), "look": INPUT_TYPES.get(one.kind, "text"), "prefix": shown.prefix,
                "suffix": shown.suffix, "longest": shown.maximum}

    def boxes(self, one: model.Moment, name: str, ident: str, value: Any) -> Iterator[Box]:
        filled = value if isinstance(value, Mapping) else _in_boxes(value)
        for box, length in BOXES[one.subtype]:
            yield Box(f"{ident}-{box}", f"{name}.{box}", text(f"web.form.box.{box}", self.language), str(filled.get(box, "")), length)

    def number(self, value: Any) -> str:
        written = _posted(value)
        return written.replace(".", ",") if self.language == "nl" and isinstance(value, float) else written

    def said(self, value: Any) -> str:
        """A computed value for reading."""
        if isinstance(value, bool):
            return text("web.yes" if value else "web.no", self.language)
        if isinstance(value, list):
            return ", ".join(self.said(item) for item in value)
        return "–" if value is None else self.number(feel.to_json(value))


def _filled(one: Question) -> bool:
    """Whether there is something here that nobody may overlook."""
    return bool(one.error or one.required or one.rows or _answered(one))


def _answered(one: Question) -> bool:
    """Whether somebody gave an answer here; what the page reckons itself is none."""
    given = one.value or any(option.chosen for option in one.options) or any(box.value for box in one.boxes)
    return bool(given) and one.kind != "fact" and not one.hidden


def _urgent(one: Question) -> bool:
    """Whether this cannot stay in a closed fold: a mistake, an answer without which nobody gets on, a row that was just added."""
    return bool(one.error or len(one.rows) > 1 or (one.required and not one.hidden and not _answered(one)))


def _posted(value: Any) -> str:
    """A value as an input holds it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _in_boxes(value: Any) -> dict[str, str]:
    written = str(value or "")
    day = re.match(r"(\d{4})-(\d{2})-(\d{2})", written)
    clock = re.search(r"(?:^|T)(\d{2}):(\d{2})", written)
    boxes = {"year": day[1], "month": day[2].lstrip("0"), "day": day[3].lstrip("0")} if day else {}
    return boxes | ({"hour": clock[1], "minute": clock[2]} if clock else {})
