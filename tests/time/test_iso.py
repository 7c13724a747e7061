"""ISO 8601 text in a timer: the wall clock, the instant, and what repeats."""
from datetime import UTC, datetime

import pytest

from engine import iso
from engine.iso import BadTime, at_wall, local


def amsterdam(text: str) -> datetime:
    return at_wall(datetime.fromisoformat(text))


@pytest.mark.parametrize(("start", "text", "end"), [
    ("2031-01-31T10:00", "P1M", "2031-02-28T10:00+01:00"),
    ("2032-01-31T10:00", "P1M", "2032-02-29T10:00+01:00"),
    ("2032-02-29T10:00", "P1Y", "2033-02-28T10:00+01:00"),
    ("2031-03-29T10:00", "P1D", "2031-03-30T10:00+02:00"),         # 23 hours
    ("2031-03-29T10:00", "PT24H", "2031-03-30T11:00+02:00"),       # the instant
    ("2031-10-25T10:00", "P1D", "2031-10-26T10:00+01:00"),         # 25 hours
    ("2031-10-25T10:00", "PT24H", "2031-10-26T09:00+01:00"),
    ("2031-03-29T02:30", "P1D", "2031-03-30T03:30+02:00"),         # half past two does not exist that night
    ("2031-10-25T02:30", "P1D", "2031-10-26T02:30+02:00"),         # and here exists twice: the first
    ("2031-03-03T09:00", "P1Y2M1W3DT4H5M6.5S", "2032-05-13T13:05:06.500000+02:00"),
    ("2031-03-03T09:00", "-PT1H", "2031-03-03T08:00+01:00"),
])
def test_days_move_the_wall_clock_and_hours_the_instant(start, text, end):
    assert iso.add(amsterdam(start), text) == datetime.fromisoformat(end)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "P1.5D", "P1DT", "PD", "P1H", "PT1D", "p1d", "P1D ; x", "P" + "9" * 12 + "D"])
def test_what_is_no_duration_is_refused_in_a_sentence(text):
    with pytest.raises(BadTime) as refusal:
        iso.parse_duration(text)
    assert text[:20] in refusal.value.sentence("nl")


@pytest.mark.parametrize(("text", "moment"), [
    ("2031-03-03T09:00+01:00", "2031-03-03T08:00"), ("2031-03-03T09:00:00+01:00", "2031-03-03T08:00"),
    ("2031-03-03T08:00Z", "2031-03-03T08:00"), ("2031-07-03T09:00", "2031-07-03T07:00"), ("2031-07-03", "2031-07-02T22:00"),
    ("2031-07-03T09:00[Europe/Lisbon]", "2031-07-03T08:00"), ("2031-07-03T09:00+02:00[Europe/Amsterdam]", "2031-07-03T07:00"),
])
def test_a_moment_without_a_zone_is_amsterdams(text, moment):
    assert iso.parse_moment(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_a_monthly_cycle_begun_on_the_31st_does_not_drift():
    begun, monthly = amsterdam("2031-01-31T10:00"), iso.cycle("R/P1M")
    assert [local(monthly.nth(begun, n)).day for n in range(1, 6)] == [28, 31, 30, 31, 30]


def test_a_cycle_ends_after_its_repetitions():
    begun = amsterdam("2031-01-31T10:00")
    assert iso.next_of_cycle("R3/P1M", begun, 2) == amsterdam("2031-04-30T10:00")
    assert iso.next_of_cycle("R3/P1M", begun, 3) is None
    assert iso.next_of_cycle("R-1/PT1H", begun, 10_000) is not None


def test_a_cycle_with_a_start_begins_there_or_at_its_next_turn():
    weekly = iso.cycle("R/2031-01-06T09:00/P1W")
    assert weekly.first(amsterdam("2031-01-01T00:00")) == amsterdam("2031-01-06T09:00")
    assert weekly.first(amsterdam("2031-04-01T12:00")) == amsterdam("2031-04-07T09:00")
    assert weekly.nth(amsterdam("2031-04-01T12:00"), 2) == amsterdam("2031-04-14T09:00")


def test_cron_follows_the_wall_clock_over_both_changes():
    nightly, moment = iso.cycle("0 30 2 * * *"), amsterdam("2031-03-29T03:00")
    moment = nightly.first(moment)
    assert local(moment).isoformat() == "2031-03-30T03:30:00+02:00"
    assert local(nightly.next(moment)).isoformat() == "2031-03-31T02:30:00+02:00"
    second_half_past_two = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)
    assert local(nightly.next(second_half_past_two)).isoformat() == "2031-10-27T02:30:00+01:00"


def test_cron_knows_weekdays_and_names():
    assert iso.cycle("0 0 9 * * MON-FRI").first(amsterdam("2031-03-28T10:00")) == amsterdam("2031-03-31T09:00")
    assert iso.cycle("@daily").first(amsterdam("2031-03-28T10:00")) == amsterdam("2031-03-29T00:00")


def test_a_day_that_never_comes_is_told_as_such():
    with pytest.raises(BadTime) as wrong:
        iso.cycle("0 0 9 31 2 *")
    assert (wrong.value.sentence(), wrong.value.sentence("en")) == (
        '"0 0 9 31 2 *" is een dag die nooit komt. Kijk naar de dag en de maand.', '"0 0 9 31 2 *" is a day that never comes. Look at the day and the month.')


def test_a_moment_by_lot_is_none():
    """croniter would draw another one each time that the clock looks."""
    for text in ("R * * * * *", "0 R/5 9 * * *", "0 0,r 9 * * *"):
        with pytest.raises(BadTime, match="is not a repetition"):
            iso.cycle(text)
    assert iso.cycle("0 0 9 * MAR,APR FRI").first(amsterdam("2031-03-28T10:00")) == amsterdam("2031-04-04T09:00")


@pytest.mark.parametrize("text", ["R3", "R/", "R/P0D", "R/-P1D", "R3/P1M/P1D/P1D", "0 9 * * *", "0 0 25 * * *", "R/2031-01-01/x", "* *"])
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(BadTime):
        iso.cycle(text)


def test_a_duration_feel_computed_is_elapsed_time():
    assert iso.elapsed(amsterdam("2031-03-29T10:00"), "P1D") == amsterdam("2031-03-30T11:00")
    assert iso.elapsed(amsterdam("2031-01-31T10:00"), "P1M") == amsterdam("2031-02-28T10:00")
