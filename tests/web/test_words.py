"""Deadlines and dates as people say them, around Monday 21 April 2031 half past ten in the morning."""
from datetime import datetime, timedelta

import pytest

from engine.calendar import WorkingCalendar
from engine.iso import AMSTERDAM as ZONE
from engine.language import add_catalogue
from webui.presenting import HERE
from webui.words import due_words, moment_words, waiting_words

add_catalogue(HERE / "catalogue")
NOW = datetime(2031, 4, 21, 10, 40, tzinfo=ZONE)


def at(month: int, day: int, hour: int = 17, minute: int = 0, year: int = 2031) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(("due", "state", "words"), [
    (at(4, 21), "today", "vandaag (voor 17.00 uur)"),
    (at(4, 22), "later", "morgen (di 22 april)"),
    (at(4, 24), "later", "over 3 dagen (do 24 april)"),
    (at(5, 12), "later", "over 3 weken (ma 12 mei)"),
    (at(7, 21), "later", "over 3 maanden (ma 21 juli)"),
    (at(1, 5, year=2032), "later", "over 8 maanden (ma 5 januari 2032)"),
    (at(4, 21, 8, 40), "late", "2 uur te laat (sinds 8.40 uur)"),
    (at(4, 21, 10, 39), "late", "1 minuut te laat (sinds 10.39 uur)"),
    (at(4, 17), "late", "2 werkdagen te laat (do 17 april)"),
    (NOW, "late", "1 minuut te laat (sinds 10.40 uur)"),
])
def test_a_deadline_says_how_far_it_is_and_then_the_date(due, state, words):
    said = due_words(due, NOW, "nl", WorkingCalendar())
    assert (said.state, f"{said.head} ({said.tail})") == (state, words)


def test_a_deadline_that_passed_in_the_weekend_is_late_but_not_by_days():
    said = due_words(at(4, 18, 23, 30), at(4, 19, 9), "nl", WorkingCalendar())
    assert f"{said.head} ({said.tail})" == "te laat (vr 18 april)"


def test_a_quiet_deadline_is_never_late():
    said = due_words(at(3, 3), NOW, "nl", WorkingCalendar(), quiet=True)
    assert (said.state, f"{said.head} ({said.tail})") == ("later", "geen haast (terug sinds 3 maart)")
    said = due_words(at(2, 8, year=2032), NOW, "nl", WorkingCalendar(), quiet=True)
    assert f"{said.head} ({said.tail})" == "geen haast (komt terug op 8 februari 2032)"


def test_english_uses_its_own_words_and_clock():
    said = due_words(at(4, 24), NOW, "en", WorkingCalendar())
    assert f"{said.head} ({said.tail})" == "in 3 days (Thu 24 April)"
    assert due_words(at(4, 21, 8, 40), NOW, "en", WorkingCalendar()).tail == "since 8:40"


def test_what_happened_is_today_yesterday_or_a_date():
    assert moment_words(at(4, 21, 9, 5), NOW, "nl") == "vandaag, 9.05 uur"
    assert moment_words(at(4, 20, 23, 0), NOW, "nl") == "gisteren, 23.00 uur"
    assert moment_words(at(4, 15, 11, 30), NOW, "nl") == "di 15 april, 11.30 uur"


def test_waiting_is_counted_in_working_days():
    assert waiting_words(at(4, 15), NOW, "nl", WorkingCalendar()) == "wacht 4 werkdagen"
    assert waiting_words(NOW - timedelta(hours=1), NOW, "nl", WorkingCalendar()) == "sinds vandaag"
