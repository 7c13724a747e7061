"""Dates and durations that come in as text, as JSON keeps them, read where a type asks for them."""
from engine.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from engine.feel.types import BASIC, ContextOf, ListOf, Type

_READERS = {
    BASIC["date"]: read_date, BASIC["time"]: read_time, BASIC["date and time"]: read_date_time,
    BASIC["years and months duration"]: read_duration, BASIC["days and time duration"]: read_duration,
}


def read_written(value: object, kind: Type) -> object:
    """The value with its texts read as the type asks; a text that cannot be read stays as it is, and will not fit."""
    if type(value) is str and kind in _READERS:
        read = _READERS[kind](value)
        return value if read is None else read
    if type(value) is list:
        item = kind.item if type(kind) is ListOf else kind
        return [read_written(one, item) for one in value]
    if type(value) is dict and type(kind) is ContextOf:
        return value | {name: read_written(value[name], inner) for name, inner in kind.entries if name in value}
    return value
