"""ISO 8601 text for timers: moments, durations and cycles, reckoned in Europe/Amsterdam. Pure.

Years, months, weeks and days move the wall clock; hours, minutes and seconds move the instant. A wall time that does not
exist moves forward by the gap, one that exists twice is the first. What comes out is always in UTC.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, CroniterError, croniter
from dateutil.relativedelta import relativedelta

from engine.language import text as sentence

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)                       # a plain date as due means this hour
YEARS = range(2000, 2200)                   # in which people choose a day; what lies outside is a slip of the hand
LONGEST = 200                               # characters; longer text is a mistake or an attack
MOST_DIGITS = 9
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:[.,](?P<fraction>\d+))?S)?)?", re.ASCII)
_REPEAT = re.compile(r"R(-1|\d{0,9})", re.ASCII)
_BY_CHANCE = re.compile(r"(?:^|[\s,])[hr](?:[\s,/(]|$)", re.IGNORECASE)      # croniter's own: a moment by lot, another each time
_MACROS = {"@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
           "@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *"}


class BadTime(ValueError):
    """This text is no moment, duration or cycle we understand. `key` and `params` say what is wrong with it."""

    def __init__(self, key: str, text: object):
        self.key, self.params = key, {"text": str(text)[:LONGEST]}
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "nl") -> str:
        return sentence(self.key, language, **self.params)


@dataclass(frozen=True)
class Duration:
    """An ISO 8601 duration as written: P1M is no number of days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    clock: timedelta = timedelta()          # hours, minutes and seconds

    def times(self, n: int) -> "Duration":
        return Duration(self.years * n, self.months * n, self.weeks * n, self.days * n, self.clock * n)

    @property
    def is_zero(self) -> bool:
        return self == Duration()

    @property
    def wall(self) -> relativedelta:
        return relativedelta(years=self.years, months=self.months, weeks=self.weeks, days=self.days)


def local(moment: datetime) -> datetime:
    """The moment as a clock in Amsterdam shows it."""
    return moment.astimezone(AMSTERDAM)


def at_wall(wall: datetime) -> datetime:
    """The instant, in UTC, at which the Amsterdam clock shows this naive time."""
    return wall.replace(tzinfo=AMSTERDAM, fold=0).astimezone(UTC)


def wall_of(moment: datetime) -> datetime:
    """What the Amsterdam clock shows at this instant, without a zone."""
    return local(moment).replace(tzinfo=None, fold=0)


def end_of_day(day: date) -> datetime:
    """17:00 in Amsterdam, the moment a plain date falls due."""
    return at_wall(datetime.combine(day, END_OF_DAY))


def parse_duration(text: str) -> Duration:
    """`P1M`, `PT4H`, `P1DT12H`, `-PT5M`; fractions only in seconds. Raises BadTime."""
    found = _DURATION.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise BadTime("time.bad_duration", text)
    parts = found.groupdict(default="0")
    sign = -1 if parts.pop("sign") == "-" else 1
    fraction = parts.pop("fraction")
    if max(map(len, parts.values())) > MOST_DIGITS:
        raise BadTime("time.too_far", text)
    n = {name: int(digits) for name, digits in parts.items()}
    clock = timedelta(hours=n["hours"], minutes=n["minutes"], seconds=n["seconds"], microseconds=int(fraction[:6].ljust(6, "0")))
    return Duration(n["years"], n["months"], n["weeks"], n["days"], clock).times(sign)


def plus(moment: datetime, duration: Duration) -> datetime:
    """The moment a duration later: first the wall clock, then the instant. Raises BadTime when no calendar goes that far."""
    try:
        start = at_wall(wall_of(moment) + duration.wall) if duration.wall else moment.astimezone(UTC)
        return start + duration.clock
    except (OverflowError, ValueError) as error:
        raise BadTime("time.too_far", moment.isoformat()) from error


def add(moment: datetime, text: str) -> datetime:
    """31 January and `P1M` is the last of February; a `P1D` over the change of the clock lasts 23 or 25 hours."""
    return plus(moment, parse_duration(text))


def elapsed(moment: datetime, text: str) -> datetime:
    """Like `add` for a duration FEEL computed: a day is 24 hours, a week 168; months and years are the calendar's."""
    found = parse_duration(text)
    return plus(moment, Duration(found.years, found.months, clock=found.clock + timedelta(weeks=found.weeks, days=found.days)))


def parse_moment(text: str, at: time = time(0)) -> datetime:
    """`2031-03-03T09:00+01:00`, with or without seconds and `[Europe/Amsterdam]`; without a zone it is Amsterdam's clock.

    A plain date means `at` on that day.
    """
    try:
        bare, _, zone = text.strip().partition("[")
        if len(text) > LONGEST:
            raise ValueError("too long")
        if len(bare) == 10:
            return at_wall(datetime.combine(date.fromisoformat(bare), at))
        found = datetime.fromisoformat(bare)
        if found.tzinfo is None and zone:
            return found.replace(tzinfo=ZoneInfo(zone.removesuffix("]"))).astimezone(UTC)
        return at_wall(found) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, KeyError) as error:
        raise BadTime("time.bad_moment", text) from error


@dataclass(frozen=True)
class Cycle:
    """When a repeating timer fires. `repeat` None: without end. Exactly one of `every` and `cron` is set."""

    repeat: int | None
    start: datetime | None
    every: Duration | None = None
    cron: str | None = None

    def first(self, after: datetime) -> datetime:
        """The first moment, for a timer that began to run at `after`."""
        if self.start is not None:
            return self.start if self.start >= after else self._from_start(after)
        return self.next(after)

    def next(self, after: datetime) -> datetime:
        """The moment that follows `after`, itself a moment of this cycle. For months, see `nth`: it does not drift."""
        return plus(after, self.every) if self.every is not None else _next_of_cron(self.cron, after)

    def nth(self, anchor: datetime, n: int) -> datetime:
        """The n-th moment (1 = the first) of a timer that began to run at `anchor`.

        Counted from the beginning, so that a monthly cycle begun on the 31st is on the 31st again after February.
        """
        if self.every is None:
            moment = self.first(anchor)
            for _ in range(n - 1):
                moment = self.next(moment)
            return moment
        return plus(self.first(anchor), self.every.times(n - 1)) if self.start else plus(anchor, self.every.times(n))

    def _from_start(self, after: datetime) -> datetime:
        """The first moment at or after `after`, counted from a start that lies in the past."""
        low, high = 0, 1
        while plus(self.start, self.every.times(high)) < after:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if plus(self.start, self.every.times(middle)) < after else (low, middle)
        return plus(self.start, self.every.times(high))


@lru_cache(maxsize=512)
def cycle(text: str) -> Cycle:
    """`R3/P1M`, `R/2031-01-06T09:00+01:00/P1W`, or cron as Camunda 8 writes it: six fields, seconds first. Raises BadTime."""
    parts = text.strip().split("/")
    repeat = _REPEAT.fullmatch(parts[0])
    if repeat is None or len(parts) == 1:
        return Cycle(None, None, cron=_checked_cron(text))
    if len(parts) not in (2, 3):
        raise BadTime("time.bad_cycle", text)
    count = None if repeat[1] in ("", "-1") else int(repeat[1])
    every = parse_duration(parts[-1])
    if every.is_zero or plus(datetime(2000, 1, 1, tzinfo=UTC), every) < datetime(2000, 1, 1, tzinfo=UTC):
        raise BadTime("time.standing_cycle", text)
    return Cycle(count, parse_moment(parts[1]) if len(parts) == 3 else None, every=every)


def next_of_cycle(text: str, anchor: datetime, done: int, previous: datetime | None = None) -> datetime | None:
    """The next moment of a cycle that began to run at `anchor` and fired `done` times; None when it is over.

    `previous`, its last moment, spares cron the count from the beginning.
    """
    found = cycle(text)
    if found.repeat is not None and done >= found.repeat:
        return None
    return found.next(previous) if found.cron and previous and done else found.nth(anchor, done + 1)


def _checked_cron(text: str) -> str:
    fields = _MACROS.get(text.strip().lower(), text.strip())
    if len(text) > LONGEST or len(fields.split()) != 6 or _BY_CHANCE.search(fields):
        raise BadTime("time.bad_cycle", text)
    try:
        croniter(fields, datetime(2000, 1, 1), second_at_beginning=True).get_next(datetime)
    except CroniterBadDateError as error:
        raise BadTime("time.never_comes", text) from error
    except (CroniterError, ValueError, KeyError) as error:
        raise BadTime("time.bad_cycle", text) from error
    return fields


def _next_of_cron(fields: str, after: datetime) -> datetime:
    """Cron moves on the wall clock; the instants it gives still only go forward, also when an hour comes twice."""
    return next(moment for moment in map(at_wall, _walls(fields, wall_of(after))) if moment > after)


def _walls(fields: str, wall: datetime) -> Iterator[datetime]:
    turns = croniter(fields, wall, second_at_beginning=True)
    while True:
        yield turns.get_next(datetime)
