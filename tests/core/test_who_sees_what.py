"""A case is for who takes part in it or watches over it; for anybody else it does not exist."""
import pytest
from sqlalchemy import select

from engine import access
from engine.actors import SYSTEM
from engine.adhoc import close_adhoc, start_activity
from engine.cases import add_task, open_case
from engine.errors import NotAllowed
from engine.messages import message_case, send_message
from engine.pausing import pause_case
from engine.people import add_person, give_role
from engine.privacy import Veil
from engine.queries.case_view import case_view
from engine.queries.cases import startable
from engine.tables import Case, PersonalValue, Task, Wait
from engine.tasks import release_task
from tests.core.processes import END, START, VISIT, flows, process, user_task
from tests.core.programme import LEIDEN
from tests.core.test_personal_values import FORM, answers

TRACK = VISIT.replace('"visit"', '"participant-track"')
WHO = '<bpmn:message id="m" name="seen"><bpmn:extensionElements><zeebe:subscription correlationKey="=full_name" /></bpmn:extensionElements></bpmn:message>'
LOOKING = WHO + process(
    "looking", START, user_task("meet", "facilitator", form="who"),
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>', END,
    flows(("start", "meet"), ("meet", "wait"), ("wait", "end")))
CALLING = process(
    "calling", START, user_task("meet", "facilitator", form="who"),
    '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="visit" />'
    '<zeebe:properties><zeebe:property name="aanzet:own_case" value="true" /></zeebe:properties></bpmn:extensionElements></bpmn:callActivity>', END,
    flows(("start", "meet"), ("meet", "call"), ("call", "end")))


@pytest.fixture
def watchers(programme):
    with programme.writing(SYSTEM) as work:
        for login, role in (("manu", "manager"), ("pim", "programme_manager"), ("gast", "community_host")):
            give_role(work, add_person(work, login, login.capitalize()).id, role, LEIDEN)
    programme.publish(VISIT)
    programme.publish(TRACK)
    return {"visit": programme.open().id, "track": programme.open("participant-track").id}


def seen(programme, who):
    with programme.reading(who) as work:
        return set(work.session.scalars(select(Case.id).where(access.sees_case(work.actor, work.now))))


def test_watchers_see_what_is_theirs_to_watch(programme, watchers):
    both = set(watchers.values())
    assert seen(programme, "cas") == seen(programme, "pim") == seen(programme, "fenna") == both
    assert seen(programme, "manu") == {watchers["visit"]}, "a resident's track is for a manager a figure only"
    assert seen(programme, "gast") == seen(programme, "bram") == seen(programme, "haag") == set()


def test_who_has_the_turn_sees_the_case_and_keeps_seeing_it(programme, watchers):
    [meet] = programme.all(select(Task).where(Task.case_id == watchers["visit"]))
    programme.complete(meet, "fenna")
    assert seen(programme, "bram") == {watchers["visit"]}
    [decide] = programme.all(select(Task).where(Task.case_id == watchers["visit"], Task.status == "open"))
    programme.claim(decide, "bram")
    with programme.writing("bram") as work:
        release_task(work, decide.id)
    programme.claim(decide, "bram")
    programme.complete(decide, "bram")
    assert seen(programme, "bram") == {watchers["visit"]}


def test_a_personal_key_is_matched_and_never_stored(programme):
    programme.publish(LOOKING, who__form=FORM)
    programme.open("looking")
    programme.complete(programme.all(select(Task))[0], "fenna", **answers())
    [wait] = programme.all(select(Wait))
    assert "Zilverschoon" not in wait.key
    with programme.writing("cas") as work:
        assert len(send_message(work, LEIDEN, "seen", "Quirina Zilverschoon")) == 1


def test_a_called_case_points_to_the_same_values(programme):
    programme.publish(VISIT)
    programme.publish(CALLING, who__form=FORM)
    programme.open("calling")
    programme.complete(programme.all(select(Task))[0], "fenna", **answers())
    parent, child = programme.all(select(Case).order_by(Case.id))
    assert child.data[""]["full_name"] == parent.data[""]["full_name"] == {"$personal": parent.data[""]["full_name"]["$personal"]}
    assert {value.case_id for value in programme.all(select(PersonalValue))} == {parent.id}
    programme.complete(programme.all(select(Task).where(Task.case_id == child.id))[0], "fenna")
    assert programme.all(select(Case).order_by(Case.id))[1].data[""]["full_name"] == child.data[""]["full_name"]


def test_reading_back_depends_on_the_role(programme):
    programme.publish(LOOKING, who__form=FORM)
    programme.open("looking")
    programme.complete(programme.all(select(Task))[0], "fenna", **answers())
    [case] = programme.all(select(Case))
    for who, name in (("floor", "Quirina Zilverschoon"), ("cas", None)):
        with programme.reading(who) as work:
            veil = access_veil(work, case)
            assert veil.lift(case.data, access.reads_as(work.actor, LEIDEN))[""]["full_name"] == name


def access_veil(work, case):
    veil = Veil(work, case.id, case.municipality)
    veil.load(case.data)
    return veil


ROUND = process(
    "round", START, '<bpmn:adHocSubProcess id="free">' + user_task("walk", "facilitator") + user_task("talk", "facilitator") + "</bpmn:adHocSubProcess>", END,
    flows(("start", "free"), ("free", "end")))


def test_a_manager_follows_a_case_and_changes_nothing(programme, watchers):
    programme.publish(ROUND)
    case = programme.open("round").id
    for change in (lambda work: add_task(work, case, "Bellen", "facilitator"), lambda work: start_activity(work, case, "walk"),
                   lambda work: close_adhoc(work, case, "free"), lambda work: pause_case(work, case, "vakantie"),
                   lambda work: message_case(work, case, "seen"), lambda work: send_message(work, LEIDEN, "seen"),
                   lambda work: open_case(work, "visit", LEIDEN)):
        with pytest.raises(NotAllowed), programme.writing("manu") as work:
            change(work)
    with programme.reading("manu") as work:
        view = case_view(work, case)
        assert (view.may_work, view.may_pause) == (False, False)
        assert not startable(work).processes and not startable(work).places


def test_whoever_works_on_a_case_closes_a_part_in_free_order(programme, watchers):
    programme.publish(ROUND)
    case = programme.open("round").id
    with programme.writing("cas") as work:
        extra = add_task(work, case, "Meelopen", "policy_officer")
    programme.claim(extra, "bram")
    with programme.writing("bram") as work:
        close_adhoc(work, case, "free")
    with programme.reading("cas") as work:
        assert not case_view(work, case).free


def test_everybody_opens_what_begins_on_their_own_board(programme, watchers):
    with programme.writing(SYSTEM) as work:
        give_role(work, add_person(work, "bea", "Bea Buur").id, "resident", LEIDEN)
    assert programme.open(who="bea").opened_by
    with pytest.raises(NotAllowed):
        programme.open(who="bram")
