"""Dates and times as people write them, to the ISO text that FEEL reads; a date that does not exist says what would."""
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
_MONTHS = (("januari", "january"), ("februari", "february"), ("maart", "march"), ("april",), ("mei", "may"), ("juni", "june"),
           ("juli", "july"), ("augustus", "august"), ("september",), ("oktober", "october"), ("november",), ("december",))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[a-z]{3,9})\.?[\s./-]+(\d+)")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2})(?:\.\d+)?)?(?:\s*(?:uur|u|h))?")
_OFFSET = re.compile(r"(z|[+-]\d{2}:?\d{2})(?:\[[\w/]+\]|@[\w/]+)?$", re.IGNORECASE)


class Unclear(Exception):
    """No date or time: `key` and `params` of the sentence that helps."""

    def __init__(self, key: str, **params: object):
        self.key, self.params = key, params
        super().__init__(key)


def read_date(value: Any) -> date:
    """A date from ISO text, from 31-4-2031 or 30 april 2031, or from the three boxes {day, month, year}."""
    day, month, year = _boxes(value) if isinstance(value, dict) else _written(value)
    if not re.fullmatch(r"\d{4}", year):
        raise Unclear("form.year_unclear")
    number = _month(month)
    if number is None:
        raise Unclear("form.month_missing", month=month) if month.isdigit() else Unclear("form.date_unclear")
    if not day.isdigit() or int(year) < 1:
        raise Unclear("form.date_unclear")
    last = monthrange(int(year), number)[1]
    if not 1 <= int(day) <= last:
        raise Unclear(f"form.day_missing.{number}", day=int(day), last=last, year=int(year))
    return date(int(year), number, int(day))


def read_time(value: Any) -> time:
    """A time from 14:30, 14.30 uur, 9 uur, or from a box {hour, minute}."""
    if isinstance(value, dict):
        value = f"{str(value.get('hour', '')).strip()}:{str(value.get('minute', '') or '00').strip().zfill(2)}"
    text = _OFFSET.sub("", value.strip().casefold().removeprefix("t")) if isinstance(value, str) else ""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise Unclear("form.time_unclear")
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise Unclear("form.time_missing")
    return time(hour, minute, second)


def read_datetime(value: Any, zone: str) -> str:
    """ISO text. Without an offset it is the clock in Amsterdam: forward over a gap, the first of two in autumn."""
    if isinstance(value, dict):
        day = read_date(value["date"] if "date" in value else value)
        clock, offset = read_time(value.get("time", value)), None
    else:
        text = value.strip() if isinstance(value, str) else ""
        offset = _OFFSET.search(text) if ":" in text else None
        first, _, last = re.sub(r"(?<=\d)[T@](?=\d)", " ", text[:offset.start()] if offset else text).replace(",", " ").rpartition(" ")
        if first.casefold().endswith(tuple("0123456789")) and last.casefold() in ("uur", "u", "h"):
            first, _, last = first.rpartition(" ")
        day, clock = read_date(re.sub(r"\s+om$", "", first.strip())), read_time(last)
    moment = datetime.combine(day, clock)
    if zone == "no_timezone" and not offset:
        return moment.isoformat()
    aware = _aware(moment, offset.group(1) if offset else None)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if zone == "utc_normalized" else aware.isoformat()


def _aware(moment: datetime, offset: str | None) -> datetime:
    if offset:
        return datetime.fromisoformat(moment.isoformat() + offset.upper())
    return moment.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE)     # there and back: out of the gap


def _boxes(value: dict) -> tuple[str, str, str]:
    return tuple(str(value.get(part) or "").strip() for part in ("day", "month", "year"))


def _written(value: Any) -> tuple[str, str, str]:
    text = value.strip().casefold() if isinstance(value, str) else ""
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
        return day, month, year
    written = _WRITTEN.fullmatch(text)
    if not written:
        raise Unclear("form.date_unclear")
    return written.groups()


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    if text == "mrt":
        return 3
    spelled = (n for n, names in enumerate(_MONTHS, 1) if len(text) >= 3 and any(name.startswith(text) for name in names))
    return next(spelled, None)
