"""One answer, as a browser posts it or a program sends it, to the value that the case keeps."""
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.forms import model
from engine.forms.moments import Unclear, read_date, read_datetime, read_time

MAX_TEXT = 50_000
MAX_DIGITS = 34
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES, _NO = ("true", "on", "1", "yes", "ja"), ("false", "off", "0", "no", "nee", "")


def coerced(field: model.Field, given: Any) -> Any:
    """The answer in its own type; None when nothing was filled in. Raises Unclear with the sentence that helps.

    Texts str, numbers int or float (str with serializeToString), checkboxes bool, several choices a list,
    dates and times ISO text. Choices are matched with what is on offer later, when the options are known.
    """
    return _SHAPES[type(field)](field, given)


def empty(field: model.Field) -> Any:
    """What a field holds that nobody filled in."""
    return False if isinstance(field, model.Checkbox) else [] if isinstance(field, model.Choices) else None


def _text(field: model.Field, given: Any) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise Unclear("form.not_text_answer")
    text = given.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROLS.search(text) or any("\ud800" <= c <= "\udfff" for c in text):
        raise Unclear("form.strange_characters")
    if len(text) > MAX_TEXT:
        raise Unclear("form.too_long", limit=MAX_TEXT, length=len(text))
    return text.strip() or None


def _number(field: model.Number, given: Any) -> int | float | str | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    number = _decimal(given)
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        raise Unclear("form.too_many_digits", limit=MAX_DIGITS)
    if field.as_text:
        return format(number, "f")
    return int(number) if number == number.to_integral_value() else float(number)


def _decimal(given: Any) -> Decimal:
    """Dutch first: 1.500 is fifteen hundred, 1,5 is one and a half; 1.5 is one and a half too."""
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise Unclear("form.not_number")
    if not isinstance(given, str):
        number = Decimal(str(given))
        if not number.is_finite():
            raise Unclear("form.not_number")
        return number
    text = re.sub(r"[\s\u00a0\u202f€]", "", given).removesuffix(",-").removesuffix(",=")
    if "." in text and "," in text:
        thousands, decimal = (".", ",") if text.rindex(",") > text.rindex(".") else (",", ".")
        text = text.replace(thousands, "").replace(decimal, ".")
    elif _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    if len(text) > 2 * MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise Unclear("form.not_number")
    return Decimal(text.replace(",", "."))


def _checkbox(field: model.Field, given: Any) -> bool:
    if given is None or isinstance(given, bool):
        return given is True
    word = given.strip().casefold() if isinstance(given, str) else str(given) if isinstance(given, int) else None
    if word not in _YES + _NO:
        raise Unclear("form.not_yes_or_no")
    return word in _YES


def _choice(field: model.Field, given: Any) -> Any:
    if isinstance(given, list) and len(given) <= 1:
        given = given[0] if given else None
    if isinstance(given, list):
        raise Unclear("form.choose_one")
    return None if given == "" else given


def _choices(field: model.Field, given: Any) -> list:
    if given is None or given == "":
        return []
    listed = given if isinstance(given, list) else [given]
    return [item for item in listed if item != ""]


def _moment(field: model.Moment, given: Any) -> str | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if isinstance(given, dict) and not any(str(part or "").strip() for part in given.values()):
        return None
    if field.subtype == "date":
        return read_date(given).isoformat()
    if field.subtype == "time":
        return read_time(given).isoformat()
    return read_datetime(given, field.zone)


_SHAPES: dict[type, Callable[[Any, Any], Any]] = {
    model.TextField: _text, model.TextArea: _text, model.Number: _number, model.Checkbox: _checkbox,
    model.Choice: _choice, model.Choices: _choices, model.Moment: _moment,
}
