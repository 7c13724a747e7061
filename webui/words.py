"""Dates, times and deadlines as people say them: "over 3 dagen (do 24 april)". Shown in Europe/Amsterdam."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from engine.calendar import WorkingCalendar
from engine.dates import clock_in_words, day_in_words, month
from engine.iso import local
from engine.language import text


@dataclass(frozen=True)
class DueWords:
    """A deadline part. `state` is late, today, later, pause or done; `tail` is the date itself, between brackets."""

    state: str
    head: str
    tail: str

    ICONS: ClassVar = {"late": "i-flag", "today": "i-clock", "later": "i-cal", "pause": "i-pause", "done": "i-done"}

    @property
    def icon(self) -> str:
        return self.ICONS[self.state]


def date_words(day: date | datetime, now: datetime, language: str) -> str:
    """do 24 april; with the year when it is another one."""
    return day_in_words(day, language, local(now).year)


def time_words(moment: datetime, language: str) -> str:
    """8.40 uur; 8:40 in English."""
    return clock_in_words(moment, language).removeprefix("0")


def moment_words(moment: datetime, now: datetime, language: str) -> str:
    """vandaag, 9.05 uur; otherwise the date and the time."""
    days = (local(now).date() - local(moment).date()).days
    day = text(f"web.day.ago_{days}", language) if days in (0, 1) else date_words(moment, now, language)
    return text("web.moment", language, day=day, time=time_words(moment, language))


def counted(key: str, number: int, language: str, **params: object) -> str:
    """The sentence for this number: `key.one` for one, `key.more` otherwise."""
    return text(f"{key}.{'one' if number == 1 else 'more'}", language, n=number, **params)


def due_words(due_at: datetime, now: datetime, language: str, calendar: WorkingCalendar, quiet: bool = False) -> DueWords:
    """A deadline that still runs. A quiet one comes back into view and is never late."""
    days = (local(due_at).date() - local(now).date()).days
    tail = date_words(due_at, now, language)
    if quiet:
        back = text("web.due.back_since" if due_at <= now else "web.due.back_on", language, day=_without_weekday(due_at, now, language))
        return DueWords("later", text("web.due.quiet", language), back)
    if due_at <= now:
        return _late(due_at, now, language, calendar, tail)
    if days == 0:
        return DueWords("today", text("web.due.today", language),
                        text("web.due.before", language, time=time_words(due_at, language)))
    return DueWords("later", _ahead(days, language), tail)


def _without_weekday(moment: datetime, now: datetime, language: str) -> str:
    """4 oktober: of a day that is long ago or far away, and never "zo", which read aloud is another word."""
    day = local(moment)
    said = f"{day.day} {month(day, language)}"
    return said if day.year == local(now).year else f"{said} {day.year}"


def paused_words(language: str) -> DueWords:
    return DueWords("pause", text("web.due.paused", language), text("web.due.not_counting", language))


def done_words(due_at: datetime, done_at: datetime, now: datetime, language: str) -> DueWords:
    """How a deadline that is over came out."""
    key = "web.due.done_in_time" if done_at <= due_at else "web.due.done_late"
    return DueWords("done", text(key, language), date_words(done_at, now, language))


def waiting_words(since: datetime, now: datetime, language: str, calendar: WorkingCalendar) -> str:
    """wacht 4 werkdagen; sinds vandaag when it is not a day yet."""
    days = calendar.working_days_between(local(since).date(), local(now).date())
    return counted("web.waits", days, language) if days > 0 else text("web.waits.today", language)


def _late(due_at: datetime, now: datetime, language: str, calendar: WorkingCalendar, tail: str) -> DueWords:
    late = now - due_at
    since = text("web.due.since", language, time=time_words(due_at, language))
    if local(due_at).date() != local(now).date():
        days = calendar.working_days_between(local(due_at).date(), local(now).date())
        head = counted("web.due.late_days", days, language) if days > 0 else text("web.due.late", language)
        return DueWords("late", head, tail)
    if late >= timedelta(hours=1):
        return DueWords("late", counted("web.due.late_hours", int(late.total_seconds() // 3600), language), since)
    return DueWords("late", counted("web.due.late_minutes", max(1, int(late.total_seconds() // 60)), language), since)


def _ahead(days: int, language: str) -> str:
    if days == 1:
        return text("web.due.tomorrow", language)
    if days < 14:
        return counted("web.due.days", days, language)
    if days < 60:
        return counted("web.due.weeks", days // 7, language)
    return counted("web.due.months", days // 30, language)
