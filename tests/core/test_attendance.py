"""Who comes to an activity week after week, and who is missed when they do not."""
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from engine.attendance import Past, past_of
from engine.correcting import correct_answers
from engine.errors import InvalidAnswers
from engine.queries.tasks import task_view
from engine.tables import Attendance, Base, Case, Participant, Task
from tests.core.processes import END, START, flows, own, process, user_task
from tests.core.programme import furnishing, programme_at

LIBRARY = Path(__file__).parents[2] / "processes" / "intervention-cycle"
TERMS = {"aanzet:subject": "resident", "aanzet:purpose": "Om te merken dat iemand er niet is.", "aanzet:basis": "toestemming",
         "aanzet:retention": "P1Y", "aanzet:visibility": "facilitator"}
FORM = {"type": "default", "id": "list", "components": [
    {"type": "checklist", "id": "a", "key": "present", "label": "Wie was er?", "valuesExpression": "=participants", "defaultValue": "=were_present",
     "conditional": {"hide": "=skipped = true"}},
    {"type": "checklist", "id": "b", "key": "signed_off", "label": "Wie meldde zich af?", "valuesExpression": "=participants"},
    {"type": "checklist", "id": "c", "key": "worried_about", "label": "Zorgen?", "valuesExpression": "=participants"},
    {"type": "textfield", "id": "d", "key": "regular_name", "label": "Wie komt er voortaan?", "properties": TERMS},
    {"type": "checkbox", "id": "e", "key": "skipped", "label": "Ging niet door"}]}
AGAIN = '<bpmn:exclusiveGateway id="again" />'
TELL = ('<bpmn:sendTask id="tell" messageRef="m"><bpmn:extensionElements><zeebe:publishMessage correlationKey="=string(case.id)" /><zeebe:ioMapping>'
        '<zeebe:input source="=guest.missed_name" target="missed_name" /><zeebe:input source="=guest.participant" target="participant" />'
        '<zeebe:input source="=guest.missed" target="missed" /></zeebe:ioMapping></bpmn:extensionElements>'
        '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=if missed_regulars = null then [] else missed_regulars" inputElement="guest" />'
        '</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:sendTask>')
WEEKLY = ('<bpmn:message id="m" name="regular-missed" />'
          + process("weekly", START, AGAIN, user_task("note", "facilitator", "Noteren", own(attendance="wie-wordt-gemist", seen_again="participant-found"), form="list"), TELL,
                    flows(("start", "again"), ("again", "note"), ("note", "tell"), ("tell", "again")), name="Soep op donderdag"))
MISSED = ('<bpmn:message id="m" name="regular-missed" /><bpmn:message id="f" name="participant-found"><bpmn:extensionElements>'
          '<zeebe:subscription correlationKey="=participant" /></bpmn:extensionElements></bpmn:message>'
          + process("absence-signal", '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>',
                    user_task("look-up", "facilitator", "Nagaan", own(deadline="PT1H")),
                    '<bpmn:boundaryEvent id="found" attachedToRef="look-up"><bpmn:messageEventDefinition messageRef="f" /></bpmn:boundaryEvent>', END,
                    flows(("start", "look-up"), ("look-up", "end"), ("found", "end")), name="Iemand wordt gemist"))


def weekly(programme):
    programme.publish(WEEKLY, list__form=json.dumps(FORM).encode(), **{"wie-wordt-gemist.dmn": (LIBRARY / "wie-wordt-gemist.dmn").read_bytes()})
    programme.publish(MISSED)


AT_SOUP = furnishing("soup", weekly)


@pytest.fixture
def programme(furnished, database_kind, clock):
    with programme_at(furnished(database_kind, AT_SOUP), clock) as found:
        yield found


@pytest.fixture
def case(programme):
    return programme.open("weekly", "fenna", title="Soep op donderdag")


def noted(programme, case, **answers):
    """One more time; without `present` everybody who was there last time was there again."""
    [task] = programme.all(select(Task).where(Task.case_id == case.id, Task.status.in_(("open", "claimed"))))
    return programme.complete(task, "fenna", **answers)


def signals(programme):
    return programme.all(select(Case).where(Case.key == "absence-signal").order_by(Case.id))


def refs(programme, case):
    return [one.ref for one in programme.all(select(Participant).where(Participant.case_id == case.id).order_by(Participant.id))]


def come_four_times(programme, case):
    noted(programme, case, regular_name="Ger")
    noted(programme, case, regular_name="Fatima")
    for _ in range(2):
        noted(programme, case)
    return refs(programme, case)


def test_the_list_knows_who_is_expected_and_who_was_there_last_time(programme, case):
    ger, fatima = come_four_times(programme, case)
    noted(programme, case, present=[fatima], signed_off=[ger])
    [task] = programme.all(select(Task).where(Task.status == "open"))
    with programme.reading("fenna") as work:
        view = task_view(work, task.id)
    assert view.data["participants"] == [{"value": fatima, "label": "Fatima"}, {"value": ger, "label": "Ger"}]
    assert view.answers["present"] == [fatima]
    with programme.reading("cas") as work:
        assert [option["label"] for option in task_view(work, task.id).data["participants"]] == ["Gast 1", "Gast 2"], "names are for the facilitator"


def test_a_regular_who_stays_away_is_asked_about_once(programme, case):
    ger, fatima = come_four_times(programme, case)
    for _ in range(2):
        noted(programme, case, present=[fatima])
    [signal] = signals(programme)
    with programme.reading("fenna") as work:
        view = task_view(work, work.session.scalar(select(Task.id).where(Task.case_id == signal.id)))
    assert (view.data["missed_name"], view.data["participant"], view.data["missed"], view.role) == ("Ger", ger, 1, "facilitator")
    assert signal.parent_id == case.id and "Ger" not in signal.title
    for present in ([ger, fatima], [ger, fatima], [fatima]):
        noted(programme, case, present=present)
    assert [one.status for one in signals(programme)] == ["ended", "open"], "who is here again is looked for no more"
    assert len(signals(programme)) == 2, "who came back and stays away again is missed again"


def test_who_let_know_or_comes_now_and_then_is_not_missed_but_worry_always_counts(programme, case):
    ger, fatima = come_four_times(programme, case)
    noted(programme, case, present=[fatima], signed_off=[ger])
    noted(programme, case, skipped=True)
    assert signals(programme) == []
    noted(programme, case, present=[fatima, ger], regular_name="Sjaak", skipped=False)
    noted(programme, case, present=[fatima, ger])
    assert signals(programme) == [], "Sjaak came once"
    noted(programme, case, present=[fatima, ger], worried_about=refs(programme, case)[2:])
    noted(programme, case, present=[fatima, ger], worried_about=refs(programme, case)[2:])
    assert len(signals(programme)) == 1


def test_names_lie_sealed_each_under_a_key_of_its_own(programme, case):
    come_four_times(programme, case)
    noted(programme, case, present=[])
    with programme.reading("cas") as work:
        rows = "\n".join(repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}")))
    assert "Fatima" not in rows and "'Ger'" not in rows and "Ger\"" not in rows
    with pytest.raises(InvalidAnswers):
        noted(programme, case, regular_name="fatima")


def test_a_list_that_is_set_right_asks_about_nobody_again(programme, case):
    ger, fatima = come_four_times(programme, case)
    done = noted(programme, case, present=[fatima]).task
    assert programme.complete(done, "fenna", present=[fatima]).repeated
    with programme.writing("fenna") as work:
        correct_answers(work, done.id, {"present": [ger, fatima]}, "Ger kwam later")
    assert [one.how for one in programme.all(select(Attendance).order_by(Attendance.occurrence_id, Attendance.participant_id))][-2:] == ["present", "present"]
    assert len(signals(programme)) == 1


def test_how_somebody_came():
    assert past_of(()) == Past(0, 0, 0, False)
    assert past_of(("signed_off", "missed", "asked", "present", "missed")) == Past(1, 4, 2, True)
    assert past_of(("missed", "present", "asked")) == Past(1, 3, 1, False)
