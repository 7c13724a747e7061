"""The official school holidays by region: days that a municipality may leave out of working time, as far ahead as they are fixed."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine import yaml

REGIONS = ("noord", "midden", "zuid")
HOLIDAYS = ("autumn", "christmas", "spring", "may", "summer")
FILE = Path(__file__).parent / "school_holidays.yaml"
NONE: Mapping[date, str] = MappingProxyType({})


@dataclass(frozen=True)
class Holiday:
    """`key` is one of HOLIDAYS; its name is `time.holiday.school_KEY`. Both days are in it."""

    key: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@cache
def school_holidays(region: str) -> tuple[Holiday, ...]:
    """All that are known of a region, in order."""
    found = [Holiday(key, *map(date.fromisoformat, spans[region].split("/"))) for year in _years().values() for key, spans in year.items()]
    return tuple(sorted(found, key=lambda one: one.first))


def last_school_year() -> str:
    """The last one of which the dates are known: 2028-2029."""
    return max(_years())


def chosen(settings: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The region a municipality chose, None for no school holidays at all, and which of them count. ValueError for what is none."""
    school = settings.get("school") or {}
    region, which = school.get("region"), tuple(school.get("holidays", HOLIDAYS))
    if region not in (None, *REGIONS) or not set(which) <= set(HOLIDAYS):
        raise ValueError(school)
    return region, which


def days_off_school(settings: Mapping[str, Any]) -> Mapping[date, str]:
    """The days a municipality with these settings does not work for it, each with the key of its holiday."""
    region, which = chosen(settings)
    return _days(region, frozenset(which)) if region else NONE


@cache
def _days(region: str, which: frozenset[str]) -> Mapping[date, str]:
    return MappingProxyType({day: one.key for one in school_holidays(region) if one.key in which for day in one.days})


@cache
def _years() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return yaml.load(FILE.read_bytes())
