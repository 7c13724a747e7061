"""Fenna goes away for a week: Floor, who has the same role, does her work in her place and gives it back."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.audience import audience
from engine.cover_words import forget
from engine.covers import Wish, call_off, give_back, in_place_of, name_stand_in, read_back, stand_ins
from engine.errors import Conflict, EngineError, InvalidAnswers, NotAllowed, NotFound
from engine.handoffs import accept_handoff, offer_handoff
from engine.iso import AMSTERDAM
from engine.notices import words_of
from engine.old_words import seal_old_words
from engine.outbox import UNTOLD, spread_event
from engine.people import deactivate_person, give_role
from engine.queries.case_view import case_view
from engine.queries.covers import around, cover_page, waiting_in_place
from engine.queries.notices import notices
from engine.queries.tasks import task_view
from engine.tables import Case, CaseEvent, Cover, Notice, Person, Task
from engine.tasks import complete_task, save_draft
from engine.turns import turns_of
from tests.core.processes import VISIT
from tests.core.programme import LEIDEN, STEVENSHOF

MONDAY, FRIDAY = date(2031, 3, 3), date(2031, 3, 7)


@pytest.fixture
def person(programme):
    return {one.login: one.id for one in programme.all(select(Person))}


@pytest.fixture
def task(programme):
    programme.publish(VISIT)
    programme.open("visit", "fenna", title="Bezoek aan de brug")
    [task] = programme.all(select(Task))
    programme.claim(task, "fenna")
    return task


def named(programme, person, by="floor", who="fenna", away="fenna", first=MONDAY, last=FRIDAY, **work_):
    with programme.writing(who) as work:
        return name_stand_in(work, Wish(person[by], first, last, **work_), LEIDEN, person[away]).id


def place(programme, who, cover):
    with programme.reading(who) as work:
        return in_place_of(work, cover)


def refused(programme, person, **wish):
    with pytest.raises(EngineError) as found:
        named(programme, person, **wish)
    return [key for _, key, _ in getattr(found.value, "problems", ())] or found.value.key


def test_the_stand_in_completes_the_task_and_both_names_stand_in_the_record(programme, person, task):
    cover = named(programme, person, asked="Bel eerst met de huismeester.")
    with programme.reading("floor") as work:
        [one] = around(work)
        assert (one.name, one.by_name, one.state, one.asked) == ("Fenna Veldzicht", "Floor Zandhof", "now", "Bel eerst met de huismeester.")
        assert waiting_in_place(work, one) == (1, 0)
        assert [turn.title for turn in cover_page(work, cover, "nl").turns] == ["Kennismaken"]
    acting = place(programme, "floor", cover)
    with programme.office.writing(acting) as work:
        assert task_view(work, task.id).may_answer
        save_draft(work, task.id, {})
        done = complete_task(work, task.id, {})
    assert (done.task.status, done.task.claimant_id) == ("completed", person["fenna"])
    [fact] = programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskCompleted"))
    assert (fact.person_id, fact.on_behalf_of) == (person["floor"], person["fenna"])
    with programme.reading("cas") as work:
        facts = case_view(work, task.case_id).facts
        assert [(one.person, one.in_place_of) for one in facts if one.kind == "TaskCompleted"] == [("Floor Zandhof", "Fenna Veldzicht")]


def test_who_stands_in_sees_the_task_and_no_more(programme, person, task):
    bram = named(programme, person, by="cas", away="bram", who="cas")
    with programme.reading("cas") as work:
        acting = in_place_of(work, bram)
    with programme.office.reading(acting) as work:
        for look in (lambda: case_view(work, task.case_id), lambda: task_view(work, task.id)):
            with pytest.raises(NotFound):
                look()
    with programme.office.writing(acting) as work, pytest.raises(NotFound):
        complete_task(work, task.id, {})
    fenna = place(programme, "floor", named(programme, person))
    with programme.office.reading(fenna) as work, pytest.raises(NotFound):
        case_view(work, task.case_id)


def test_only_for_the_work_that_was_asked(programme, person, task):
    other = named(programme, person, processes=frozenset({"visit"}), last=MONDAY)
    with programme.office.reading(place(programme, "floor", other)) as work:
        assert task_view(work, task.id).may_answer
    with programme.writing("fenna") as work:
        call_off(work, other)
    programme.open("visit", "fenna", neighbourhood=None, title="Zonder wijk")
    here = named(programme, person, neighbourhood=STEVENSHOF)
    elsewhere = next(one for one in programme.all(select(Task)) if one.neighbourhood is None)
    acting = place(programme, "floor", here)
    with programme.office.reading(acting) as work:
        assert task_view(work, task.id).may_answer
        with pytest.raises(NotFound):
            task_view(work, elsewhere.id)
    with programme.office.writing(acting) as work, pytest.raises(NotFound):
        complete_task(work, elsewhere.id, {})


def test_an_offer_to_who_is_away_is_accepted_in_their_place(programme, person, task):
    cover = named(programme, person, by="cas", away="bram", who="cas")
    with programme.writing("fenna") as work:
        offer = offer_handoff(work, task.id, to_person=person["bram"]).id
    with programme.office.writing(place(programme, "cas", cover)) as work:
        accept_handoff(work, offer)
    assert programme.all(select(Task))[0].claimant_id == person["bram"]


def test_what_would_reach_who_is_away_reaches_the_stand_in(programme, person, task):
    named(programme, person, by="cas", who="cas")
    programme.open("visit", "floor", title="Nieuw")
    with programme.writing(SYSTEM) as work:
        for claimed in UNTOLD.take(work):
            spread_event(work, claimed)
    told = programme.all(select(Notice).where(Notice.person_id == person["cas"], Notice.kind == "assigned"))
    assert told and not programme.all(select(Notice).where(Notice.person_id == person["fenna"], Notice.kind == "assigned"))
    with programme.reading("cas") as work:
        assert words_of(work, told[-1], "nl")[1].startswith("Je vervangt Fenna Veldzicht. ")
    with programme.reading(SYSTEM) as work:
        mention = CaseEvent(kind="MentionMade", case_id=task.case_id, payload={"people": [person["fenna"]]})
        assert [one.person for one in audience(work, mention)] == [person["fenna"]]


def test_it_holds_for_those_days_and_no_longer(programme, person, task, clock):
    cover = named(programme, person, first=MONDAY + timedelta(days=1), last=FRIDAY)
    with pytest.raises(NotFound):
        place(programme, "floor", cover)
    clock.now += timedelta(days=1)
    assert place(programme, "floor", cover).person == person["fenna"]
    with pytest.raises(NotFound):
        place(programme, "cas", cover)
    clock.now += timedelta(days=4)
    with pytest.raises(NotFound):
        place(programme, "floor", cover)
    with programme.reading("fenna") as work:
        assert [one.state for one in around(work)] == ["over"]
    with programme.writing("fenna") as work:
        read_back(work, cover)
    with programme.reading("fenna") as work:
        assert around(work) == ()


def test_it_is_given_back_with_a_summary(programme, person, task):
    cover = named(programme, person)
    with programme.office.writing(place(programme, "floor", cover)) as work:
        complete_task(work, task.id, {})
    with programme.writing("floor") as work, pytest.raises(InvalidAnswers):
        give_back(work, cover, "  ")
    for _ in range(2):
        with programme.writing("floor") as work:
            give_back(work, cover, "Het bezoek is geweest. Bel nog even na.")
    with pytest.raises(NotFound):
        place(programme, "floor", cover)
    with programme.reading("fenna") as work:
        page = cover_page(work, cover, "nl")
    assert (page.cover.state, page.cover.summary, page.may_read) == ("back", "Het bezoek is geweest. Bel nog even na.", True)
    assert [(deed.kind, deed.what) for deed in page.deeds] == [("TaskCompleted", "Kennismaken")]
    with programme.writing("floor") as work, pytest.raises(NotAllowed):
        read_back(work, cover)


def test_what_is_said_lies_sealed_and_is_forgotten_after_a_year(programme, person, clock):
    cover = named(programme, person, asked="Bel mevrouw Zonnehoed.")
    with programme.writing("floor") as work:
        give_back(work, cover, "Mevrouw Zonnehoed belt terug.")
    [row] = programme.all(select(Cover))
    assert (row.asked, row.summary) == (None, None)
    assert not any(b"Zonnehoed" in sealed for sealed in (row.asked_sealed, row.summary_sealed))
    clock.now += timedelta(days=364)
    with programme.writing(SYSTEM) as work:
        assert forget(work) == 0
    clock.now += timedelta(days=1)
    for expected in (1, 0):
        with programme.writing(SYSTEM) as work:
            assert forget(work) == expected
    with programme.reading("fenna") as work:
        one = cover_page(work, cover, "nl").cover
    assert (one.asked, one.summary, one.state, one.forgotten) == (None, None, "back", True)


def test_nobody_tells_more_of_what_was_over_a_year_ago(programme, person, clock):
    cover = named(programme, person, asked="Bel mevrouw Zonnehoed.")
    clock.now += timedelta(days=400)
    with programme.reading("floor") as work:
        page = cover_page(work, cover, "nl")
    assert not page.may_give_back and page.cover.forgotten and page.cover.asked is None, "also while nobody has kept house yet"
    with programme.writing("floor") as work, pytest.raises(Conflict):
        give_back(work, cover, "Het ging goed.")


def test_words_of_an_older_version_are_read_and_then_sealed(programme, person):
    cover = named(programme, person, asked="Wordt zo anders.")
    with programme.writing(SYSTEM) as work:
        work.session.get(Cover, cover).asked = work.session.get(Cover, cover).summary = "Bel \"Jan\" nog."
    for expected in (1, 0, 0):
        with programme.reading("fenna") as work:
            [one] = around(work)
        assert (one.asked, one.summary, one.state) == ("Bel \"Jan\" nog.", "Bel \"Jan\" nog.", "back")
        with programme.writing(SYSTEM) as work:
            assert seal_old_words(work) == expected
    assert [(one.asked, one.summary) for one in programme.all(select(Cover))] == [(None, None)]


def test_who_gave_a_turn_away_in_her_place_is_led_to_it_by_a_right_of_their_own_alone(programme, person, task):
    with programme.writing("cas") as work:
        for who, role in (("haag", "community_host"), ("bram", "experience_expert"), ("fenna", "experience_expert")):
            give_role(work, person[who], role, LEIDEN)
    acting = place(programme, "bram", named(programme, person, by="bram"))
    with programme.office.writing(acting) as work:
        offer = offer_handoff(work, task.id, to_person=person["haag"]).id
    with programme.writing("haag") as work:
        accept_handoff(work, offer)
    with programme.writing(SYSTEM) as work:
        for claimed in UNTOLD.take(work):
            spread_event(work, claimed)
    for role, leads in (("experience_expert", None), ("coordinator", task.id)):
        with programme.writing("cas") as work:
            give_role(work, person["bram"], role, LEIDEN)
        with programme.reading("bram") as work:
            [news] = [one for one in notices(work, "nl") if one.sentence.startswith("Aangenomen")]
        assert news.task_id == leads


def test_a_wait_is_told_to_those_who_see_its_case(programme, person, task):
    named(programme, person, by="floor", away="bram", who="cas")
    for kind, payload in (("ReminderFell", {"waits_for": "policy_officer"}), ("WaitEscalated", {"role": "policy_officer"})):
        with programme.reading(SYSTEM) as work:
            heard = audience(work, CaseEvent(kind=kind, case_id=task.case_id, payload=payload))
        assert [(one.person, one.role) for one in heard] == [(person["cas"], "coordinator")]


def test_a_case_that_stands_still_is_told_to_coordinators_who_are_here(programme, person, task):
    named(programme, person, by="floor", away="cas", who="cas")

    def told():
        with programme.writing(SYSTEM) as work:
            work.session.get(Case, task.case_id).status = "stuck"
            work.session.flush()
            heard = audience(work, CaseEvent(kind="CaseStuck", case_id=task.case_id, payload={}))
            work.session.get(Case, task.case_id).status = "open"
            return [(one.person, dict(one.params)) for one in heard]
    assert told() == [(person["cas"], {})], "Floor could mend nothing in his place, and nobody else can either"
    for place in (STEVENSHOF, None):        # whoever coordinates one neighbourhood can mend it as well
        with programme.writing("cas") as work:
            give_role(work, person["bram"], "coordinator", LEIDEN, place)
        assert told() == [(person["bram"], {})]


def test_a_turn_of_a_role_names_who_stands_in_when_nobody_of_that_role_is_here(programme, person, task):
    programme.complete(task, "fenna")

    def stands_in():
        with programme.reading("cas") as work:
            [turn] = turns_of(work, work.session.get(Case, task.case_id)).turns
        return turn.stand_in and (turn.holder, turn.stand_in.name, turn.stand_in.away_name, turn.stand_in.until.astimezone(AMSTERDAM).day)
    assert stands_in() is None
    elsewhere = named(programme, person, by="cas", away="bram", who="cas", processes=frozenset({"visit"}), neighbourhood=STEVENSHOF)
    assert stands_in() == ("policy_officer", "Cas Molenwijk", "Bram Dorpsgaard", 8)
    with programme.writing("cas") as work:
        give_role(work, person["floor"], "policy_officer", LEIDEN)
    assert stands_in() is None, "Floor is here"
    named(programme, person, by="cas", away="floor", who="cas", last=MONDAY)
    assert stands_in() == ("policy_officer", "Cas Molenwijk", "Floor Zandhof", 4), "who is back first"
    with programme.writing("cas") as work:
        call_off(work, elsewhere)
    assert stands_in() is None


def test_who_can_stand_in(programme, person):
    with programme.reading("fenna") as work:
        assert list(stand_ins(work, LEIDEN, person["fenna"]).values()) == ["Cas Molenwijk", "Floor Zandhof"]
    assert refused(programme, person, by="bram") == ["cover.cannot"]
    assert refused(programme, person, by="fenna") == ["cover.not_oneself"]
    assert refused(programme, person, by="haag") == ["cover.cannot"]
    assert refused(programme, person, who="floor", by="cas") == "cover.not_yours"
    assert refused(programme, person, who="haag", by="floor") == "cover.not_yours"
    assert refused(programme, person, first=FRIDAY, last=MONDAY) == ["cover.ends_before"]
    assert refused(programme, person, first=date(2031, 1, 1), last=date(2031, 1, 3)) == ["cover.is_past"]
    assert refused(programme, person, last=date(2033, 1, 1)) == ["cover.too_long"]
    assert refused(programme, person, last=date.max) == ["cover.too_long"], "and no calendar ends"
    assert refused(programme, person, neighbourhood="BU00000000") == ["core.no_such_neighbourhood"]
    assert refused(programme, person, processes=frozenset({"nowhere"})) == ["cover.no_such_process"]
    named(programme, person)
    assert refused(programme, person, by="cas") == ["cover.named_already"]
    assert refused(programme, person, by="fenna", away="floor", who="cas") == ["cover.away_too"]


def test_nobody_stands_in_for_or_as_who_has_left(programme, person, task):
    cover = named(programme, person)
    with programme.writing("cas") as work:
        deactivate_person(work, person["floor"])
    with programme.reading("fenna") as work:
        assert [one.name for one in around(work)] == ["Fenna Veldzicht"]
    with pytest.raises(NotFound):
        place(programme, "floor", cover)


def test_a_cover_is_nobody_elses_to_see(programme, person):
    cover = named(programme, person)
    for who, sees in (("fenna", True), ("floor", True), ("cas", True), ("bram", False), ("haag", False)):
        with programme.reading(who) as work:
            if sees:
                assert cover_page(work, cover, "nl").cover.id == cover
            else:
                with pytest.raises(NotFound):
                    cover_page(work, cover, "nl")
