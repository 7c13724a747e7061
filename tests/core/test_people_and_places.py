"""A role means people, there and then; and nobody looks over a municipality's fence."""
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engine.actors import SYSTEM
from engine.cases import fix_role
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.handoffs import offer_handoff
from engine.people import add_person, deactivate_person, end_membership, give_role
from engine.tables import Case, Handoff, Membership, Person, RoleHolder, Task
from tests.core.processes import END, START, VISIT, flows, process, user_task
from tests.core.programme import DEN_HAAG, LEIDEN, STEVENSHOF

EXPERT = process("advice", START, user_task("ask", "expert"), user_task("thank", "facilitator"), END,
                 flows(("start", "ask"), ("ask", "thank"), ("thank", "end")))


def join(programme, login, name, role, municipality=LEIDEN, neighbourhood=None):
    with programme.writing(SYSTEM) as work:
        person = add_person(work, login, name)
        give_role(work, person.id, role, municipality, neighbourhood)
        return person.id


def test_a_task_of_a_role_that_nobody_has_is_the_coordinators_with_a_warning(programme):
    programme.publish(EXPERT)
    programme.open("advice")
    [ask] = programme.all(select(Task))
    assert ask.warning == "core.nobody_has_role"
    assert programme.claim(ask, "cas").claimant_id is not None


def test_without_a_coordinator_as_well_the_case_is_stuck(programme):
    programme.publish(EXPERT)
    with programme.writing(SYSTEM) as work:
        for membership in work.session.scalars(select(Membership).where(Membership.role == "coordinator", Membership.municipality == LEIDEN)):
            end_membership(work, membership.id)
    case = programme.open("advice")
    assert (case.status, case.stuck_element) == ("stuck", "ask")


def test_the_municipality_wide_people_have_it_where_the_neighbourhood_has_none(programme):
    programme.publish(VISIT)
    join(programme, "wieke", "Wieke Bovenland", "facilitator")
    programme.open()
    programme.open(who="cas", neighbourhood=None)
    own, wide = programme.all(select(Task).order_by(Task.id))
    with pytest.raises(NotFound):
        programme.claim(own, "wieke")
    assert programme.claim(wide, "wieke").status == "claimed"


def test_a_start_variable_fixes_a_role_to_a_person(programme):
    programme.publish(VISIT)
    programme.open(data={"facilitator": "floor"})
    [meet] = programme.all(select(Task))
    with pytest.raises(NotAllowed):
        programme.claim(meet, "fenna")
    assert programme.claim(meet, "floor").status == "claimed"


def test_who_leaves_gives_back_and_the_coordinator_chooses_anew(programme):
    programme.publish(VISIT)
    people = {person.login: person.id for person in programme.all(select(Person))}
    programme.open(data={"facilitator": "floor"})
    programme.open()
    fixed, free = programme.all(select(Task).order_by(Task.id))
    programme.claim(fixed, "floor")
    programme.claim(free, "floor")
    with programme.writing("cas") as work:
        deactivate_person(work, people["floor"])
    fixed, free = programme.all(select(Task).order_by(Task.id))
    assert (free.status, free.role, fixed.status, fixed.role, fixed.warning) == ("open", "facilitator", "open", "coordinator", "core.holder_left")
    with pytest.raises(NotFound):
        programme.actor("floor")
    with pytest.raises(InvalidAnswers), programme.writing("cas") as work:
        fix_role(work, fixed.case_id, "facilitator", people["bram"])
    with programme.writing("cas") as work:
        fix_role(work, fixed.case_id, "facilitator", people["fenna"])
    assert programme.claim(fixed, "fenna").status == "claimed"
    assert programme.all(select(RoleHolder))[0].person_id == people["fenna"]


def test_nobody_opens_a_case_where_they_do_not_work(programme):
    programme.publish(VISIT)
    with pytest.raises(NotFound):
        programme.open(who="haag")
    with pytest.raises(NotFound):
        programme.open(who="haag", municipality=DEN_HAAG, neighbourhood=STEVENSHOF)


def test_a_forgotten_condition_shows_nothing_of_another_municipality(programme, database_kind):
    programme.publish(VISIT)
    programme.open()
    with programme.reading("haag") as work:
        seen = work.session.scalars(select(Case)).all()
    assert len(seen) == (0 if database_kind == "postgres" else 1)


def test_row_level_security_refuses_a_row_for_another_municipality(programme, database_kind):
    programme.publish(VISIT)
    case = programme.open()
    if database_kind == "sqlite":
        return
    move = text("update cases set municipality = :there where id = :id")
    with pytest.raises(DBAPIError), programme.writing("cas") as work:
        work.session.execute(move, {"there": DEN_HAAG, "id": case.id})


def test_the_last_coordinator_stays_while_cases_run(programme):
    programme.publish(VISIT)
    programme.open("visit", "fenna")
    people = {one.login: one.id for one in programme.all(select(Person))}
    with programme.writing("cas") as work, pytest.raises(Conflict) as refused:
        deactivate_person(work, people["cas"])
    assert refused.value.sentence("nl").startswith("Cas Molenwijk is de laatste programmacoördinator van Leiden")
    [his] = programme.all(select(Membership).where(Membership.person_id == people["cas"]))
    with programme.writing("cas") as work, pytest.raises(Conflict):
        end_membership(work, his.id)
    with programme.writing(SYSTEM) as work:
        give_role(work, people["bram"], "coordinator", LEIDEN)
        assert not deactivate_person(work, people["cas"]).active


def test_an_offer_to_who_leaves_lapses_and_the_giver_goes_on(programme):
    programme.publish(VISIT)
    programme.open("visit", "fenna")
    people = {one.login: one.id for one in programme.all(select(Person))}
    [task] = programme.all(select(Task))
    with programme.writing("fenna") as work:
        offered = offer_handoff(work, task.id, to_person=people["bram"]).id
    with programme.writing("cas") as work:
        deactivate_person(work, people["bram"])
    assert programme.all(select(Handoff.state).where(Handoff.id == offered)) == ["withdrawn"]
    [task] = programme.all(select(Task))
    assert (task.status, task.claimant_id) == ("claimed", people["fenna"])
