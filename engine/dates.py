"""Dates as people say them: `do 24 april om 10.42 uur`, `Thu 24 April at 10:42`. Pure."""
from datetime import date, datetime

from engine.iso import local
from engine.language import text


def day_in_words(day: date, language: str = "nl", this_year: int | None = None) -> str:
    """`do 24 april`; the year is said only when it is not `this_year` (absent: never said)."""
    day = local(day).date() if isinstance(day, datetime) else day
    said = text("time.day", language, weekday=weekday(day, language), day=day.day, month=month(day, language))
    return said if this_year in (None, day.year) else f"{said} {day.year}"


def clock_in_words(moment: datetime, language: str = "nl") -> str:
    """`10.42 uur`, as the clock in Amsterdam shows it."""
    shown = local(moment)
    return text("time.clock", language, hour=f"{shown.hour:02}", minute=f"{shown.minute:02}")


def moment_in_words(moment: datetime, language: str = "nl", this_year: int | None = None) -> str:
    day, clock = day_in_words(moment, language, this_year), clock_in_words(moment, language)
    return text("time.moment", language, day=day, clock=clock)


def days_in_words(days: list[date], language: str = "nl") -> str:
    """Days that follow each other: `za 26 en zo 27 april`, `ma 21 tot en met vr 25 juli`."""
    first, last = days[0], days[-1]
    if first == last:
        return day_in_words(first, language)
    same_month = (first.year, first.month) == (last.year, last.month)
    start = f"{weekday(first, language)} {first.day}" if same_month else day_in_words(first, language)
    return text("time.two_days" if len(days) == 2 else "time.days", language, first=start, last=day_in_words(last, language))


def weekday(day: date, language: str = "nl") -> str:
    return text(f"time.weekday.{day.weekday() + 1}", language)


def month(day: date, language: str = "nl") -> str:
    return text(f"time.month.{day.month}", language)
