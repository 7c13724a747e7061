"""Short ways for the tests to ask FEEL something, on a clock and a calendar of their own."""
from datetime import UTC, date, datetime, timedelta

from engine import feel

NOON = datetime(2031, 5, 3, 10, 0, tzinfo=UTC)      # twelve o'clock in Amsterdam, a Saturday


class OpenOnWeekdays:
    """The smallest calendar that will do: Monday to Friday."""

    def add_working_days(self, day, count: int):
        step = 1 if count >= 0 else -1
        while count:
            day += timedelta(days=step)
            count -= step * (day.weekday() < 5)
        return day

    def next_working_day(self, day):
        return self.add_working_days(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        return sum((start + timedelta(days=number)).weekday() < 5 for number in range((end - start).days))


WORLD = feel.World(NOON, OpenOnWeekdays())


def value(source: str, scope: dict | None = None, *, names=(), world: feel.World = WORLD):
    """The outcome as JSON."""
    return feel.to_json(feel.compile(source, names)(scope or {}, world))


def text(source: str, scope: dict | None = None) -> str:
    """The outcome as FEEL itself writes it."""
    return feel.compile(f"string({source})")(scope or {}, WORLD)


def why(source: str, scope: dict | None = None, language: str = "en") -> list[str]:
    """The sentences that explain a null."""
    outcome = feel.compile(source).explain(scope or {}, WORLD)
    assert outcome.value is None or None in outcome.value
    return [problem.sentence(language) for problem in outcome.problems]


def holds(cell: str, given, scope: dict | None = None):
    """Whether an input satisfies a cell of a decision table."""
    return feel.unary_test(cell)(given, scope or {}, WORLD)
