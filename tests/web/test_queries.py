"""What the pages ask of the engine, on a database of each kind."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.errors import InvalidAnswers, NotFound
from engine.queries.case_view import case_view, diagram
from engine.queries.cases import CaseWanted, cases, startable
from engine.queries.doorstep import doorstep
from engine.queries.inbox import VIEWS, Wanted, inbox
from engine.queries.notices import notices, read_notices
from engine.queries.tasks import left_behind, task_view
from engine.tables import Task
from tests.core.processes import END, START, VISIT, flows, own, process, user_task
from tests.core.programme import LEIDEN, PEOPLE, STEVENSHOF, furnishing, programme_at

VISITED = furnishing("visited", lambda programme: programme.publish(VISIT))


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, VISITED), clock) as found:
        yield found


def test_every_view_and_filter_of_the_inbox(programme, clock):
    for number in range(3):
        programme.open("visit", "fenna", title=f"Bezoek {number}")
        clock.now += timedelta(hours=1)
    with programme.reading("fenna") as work:
        for view in VIEWS:
            for due in ("", "late", "today", "week", "later", "none"):
                inbox(work, Wanted(view, "bezoek", LEIDEN, STEVENSHOF, "visit", due))
        found = inbox(work, limit=2)
        rest = inbox(work, cursor=found.next, limit=2)
        assert [turn.case_title for turn in found.turns + rest.turns] == ["Bezoek 0", "Bezoek 1", "Bezoek 2"]
        assert (found.counts, found.boards, rest.next) == ({"mine": 3, "team": 0, "waiting": 0, "snoozed": 0}, {"wijk": 3, "bestuur": 0}, None)
        with pytest.raises(InvalidAnswers):
            inbox(work, cursor="verzonnen")
    with programme.reading("floor") as work:
        assert inbox(work, Wanted("team", q="bezoek 1")).turns[0].title == "Kennismaken"


def test_what_waits_without_haste_comes_last_on_the_last_page(programme, clock):
    for key, term in (("calm", {"deadline": "quiet P1D"}), ("whenever", {}), ("soon", {"deadline": "P20D"})):
        programme.publish(process(key, START, user_task("do", "facilitator", key, own(**term)), END, flows(("start", "do"), ("do", "end"))))
        programme.open(key, "fenna")
    clock.now += timedelta(days=10)
    with programme.reading("fenna") as work:
        assert [turn.title for turn in inbox(work).turns] == ["soon", "whenever", "calm"]
        pages, cursor = [], ""
        while cursor is not None:
            page = inbox(work, cursor=cursor, limit=1)
            pages, cursor = [*pages, *(turn.title for turn in page.turns)], page.next
        assert pages == ["soon", "whenever", "calm"]


def test_the_list_of_cases_and_what_may_be_started(programme):
    for number in range(3):
        programme.open("visit", "fenna", title=f"Bezoek {number}")
    with programme.reading("fenna") as work:
        first = cases(work, CaseWanted(status="running", neighbourhood=STEVENSHOF), limit=2)
        assert [one.title for one in first.cases] == ["Bezoek 2", "Bezoek 1"]
        assert [one.title for one in cases(work, CaseWanted(status="running"), first.next, limit=2).cases] == ["Bezoek 0"]
        assert cases(work, CaseWanted(status="closed")).cases == ()
        assert [key for key, _, _ in startable(work).processes] == ["visit"]
    with programme.reading("haag") as work:
        assert cases(work).cases == ()


def test_a_task_and_its_case_as_their_pages_show_them(programme):
    case = programme.open("visit", "fenna", title="Bezoek")
    task = programme.all(select(Task))[0]
    programme.complete(task, "fenna")
    with programme.reading("bram") as work:
        mine = left_behind(work, case.id).mine
        view = task_view(work, mine)
        assert (view.given.by, view.given.role, view.given.reason, view.may_answer) == ("Fenna Veldzicht", "facilitator", "Het bestuur beslist", True)
        page = case_view(work, case.id)
        assert page.done["meet"].by == "Fenna Veldzicht" and page.turns.turns[0].what == "Besluiten"
        assert [fact.kind for fact in page.facts] == ["HandoffGiven", "TaskCompleted", "CaseOpened"]
        assert case_view(work, case.id, limit=2).earlier is not None
        assert b"bpmn:process" in diagram(work, case.id)
        assert notices(work, "nl") == ()
    with programme.writing("bram") as work:
        read_notices(work)
    with programme.reading("haag") as work, pytest.raises(NotFound):
        case_view(work, case.id)


def test_the_doorstep_counts_what_waits_for_each(programme):
    programme.open("visit", "fenna", title="Bezoek")
    with programme.reading(SYSTEM) as work:
        found = doorstep(work, LEIDEN, [login for login, *_ in PEOPLE])
    assert {one.login: (one.turns, one.board) for one in found.callers} == {
        "fenna": (1, "wijk"), "floor": (1, "wijk"), "cas": (0, None), "bram": (0, "bestuur")}
