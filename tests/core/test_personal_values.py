"""Personal values: clear in memory while a step runs, noise and references everywhere else."""
import pytest
from sqlalchemy import select, text

from engine.correcting import correct_answers
from engine.errors import InvalidAnswers
from engine.queries.names import cases_naming
from engine.queries.tasks import task_view
from engine.tables import Base, Case, PersonalName, PersonalValue, PersonKey, Task
from engine.tasks import complete_task, save_draft
from tests.core.processes import END, START, flows, own, process, user_task

PERSONAL = {"aanzet:subject": "participant", "aanzet:purpose": "bellen", "aanzet:basis": "consent", "aanzet:retention": "P1Y",
            "aanzet:visibility": "facilitator"}
FORM = {"type": "default", "id": "who", "components": [
    {"type": "textfield", "id": "c1", "key": "full_name", "label": "Naam", "properties": PERSONAL},
    {"type": "textfield", "id": "c2", "key": "phone", "label": "Telefoon", "properties": PERSONAL},
    {"type": "number", "id": "c3", "key": "age", "label": "Leeftijd", "properties": PERSONAL},
    {"type": "textfield", "id": "c4", "key": "activity", "label": "Activiteit"}]}
GREET = process(
    "greet", START, user_task("meet", "facilitator", form="who"),
    '<bpmn:scriptTask id="word"><bpmn:extensionElements><zeebe:script expression="=&quot;Dag &quot; + full_name" resultVariable="greeting" />'
    '</bpmn:extensionElements></bpmn:scriptTask>',
    '<bpmn:exclusiveGateway id="which" />', user_task("call", "facilitator", form="who", extra=own(deadline="P1D")), END,
    flows(("start", "meet"), ("meet", "word"), ("word", "which"), ("which", "call", '=age &gt; 17 and activity = "wandelen"'), ("call", "end")))
SECRETS = ("Quirina", "Zilverschoon", "06-87654321")


@pytest.fixture
def meet(programme):
    programme.publish(GREET, who__form=FORM)
    programme.open("greet", data={"participant": "P-17"})
    return programme.all(select(Task))[0]


def dump(programme):
    """Every row of every table as text."""
    with programme.reading("cas") as work:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}"))]
    return "\n".join(rows)


def answers(**also):
    return {"full_name": "Quirina Zilverschoon", "phone": "06-87654321", "age": 43, "activity": "wandelen", **also}


def test_no_table_holds_them_in_clear_and_the_step_saw_them(programme, meet):
    assert not programme.complete(meet, "fenna", **answers()).stuck
    everything = dump(programme)
    assert [secret for secret in SECRETS if secret in everything] == []
    case = programme.all(select(Case))[0]
    assert case.data[""]["activity"] == "wandelen" and set(case.data[""]["age"]) == {"$personal"}
    assert programme.all(select(Task).order_by(Task.id))[1].element == "call"


def test_what_was_derived_from_them_is_personal_too(programme, meet):
    programme.complete(meet, "fenna", **answers())
    assert set(programme.all(select(Case))[0].data[""]["greeting"]) == {"$personal"}
    assert {value.field for value in programme.all(select(PersonalValue))} == {"full_name", "phone", "age"}


def test_one_word_of_a_name_gives_it_away(programme):
    programme.publish(GREET.replace("&quot;Dag &quot; + full_name", "&quot;Dag &quot; + split(full_name, &quot; &quot;)[1]"), who__form=FORM)
    programme.open("greet", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task))[0], "fenna", **answers(full_name="Bo Zilverschoon"))
    assert set(programme.all(select(Case))[0].data[""]["greeting"]) == {"$personal"}


def test_a_draft_and_the_answers_of_a_stuck_case_hold_references(programme, meet):
    with programme.writing("fenna") as work:
        save_draft(work, meet.id, answers())
    assert [secret for secret in SECRETS if secret in dump(programme)] == []
    assert programme.complete(meet, "fenna", **answers(activity="zwemmen")).stuck
    assert [secret for secret in SECRETS if secret in dump(programme)] == []


def test_what_a_draft_held_and_nobody_points_to_is_removed(programme, meet):
    for phone in ("06-11111111", "06-22222222"):
        with programme.writing("fenna") as work:
            save_draft(work, meet.id, answers(phone=phone))
    assert sorted(value.field for value in programme.all(select(PersonalValue))) == ["age", "full_name", "phone"]
    programme.complete(meet, "fenna", **answers())
    assert sorted(value.field for value in programme.all(select(PersonalValue))) == ["age", "full_name", "full_name", "phone"], "and the greeting"


def test_erasing_the_key_erases_the_person(programme, meet):
    programme.complete(meet, "fenna", **answers())
    with programme.writing("cas") as work:
        for key in work.session.scalars(select(PersonKey)):
            key.wrapped, key.erased_at = None, work.now
    call = programme.all(select(Task).order_by(Task.id))[1]
    with programme.writing("fenna") as work:
        done = complete_task(work, call.id, {"activity": "schaken"})
        assert done.case.status == "ended"


def test_one_person_has_one_key_in_every_case_of_a_municipality(programme, meet):
    programme.complete(meet, "fenna", **answers())
    programme.open("greet", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task).where(Task.status == "open").order_by(Task.id))[-1], "fenna", **answers(phone="06-1111111"))
    assert len(programme.all(select(PersonKey))) == 1


def test_a_name_is_found_by_its_whole_words_only(programme, meet):
    programme.complete(meet, "fenna", **answers())
    assert programme.all(select(PersonalName)) != []
    for who, name, found in (("floor", "ZILVERSCHOON", [meet.case_id]), ("floor", "Zilverschoon, Quirina", [meet.case_id]), ("floor", "zilver", []),
                             ("floor", "Quirina Duinoord", []), ("cas", "zilverschoon", []), ("haag", "zilverschoon", [])):
        with programme.reading(who) as work:
            assert cases_naming(work, name) == found, (who, name)


def test_nobody_points_at_anothers_value_from_outside(programme, meet):
    with pytest.raises(InvalidAnswers):
        programme.complete(meet, "fenna", activity={"$personal": "1"})


HIDDEN = PERSONAL | {"aanzet:visibility": "facilitator"}
CIRCLE = {"type": "default", "id": "circle", "components": [
    {"type": "textfield", "id": "c0", "key": "nickname", "label": "Roepnaam", "properties": HIDDEN},
    {"type": "dynamiclist", "id": "l1", "path": "circle", "label": "Kring", "components": [
        {"type": "textfield", "id": "c1", "key": "who", "label": "Wie?", "properties": HIDDEN, "validate": {"required": True}},
        {"type": "textfield", "id": "c2", "key": "does", "label": "Wat?"}]}]}
ROUND = process("round", START, user_task("first", "facilitator", form="circle"), user_task("second", "policy_officer", form="circle"), END,
                flows(("start", "first"), ("first", "second"), ("second", "end")))


@pytest.fixture
def second(programme):
    programme.publish(ROUND, circle__form=CIRCLE)
    programme.open("round", data={"participant": "P-17"})
    programme.complete(programme.all(select(Task))[0], "fenna", nickname="Zonnehoed", circle=[{"who": "Zilverschoon", "does": "koffie"}])
    return programme.all(select(Task).where(Task.status == "open"))[0]


def circle_of(programme, task):
    with programme.reading("fenna") as work:
        view = task_view(work, task.id)
        return view.data["nickname"], view.data["circle"]


def test_who_may_not_read_a_row_adds_beside_it_and_changes_nothing_of_it(programme, second):
    sent = [{"who": "Wolkje", "does": "thee"}]
    programme.complete(second, "bram", circle=sent)
    programme.complete(second, "bram", circle=sent)      # the same answers again are no mistake
    assert circle_of(programme, second) == ("Zonnehoed", [*sent, {"who": "Zilverschoon", "does": "koffie"}])


def test_a_row_that_comes_back_as_it_was_seen_stays_in_its_place(programme, second):
    programme.complete(second, "bram", nickname=None, circle=[{"who": None, "does": "koffie"}, {"who": "Wolkje", "does": "thee"}])
    assert circle_of(programme, second) == ("Zonnehoed", [{"who": "Zilverschoon", "does": "koffie"}, {"who": "Wolkje", "does": "thee"}])


def test_what_may_not_be_read_cannot_be_written_over_and_a_mistake_is_told_of_ones_own_row(programme, second):
    with pytest.raises(InvalidAnswers) as refused:
        programme.complete(second, "bram", nickname="Anders")
    assert refused.value.problems == [("nickname", "withheld.not_yours", {})]
    with pytest.raises(InvalidAnswers) as refused:
        programme.complete(second, "bram", circle=[{"does": "thee"}])
    assert [path for path, _, _ in refused.value.problems] == ["circle[0].who"]
    programme.complete(second, "bram", circle=[])
    assert circle_of(programme, second)[1] == [{"who": "Zilverschoon", "does": "koffie"}]


def test_a_draft_holds_ones_own_rows_only_and_whoever_opens_the_form_sees_no_others(programme, second):
    with programme.writing("bram") as work:
        save_draft(work, second.id, {"nickname": "Anders", "circle": [{"who": None, "does": "koffie"}, {"who": "Wolkje", "does": "thee"}]})
    with programme.reading("bram") as work:
        view = task_view(work, second.id)
        assert view.answers == {"circle": [{"who": "Wolkje", "does": "thee"}]} and view.locked == {"nickname", "circle"}


def test_a_correction_keeps_to_the_same(programme, second):
    programme.complete(second, "bram", circle=[{"who": "Wolkje", "does": "thee"}])
    with programme.writing("bram") as work:
        correct_answers(work, second.id, {"circle": [{"who": "Wolkje", "does": "soep"}]}, "Het was soep.")
    assert circle_of(programme, second)[1] == [{"who": "Wolkje", "does": "soep"}, {"who": "Zilverschoon", "does": "koffie"}]
