"""Which days count in the Netherlands, and counting them."""
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar import WorkingCalendar, holidays
from engine.explanation import skipped_in_words
from engine.iso import BadTime, at_wall, local
from engine.municipalities import calendar_of, days_of
from engine.school import HOLIDAYS, REGIONS, last_school_year, school_holidays

CALENDAR = WorkingCalendar()


def amsterdam(text: str) -> datetime:
    return at_wall(datetime.fromisoformat(text))


@pytest.mark.parametrize(("day", "holiday"), [
    ("2031-01-01", "new_year"), ("2031-04-14", "easter_monday"), ("2031-04-26", "kings_day"), ("2031-05-22", "ascension"),
    ("2031-06-02", "whit_monday"), ("2031-12-25", "christmas"), ("2031-12-26", "second_christmas"),
    ("2032-03-29", "easter_monday"), ("2032-04-27", "kings_day"), ("2032-05-06", "ascension"), ("2032-05-17", "whit_monday"),
    ("2030-05-05", "liberation_day"), ("2035-05-05", "liberation_day"),
])
def test_public_holidays_are_known_by_name(day, holiday):
    assert holidays(date.fromisoformat(day).year)[date.fromisoformat(day)] == holiday


@pytest.mark.parametrize("day", ["2031-04-11", "2032-03-26", "2031-05-05", "2032-05-05", "2031-12-24", "2031-12-31", "2032-04-26"])
def test_good_friday_and_5_may_outside_the_fifth_year_are_worked(day):
    assert CALENDAR.is_working_day(date.fromisoformat(day))


def test_kings_day_on_saturday_costs_no_working_day():
    assert not CALENDAR.is_working_day(date(2031, 4, 26))
    assert CALENDAR.add_working_days(date(2031, 4, 25), 1) == date(2031, 4, 28)


def test_kings_day_on_tuesday_is_stepped_over():
    assert CALENDAR.add_working_days(date(2032, 4, 26), 1) == date(2032, 4, 28)
    assert CALENDAR.add_working_days(date(2032, 4, 28), -1) == date(2032, 4, 26)


def test_christmas_2031_leaves_three_days_in_its_week():
    end, skipped = CALENDAR.counted(date(2031, 12, 24), 1)
    assert end == date(2031, 12, 29)
    assert [day.why for day in skipped] == ["christmas", "second_christmas", "weekend", "weekend"]


def test_a_municipality_has_days_off_of_its_own():
    recess = WorkingCalendar({date(2031, 2, 24): "voorjaarsrecess"})
    end, skipped = recess.counted(date(2031, 2, 21), 1)
    assert end == date(2031, 2, 25)
    assert skipped[-1].name == "voorjaarsrecess"
    assert not WorkingCalendar(frozenset({date(2031, 2, 24)})).is_working_day(date(2031, 2, 24))


def test_a_recess_is_a_stretch_of_days_off():
    recess = calendar_of({"days_off": {"2031-07-21/2031-08-29": "reces van de raad", "2031-09-02": "heidag"}})
    assert recess.counted(date(2031, 7, 18), 2)[0] == date(2031, 9, 3)
    for wrong in ("2031-08-29/2031-07-21", "2031-07-21/2032-07-21", "zomer"):
        with pytest.raises(ValueError):
            days_of(wrong)


def test_school_holidays_of_the_region_are_left_out_where_a_municipality_says_so():
    friday = date(2026, 7, 3)
    nowhere, north, summer = (calendar_of(settings) for settings in (
        {}, {"school": {"region": "noord"}}, {"school": {"region": "zuid", "holidays": ["summer"]}}))
    assert nowhere.counted(friday, 1)[0] == date(2026, 7, 6)
    end, skipped = north.counted(friday, 1)
    assert end == date(2026, 8, 17)
    told = [{"day": day.day.isoformat(), "why": day.why, "name": day.name} for day in skipped]
    assert skipped_in_words(told) == "za 4 juli tot en met zo 16 augustus (zomervakantie)"
    assert summer.counted(friday, 6)[0] == date(2026, 8, 24), "a week later than in the north"
    assert summer.counted(date(2026, 10, 16), 1)[0] == date(2026, 10, 19), "its autumn holiday was not chosen"
    assert north.not_counted(date(2026, 12, 25)).why == "christmas", "a public holiday goes by its own name"
    for wrong in ({"region": "oost"}, {"region": "noord", "holidays": ["carnival"]}):
        with pytest.raises(ValueError):
            calendar_of({"school": wrong})


@pytest.mark.parametrize("region", REGIONS)
def test_the_known_school_years_are_whole_and_in_order(region):
    """From Saturday up to and including Sunday, as the government writes them; five a year, and six weeks in summer."""
    known = school_holidays(region)
    assert [one.key for one in known] == list(HOLIDAYS) * (len(known) // len(HOLIDAYS)) and len(known) >= 20
    assert all((one.first.weekday(), one.last.weekday()) == (5, 6) for one in known)
    assert all(earlier.last < later.first for earlier, later in zip(known, known[1:]))
    assert {key: {len(one.days) for one in known if one.key == key} for key in HOLIDAYS} == {
        "autumn": {9}, "christmas": {16}, "spring": {9}, "may": {9}, "summer": {44}}
    assert last_school_year().endswith(str(known[-1].last.year))


@pytest.mark.parametrize(("start", "n", "end"), [
    ("2031-03-28T10:30", 1, "2031-03-31T10:30"),            # over the night the clock goes forward
    ("2031-10-24T10:30", 1, "2031-10-27T10:30"),            # over the night it goes back
    ("2031-03-29T10:30", 1, "2031-03-31T10:30"),            # begun on a Saturday
    ("2031-03-31T10:30", 0, "2031-03-31T10:30"),
])
def test_working_days_keep_the_clock_on_the_wall(start, n, end):
    assert CALENDAR.add_working_days(amsterdam(start), n) == amsterdam(end)


def test_a_date_and_time_counts_from_its_day_in_amsterdam():
    late_sunday_in_utc = datetime(2031, 3, 2, 23, 30, tzinfo=UTC)       # Monday 00:30 in Amsterdam
    assert local(CALENDAR.add_working_days(late_sunday_in_utc, 1)).isoformat() == "2031-03-04T00:30:00+01:00"


@pytest.mark.parametrize("n", [-30, -5, -1, 1, 2, 7, 30, 260])
def test_counting_between_undoes_counting_on(n):
    start = date(2032, 4, 26)
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, n)) == n


def test_the_next_working_day_after_easter_eve_is_tuesday():
    assert CALENDAR.next_working_day(date(2031, 4, 11)) == date(2031, 4, 15)


def test_office_hours_between_two_moments_leave_out_nights_weekends_and_holidays():
    assert CALENDAR.working_time(amsterdam("2031-04-11T16:00"), amsterdam("2031-04-15T10:30")) == timedelta(hours=2, minutes=30)
    assert CALENDAR.working_time(amsterdam("2031-04-15T10:30"), amsterdam("2031-04-11T16:00")) == timedelta()
    assert CALENDAR.working_time(amsterdam("2031-04-12T08:00"), amsterdam("2031-04-14T20:00")) == timedelta()


@pytest.mark.parametrize("hours", [1, 8, 9, 80])
def test_adding_office_hours_gives_that_many_back(hours):
    start = amsterdam("2031-12-24T15:00")
    assert CALENDAR.working_time(start, CALENDAR.add_working_time(start, timedelta(hours=hours))) == timedelta(hours=hours)


def test_no_calendar_goes_on_for_ever():
    with pytest.raises(BadTime):
        CALENDAR.add_working_days(date(2031, 1, 1), 10**9)
    with pytest.raises(BadTime):
        CALENDAR.add_working_days(date(9999, 12, 30), 5)
    with pytest.raises(BadTime):
        CALENDAR.add_iso(amsterdam("9999-01-01T00:00"), "P9Y")
