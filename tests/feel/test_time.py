"""Dates, times and durations: what they are, how they are reckoned with, and whose clock it is."""
from datetime import UTC, datetime

import pytest

from engine import feel
from tests.feel.speaking import WORLD, text, value, why


@pytest.mark.parametrize("source, written", [
    ('@"2031-05-03"', "2031-05-03"), ('@"12:30:00+02:00"', "12:30:00+02:00"), ('@"2031-05-03T12:30:00.5Z"', "2031-05-03T12:30:00.5Z"),
    ('@"12:30:00@Europe/Amsterdam"', "12:30:00@Europe/Amsterdam"), ('@"P1Y14M"', "P2Y2M"), ('@"-PT36H"', "-P1DT12H"),
    ('@"PT0S"', "PT0S"), ('@"P0M"', "P0M"), ('date("-0044-03-15")', "-0044-03-15"), ('@"2031-05-03T24:00:00"', "2031-05-04T00:00:00"),
    ("date(2031, 5, 3)", "2031-05-03"), ("time(12, 30, 0)", "12:30:00"), ('time(12, 30, 0, @"PT2H")', "12:30:00+02:00"),
    ('date and time(@"2031-05-03", @"12:00:00")', "2031-05-03T12:00:00"),
    ('date and time(2031, 5, 3, 12, 0, 0, "Europe/Amsterdam")', "2031-05-03T12:00:00@Europe/Amsterdam"),
    ('date and time(@"2031-05-03T10:00:00Z", "Europe/Amsterdam")', "2031-05-03T12:00:00@Europe/Amsterdam"),
    ('date and time("2031-05-03T12:00:00+02:00[Europe/Amsterdam]")', "2031-05-03T12:00:00@Europe/Amsterdam"),
    ('date and time(@"2031-05-03T12:00:00", "UTC")', "2031-05-03T10:00:00@UTC"),
    ('years and months duration(@"2031-01-31", @"2032-03-30")', "P1Y1M"), ('duration("P1DT2H3M4.5S")', "P1DT2H3M4.5S"),
])
def test_moments_and_durations_are_written_as_iso_8601(source, written):
    assert text(source) == written


@pytest.mark.parametrize("source", [
    'date("2031-02-29")', 'date("2031-5-3")', 'time("25:00:00")', 'time("12:00:00+19:00")', 'date and time("2031-05-03 12:00:00")',
    'duration("P1Y1D")', 'duration("PT")', 'duration("1 day")', "date(2031, 13, 1)", "time(12, 60, 0)",
    'time("12:00:00@Nowhere/At-All")', 'date and time("2031-05-03T12:00:00@../../etc/passwd")',
])
def test_what_is_no_moment_is_null(source):
    assert value(source) is None
    assert why(source)


@pytest.mark.parametrize("source, written", [
    ('@"2031-01-31" + @"P1M"', "2031-02-28"), ('@"2032-02-29" - @"P1Y"', "2031-02-28"), ('@"2031-05-03" + @"P1D"', "2031-05-04"),
    ('@"2031-05-03" - @"2031-05-01"', "P2D"), ('@"12:00:00" + @"PT13H"', "01:00:00"), ('@"12:00:00" - @"11:30:00"', "PT30M"),
    ('@"2031-05-03T12:00:00Z" - @"2031-05-03T12:00:00+02:00"', "PT2H"), ('@"P1Y" + @"P1M"', "P1Y1M"),
    ('@"2031-05-03T12:00:00+02:00" - @"2031-05-03"', "PT10H"),
])
def test_reckoning(source, written):
    assert text(source) == written


def test_a_wall_time_and_an_instant_have_no_distance():
    assert value('@"2031-05-03T12:00:00" - @"2031-05-03T12:00:00Z"') is None
    assert value('@"2031-05-03T12:00:00" - @"2031-05-03"') is None


def test_a_wall_time_beside_an_instant_is_read_on_the_clock_of_the_instant():
    assert value('@"11:59:00" < @"12:00:00+02:00"') is True
    assert value('@"2031-05-03T12:00:00" > @"2031-05-03T12:00:00Z"') is False
    assert value('@"2031-05-03T12:00:00" in [@"2031-05-03T12:00:00Z"..@"2031-05-03T13:00:00Z"]') is True
    assert value('@"2031-05-03T12:00:00" = @"2031-05-03T12:00:00Z"') is False
    assert value('max(@"12:00:00", @"11:00:00Z")') is None


def test_months_move_the_wall_clock_and_hours_the_instant():
    before_summer = 'date and time("2031-03-29T12:00:00@Europe/Amsterdam")'
    assert text(f'{before_summer} + @"P1M"') == "2031-04-29T12:00:00@Europe/Amsterdam"
    assert text(f'{before_summer} + @"PT24H"') == "2031-03-30T13:00:00@Europe/Amsterdam"
    assert value(f'{before_summer} + @"P1D" - {before_summer}') == "P1D"


def test_the_hour_that_comes_twice_is_named_by_its_offset():
    first = 'date and time("2031-10-26T02:30:00@Europe/Amsterdam")'
    assert value(first) == "2031-10-26T02:30:00+02:00"
    assert value(f'{first} + @"PT1H"') == "2031-10-26T02:30:00+01:00"


@pytest.mark.parametrize("source, expected", [
    ('@"2031-05-03".weekday', 6), ('@"2031-05-03T12:30:15.5".minute', 30), ('@"2031-05-03T12:30:15.5".second', 15.5), ('@"-PT1M1.5S".seconds', -1.5), ('@"12:00:00+02:00".time offset', "PT2H"),
    ('@"2031-05-03T12:00:00@Europe/Amsterdam".timezone', "Europe/Amsterdam"), ('@"P1Y14M".months', 2), ('@"-PT36H".days', -1),
    ('@"-PT36H".hours', -12), ('@"12:00:00".time offset', None), ('[1..5).end included', False), ('@"2031-05-03".hour', None),
])
def test_parts_of_moments(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ('day of year(@"2031-12-31")', 365), ('day of week(@"2031-05-03")', "Saturday"), ('month of year(@"2031-05-03")', "May"),
    ('week of year(@"2027-01-01")', 53), ('week of year(@"2024-12-30")', 1), ('last day of month(@"2032-02-10")', "2032-02-29"),
])
def test_the_calendar(source, expected):
    assert value(source) == expected


def test_the_clock_is_the_worlds_in_amsterdam():
    late = feel.World(datetime(2031, 5, 3, 22, 30, tzinfo=UTC))
    assert value("[now(), today()]", world=late) == ["2031-05-04T00:30:00+02:00", "2031-05-04"]


def test_chance_is_drawn_from_the_step_so_that_a_replay_gives_the_same():
    first, again = (value("[uuid(), uuid(), random number()]") for _ in range(2))
    assert first == again
    assert first[0] != first[1] and 0 <= first[2] < 1
    assert value("uuid()", world=feel.World(WORLD.now, seed="another step")) != first[0]


def test_working_days_are_counted_by_the_calendar_of_the_case():
    assert value('add working days(@"2031-05-02", 1)') == "2031-05-05"
    assert value('add working days("2031-05-02", -2)') == "2031-04-30"
    assert value('add working days(date and time("2031-05-02T16:30:00@Europe/Amsterdam"), 1)') == "2031-05-05T16:30:00+02:00"
    assert value('add working days(@"2031-05-02T16:30:00", 1)') == "2031-05-05T16:30:00"
    assert value("next working day(today())") == "2031-05-05"
    assert value('working days between(@"2031-05-02", "2031-05-09")') == 5


def test_without_a_calendar_there_are_no_working_days():
    bare = feel.compile("next working day(today())").explain({}, feel.World(WORLD.now))
    assert [problem.key for problem in bare.problems] == ["feel.null.no_calendar"]
