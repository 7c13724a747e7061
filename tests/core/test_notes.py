"""What people write down beside a case, and who reads it."""
import pytest
from sqlalchemy import select, text

from engine.actors import SYSTEM
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.notes import add_note
from engine.outbox import UNTOLD, spread_event
from engine.people import add_person, give_role
from engine.queries.notes import notes
from engine.tables import Base, Notice, PersonalValue, PersonKey, Task
from tests.core.processes import END, START, flows, process, user_task
from tests.core.programme import LEIDEN
from tests.core.test_personal_values import FORM

GREET = process("greet", START, user_task("meet", "facilitator", form="who"), user_task("then", "facilitator"), END,
                flows(("start", "meet"), ("meet", "then"), ("then", "end")))


@pytest.fixture
def case(programme):
    with programme.office.writing(SYSTEM) as work:
        give_role(work, add_person(work, "manu", "Manu Overzicht").id, "manager", LEIDEN)
    programme.publish(GREET, who__form=FORM)
    case = programme.open("greet", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task))[0], "fenna", full_name="Quirina Zilverschoon", phone="06-87654321", age=43, activity="schaken")
    return case


def write(programme, case, who, words, to=None):
    with programme.writing(who) as work:
        return add_note(work, case.id, words, to)


def read(programme, case, who):
    with programme.reading(who) as work:
        return [one.text for one in notes(work, case.id).notes]


def test_a_note_is_for_the_team_and_sealed_where_it_lies(programme, case):
    write(programme, case, "fenna", "De koffie staat klaar bij Tante Truus")
    assert read(programme, case, "floor") == read(programme, case, "cas") == ["De koffie staat klaar bij Tante Truus"]
    assert read(programme, case, "manu") == [], "a manager watches the case, but is not of its team"
    with programme.reading("cas") as work:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}"))]
    assert "Truus" not in "\n".join(rows)


def test_only_with_you_is_for_two(programme, case):
    write(programme, case, "fenna", "Ik weet het niet meer", to="floor")
    assert read(programme, case, "floor") == read(programme, case, "fenna") == ["Ik weet het niet meer"]
    assert read(programme, case, "cas") == []
    with programme.writing(SYSTEM) as work:
        for event in UNTOLD.take(work):
            spread_event(work, event)
    told = {(notice.kind, notice.params.get("text")) for notice in programme.all(select(Notice)) if notice.kind == "mention"}
    assert told == {("mention", None)}


def test_a_note_that_names_somebody_follows_what_may_be_read_of_them(programme, case):
    write(programme, case, "fenna", "Quirina komt dinsdag")
    assert read(programme, case, "floor") == ["Quirina komt dinsdag"]
    assert read(programme, case, "cas") == [None], "the coordinator does not read this name, so not this note"
    with programme.writing(SYSTEM) as work:
        for key in work.session.scalars(select(PersonKey).join(PersonalValue, PersonalValue.subject_id == PersonKey.id).distinct()):
            key.wrapped, key.erased_at = None, work.now
    assert read(programme, case, "floor") == [None]


@pytest.mark.parametrize(("who", "words", "to", "refusal"), [
    ("fenna", "  ", None, InvalidAnswers), ("fenna", "x" * 5001, None, InvalidAnswers), ("fenna", "Hoi", "haag", InvalidAnswers),
    ("fenna", "Hoi", "manu", InvalidAnswers), ("manu", "Hoi", None, NotAllowed), ("haag", "Hoi", None, NotFound)])
def test_a_note_needs_words_and_somebody_who_takes_part(programme, case, who, words, to, refusal):
    with pytest.raises(refusal):
        write(programme, case, who, words, to)
