"""The demo programme: a year of history that fits whatever day it is made on."""
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.language import add_catalogue
from engine.queries import listings
from engine.queries.tasks import task_view
from engine.tables import Aside, Case, Cover, Handoff, Person, Promise, Task
from engine.tables.dialects import need_not_wait
from engine.tasks import complete_task
from webui.cli.demo import history, programme
from webui.cli.initialise import HISTORY, add_demo, create, publish_library
from webui.cli.program import Program
from webui.cli.settings import LIBRARY, Settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEDNESDAY = datetime(2031, 10, 15, 11, 20, tzinfo=AMSTERDAM)
MOMENTS = [datetime(2031, 1, 1, 0, 5), datetime(2031, 4, 14, 8, 0), datetime(2031, 3, 30, 3, 30), datetime(2031, 12, 27, 23, 50),
           datetime(2032, 4, 28, 17, 0)]

add_catalogue(LIBRARY.parent / "webui" / "catalogue")


def scenario_of(story: history.Story) -> Path:
    key, _, name = story.scenario.partition("/")
    return LIBRARY / key / "scenarios" / f"{name}.yaml"


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_every_story_fits_into_the_past(now):
    now = now.replace(tzinfo=AMSTERDAM)
    for story in history.stories():
        path = scenario_of(story)
        played = history.arrange(story, history.scenario_in(path), now)
        assert played.at <= now and now - played.at < HISTORY


def test_every_role_is_somebody_in_every_municipality():
    for place in programme.municipalities():
        roles = Counter(person["role"] for person in place["people"])
        assert roles.pop("facilitator") == 2 and set(roles.values()) == {1} and len(roles) == 16


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The whole demo, made on a Wednesday morning in 2031."""
    path = tmp_path_factory.mktemp("demo") / "aanzet.db"
    program = Program(Settings(f"sqlite:///{path}", path, given_secret=b"s" * 32), clock=lambda: WEDNESDAY)
    need_not_wait(program.engine)
    create(program)
    publish_library(program, LIBRARY)
    return program, add_demo(program)


def test_every_story_goes_as_told(made):
    assert [(play.name, failure.sentence()) for play in made[1] for failure in play.failures] == []


def test_there_is_work_late_today_and_later_in_every_municipality(made):
    program, _ = made
    with program.office.reading(SYSTEM) as work:
        tasks = listings.tasks(work)
    evening = WEDNESDAY.replace(hour=23, minute=59)
    for place in programme.municipalities():
        due = [task.due_at for task in tasks if task.municipality == place["code"] and task.due_at and not task.quiet]
        assert any(at <= WEDNESDAY for at in due) and any(WEDNESDAY < at <= evening for at in due) and any(at > evening for at in due)


def test_cases_are_open_and_ended_and_exactly_one_is_stuck(made):
    program, _ = made
    with program.office.reading(SYSTEM) as work:
        states = Counter(case.status for case in listings.cases(work))
    assert set(states) - {"cancelled"} == {"open", "ended", "stuck"} and states["stuck"] == 1     # a part goes with the case it was of


def test_every_process_of_the_library_has_cases_that_run_and_cases_that_are_over(made):
    program, _ = made
    with program.office.reading(SYSTEM) as work:
        states = {(case.process, case.status) for case in listings.cases(work)}
    processes = {path.parent.name for path in LIBRARY.glob("*/*.bpmn")}
    assert {(process, status) for process in processes for status in ("open", "ended")} <= states


def test_two_turns_are_offered_and_nobody_has_answered_yet(made):
    program, _ = made
    with program.office.reading(SYSTEM) as work:
        offers = work.session.scalars(select(Handoff).where(Handoff.kind == "by_hand", Handoff.state == "offered")).all()
        assert len(offers) == 2 and all(offer.said for offer in offers)


def test_a_facilitator_who_logs_in_has_the_turn(made):
    program, _ = made
    for place in programme.municipalities():
        login = next(person["login"] for person in place["people"] if person["role"] == "facilitator")
        with program.reading(login) as work:
            assert any(task.holder == login for task in listings.tasks(work))


def test_nothing_of_the_history_lies_in_the_future(made):
    program, _ = made
    with program.office.reading(SYSTEM) as work:
        facts = [fact for case in listings.cases(work) for fact in listings.facts(work, case.id)]
    assert max(fact.at for fact in facts) <= WEDNESDAY
    assert min(fact.at for fact in facts) < WEDNESDAY - timedelta(days=200)


def test_a_facilitator_meets_all_that_a_day_can_bring(made):
    """A promise that waits and one that was told back, a task put aside, and a colleague who is away."""
    program, _ = made
    with program.reading("noor.zandloper") as work:
        told = work.session.scalars(select(Promise.outcome).where(Promise.municipality == "GM0546")).all()
        assert None in told and "kept" in told
        assert work.session.scalars(select(Aside).where(Aside.person_id == work.actor.person, Aside.until > work.now)).one()
        away = work.session.execute(select(Person.login, Cover.until).join(Person, Person.id == Cover.person_id).where(Cover.by_id == work.actor.person)).one()
    assert away.login == "samira.vlieger" and away.until > WEDNESDAY


def test_a_guest_who_always_comes_and_is_not_on_the_list_today_is_missed(made):
    """Last, since it writes: who notes it gets the turn to ask how things are."""
    program, _ = made
    with program.reading("noor.zandloper") as work:
        table = work.session.scalars(select(Task.id).join(Case, Case.id == Task.case_id).where(
            Task.element == "note-turnout", Task.claimant_id == work.actor.person, Case.title == "Aanschuiven in De Linde")).one()
        view = task_view(work, table)
    refs = {guest["label"]: guest["value"] for guest in view.data["participants"]}
    assert list(refs) == ["Annie", "Bep", "Fatima", "Ger", "Hamid", "Sjors"]
    with program.writing("noor.zandloper") as work:
        complete_task(work, table, {"mood": "gewoon", "present": [ref for name, ref in refs.items() if name != "Bep"]})
    with program.reading("noor.zandloper") as work:
        asked = [task for task in listings.tasks(work) if task.element == "look-up" and task.municipality == "GM0546"]
    assert [task.role for task in asked] == ["facilitator"]
