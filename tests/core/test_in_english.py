"""Whoever reads English reads what processes, cases and steps are called in English, wherever they are named."""
import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.handoffs import offer_handoff
from engine.outbox import UNTOLD, spread_event
from engine.queries.around import around
from engine.queries.case_record import case_record
from engine.queries.case_view import case_view
from engine.queries.cases import CaseWanted, cases, startable
from engine.queries.covers import covers_page
from engine.queries.definitions import shelf
from engine.queries.handoffs import handoffs
from engine.queries.inbox import Wanted, inbox
from engine.queries.listings import cases as case_lines
from engine.queries.listings import tasks as task_lines
from engine.queries.neighbourhoods import neighbourhood_view, search
from engine.queries.notices import notices
from engine.queries.picked import picked
from engine.queries.tasks import task_view
from engine.queries.views import names_for
from engine.references import references
from engine.tables import Task
from engine.workbench import look
from tests.core.processes import END, START, VISIT, flows, process, user_task
from tests.core.programme import STEVENSHOF

PLAN = process("plan", START, '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="visit" /></bpmn:extensionElements></bpmn:callActivity>',
               user_task("thank", "facilitator", "Bedanken"), END, flows(("start", "call"), ("call", "thank"), ("thank", "end")), name="Aanpak")


@pytest.fixture
def meet(programme) -> Task:
    """The first turn of a case that nobody gave a title: it stands in the visit that the plan calls, which was published by itself."""
    programme.publish(VISIT, en__yaml=b"visit: A visit\nmeet: Get acquainted\ndecide: Decide\n")
    programme.publish(PLAN, en__yaml=b"plan: The plan\nthank: Say thanks\n")
    programme.open("plan")
    programme.open("plan", title="Bankje bij de vijver")
    return programme.all(select(Task).order_by(Task.id))[0]


def test_lists_and_pages_name_the_case_the_process_and_the_step(programme, meet):
    with programme.reading("fenna") as work:
        found = inbox(work, Wanted(), language="en")
        assert [(turn.title, turn.case_title) for turn in found.turns] == [("Get acquainted", "The plan"), ("Get acquainted", "Bankje bij de vijver")]
        assert found.options.processes == (("plan", "The plan"),)
        listed = cases(work, language="en")
        assert [(one.title, one.process) for one in listed.cases] == [("Bankje bij de vijver", "The plan"), ("The plan", "The plan")]
        assert listed.processes == (("plan", "The plan"),)
        assert [name for _, name, _ in startable(work, "en").processes] == ["A visit", "The plan"]
        here = neighbourhood_view(work, STEVENSHOF, "en")
        assert {(one.title, one.process) for one in here.cases} == {("The plan", "The plan"), ("Bankje bij de vijver", "The plan")}
        assert [(one.title, one.case_title) for one in here.turns] == [("Get acquainted", "The plan"), ("Get acquainted", "Bankje bij de vijver")]
        assert [one.title for one in search(work, "aanpak", "en").cases] == ["The plan"]
        assert [name for _, name in covers_page(work, language="en").processes] == ["A visit", "The plan"]
        assert names_for(work, [Wanted(process="plan")], "en") == {"plan": "The plan"}
        assert [(one.title, one.case_title) for one in picked(work, [meet.id], "en")] == [("Get acquainted", "The plan")]
        assert [one.name for one in task_lines(work, "en")] == ["Get acquainted"] * 2 and [one.title for one in case_lines(work, language="en")][0] == "The plan"


@pytest.mark.parametrize("letters", ["the PLAN", "aanpak"])
def test_a_case_without_a_title_of_its_own_is_found_by_what_its_process_is_called(programme, meet, letters):
    with programme.reading("fenna") as work:
        for found in (search(work, letters, "en").cases, cases(work, CaseWanted(q=letters), language="en").cases):
            assert [one.title for one in found] == ["The plan"]
        assert [turn.case_title for turn in inbox(work, Wanted(q=letters), language="en").turns] == ["The plan"]
        assert search(work, "the plan").cases == () and [one.title for one in search(work, "aanpak").cases] == ["Aanpak"]


@pytest.mark.parametrize("letters", ["get acq", "kennism"])
def test_a_turn_is_found_by_its_english_name_and_by_the_one_in_the_diagram(programme, meet, letters):
    with programme.reading("fenna") as work:
        assert [turn.title for turn in search(work, letters, "en").tasks] == ["Get acquainted"] * 2
        assert [turn.title for turn in inbox(work, Wanted(q=letters), language="en").turns] == ["Get acquainted"] * 2
        assert inbox(work, Wanted(q="say thanks"), language="en").turns == ()


def test_the_pages_of_a_case_and_of_a_task_do(programme, meet):
    with programme.reading("fenna") as work:
        view = case_view(work, meet.case_id, language="en")
        assert (view.title, view.process_name, [turn.what for turn in view.turns.turns]) == ("The plan", "The plan", ["Get acquainted"])
        assert case_view(work, meet.case_id).title == case_record(work, meet.case_id).title == "Aanpak"
        assert case_record(work, meet.case_id, "en").title == "The plan"
        task = task_view(work, meet.id, "en")
        assert (task.title, task.case_title, around(work, meet.id, "en").process) == ("Get acquainted", "The plan", "The plan")


def test_the_story_tells_what_was_done_in_a_called_process(programme, meet):
    programme.complete(meet, "fenna")
    with programme.reading("fenna") as work:
        done = [fact.task for fact in case_view(work, meet.case_id, language="en").facts if fact.kind == "TaskCompleted"]
    assert done == ["Get acquainted"]


def test_offers_and_notices_do(programme, meet):
    programme.claim(meet, "fenna")
    with programme.writing("fenna") as work:
        floor = programme.actor("floor").person
        offer_handoff(work, meet.id, to_person=floor, note="Wil jij?")
    with programme.reading("floor") as work:
        assert [(one.title, one.case_title) for one in handoffs(work, "received", language="en").offers] == [("Get acquainted", "The plan")]
    with programme.writing(SYSTEM) as work:
        for claimed in UNTOLD.take(work):
            spread_event(work, claimed)
    with programme.reading("floor") as work:
        told = notices(work, "en")
    assert {one.case for one in told} == {"The plan", "Bankje bij de vijver"} and all("Get acquainted" in one.sentence for one in told)


def test_the_studio_does(programme, meet):
    with programme.reading("cas") as work:
        assert [row.name for row in shelf(work, "en")] == ["A visit", "The plan"] and [row.name for row in shelf(work)] == ["Aanpak", "Bezoek"]
        bench = look(work, "plan")
        assert (bench.named("en"), bench.named("nl")) == ("The plan", "Aanpak")
        assert [(one.id, one.name) for one in references(work, bench, "en").processes] == [("visit", "A visit")]
