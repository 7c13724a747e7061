"""Once an hour somebody keeps house: what was kept for a while goes, whether its writer ever comes back or not."""
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine import upkeep
from engine.actors import CLOCK, SYSTEM
from engine.correcting import correct_answers
from engine.idempotency import remember_answer
from engine.people import deactivate_person
from engine.tables import Cover, Draft, IdempotencyKey, PersonalValue, Setting, Task
from engine.tasks import save_draft
from tests.core.test_personal_values import FORM, GREET, answers
from workers.jobs import keep_house
from workers.scheduler import Scheduler

MONTH = timedelta(days=31)


@pytest.fixture
def meet(programme):
    programme.publish(GREET, who__form=FORM)
    programme.open("greet", data={"participant": "P-17"})
    return programme.all(select(Task))[0]


def typed(programme, who, task, **fields):
    with programme.writing(who) as work:
        return save_draft(work, task.id, fields).id


def fields_of(programme):
    return sorted(value.field for value in programme.all(select(PersonalValue)))


def test_what_was_typed_for_nothing_goes_after_a_month(programme, meet, clock):
    typed(programme, "floor", meet, **answers(phone="06-11111111"))
    programme.complete(meet, "fenna", **answers())
    clock.now += timedelta(days=29)
    assert keep_house(programme.office) == 0
    assert len(fields_of(programme)) == 7, "whoever was second may still take along what they typed"
    clock.now += timedelta(days=2)
    assert keep_house(programme.office) == 1
    assert programme.all(select(Draft)) == [] and fields_of(programme) == ["age", "full_name", "full_name", "phone"]
    assert not programme.all(select(Task).where(Task.id == meet.id))[0].drafted


def test_a_turn_that_stands_open_keeps_what_was_typed_unless_its_writer_has_left(programme, meet, clock):
    mine, hers = typed(programme, "fenna", meet, activity="wandelen"), typed(programme, "floor", meet, activity="schaken")
    clock.now += MONTH
    assert keep_house(programme.office) == 0
    with programme.writing("cas") as work:
        deactivate_person(work, programme.actor("floor").person)
    clock.now += timedelta(hours=1)
    assert keep_house(programme.office) == 1
    assert [draft.id for draft in programme.all(select(Draft))] == [mine] != [hers]
    assert programme.all(select(Task))[0].drafted


def test_what_the_story_of_the_case_still_tells_is_not_taken_along(programme, meet, clock):
    programme.complete(meet, "fenna", **answers(phone="06-11111111"))
    call = programme.all(select(Task).where(Task.element == "call"))[0]
    typed(programme, "floor", call, phone="06-11111111")
    with programme.writing("fenna") as work:
        correct_answers(work, meet.id, {"phone": "06-22222222"}, "Verkeerd overgenomen.")
    programme.complete(call, "fenna", activity="wandelen")
    before = fields_of(programme)
    clock.now += MONTH
    assert keep_house(programme.office) == 1 and fields_of(programme) == before


def test_who_typed_on_meanwhile_keeps_it(programme, meet, clock):
    draft = typed(programme, "floor", meet, **answers())
    programme.complete(meet, "fenna", **answers())
    clock.now += MONTH
    with programme.office.reading(CLOCK) as work:
        [old] = upkeep.outlived_drafts(work)
    with programme.writing(SYSTEM) as work:
        work.session.execute(update(Draft).values(saved_at=work.now))
    with programme.office.writing(CLOCK) as work:
        assert not upkeep.drop_draft(work, old)
    assert [one.id for one in programme.all(select(Draft))] == [draft]


def test_answers_that_were_kept_for_a_day_go_though_nobody_asks_again(programme, clock):
    with programme.writing("floor") as work:
        remember_answer(work, "k-1", "a hash", 201, {"id": 7})
    assert keep_house(programme.office) == 0
    clock.now += timedelta(days=1)
    assert keep_house(programme.office) == 1 and programme.all(select(IdempotencyKey)) == []


def test_words_that_an_older_version_wrote_meanwhile_are_sealed(programme, clock):
    fenna, floor = (programme.actor(who).person for who in ("fenna", "floor"))
    with programme.writing(SYSTEM) as work:
        work.session.add(Cover(municipality="GM0546", person_id=fenna, by_id=floor, since=work.now, until=work.now + MONTH,
                               named_at=work.now, asked="Bel eerst met de huismeester."))
    assert keep_house(programme.office) == 1
    [cover] = programme.all(select(Cover))
    assert cover.asked is None and cover.asked_sealed and b"huismeester" not in cover.asked_sealed


def test_one_of_many_keeps_house_once_an_hour(programme, clock):
    def ask(_):
        with programme.office.writing(CLOCK) as work:
            return upkeep.take_turn(work)
    with ThreadPoolExecutor(4) as many:
        for _ in range(2):
            assert sorted(many.map(ask, range(4))) == [False, False, False, True]
            clock.now += upkeep.EVERY
    assert len(programme.all(select(Setting).where(Setting.key == upkeep.KEY))) == 1


def test_a_scheduler_asks_once_an_hour_and_not_at_every_look(programme, clock, monkeypatch):
    asked = []
    monkeypatch.setattr("workers.scheduler.keep_house", lambda office: asked.append(clock.now))
    scheduler = Scheduler(programme.office)
    for _ in range(3):
        scheduler.send()
    clock.now += upkeep.EVERY
    scheduler.send()
    assert len(asked) == 2


def test_a_draft_that_will_not_go_keeps_no_other(programme, meet, clock, monkeypatch):
    programme.open("greet", data={"participant": "P-18"})
    for task in programme.all(select(Task).order_by(Task.id)):
        typed(programme, "floor", task, activity="wandelen")
        programme.complete(task, "fenna", **answers())
    clock.now += MONTH
    first, goes = programme.all(select(Draft).order_by(Draft.id))[0].id, upkeep.drop_draft

    def stubborn(work, old):
        if old.id == first:
            raise OSError("away")
        return goes(work, old)
    monkeypatch.setattr("workers.jobs.drop_draft", stubborn)
    assert keep_house(programme.office) == 1 and [one.id for one in programme.all(select(Draft))] == [first]
