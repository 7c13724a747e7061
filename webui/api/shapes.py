"""What a marshmallow schema of ours is: JSON in snake_case, moments in UTC, and sentences for what does not fit."""
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from engine.iso import YEARS, BadTime, Duration, parse_duration, parse_moment, plus

MOST_TEXT = 5_000
START, LONGEST = datetime(2000, 1, 1, tzinfo=UTC), Duration(years=10)
LARGEST = 2**63 - 1


class Shape(Schema):
    """What comes in may hold nothing unknown."""


class IsoDuration(fields.Field[Duration]):
    """ISO 8601 text such as PT1H."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **also: Any) -> Duration:
        try:
            found = parse_duration(value if isinstance(value, str) else "")
            fits = START <= plus(START, found) <= plus(START, LONGEST)
        except BadTime as error:
            raise ValidationError("api.wrong.duration") from error
        if not fits:
            raise ValidationError("api.wrong.duration")
        return found


class Day(fields.Date):
    """`2031-04-30`, of a year in which people choose a day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **also: Any) -> date:
        found = super()._deserialize(value, attr, data, **also)
        if found.year not in YEARS:
            raise ValidationError("api.wrong.day")
        return found


class DayOrMoment(fields.Field[date]):
    """`2031-04-30`, which means 17:00 that day, or a moment."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **also: Any) -> date:
        try:
            plain = isinstance(value, str) and len(value) == len("2031-04-30")
            found = date.fromisoformat(value) if plain else parse_moment(value if isinstance(value, str) else "")
        except (BadTime, ValueError) as error:
            raise ValidationError("api.wrong.day") from error
        if found.year not in YEARS:
            raise ValidationError("api.wrong.day")
        return found


class Moment(fields.DateTime):
    """A moment in UTC, ending in Z."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **also: Any) -> str | None:
        written = super()._serialize(value.astimezone(UTC) if value else None, attr, obj, **also)
        return written.replace("+00:00", "Z") if isinstance(written, str) else None


class LaxText(fields.String):
    """A number is taken as text as well: keys compare as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **also: Any) -> str:
        return super()._deserialize(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, attr, data, **also)


def words(most: int = MOST_TEXT, needed: bool = True, **also: Any) -> fields.String:
    """A text that comes in. When it is needed it may not be empty."""
    return fields.String(required=needed, validate=validate.Length(min=1 if needed else 0, max=most, error="api.wrong.length"), **also)


def number(**also: Any) -> fields.Integer:
    """An id, a version, a lease: what fits a row."""
    return fields.Integer(strict=True, validate=validate.Range(min=0, max=LARGEST, error="api.wrong.integer"), **also)


def one_of(*options: str, **also: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(options, error="api.wrong.option"), **also)


def named(mapping: str, **also: Any) -> fields.Dict:
    """An object whose names are the caller's own; `mapping` says what they are."""
    return fields.Dict(keys=fields.String(), metadata={"description": mapping}, **also)


class Page(Shape):
    """A page of a list: `cursor` is the `next` of the page before."""

    cursor = fields.String(load_default="", validate=validate.Length(max=400, error="api.wrong.length"))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100, error="api.wrong.limit"))


class Nothing(Shape):
    """A body that holds nothing."""


def pages(item: type[Shape]) -> type[Shape]:
    """A list with the cursor of what follows; null at the end."""
    rows = fields.List(fields.Nested(item), required=True)
    return type(f"{item.__name__}List", (Shape,), {"items": rows, "next": fields.String(allow_none=True), "__doc__": f"{item.__doc__} A page of them.",
                                                    "__module__": item.__module__})
