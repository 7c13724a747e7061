"""Choosing what comes by mail, on one's own page."""
from datetime import timedelta

from sqlalchemy import select

from engine.actors import SYSTEM
from engine.choices import Choice, choice_of
from engine.tables import Person
from engine.unsubscribing import stop_said
from tests.web.conftest import Visitor
from workers.jobs import keep_time, send


def chosen(programme, login):
    me = programme.actor(login)
    with programme.reading(login) as work:
        return work.session.scalar(select(Person.email).where(Person.id == me.person)), choice_of(work, me.person)


def test_somebody_chooses_what_comes_by_mail_and_when(visitor, programme):
    visitor.log_in("fenna")
    visitor.get("/me")
    page = visitor.post("/me/mail", address="fenna@leiden.example", mail__assigned="daily", mail__reminder="at_once", mail__mention="never",
                        daily_at="9", quiet_from="22", quiet_until="7")
    assert "Je keuze is bewaard." in page and 'value="fenna@leiden.example"' in page
    assert chosen(programme, "fenna") == ("fenna@leiden.example", Choice({"assigned": "daily", "mention": "never"}, 9, 22, 7))
    assert chosen(programme, "floor") == (None, Choice())


def test_a_choice_that_cannot_be_meant_changes_nothing(visitor, programme):
    visitor.log_in("fenna")
    visitor.get("/me")
    page = visitor.post("/me/mail", status=422, address="fenna", daily_at="8", quiet_from="22", quiet_until="")
    assert "Dit is geen mailadres" in page and "Kies een begin en een einde" in page
    assert chosen(programme, "fenna") == (None, Choice())


def test_a_letter_stops_its_own_kind_by_its_address_alone(app, visitor, programme):
    """As a mail program does it: no cookie, no token, one field."""
    fenna = programme.actor("fenna").person
    with programme.office.reading(SYSTEM) as work:
        reminder, overview = (f"/mail/stop/{stop_said(work, fenna, kind)}" for kind in ("reminder", "digest"))
    visitor.log_in("fenna")
    visitor.get("/me")
    visitor.post("/me/mail", mail__assigned="daily", mail__mention="daily", mail__nudge="never", daily_at="8")
    assert "Herinnering voor een datum" in Visitor(app).get(reminder) and chosen(programme, "fenna")[1].way("reminder") == "at_once"
    said = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        assert "komt niet meer" in app.test_client().post(reminder, data=said).text
    app.test_client().post(overview, data=said)
    assert chosen(programme, "fenna")[1].mail == dict.fromkeys(("assigned", "mention", "nudge", "reminder"), "never")
    assert chosen(programme, "floor")[1] == Choice()
    for wrong in (reminder[:-1], reminder.replace("reminder", "overdue"), "/mail/stop/gossip-1-x", "/mail/stop/reminder-é-é"):
        assert app.test_client().post(wrong, data=said).status_code == 404


def test_the_story_of_a_case_tells_to_whom_its_notices_went(visitor, programme, case, clock):
    for login, address in (("fenna", "fenna@leiden.example"), ("floor", None)):
        with programme.writing(SYSTEM) as work:
            work.session.get_one(Person, programme.actor(login).person).email = address
    clock.now += timedelta(days=8)
    while keep_time(programme.office) + send(programme.office):
        pass
    visitor.log_in("fenna")
    page = visitor.get(f"/cases/{case.id}")
    assert "Bericht aan Fenna Veldzicht (mail, " in page and "Floor Zandhof (alleen hier, niet per mail)" in page
    visitor.post("/me/language", language="en", back="/")
    assert "Told to Fenna Veldzicht (mail, " in visitor.get(f"/cases/{case.id}")
