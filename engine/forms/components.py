"""Builds one component of a form from its JSON, and says by name what is wrong with it."""
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import regex

from engine import feel
from engine.findings import Finding
from engine.forms import model
from engine.forms.html import HtmlRefused, markdown
from engine.forms.labels import label_in
from engine.forms.templates import Template, TemplateError, template

OWN = "aanzet:"
FOLDS = ("open", "closed")  # how a group that folds stands at first
PERSONAL = ("subject", "purpose", "basis", "retention", "visibility")
IGNORED = ("button",)       # the page has its own buttons
Json = Mapping[str, Any]


class Builder:
    """Collects findings while it builds, so that one reading tells everything."""

    def __init__(self, name: str):
        self.name = name
        self.findings: list[Finding] = []

    def add(self, element: str, severity: Literal["error", "warning"], key: str, **params: object) -> None:
        finding = Finding(self.name, element, severity, key, params)
        if finding not in self.findings:
            self.findings.append(finding)

    def error(self, element: str, key: str, **params: object) -> None:
        self.add(element, "error", key, **params)

    def components(self, listed: list, depth: int) -> tuple[model.Component, ...]:
        built = (self.component(entry) for entry in listed)
        return tuple(component for component in built if component is not None)

    def component(self, entry: Any) -> model.Component | None:
        kind = entry.get("type") if isinstance(entry, dict) else None
        if kind in IGNORED:
            return None
        make = _MAKERS.get(kind) if isinstance(kind, str) else None
        if make is None:
            self.error(_name(entry), "form.unknown_component", type=str(kind), name=_called(entry))
            return None
        return make(self, entry)

    def id_twice(self, entry: Json, other: Json, severity: Literal["error", "warning"]) -> None:
        self.add(_name(entry), severity, "form.id_twice", id=entry["id"], name=_called(entry), other=_called(other))

    def expression(self, entry: Json, source: Any, where: str) -> Any:
        """A compiled expression, with or without its leading `=`; None when there is none or it is wrong (and said so)."""
        if not isinstance(source, str) or not source.strip().removeprefix("="):
            return None
        try:
            return feel.compile(source.strip().removeprefix("="))
        except feel.FeelError as wrong:
            self._feel(entry, where, wrong)
            return None

    def template(self, entry: Json, name: str) -> Template:
        source = entry.get(name)
        if source is None:
            return Template()
        if not isinstance(source, str):
            self.error(_name(entry), "form.not_text", name=_called(entry), part=name)
            return Template()
        return self.text(entry, source, name)

    def text(self, entry: Json, source: str, where: str) -> Template:
        try:
            return template(source)
        except TemplateError as wrong:
            self.error(_name(entry), wrong.key, name=_called(entry), **wrong.params)
        except feel.FeelError as wrong:
            self._feel(entry, where, wrong)
        return Template()

    def _feel(self, entry: Json, where: str, wrong: feel.FeelError) -> None:
        self.error(_name(entry), "form.bad_feel", name=_called(entry), part=where,
                   why=wrong)

    def switch(self, entry: Json, name: str) -> Any:
        value = entry.get(name, False)
        return self.expression(entry, value, name) or False if isinstance(value, str) else value is True

    def limit(self, entry: Json, within: Json, name: str) -> Any:
        """A number, a number as text, or `=FEEL`."""
        value = within.get(name)
        if value in (None, ""):
            return None
        if isinstance(value, str) and value.strip().startswith("="):
            return self.expression(entry, value, name)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite():
            self.error(_name(entry), "form.bad_limit", name=_called(entry), part=name)
            return None
        return number


def _name(entry: Any) -> str:
    """How a finding points at a component: its key, else its id."""
    if not isinstance(entry, dict):
        return ""
    return next((entry[name] for name in ("key", "path", "id") if isinstance(entry.get(name), str) and entry[name]), "")


def _called(entry: Any) -> str:
    """What a person calls it: its label, else its key or id."""
    label = entry.get("label") or entry.get("dateLabel") or entry.get("timeLabel") if isinstance(entry, dict) else None
    return label if isinstance(label, str) and label else _name(entry) or "?"


def _common(builder: Builder, entry: Json) -> dict[str, Any]:
    conditional = entry.get("conditional")
    layout = entry.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    properties = entry.get("properties")
    columns = layout.get("columns")
    return {
        "id": entry.get("id") if isinstance(entry.get("id"), str) else "",
        "hide": builder.expression(entry, conditional.get("hide"), "conditional") if isinstance(conditional, dict) else None,
        "row": layout.get("row") if isinstance(layout.get("row"), str) else None,
        "columns": columns if isinstance(columns, int) and 1 <= columns <= 16 else None,
        "properties": {str(k): str(v) for k, v in properties.items()} if isinstance(properties, dict) else {},
    }


def _field(builder: Builder, entry: Json, label: str = "label") -> dict[str, Any]:
    key = entry.get("key")
    if not isinstance(key, str) or not key:
        builder.error(_name(entry), "form.no_key", name=_called(entry))
        key = ""
    common = _common(builder, entry)
    default = entry.get("defaultValue")
    if isinstance(default, str) and default.startswith("="):
        default = builder.expression(entry, default, "defaultValue")
    _refuse_labels(builder, entry, (key, _called(entry)))
    return {
        **common, "key": key, "default": default,
        "label": builder.template(entry, label), "description": builder.template(entry, "description"),
        "required": _validate(entry).get("required") is True,
        "readonly": builder.switch(entry, "readonly"), "disabled": builder.switch(entry, "disabled"),
        "personal": _personal(common["properties"]),
    }


def _refuse_labels(builder: Builder, entry: Json, texts: tuple) -> None:
    for text in texts:
        word = label_in(text) if isinstance(text, str) else None
        if word:
            builder.error(_name(entry), "form.puts_a_label", name=_called(entry), word=word)
            return


def _personal(properties: Mapping[str, str]) -> model.Personal | None:
    given = {name: properties[OWN + name] for name in PERSONAL if properties.get(OWN + name)}
    return model.Personal(**given) if given else None


def _validate(entry: Json) -> Json:
    validate = entry.get("validate")
    return validate if isinstance(validate, dict) else {}


def _adorners(builder: Builder, entry: Json) -> dict[str, Template]:
    appearance = entry.get("appearance")
    appearance = appearance if isinstance(appearance, dict) else {}
    texts = {"prefix": appearance.get("prefixAdorner"), "suffix": appearance.get("suffixAdorner")}
    return {name: builder.text(entry, text, name) for name, text in texts.items() if isinstance(text, str)}


def _textual(shape: type[model.TextField]) -> Callable[[Builder, Json], model.Component]:
    def make(builder: Builder, entry: Json) -> model.Component:
        rules = _validate(entry)
        kind = rules.get("validationType")
        return shape(**_field(builder, entry), kind=kind if kind in ("email", "phone") else "text",
                     min_length=builder.limit(entry, rules, "minLength"), max_length=builder.limit(entry, rules, "maxLength"),
                     pattern=_pattern(builder, entry, rules.get("pattern")), **_adorners(builder, entry))
    return make


def _pattern(builder: Builder, entry: Json, source: Any) -> Any:
    if not isinstance(source, str) or not source:
        return None
    try:
        return regex.compile(source)
    except (regex.error, RecursionError):
        builder.error(_name(entry), "form.bad_pattern", name=_called(entry))
        return None


def _number(builder: Builder, entry: Json) -> model.Component:
    rules = _validate(entry)
    digits = entry.get("decimalDigits")
    return model.Number(**_field(builder, entry), minimum=builder.limit(entry, rules, "min"),
                        maximum=builder.limit(entry, rules, "max"), step=builder.limit(entry, entry, "increment"),
                        decimals=digits if isinstance(digits, int) and not isinstance(digits, bool) and digits >= 0 else None,
                        as_text=entry.get("serializeToString") is True, **_adorners(builder, entry))


def _checkbox(builder: Builder, entry: Json) -> model.Component:
    return model.Checkbox(**_field(builder, entry))


def _choice(shape: type, look: str) -> Callable[[Builder, Json], model.Component]:
    def make(builder: Builder, entry: Json) -> model.Component:
        return shape(**_field(builder, entry), options=_options(builder, entry), look=look)
    return make


def _options(builder: Builder, entry: Json) -> model.Options:
    if isinstance(entry.get("valuesExpression"), str):
        return model.Options(expression=builder.expression(entry, entry["valuesExpression"], "valuesExpression"))
    if isinstance(entry.get("valuesKey"), str) and entry["valuesKey"]:
        return model.Options(key=entry["valuesKey"])
    fixed = []
    for option in entry.get("values") if isinstance(entry.get("values"), list) else ():
        if not isinstance(option, dict) or not isinstance(option.get("value"), str | int | float):
            builder.error(_name(entry), "form.bad_option", name=_called(entry))
            continue
        label = option.get("label")
        _refuse_labels(builder, entry, (label, option["value"]))
        fixed.append((option["value"], builder.text(entry, str(option["value"] if label is None else label), "values")))
    if not fixed:
        builder.error(_name(entry), "form.no_options", name=_called(entry))
    elif len({str(value) for value, _ in fixed}) < len(fixed):
        builder.error(_name(entry), "form.option_twice", name=_called(entry))
    return model.Options(fixed=tuple(fixed))


def _moment(builder: Builder, entry: Json) -> model.Component:
    subtype = entry.get("subtype", "date")
    if subtype not in ("date", "time", "datetime"):
        builder.error(_name(entry), "form.unknown_component", type=f"datetime {subtype}", name=_called(entry))
        subtype = "date"
    label = next((part for part in ("label", "dateLabel", "timeLabel") if entry.get(part)), "label")
    zone = entry.get("timeSerializingFormat")
    return model.Moment(**_field(builder, entry, label), subtype=subtype, not_past=entry.get("disallowPassedDates") is True,
                        zone=zone if zone in ("utc_normalized", "no_timezone") else "utc_offset")


def _computed(builder: Builder, entry: Json) -> model.Component | None:
    expression = builder.expression(entry, entry.get("expression"), "expression")
    if expression is None:
        if not entry.get("expression"):
            builder.error(_name(entry), "form.no_expression", name=_called(entry))
        return None
    return model.Computed(**_field(builder, entry), expression=expression)


def _group(builder: Builder, entry: Json) -> model.Component:
    path = entry.get("path")
    common = _common(builder, entry)
    fold = common["properties"].get(OWN + "fold")
    if fold is not None and fold not in FOLDS:
        builder.error(_name(entry), "form.bad_fold", name=_called(entry), fold=fold)
    return model.Group(**common, label=builder.template(entry, "label"), fields=_inside(builder, entry),
                       path=path if isinstance(path, str) else "", outline=entry.get("showOutline") is True)


def _dynamic_list(builder: Builder, entry: Json) -> model.Component:
    path = entry.get("path")
    if not isinstance(path, str) or not path:
        builder.error(_name(entry), "form.no_key", name=_called(entry))
        path = ""
    count = entry.get("defaultRepetitions", 1)
    return model.DynamicList(**_common(builder, entry), label=builder.template(entry, "label"), fields=_inside(builder, entry),
                             path=path, outline=entry.get("showOutline") is True,
                             repetitions=count if isinstance(count, int) and 0 <= count <= 100 else 1,
                             changeable=entry.get("allowAddRemove") is not False)


def _inside(builder: Builder, entry: Json) -> tuple[model.Component, ...]:
    inner = entry.get("components")
    return builder.components(inner, 0) if isinstance(inner, list) else ()


def _text(builder: Builder, entry: Json) -> model.Component:
    return model.Text(**_common(builder, entry), text=builder.template(entry, "text"))


def _html(builder: Builder, entry: Json) -> model.Component:
    content = entry.get("content")
    try:
        source = markdown(content if isinstance(content, str) else "")
    except HtmlRefused as refused:
        builder.error(_name(entry), "form.html_refused", name=_called(entry), tag=refused.tag)
        source = ""
    return model.Text(**_common(builder, entry), text=builder.text(entry, source, "content"))


def _spacer(builder: Builder, entry: Json) -> model.Component:
    height = entry.get("height")
    return model.Spacer(**_common(builder, entry), height=height if isinstance(height, int) and 0 < height <= 2000 else 60)


def _separator(builder: Builder, entry: Json) -> model.Component:
    return model.Separator(**_common(builder, entry))


_MAKERS: dict[str, Callable[[Builder, Json], model.Component | None]] = {
    "textfield": _textual(model.TextField), "textarea": _textual(model.TextArea), "number": _number, "checkbox": _checkbox,
    "radio": _choice(model.Choice, "radio"), "select": _choice(model.Choice, "select"),
    "checklist": _choice(model.Choices, "checklist"), "taglist": _choice(model.Choices, "taglist"),
    "datetime": _moment, "expression": _computed, "group": _group, "dynamiclist": _dynamic_list,
    "text": _text, "html": _html, "spacer": _spacer, "separator": _separator,
}
