"""Built-ins on text (DMN 10.3.4.3) and Camunda's additions to them. Places count characters, from 1."""
import base64
import binascii
import uuid
from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.problems import Unfit


@builtin("substring", "string:text, start position:integer, length:number!?")
def substring(_run, text, start, length=None):
    """Places and lengths lie within the text (table 74, note 1); parts of a length count for nothing."""
    start = int(start)
    first = start - 1 if start > 0 else len(text) + start
    if start == 0 or abs(start) > len(text) or (length is not None and not 1 <= int(length) <= len(text) - first):
        raise Unfit("feel.null.place")
    return text[first:] if length is None else text[first:first + int(length)]


@builtin("string length", "string:text")
def string_length(_run, text):
    return Decimal(len(text))


@builtin("upper case", "string:text")
def upper_case(_run, text):
    return text.upper()


@builtin("lower case", "string:text")
def lower_case(_run, text):
    return text.lower()


@builtin("substring before", "string:text, match:text")
def substring_before(_run, text, match):
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string:text, match:text")
def substring_after(_run, text, match):
    return text.partition(match)[2] if match else text


@builtin("substring after last", "string:text, match:text")
def substring_after_last(_run, text, match):
    return text.rpartition(match)[2] if match and match in text else ""


@builtin("substring before last", "string:text, match:text")
def substring_before_last(_run, text, match):
    return text.rpartition(match)[0] if match else text


@builtin("contains", "string:text, match:text")
def contains(_run, text, match):
    return match in text


@builtin("starts with", "string:text, match:text")
def starts_with(_run, text, match):
    return text.startswith(match)


@builtin("ends with", "string:text, match:text")
def ends_with(_run, text, match):
    return text.endswith(match)


@builtin("string join", "list:list, delimiter:text!?", "list:list, delimiter:text!, prefix:text!, suffix:text!")
def string_join(run, items, delimiter=None, prefix=None, suffix=None):
    if any(item is not None and type(item) is not str for item in items):
        raise Unfit("feel.null.only_text")
    texts = [item for item in items if item is not None]
    delimiter, prefix, suffix = delimiter or "", prefix or "", suffix or ""
    length = sum(map(len, texts)) + len(delimiter) * len(texts) + len(prefix) + len(suffix)
    run.reserve(0, length)
    return prefix + delimiter.join(texts) + suffix


@builtin("trim", "string:text")
def trim(_run, text):
    return text.strip()


@builtin("is blank", "string:text")
def is_blank(_run, text):
    return not text.strip()


@builtin("to base64", "value:text")
def to_base64(_run, text):
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


@builtin("from base64", "value:text")
def from_base64(_run, text):
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise Unfit("feel.null.base64") from None


@builtin("uuid", "")
def fresh_uuid(run):
    """Drawn from the step's clock and a count, so that a step that is replayed gives the same."""
    return str(uuid.UUID(int=run.draw(), version=4))
