"""What standing still does to the dates of a case: what was left of each is left again, by the measure it was counted in. Pure."""
from dataclasses import dataclass, replace
from datetime import datetime

from engine.calendar import WorkingCalendar
from engine.iso import at_wall, parse_duration, wall_of
from engine.schedule import is_in_hours


@dataclass(frozen=True)
class Moved:
    """The due moment of a task or wait, before the standstill and after it."""

    before: datetime
    after: datetime
    in_hours: bool


@dataclass(frozen=True)
class Standstill:
    """From `since` until `until` the clock of a case stood still. No date comes earlier by it."""

    calendar: WorkingCalendar
    since: datetime
    until: datetime

    def begun(self, moment: datetime) -> "Standstill":
        """What it means for a date that was chosen during it: for that one it began there and then."""
        return replace(self, since=max(self.since, moment))

    def by_clock(self, moment: datetime) -> datetime:
        """For what is counted in hours: as much later as it lasted, nights and weekends too."""
        return moment + (self.until - self.since) if moment > self.since else moment

    def by_work(self, moment: datetime) -> datetime:
        """For what is counted in days: the working time that was left to it is left again."""
        if moment <= self.since:
            return moment
        calendar = self.calendar
        found = calendar.add_working_time(self.until, calendar.working_time(self.since, moment))
        if wall_of(found).time() == calendar.closes and wall_of(moment).time() <= calendar.opens:
            found = at_wall(datetime.combine(calendar.next_working_day(wall_of(found).date()), calendar.opens))     # it was due in the morning
        return max(moment, found)

    def of_term(self, moment: datetime, term: str | None) -> datetime:
        return self.by_clock(moment) if is_in_hours(term) else self.by_work(moment)

    def due(self, moment: datetime, term: str | None) -> Moved:
        return Moved(moment, self.of_term(moment, term), is_in_hours(term))

    def beside(self, due: Moved | None, moment: datetime, term: str | None, before: bool) -> datetime:
        """A reminder (`before` the due moment) or an escalation: as far from the due moment as it was, while that is still to come."""
        if term is None or due is None or due.before <= self.since:
            return self.of_term(moment, term)
        duration = parse_duration(term)
        if duration.is_zero or is_in_hours(term):
            return moment + (due.after - due.before)
        if due.in_hours:                    # counted anew, or working time could bring it before what it comes after
            return max(moment, self.calendar.add_term(due.after, duration.times(-1 if before else 1))[0])
        return self.by_work(moment)
