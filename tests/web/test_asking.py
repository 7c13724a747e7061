"""A key figure who was asked three times this month is not asked a fourth time without a thought."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.cases import add_task
from engine.covers import Wish, name_stand_in
from engine.people import add_person, give_role
from engine.tables import Handoff
from tests.core.programme import LEIDEN, STEVENSHOF


@pytest.fixture
def gerda(programme, case):
    with programme.office.writing(SYSTEM) as work:
        found = add_person(work, "gerda", "Gerda Moestuin").id
        give_role(work, found, "key_figure", LEIDEN, STEVENSHOF)
    return found


def ask(programme, case, times):
    for number in range(times):
        with programme.writing("fenna") as work:
            add_task(work, case.id, f"Kun je koffie zetten, {number}?", "key_figure")


def test_the_fourth_time_is_thought_about_first_and_then_goes_on(visitor, programme, case, gerda):
    ask(programme, case, 2)
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    assert "De taak staat klaar." in visitor.post(f"/cases/{case.id}/tasks", title="De derde keer", role="key_figure")
    page = visitor.post(f"/cases/{case.id}/tasks", 200, title="Nog <iets>", role="key_figure")
    assert "Vraag je Gerda Moestuin nog een keer?" in page and "deze maand al 3 keer iets gevraagd" in page and 'value="Nog &lt;iets&gt;"' in page
    assert "Nog &lt;iets&gt;" not in visitor.get(f"/cases/{case.id}")
    assert "Nog &lt;iets&gt;" in visitor.post(f"/cases/{case.id}/tasks", title="Nog <iets>", role="key_figure", anyway="1")


def test_a_handoff_to_her_is_thought_about_too(visitor, programme, case, gerda):
    ask(programme, case, 3)
    visitor.log_in("fenna")
    visitor.get("/tasks/1/handoff")
    page = visitor.post("/tasks/1/handoff", 200, to=f"person:{gerda}", agreed="De sleutel ligt klaar")
    assert "Gerda Moestuin" in page and 'value="De sleutel ligt klaar"' in page and 'href="/tasks/1/handoff"' in page
    visitor.post("/tasks/1/handoff", to=f"person:{gerda}", agreed="De sleutel ligt klaar", anyway="1")
    assert [one.to_person for one in programme.all(select(Handoff))] == [gerda]


def test_who_acts_in_her_place_thinks_first_too(visitor, programme, case, gerda):
    ask(programme, case, 3)
    with programme.writing("fenna") as work:
        name_stand_in(work, Wish(programme.actor("floor").person, date(2031, 3, 3), date(2031, 3, 7)), LEIDEN)
    visitor.log_in("floor")
    visitor.get("/covers/1/as/tasks/1/handoff")
    page = visitor.post("/covers/1/as/tasks/1/handoff", 200, to=f"person:{gerda}")
    assert "Gerda Moestuin" in page and 'action="/covers/1/as/tasks/1/handoff"' in page and 'href="/covers/1/as/tasks/1/handoff"' in page
    visitor.post("/covers/1/as/tasks/1/handoff", follow=False, to=f"person:{gerda}", anyway="1")
    assert [one.to_person for one in programme.all(select(Handoff))] == [gerda]


def test_next_month_nobody_is_warned(visitor, programme, case, gerda, clock):
    ask(programme, case, 4)
    clock.now += timedelta(days=31)
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    assert "De taak staat klaar." in visitor.post(f"/cases/{case.id}/tasks", title="In april", role="key_figure")
