"""Does one answer keep to what the form asks: required, limits, length, pattern, on offer."""
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine import feel
from engine.forms import model
from engine.forms.moments import ZONE
from engine.forms.options import offered
from engine.forms.values import evaluated

PATTERN_SECONDS = 0.2
_EMAIL_LIMIT = 254

Problem = tuple[str, dict[str, Any]]


def broken_rules(field: model.Field, value: Any, scope: Mapping[str, Any], world: feel.World) -> Iterator[Problem]:
    """(catalogue key, params) of the first rule each kind of field breaks. `value` is coerced; None is not filled in."""
    if value is None or value is False or value == []:        # not `in`: 0 is an answer
        if field.required:
            yield _missing(field), {}
        return
    yield from _RULES.get(type(field), _no_rules)(field, value, scope, world)


def limit(bound: model.Limit, scope: Mapping[str, Any], world: feel.World) -> Decimal | None:
    """The number behind min, max, minLength ...: written down, or computed now. None when FEEL gives no number."""
    if bound is None or isinstance(bound, Decimal):
        return bound
    number = evaluated(bound, scope, world)
    return Decimal(str(number)) if isinstance(number, int | float) and not isinstance(number, bool) else None


def _missing(field: model.Field) -> str:
    if isinstance(field, model.Moment):
        return f"form.required.{field.subtype}"
    kinds = {model.Checkbox: "checkbox", model.Choice: "choice", model.Choices: "choices", model.Number: "number"}
    return f"form.required.{kinds.get(type(field), 'text')}"


def _no_rules(field: model.Field, value: Any, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    return iter(())


def _text(field: model.TextField, value: str, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    shortest, longest = limit(field.min_length, scope, world), limit(field.max_length, scope, world)
    if longest is not None and len(value) > longest:
        yield "form.too_long", {"limit": plain_number(longest), "length": len(value)}
    elif shortest is not None and len(value) < shortest:
        yield "form.too_short", {"limit": plain_number(shortest), "length": len(value)}
    elif field.kind == "email" and not _is_email(value):
        yield "form.not_email", {}
    elif field.kind == "phone" and not _is_phone(value):
        yield "form.not_phone", {}
    elif field.pattern is not None and not _matches(field.pattern, value):
        yield "form.pattern", {}


def _matches(pattern: Any, value: str) -> bool:
    """form-js finds the pattern anywhere in the answer. One that takes too long is not matched: nobody's page may hang on it."""
    try:
        return pattern.search(value, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        return False


def _is_email(value: str) -> bool:
    name, at, domain = value.rpartition("@")
    return bool(at and name and "." in domain.strip(".") and len(value) <= _EMAIL_LIMIT and not any(c.isspace() for c in value)
                and "@" not in name and not domain.startswith(".") and not domain.endswith("."))


def _is_phone(value: str) -> bool:
    digits = value.removeprefix("+").translate({ord(c): None for c in " -()./"})
    return digits.isdigit() and digits.isascii() and 6 <= len(digits) <= 15


def _number(field: model.Number, value: Any, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    number = Decimal(str(value))
    low, high = limit(field.minimum, scope, world), limit(field.maximum, scope, world)
    step = limit(field.step, scope, world)
    if (low is not None and number < low) or (high is not None and number > high):
        yield _out_of_range(low, high)
    elif field.decimals is not None and -number.normalize().as_tuple().exponent > field.decimals:
        yield ("form.decimals", {"limit": field.decimals}) if field.decimals else ("form.whole_number", {})
    elif step and (number - (low or 0)) % step:
        yield "form.step", {"step": plain_number(step)}


def _out_of_range(low: Decimal | None, high: Decimal | None) -> Problem:
    if low is not None and high is not None:
        return "form.number_range", {"low": plain_number(low), "high": plain_number(high)}
    if low is not None:
        return "form.number_low", {"low": plain_number(low)}
    return "form.number_high", {"high": plain_number(high)}


def plain_number(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def _choice(field: model.Choice, value: Any, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    if all(value != option for option, _ in offered(field.options, scope, world)):
        yield "form.not_offered", {}


def _choices(field: model.Choices, value: list, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    on_offer = [option for option, _ in offered(field.options, scope, world)]
    if any(item not in on_offer for item in value):
        yield "form.not_offered", {}


def _moment(field: model.Moment, value: str, scope: Mapping, world: feel.World) -> Iterator[Problem]:
    if field.not_past and field.subtype != "time" and date.fromisoformat(value[:10]) < world.now.astimezone(ZONE).date():
        yield "form.date_passed", {}


_RULES = {model.TextField: _text, model.TextArea: _text, model.Number: _number, model.Choice: _choice, model.Choices: _choices,
          model.Moment: _moment}
