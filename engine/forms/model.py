"""A form as it was drawn in form-js: typed, frozen, shared between cases."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.forms.templates import Template

Expression = Any        # a compiled feel expression: expression(scope, world)
Limit = Decimal | Expression | None
Switch = bool | Expression


@dataclass(frozen=True)
class Personal:
    """What a field about a person is for, from its `aanzet:` properties. Empty strings where the form does not say."""

    subject: str = ""           # whom it is about: a role key, or the name of a variable that holds the person
    purpose: str = ""
    basis: str = ""
    retention: str = ""         # ISO duration
    visibility: str = ""        # role keys, separated by commas

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.visibility.split(",") if part.strip())


@dataclass(frozen=True, kw_only=True)
class Component:
    """Anything that stands in a form. `row` and `columns` are form-js layout: same row, side by side, 16 columns wide."""

    id: str
    hide: Expression | None = None
    row: str | None = None
    columns: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Text(Component):
    """Markdown to read. HTML of a form-js html component has become markdown too."""

    text: Template


@dataclass(frozen=True, kw_only=True)
class Spacer(Component):
    height: int = 60


@dataclass(frozen=True, kw_only=True)
class Separator(Component):
    pass


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Fields under one heading; with `path` their answers live in an object of that name."""

    label: Template
    fields: tuple[Component, ...]
    path: str = ""
    outline: bool = False


@dataclass(frozen=True, kw_only=True)
class DynamicList(Group):
    """Fields that repeat: the answer is a list of objects at `path`."""

    repetitions: int = 1        # how many stand there at first
    changeable: bool = True     # people may add and remove


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """One question. `key` may hold dots: a.b is b in the object a."""

    key: str
    label: Template
    description: Template
    required: bool = False
    readonly: Switch = False
    disabled: Switch = False
    default: Any = None         # JSON, or an Expression
    personal: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    kind: str = "text"          # text, email or phone
    min_length: Limit = None
    max_length: Limit = None
    pattern: Any = None         # compiled regex
    prefix: Template = Template()
    suffix: Template = Template()


@dataclass(frozen=True, kw_only=True)
class TextArea(TextField):
    pass


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    minimum: Limit = None
    maximum: Limit = None
    decimals: int | None = None
    step: Limit = None
    as_text: bool = False       # serializeToString
    prefix: Template = Template()
    suffix: Template = Template()


@dataclass(frozen=True, kw_only=True)
class Checkbox(Field):
    pass


@dataclass(frozen=True)
class Options:
    """Where the answers of a choice come from: exactly one of the three."""

    fixed: tuple[tuple[Any, Template], ...] = ()        # (value, label)
    key: str | None = None                              # valuesKey: a path in the case data
    expression: Expression | None = None                # valuesExpression
    labels: Mapping[str, str] = field(default_factory=dict)     # other labels by value, for a form in another language


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several: `look` is radio or select."""

    options: Options
    look: str = "radio"


@dataclass(frozen=True, kw_only=True)
class Choices(Field):
    """Any of several: `look` is checklist or taglist. The answer is a list in the order of the options."""

    options: Options
    look: str = "checklist"


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date, a time, or both: `subtype` is date, time or datetime."""

    subtype: str = "date"
    not_past: bool = False
    zone: str = "utc_offset"    # timeSerializingFormat: utc_offset, utc_normalized or no_timezone


@dataclass(frozen=True, kw_only=True)
class Computed(Field):
    """form-js `expression`: nobody fills it in, the server computes it with the answers."""

    expression: Expression


@dataclass(frozen=True)
class Form:
    """One form. `fields` is the tree; `personal` tells per field path (`key`, or `list.key`) what a personal value is for."""

    id: str
    fields: tuple[Component, ...]
    personal: Mapping[str, Personal] = field(default_factory=dict)
    version_tag: str | None = None

    def walk(self) -> Iterator[tuple[str, Component]]:
        """Every component with its path in the data: `key`, `group.key`, `list.key`; "" for what has no answer."""
        yield from _walk(self.fields, "")


def _walk(components: tuple[Component, ...], prefix: str) -> Iterator[tuple[str, Component]]:
    for component in components:
        if isinstance(component, Group):
            path = ".".join(part for part in (prefix, component.path) if part)
            yield path if component.path else "", component
            yield from _walk(component.fields, path)
        elif isinstance(component, Field):
            yield f"{prefix}.{component.key}" if prefix else component.key, component
        else:
            yield "", component
