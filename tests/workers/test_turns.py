"""Whose turn it is, at any moment, on both boards."""
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.actors import SYSTEM
from engine.iso import at_wall
from engine.queries.case_view import case_view
from engine.tables import Case, Task
from engine.turns import turns_of
from tests.core.processes import END, START, flows, own, process, user_task
from tests.workers.processes import waiting
from workers.jobs import look

YEAR = process(
    "year", START, user_task("plan", "facilitator", "Plannen", own(deadline="P5D")), '<bpmn:parallelGateway id="split" />',
    user_task("money", "policy_officer", "Geld regelen"), '<bpmn:parallelGateway id="join" />',
    f'<bpmn:intermediateCatchEvent id="spring" name="Voorjaar">{waiting("P1M")}</bpmn:intermediateCatchEvent>',
    f'<bpmn:receiveTask id="offer" name="Offerte" messageRef="m"><bpmn:extensionElements>{own(waits_for="aanbieder", deadline="P10D")}'
    "</bpmn:extensionElements></bpmn:receiveTask>", END,
    flows(("start", "plan"), ("plan", "split"), ("split", "money"), ("split", "spring"), ("split", "offer"), ("money", "join"),
          ("spring", "join"), ("offer", "join"), ("join", "end")))
MESSAGE = '<bpmn:message id="m" name="offer"><bpmn:extensionElements><zeebe:subscription correlationKey="=string(case.id)" /></bpmn:extensionElements></bpmn:message>'


def turns(programme, case):
    with programme.reading(SYSTEM) as work:
        return turns_of(work, work.session.get_one(Case, case.id))


def test_an_open_task_is_the_turn_of_its_role_and_then_of_who_claimed_it(programme):
    programme.publish(MESSAGE + YEAR)
    case = programme.open("year")
    turn, = turns(programme, case).turns
    assert (turn.board, turn.holder, turn.person, turn.what, turn.late) == ("wijk", "facilitator", None, "Plannen", False)
    assert {(one.kind, one.element) for one in turn.next} == {("task", "money"), ("wait", "spring"), ("wait", "offer")}
    opened = turn.since
    programme.clock.now += timedelta(hours=1)
    programme.claim(programme.all(select(Task))[0], "fenna")
    turn, = turns(programme, case).turns
    assert (turn.holder, turn.person_name, turn.since) == ("facilitator", "Fenna Veldzicht", opened + timedelta(hours=1))
    programme.clock.now += timedelta(days=8)
    assert turns(programme, case).turns[0].late


def test_a_wait_is_a_turn_when_it_says_whose_and_a_timer_alone_is_nobodys(programme):
    programme.publish(MESSAGE + YEAR)
    case = programme.open("year")
    programme.complete(programme.all(select(Task))[0], "fenna")
    now = turns(programme, case)
    assert sorted((turn.kind, turn.board, turn.holder, turn.what) for turn in now.turns) == [
        ("task", "bestuur", "policy_officer", "Geld regelen"), ("wait", "wijk", "aanbieder", "Offerte")]
    assert [(pause.kind, pause.what, pause.until) for pause in now.pauses] == [
        ("timer", "Voorjaar", at_wall(datetime.fromisoformat("2031-04-03T09:00")))]
    programme.clock.now += timedelta(days=14)
    look(programme.office)
    late = {turn.holder: turn.late for turn in turns(programme, case).turns}
    assert late == {"policy_officer": False, "aanbieder": True}


def test_a_task_that_is_done_is_nobodys_turn_any_more(programme):
    programme.publish(MESSAGE + YEAR)
    case = programme.open("year")
    programme.complete(programme.all(select(Task))[0], "fenna")
    programme.complete(programme.all(select(Task).where(Task.element == "money"))[0], "bram")
    assert {turn.kind for turn in turns(programme, case).turns} == {"wait"}


def test_a_timer_in_a_called_process_is_told_as_well(programme):
    called = process("rest", '<bpmn:startEvent id="r0" />', f'<bpmn:intermediateCatchEvent id="pause" name="Even wachten">{waiting("P3D")}'
                     '</bpmn:intermediateCatchEvent>', '<bpmn:endEvent id="r1" />', flows(("r0", "pause"), ("pause", "r1")).replace('id="f', 'id="r-f'))
    caller = process("caller", START, '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="rest" />'
                     "</bpmn:extensionElements></bpmn:callActivity>", END, flows(("start", "call"), ("call", "end")))
    programme.publish(caller + called)
    now = turns(programme, programme.open("caller"))
    assert (now.turns, [pause.what for pause in now.pauses]) == ((), ["Even wachten"])


CALLED = process("called", START, user_task("ask", "facilitator", "Vragen"),
                 f'<bpmn:boundaryEvent id="late" name="Een week voorbij" attachedToRef="ask" cancelActivity="false">{waiting("P7D")}</bpmn:boundaryEvent>',
                 f'<bpmn:boundaryEvent id="later" attachedToRef="ask" cancelActivity="false">{waiting("P8D")}</bpmn:boundaryEvent>',
                 '<bpmn:endEvent id="told" />', END, flows(("start", "ask"), ("ask", "end"), ("late", "told"), ("later", "told")))
CALLER = process("caller", START, '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="called" propagateAllChildVariables="true" />'
                 "</bpmn:extensionElements></bpmn:callActivity>", END, flows(("start", "call"), ("call", "end")))


def test_a_timer_of_a_called_process_is_told_by_its_name_or_by_what_it_stands_on(programme):
    programme.publish(CALLED)
    programme.publish(CALLER)
    case = programme.open("caller")
    programme.clock.now += timedelta(days=9)
    look(programme.office)
    with programme.reading("fenna") as work:
        told = [fact.element_name for fact in case_view(work, case.id).facts if fact.kind == "TimerFired"]
    assert told == ["Vragen", "Een week voorbij"]
