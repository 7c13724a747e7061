"""A task's dates around the days that catch people out, to the minute, with the arithmetic they can read."""
from datetime import date, datetime

import pytest

from engine.calendar import WorkingCalendar
from engine.explanation import explain
from engine.iso import at_wall, local
from engine.schedule import BadTerm, Terms, read_terms, schedule_of

CALENDAR = WorkingCalendar()
MANDATE = read_terms({"deadline": "P10D", "reminders": "P5D", "escalate": "programme_manager after P0D, executive after P5D"})
QUESTION = read_terms({"deadline": "P5D", "reminders": "P3D,P1D", "escalate": "coordinator after P1D"})


def amsterdam(text: str) -> datetime:
    return at_wall(datetime.fromisoformat(text))


def dates(schedule) -> dict[str, list[str]]:
    def said(moments):
        return [local(moment).isoformat()[:16] for moment in moments]
    return {"due": said([schedule.due_at]), "reminders": said(r.at for r in schedule.reminders),
            "escalations": said(e.at for e in schedule.escalations)}


@pytest.mark.parametrize(("opened", "due", "reminders", "escalations"), [
    # the clock goes forward on Sunday 30 March 2031
    ("2031-03-27T16:20", "2031-04-03T16:20", ["2031-03-31T16:20", "2031-04-02T16:20"], ["2031-04-04T16:20"]),
    # and back on Sunday 26 October 2031
    ("2031-10-23T16:20", "2031-10-30T16:20", ["2031-10-27T16:20", "2031-10-29T16:20"], ["2031-10-31T16:20"]),
    # forward on Sunday 28 March 2032, which is Easter: Monday is free as well
    ("2032-03-25T09:05", "2032-04-02T09:05", ["2032-03-30T09:05", "2032-04-01T09:05"], ["2032-04-05T09:05"]),
    # back on Sunday 31 October 2032
    ("2032-10-29T09:05", "2032-11-05T09:05", ["2032-11-02T09:05", "2032-11-04T09:05"], ["2032-11-08T09:05"]),
    # Koningsdag on Saturday 26 April 2031 costs nothing
    ("2031-04-25T11:59", "2031-05-02T11:59", ["2031-04-29T11:59", "2031-05-01T11:59"], ["2031-05-05T11:59"]),
    # Koningsdag on Tuesday 27 April 2032 costs a day
    ("2032-04-22T11:59", "2032-04-30T11:59", ["2032-04-26T11:59", "2032-04-29T11:59"], ["2032-05-03T11:59"]),
    # Easter 2031: Good Friday 11 April is worked, Monday 14 April is not
    ("2031-04-10T08:01", "2031-04-18T08:01", ["2031-04-15T08:01", "2031-04-17T08:01"], ["2031-04-21T08:01"]),
    # Christmas 2031: 25 and 26 December and 1 January
    ("2031-12-23T17:30", "2032-01-02T17:30", ["2031-12-29T17:30", "2031-12-31T17:30"], ["2032-01-05T17:30"]),
])
def test_reminders_and_escalation_are_right_to_the_minute(opened, due, reminders, escalations):
    schedule = schedule_of(QUESTION, amsterdam(opened), CALENDAR)
    assert dates(schedule) == {"due": [due], "reminders": reminders, "escalations": escalations}


def test_overdue_mandate_reaches_the_executive_after_fifteen_working_days():
    schedule = schedule_of(MANDATE, amsterdam("2031-04-03T09:00"), CALENDAR)
    assert dates(schedule) == {"due": ["2031-04-18T09:00"], "reminders": ["2031-04-10T09:00"],
                               "escalations": ["2031-04-18T09:00", "2031-04-25T09:00"]}
    assert [e.role for e in schedule.escalations] == ["programme_manager", "executive"]


def test_hours_are_hours_on_the_clock_whatever_day_it_is():
    absence = read_terms({"deadline": "PT4H", "reminders": "PT1H", "escalate": "coordinator after PT2H"})
    schedule = schedule_of(absence, amsterdam("2031-03-30T00:30"), CALENDAR)        # the night of 23 hours
    assert dates(schedule) == {"due": ["2031-03-30T05:30"], "reminders": ["2031-03-30T04:30"], "escalations": ["2031-03-30T07:30"]}


def test_a_plain_date_is_due_at_five():
    schedule = schedule_of(QUESTION, amsterdam("2032-04-20T10:00"), CALENDAR, date(2032, 4, 30))
    assert dates(schedule) == {"due": ["2032-04-30T17:00"], "reminders": ["2032-04-26T17:00", "2032-04-29T17:00"],
                               "escalations": ["2032-05-03T17:00"]}
    assert "17.00 uur" in explain(schedule.explanation)[0]


def test_a_reminder_from_before_the_task_existed_is_left_out():
    schedule = schedule_of(read_terms({"deadline": "P2D", "reminders": "P3D,P1D"}), amsterdam("2031-03-03T10:00"), CALENDAR)
    assert dates(schedule)["reminders"] == ["2031-03-04T10:00"]


def test_a_quiet_deadline_has_a_date_and_nothing_else():
    trust = read_terms({"deadline": "quiet P3M", "reminders": "P3D", "escalate": "coordinator after P1D"})
    schedule = schedule_of(trust, amsterdam("2031-11-30T10:00"), CALENDAR)
    assert dates(schedule) == {"due": ["2032-02-29T10:00"], "reminders": [], "escalations": []}
    assert schedule.quiet and "nooit te laat" in explain(schedule.explanation)[-1]


def test_without_a_term_there_is_no_date():
    assert schedule_of(Terms(), amsterdam("2031-11-30T10:00"), CALENDAR).due_at is None


def test_the_municipality_fills_in_what_a_definition_leaves_out():
    defaults = Terms("P10D", reminders=("P2D",), escalations=(("coordinator", "P3D"),))
    assert read_terms({"deadline": "P5D"}).filled(defaults) == Terms("P5D", False, ("P2D",), (("coordinator", "P3D"),))
    assert read_terms({}).filled(defaults) == defaults
    assert read_terms({"deadline": "P5D", "reminders": ""}).filled(defaults).reminders == ()
    assert read_terms({"deadline": "quiet P3M"}).filled(defaults) == Terms("P3M", True)


def test_the_arithmetic_can_be_read_in_dutch_and_in_english():
    schedule = schedule_of(QUESTION, amsterdam("2032-04-22T11:59"), CALENDAR)
    assert explain(schedule.explanation, "nl", {"coordinator": "coördinator"}.get) == [
        "Begonnen op do 22 april om 11.59 uur, plus 5 werkdagen.",
        "Niet meegeteld: za 24 en zo 25 april (weekend), di 27 april (Koningsdag).",
        "Dat is vr 30 april om 11.59 uur.",
        "Herinnering: ma 26 april om 11.59 uur, 3 werkdagen ervoor. Niet meegeteld: di 27 april (Koningsdag).",
        "Herinnering: do 29 april om 11.59 uur, 1 werkdag ervoor.",
        "Daarna krijgt de rol coördinator bericht: ma 3 mei om 11.59 uur, 1 werkdag erna. Niet meegeteld: za 1 en zo 2 mei (weekend).",
    ]
    assert explain(schedule.explanation, "en")[1] == "Not counted: Sat 24 and Sun 25 April (weekend), Tue 27 April (King's Day)."


@pytest.mark.parametrize("settings", [
    {"deadline": "5 dagen"}, {"deadline": "quiet"}, {"deadline": "-P5D"}, {"deadline": "P5D", "reminders": "P3D;P1D"},
    {"escalate": "programme_manager P5D"}, {"escalate": "after P5D"}, {"escalate": "executive after -P1D"},
])
def test_a_setting_that_cannot_be_read_is_refused_in_both_languages(settings):
    with pytest.raises(BadTerm) as refusal:
        read_terms(settings)
    assert refusal.value.sentence("nl") != refusal.value.sentence("en")
