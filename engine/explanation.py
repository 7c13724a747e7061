"""Why this date: the arithmetic of a schedule in sentences people can check. Pure."""
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from engine.dates import days_in_words, moment_in_words
from engine.iso import Duration, parse_duration
from engine.language import text

UNITS = ("years", "months", "weeks", "days")


def explain(explanation: Mapping[str, Any], language: str = "nl", role_name: Callable[[str], str] = str) -> list[str]:
    """Sentences in the order people count: start, how much, what was not counted, the date, reminders, who hears next.

    `explanation` is `Schedule.explanation`; `role_name` gives the label of a role key.
    """
    said, start = explain_date(explanation, language), datetime.fromisoformat(explanation["start"])
    for reminder in explanation["reminders"]:
        said.append(_step("reminder", reminder, language, start.year))
    for escalation in explanation["escalations"]:
        said.append(_step("escalation", escalation, language, start.year, role_name(escalation["role"])))
    return said


def explain_date(explanation: Mapping[str, Any], language: str = "nl") -> list[str]:
    """The date alone: its start, how much, what was not counted, and how often the case stood still."""
    start, due = (datetime.fromisoformat(explanation[name]) for name in ("start", "due"))
    said = [_first(explanation, language, start, due)]
    if skipped := explanation["skipped"]:
        said.append(text("time.why.skipped", language, days=skipped_in_words(skipped, language)))
    if explanation["counted"] == "opened":
        key = "time.why.quiet" if explanation["quiet"] else "time.why.due"
        said.append(text(key, language, due=moment_in_words(due, language, start.year)))
    for pause in explanation.get("pauses", ()):
        said.append(_pause(pause, language, start.year))
    return said


def explain_one(kind: str, step: Mapping[str, Any], language: str = "nl", role_name: Callable[[str], str] = str) -> str:
    """The sentence of one reminder or escalation by itself, as its own deadline keeps it."""
    return _step(kind, step, language, 0, role_name(step.get("role", "")))


def _first(explanation: Mapping[str, Any], language: str, start: datetime, due: datetime) -> str:
    if explanation["counted"] == "opened":
        return text("time.why.start", language, start=moment_in_words(start, language), term=term_in_words(explanation["term"], language))
    key = f"time.why.{explanation['counted']}{'_day' if explanation['plain_date'] else ''}"
    return text(key, language, due=moment_in_words(due, language, start.year))


def _pause(pause: Mapping[str, str], language: str, year: int) -> str:
    since, until, due = (moment_in_words(datetime.fromisoformat(pause[name]), language, year) for name in ("from", "until", "due"))
    return text("time.why.paused", language, since=since, until=until, due=due)


def _step(kind: str, step: Mapping[str, Any], language: str, year: int, role: str = "") -> str:
    """One reminder or escalation, with the days its own count stepped over."""
    at = moment_in_words(datetime.fromisoformat(step["at"]), language, year)
    if step.get("moved"):
        return text(f"time.why.{kind}_moved", language, at=at, role=role)
    if parse_duration(step["term"]).is_zero:
        return text(f"time.why.{kind}_at_once", language, at=at, role=role)
    said = text(f"time.why.{kind}", language, at=at, role=role, term=term_in_words(step["term"], language))
    if not step["skipped"]:
        return said
    return said + " " + text("time.why.skipped", language, days=skipped_in_words(step["skipped"], language))


def term_in_words(term: str, language: str = "nl") -> str:
    """`5 werkdagen`, `4 uur`, `3 maanden`: a term as `engine/schedule.py` counts it."""
    duration: Duration = parse_duration(term)
    amounts = [(unit, getattr(duration, unit)) for unit in UNITS]
    minutes, seconds = divmod(int(duration.clock.total_seconds()), 60)
    amounts += [("hours", minutes // 60), ("minutes", minutes % 60), ("seconds", seconds)]
    said = [_amount(unit, n, language) for unit, n in amounts if n] or [_amount("days", 0, language)]
    return said[0] if len(said) == 1 else text("time.and", language, first=", ".join(said[:-1]), last=said[-1])


def _amount(unit: str, n: int, language: str) -> str:
    return text(f"time.{unit}.{'one' if n == 1 else 'more'}", language, n=n)


def skipped_in_words(skipped: Sequence[Mapping[str, str]], language: str = "nl") -> str:
    """`za 26 en zo 27 april (weekend), di 5 mei (Bevrijdingsdag)`."""
    runs: list[list[Mapping[str, str]]] = []
    for day in skipped:
        if runs and _follows(runs[-1][-1], day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{days_in_words([_day(day) for day in run], language)} ({_why(run[0], language)})" for run in runs)


def _follows(before: Mapping[str, str], day: Mapping[str, str]) -> bool:
    return (before["why"], before["name"]) == (day["why"], day["name"]) and _day(day) - _day(before) == timedelta(days=1)


def _why(day: Mapping[str, str], language: str) -> str:
    return (day["name"] if day["why"] == "own" else "") or text(f"time.holiday.{day['why']}", language)


def _day(day: Mapping[str, str]) -> date:
    return date.fromisoformat(day["day"])
