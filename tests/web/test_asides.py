"""Beside a task on its own page: put off, asked for another date, given back; what is not right is said where the form stands."""
from datetime import date

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.iso import local
from engine.people import end_membership
from engine.tables import DateRequest, Membership, Task
from tests.web.conftest import Visitor

WRONG = "note--bad note--flash"       # said once, above the page


@pytest.fixture
def fenna(visitor, case):
    visitor.log_in("fenna")
    visitor.get("/tasks/1")
    return visitor


def test_a_turn_is_put_off_and_taken_back_from_its_page(fenna):
    assert "Deze dag bestaat niet." in fenna.post("/tasks/1/snooze", day="2031-02-31") and fenna.page.request.path == "/tasks/1"
    assert "Uitgesteld tot do 6 maart." in fenna.post("/tasks/1/snooze", day="2031-03-06")
    page = fenna.get("/tasks/1")
    assert "Haal nu terug" in page
    assert "Staat weer bij jouw beurten." in fenna.post("/tasks/1/wake") and "Haal nu terug" not in fenna.page.text


def test_another_date_is_asked_for_once_refused_with_a_reason_and_granted(app, fenna, programme):
    cas = Visitor(app)
    cas.log_in("cas")
    assert WRONG in fenna.post("/tasks/1/date", due="2031-03-20", reason=" ")
    for number, (answer, sentence) in enumerate((("refuse", "De zaal is van ons"), ("grant", "")), 1):
        assert WRONG not in fenna.post("/tasks/1/date", due="2031-03-20", reason="De zaal is bezet")
        assert WRONG in fenna.post("/tasks/1/date", due="2031-03-21", reason="Nog eens")
        assert "De zaal is bezet" in cas.get("/")
        if answer == "refuse":
            assert WRONG in cas.post("/dates/1/refuse", reason="")
        cas.post(f"/dates/{number}/{answer}", reason=sentence)
        assert cas.page.request.path == "/tasks/1"
        assert WRONG in cas.post(f"/dates/{number}/refuse", reason="Toch niet"), "that is over"
        fenna.get("/tasks/1")
    assert [one.state for one in programme.all(select(DateRequest))] == ["refused", "granted"]
    assert local(programme.all(select(Task))[0].due_at).date() == date(2031, 3, 20)


def test_a_turn_is_given_back_with_a_reason_for_the_others(fenna, app):
    assert WRONG in fenna.post("/tasks/1/decline", reason="") and fenna.page.request.path == "/tasks/1"
    assert "Spreek plek" in fenna.post("/tasks/1/decline", reason="Ik ken daar niemand") and fenna.page.request.path == "/"
    page = fenna.get("/tasks/1")
    assert "Iemand met de rol procesbegeleider is aan zet" in page and "Jij bent aan zet" not in page
    floor = Visitor(app)
    floor.log_in("floor")
    page = floor.get("/tasks/1")
    assert "Ik ken daar niemand" in page and "Jij bent aan zet, of een andere procesbegeleider" in page


def test_a_turn_that_nobody_else_takes_is_said_to_lie_with_the_coordinators(fenna, programme):
    with programme.writing(SYSTEM) as work:
        [held] = work.session.scalars(select(Membership.id).where(Membership.person_id == programme.actor("floor").person))
        end_membership(work, held)
    fenna.post("/tasks/1/decline", reason="Ik ken daar niemand")
    assert all("Iemand met de rol programmacoördinator is aan zet" in fenna.get(page) for page in ("/tasks/1", "/cases/1"))
