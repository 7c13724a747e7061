"""The working calendar: which days count, and counting them. Pure.

Monday to Friday, minus the Dutch public holidays, the municipality's own days off and the school holidays it chose; 9 to 17 where hours are measured.
Good Friday is worked; 5 May is free in years divisible by five; Koningsdag is 26 April when the 27th is a Sunday.
"""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import overload

from dateutil.easter import easter

from engine.iso import AMSTERDAM, BadTime, Duration, add, at_wall, end_of_day, local, plus, wall_of

SATURDAY, SUNDAY = 5, 6
FARTHEST = 10_000                           # working days; forty years is further than any agreement
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def holidays(year: int) -> Mapping[date, str]:
    """The public holidays of a year that are not worked, each with the key of its name (`time.holiday.KEY`)."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    days = {
        date(year, 1, 1): "new_year",
        sunday + timedelta(days=1): "easter_monday",
        kings_day - ONE_DAY if kings_day.weekday() == SUNDAY else kings_day: "kings_day",
        sunday + timedelta(days=39): "ascension",
        sunday + timedelta(days=50): "whit_monday",
        date(year, 12, 25): "christmas",
        date(year, 12, 26): "second_christmas",
    }
    if year % 5 == 0:
        days.setdefault(date(year, 5, 5), "liberation_day")
    return days


@dataclass(frozen=True)
class NotCounted:
    """A day that a count of working days stepped over. `why`: `weekend`, a holiday's key, `school_KEY`, or `own` with its `name`."""

    day: date
    why: str
    name: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """The calendar of one municipality. `extra_days_off`: dates, or a mapping of dates to what people call them; `school`: dates to a key, see school.py."""

    extra_days_off: Mapping[date, str] | Iterable[date] = frozenset()
    opens: time = time(9)
    closes: time = time(17)
    school: Mapping[date, str] = field(default_factory=dict)
    _own: Mapping[date, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        own = self.extra_days_off
        object.__setattr__(self, "_own", dict(own) if isinstance(own, Mapping) else dict.fromkeys(own, ""))

    def not_counted(self, day: date) -> NotCounted | None:
        """Why this day is not worked, or None when it is."""
        school = f"school_{self.school[day]}" if day in self.school else None
        if day.weekday() >= SATURDAY:
            return NotCounted(day, school or "weekend")         # so that six weeks are told as one stretch
        if day in self._own:
            return NotCounted(day, "own", self._own[day])
        why = holidays(day.year).get(day) or school
        return NotCounted(day, why) if why else None

    def is_working_day(self, day: date) -> bool:
        return self.not_counted(_day_of(day)) is None

    @overload
    def add_working_days(self, start: datetime, n: int) -> datetime: ...
    @overload
    def add_working_days(self, start: date, n: int) -> date: ...
    def add_working_days(self, start, n):
        """A date gives a date; a date and time keeps its wall clock in Amsterdam. Negative n counts back, 0 changes nothing.

        Raises BadTime beyond ten thousand working days or the end of the calendar.
        """
        return self.counted(start, n)[0]

    def counted(self, start: date, n: int) -> tuple[date, tuple[NotCounted, ...]]:
        """Like `add_working_days`, with the days that were stepped over."""
        if n == 0:
            return start, ()
        day, skipped, left = _day_of(start), [], abs(n)
        if left > FARTHEST:
            raise BadTime("time.too_far", n)
        try:
            while left:
                day += ONE_DAY if n > 0 else -ONE_DAY
                off = self.not_counted(day)
                skipped += [off] if off else []
                left -= off is None
            return _with_clock_of(start, day), tuple(sorted(skipped, key=lambda s: s.day))
        except (OverflowError, ValueError) as error:
            raise BadTime("time.too_far", n) from error

    def next_working_day(self, start: date) -> date:
        """The first working day after this one; a date and time keeps its wall clock."""
        return self.add_working_days(start, 1)

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after `a`, up to and including `b`; negative when b comes first.

        So `working_days_between(a, add_working_days(a, n)) == n`.
        """
        first, last = _day_of(a), _day_of(b)
        if last < first:
            return -sum(self.is_working_day(day) for day in _days(last, first - ONE_DAY))
        return sum(self.is_working_day(day) for day in _days(first + ONE_DAY, last))

    def working_time(self, a: datetime, b: datetime) -> timedelta:
        """The office hours between two moments; nothing when b comes first."""
        total, start, end = timedelta(), wall_of(a), wall_of(b)
        if end <= start:
            return total
        for day in _days(start.date(), end.date()):
            if self.is_working_day(day):
                open_, close = datetime.combine(day, self.opens), datetime.combine(day, self.closes)
                total += max(timedelta(), min(end, close) - max(start, open_))
        return total

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The moment by which this much office time has passed since `start`. In UTC; span must not be negative."""
        if span < timedelta() or span > timedelta(hours=8 * FARTHEST):
            raise BadTime("time.too_far", span)
        wall, left = wall_of(start), span
        while left:
            close = datetime.combine(wall.date(), self.closes)
            if self.is_working_day(wall.date()) and wall < close:
                wall = max(wall, datetime.combine(wall.date(), self.opens))
                step = min(left, close - wall)
                wall, left = wall + step, left - step
                if not left:
                    break
            wall = datetime.combine(wall.date() + ONE_DAY, self.opens)
        return at_wall(wall)

    def add_iso(self, moment: datetime, text: str) -> datetime:
        """Calendar time, not working time: what a BPMN timer or `pass` means."""
        return add(moment, text)

    def add_term(self, moment: datetime, duration: Duration) -> tuple[datetime, tuple[NotCounted, ...]]:
        """What a deadline means: days are working days; years, months and weeks the calendar's; hours the clock's."""
        moved = plus(moment, Duration(duration.years, duration.months, duration.weeks))
        counted, skipped = self.counted(moved, duration.days)
        return plus(counted, Duration(clock=duration.clock)), skipped

    def due_of(self, due: date) -> datetime:
        """A plain date falls due at 17:00, a date and time at that moment. In UTC."""
        return plus(due, Duration()) if isinstance(due, datetime) else end_of_day(due)


def _day_of(moment: date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment


def _with_clock_of(start: date, day: date) -> date:
    """The day, at the wall clock of `start` when it has one, in Amsterdam's zone so that its date is Amsterdam's."""
    if not isinstance(start, datetime):
        return day
    return at_wall(datetime.combine(day, wall_of(start).time())).astimezone(AMSTERDAM)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
