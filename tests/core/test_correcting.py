"""An answer is set right afterwards: with a reason, and nothing of the first one is lost."""
import pytest
from sqlalchemy import select, text

from engine.correcting import correct_answers
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.tables import Base, Case, CaseEvent, Task
from tests.core.processes import CHOICE, END, START, flows, process, user_task
from tests.core.test_personal_values import FORM

TWICE = process("twice", START, user_task("first", "facilitator", form="who"), user_task("then", "facilitator"), END,
                flows(("start", "first"), ("first", "then"), ("then", "end")))


def correct(programme, who, task, why="Verkeerd verstaan", **answers):
    with programme.writing(who) as work:
        return correct_answers(work, task.id, answers, why)


def done(programme, who="fenna", **answers):
    [task] = programme.all(select(Task).where(Task.status == "open"))
    programme.complete(task, who, **answers)
    return task


def test_the_case_knows_the_new_answer_and_the_process_does_not_run_again(programme):
    programme.publish(CHOICE)
    programme.open("choice")
    ask = done(programme, answer="go", people=4)
    correct(programme, "fenna", ask, people=5)
    [case] = programme.all(select(Case))
    assert case.data[""] == {"answer": "go", "people": 5}
    assert [task.element for task in programme.all(select(Task).where(Task.status == "open"))] == ["go"]
    event, = programme.all(select(CaseEvent).where(CaseEvent.kind == "AnswersCorrected"))
    assert event.payload == {"before": {"people": 4}, "after": {"people": 5}, "why": "Verkeerd verstaan"}
    first, = programme.all(select(CaseEvent).where(CaseEvent.kind == "TaskCompleted"))
    assert first.payload["answers"]["people"] == 4


def test_what_somebody_answered_later_stays(programme):
    programme.publish(TWICE.replace('<zeebe:formDefinition formId="who" />', ""))
    programme.open("twice")
    first = done(programme, people=4)
    done(programme, people=9)
    correct(programme, "cas", first, people=5)
    assert programme.all(select(Case))[0].data[""]["people"] == 9
    assert programme.all(select(Task).where(Task.element == "first"))[0].answers == {"people": 5}


def test_a_personal_answer_stays_personal(programme):
    programme.publish(TWICE, who__form=FORM)
    programme.open("twice", data={"participant": "P-17"})
    first = done(programme, full_name="Quirina Zilverschoon", phone="06-87654321", age=43, activity="wandelen")
    correct(programme, "fenna", first, "Quirina belde", phone="06-11112222")
    with programme.reading("cas") as work:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in work.session.execute(text(f"select * from {table.name}"))]
    assert [word for word in ("06-87654321", "06-11112222", "Quirina") if word in "\n".join(rows)] == []


def test_the_form_says_what_fits(programme):
    programme.publish(TWICE, who__form=FORM)
    programme.open("twice")
    first = done(programme, full_name="Bo", phone="06", age=43, activity="wandelen")
    for answers in ({"age": "veel"}, {"shoes": 43}, {"age": 43}):
        with pytest.raises(InvalidAnswers):
            correct(programme, "fenna", first, **answers)
    assert programme.all(select(CaseEvent).where(CaseEvent.kind == "AnswersCorrected")) == []


@pytest.mark.parametrize(("who", "why", "refusal"), [("floor", "Anders", NotAllowed), ("haag", "Anders", NotFound), ("fenna", "", InvalidAnswers)])
def test_who_may_and_why(programme, who, why, refusal):
    programme.publish(CHOICE)
    programme.open("choice")
    ask = done(programme, answer="go")
    with pytest.raises(refusal):
        correct(programme, who, ask, why, answer="stop")


def test_an_open_task_is_just_answered(programme):
    programme.publish(CHOICE)
    programme.open("choice")
    with pytest.raises(Conflict):
        correct(programme, "cas", programme.all(select(Task))[0], answer="go")
