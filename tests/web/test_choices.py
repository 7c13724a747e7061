"""Choosing what comes by mail, on one's own page."""
from sqlalchemy import select

from engine.choices import Choice, choice_of
from engine.tables import Person


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
