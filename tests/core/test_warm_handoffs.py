"""Handing over by hand: who is offered a task sees that task and no more, and until they accept the giver keeps it."""
import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.audience import audience
from engine.cases import cancel_case
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.handoffs import accept_handoff, answer_handoff, ask_handoff, offer_handoff, return_handoff, withdraw_handoff
from engine.old_words import seal_old_words
from engine.people import deactivate_person
from engine.queries.case_view import case_view
from engine.queries.handoffs import count_offers, handoffs, offer_of, offers_for_me, receivers
from engine.queries.tasks import task_view
from engine.tables import CaseEvent, Handoff, PersonalValue, Person, Task
from engine.tasks import complete_task, release_task
from tests.core.processes import VISIT


@pytest.fixture
def task(programme):
    programme.publish(VISIT)
    programme.open("visit", "fenna", title="Bezoek aan de brug")
    return programme.all(select(Task))[0]


@pytest.fixture
def person(programme):
    return {one.login: one.id for one in programme.all(select(Person))}


def offered(programme, task, **to):
    with programme.writing("fenna") as work:
        return offer_handoff(work, task.id, note="Ze kennen je al.", **to).id


def waiting(programme, who):
    with programme.reading(who) as work:
        assert count_offers(work) == len(offers_for_me(work))
        return [one.id for one in handoffs(work, "received").offers]


def sees(programme, who, task):
    with programme.reading(who) as work:
        try:
            return task_view(work, task.id)
        except NotFound:
            return None


def test_who_is_offered_a_task_sees_it_and_not_its_case(programme, task, person):
    assert sees(programme, "bram", task) is None
    offer = offered(programme, task, to_person=person["bram"])
    assert (waiting(programme, "bram"), waiting(programme, "floor"), waiting(programme, "haag")) == ([offer], [], [])
    view = sees(programme, "bram", task)
    assert (view.title, view.may_answer, view.holder) == ("Kennismaken", False, "Fenna Veldzicht")
    with programme.reading("bram") as work:
        found = offer_of(work, task.id)
        assert (found.case_id, found.case_title, found.note, found.for_me) == (None, "Bezoek aan de brug", "Ze kennen je al.", True)
        with pytest.raises(NotFound):
            case_view(work, task.case_id)
    with programme.writing("bram") as work, pytest.raises(NotFound):
        complete_task(work, task.id, {})
    with programme.writing("bram") as work:
        accept_handoff(work, offer)
    with programme.reading("bram") as work:
        assert case_view(work, task.case_id).title == "Bezoek aan de brug"
    assert sees(programme, "bram", task).may_answer and waiting(programme, "bram") == []


def test_an_offer_to_a_role_is_seen_by_its_people_there(programme, task):
    offer = offered(programme, task, to_role="coordinator")
    assert waiting(programme, "cas") == [offer] and waiting(programme, "fenna") == [] and waiting(programme, "haag") == []
    with programme.reading("fenna") as work:
        assert [one.id for one in handoffs(work, "given").offers] == [offer] and handoffs(work, "given").counts == {"received": 0, "given": 1}


def test_what_is_returned_is_the_givers_to_see_alone(programme, task, person):
    offer = offered(programme, task, to_person=person["bram"])
    with programme.writing("bram") as work:
        ask_handoff(work, offer, "Wanneer moet het?")
        return_handoff(work, offer, "Ik ben er dan niet.")
    assert sees(programme, "bram", task) is None
    with programme.reading("fenna") as work:
        [past] = handoffs(work, "past").offers
    assert (past.state, past.question, past.answer) == ("returned", "Wanneer moet het?", "Ik ben er dan niet.")


@pytest.mark.parametrize("over", ["completed", "cancelled", "released", "left"])
def test_an_offer_ends_with_what_it_offers(programme, task, person, over):
    offer = offered(programme, task, to_person=person["bram"])
    if over == "completed":
        programme.complete(task, "fenna")
    elif over == "released":
        with programme.writing("fenna") as work:
            release_task(work, task.id)
    else:
        with programme.writing("cas") as work:
            _ = cancel_case(work, task.case_id, "Het hoeft niet meer") if over == "cancelled" else deactivate_person(work, person["fenna"])
    assert [one.state for one in programme.all(select(Handoff).where(Handoff.id == offer))] == ["withdrawn"]
    assert waiting(programme, "bram") == []
    if over == "released":
        assert sees(programme, "bram", task) is None
        with programme.writing("bram") as work, pytest.raises(Conflict):
            accept_handoff(work, offer)


def test_one_may_offer_to_whoever_has_a_role_there(programme, task):
    with programme.reading("fenna") as work:
        found = receivers(work, task.id)
    assert [(name, roles) for _, name, roles in found.people] == [
        ("Bram Dorpsgaard", ("policy_officer",)), ("Cas Molenwijk", ("coordinator",)), ("Floor Zandhof", ("facilitator",))]
    assert found.roles == ("coordinator", "facilitator", "policy_officer")


def test_the_giver_answers_and_may_be_asked_again(programme, task, person):
    offer = offered(programme, task, to_person=person["bram"])
    with programme.writing("fenna") as work, pytest.raises(Conflict):
        answer_handoff(work, offer, "Nog niets gevraagd")
    for question, answer in (("Wanneer?", "Donderdag."), ("Hoe laat?", "Om tien uur.")):
        with programme.writing("bram") as work:
            ask_handoff(work, offer, question)
        with programme.writing("fenna") as work:
            assert answer_handoff(work, offer, answer).state == "offered"
    with programme.reading("bram") as work:
        [found] = handoffs(work, "received").offers
    assert (found.note, found.question, found.reply, found.answer) == ("Ze kennen je al.", "Hoe laat?", "Om tien uur.", None)
    assert [(part.what, part.by) for part in found.talk][:3] == [("note", "Fenna Veldzicht"), ("question", "Bram Dorpsgaard"), ("answer", "Fenna Veldzicht")]
    with programme.reading(SYSTEM) as work:
        told = [audience(work, one) for one in work.session.scalars(select(CaseEvent).where(CaseEvent.kind == "HandoffAnswered"))]
    assert [[(one.person, one.kind) for one in each] for each in told] == [[(person["bram"], "handoff")]] * 2


def test_the_giver_takes_an_offer_back(programme, task, person):
    offer = offered(programme, task, to_person=person["bram"])
    with programme.writing("bram") as work, pytest.raises(NotFound):
        withdraw_handoff(work, offer)
    with programme.writing("floor") as work, pytest.raises(NotAllowed):
        withdraw_handoff(work, offer)
    for _ in range(2):
        with programme.writing("fenna") as work:
            assert withdraw_handoff(work, offer).state == "withdrawn"
    assert waiting(programme, "bram") == [] and sees(programme, "bram", task) is None
    with programme.reading("fenna") as work:
        assert [fact.kind for fact in case_view(work, task.case_id).facts].count("HandoffWithdrawn") == 1
    again = offered(programme, task, to_person=person["floor"])
    with programme.writing("cas") as work:
        assert withdraw_handoff(work, again).state == "withdrawn"           # a coordinator, when nobody else does
    with programme.writing("floor") as work, pytest.raises(Conflict):
        accept_handoff(work, again)


def test_what_is_said_lies_apart_and_sealed(programme, task, person):
    offer = offered(programme, task, to_person=person["bram"])
    with programme.writing("bram") as work:
        with pytest.raises(InvalidAnswers):
            ask_handoff(work, offer, "  ")
        return_handoff(work, offer, "Ik ken de heer Zonnehoed niet.")
    [row] = programme.all(select(Handoff).where(Handoff.id == offer))
    assert [part["what"] for part in row.said] == ["note", "reason"] and all(set(part["words"]) == {"$personal"} for part in row.said)
    kept = programme.all(select(PersonalValue))
    assert len(kept) == 2 and not any(b"Zonnehoed" in one.ciphertext for one in kept)
    assert not any("Zonnehoed" in str(one.payload) for one in programme.all(select(CaseEvent)))


def test_words_of_an_earlier_version_are_sealed_once(programme, task, person):
    offer = offered(programme, task, to_person=person["bram"])
    with programme.writing(SYSTEM) as work:
        work.session.get(Handoff, offer).said = [{"what": "note", "by": person["fenna"], "at": None, "words": "Neem \"soep\" mee"}]
    for expected in (1, 0):
        with programme.writing(SYSTEM) as work:
            assert seal_old_words(work) == expected
    [row] = programme.all(select(Handoff).where(Handoff.id == offer))
    assert set(row.said[0]["words"]) == {"$personal"}
    with programme.reading("bram") as work:
        assert handoffs(work, "received").offers[0].note == "Neem \"soep\" mee"
