"""The same FEEL wherever a diagram can hold it: dates of the step's clock, filters, functions, and chance that never repeats."""
from datetime import UTC, datetime

import pytest

from engine import forms
from engine.bpmn.step import OpenedTask
from tests.bpmn.drawing import boundary, end, file, flow, io, many, node, path, process, script, start, timer, user
from tests.bpmn.driving import MONDAY, Played
from tests.forms.drawing import field, form

PEOPLE = {"people": [{"name": "An", "near": True, "role": "facilitator"}, {"name": "Bo", "near": False, "role": "coordinator"}]}
NEAR = "people[near = true].name"


def straight(*middle, data=PEOPLE) -> Played:
    return Played(file(process("p", start(), *middle, end(), *path("start", *(one.key for one in middle if one.key != "late"), "end"))), data)


def opened(settings: str = "", inner: str = "") -> OpenedTask:
    return straight(user("t", inner, settings)).of(OpenedTask)[0]


def test_on_a_flow():
    drawn = file(process("p", start(), node("exclusiveGateway", "g", default="g-b"), user("a"), user("b"), end(),
                         flow("start", "g"), flow("g", "a", f"=count({NEAR}) = 1 and today() = @\"2031-03-03\""), flow("g", "b"), *path("a", "end"), *path("b", "end")))
    assert Played(drawn, PEOPLE).tasks == ["a"]


def test_in_a_mapping_and_a_script():
    case = straight(user("t", "", io(("input", f"={NEAR}[1]", "who"))))
    assert case.sees("t")["who"] == "An"
    assert straight(script("s", "names", f"string join({NEAR}, \", \")")).data["names"] == "An"


def test_in_assignment_schedule_and_priority():
    task = opened('<zeebe:assignmentDefinition assignee="=people[1].name" candidateGroups="=people[near = false].role"/>'
                  '<zeebe:taskSchedule dueDate="=now() + @&quot;P3D&quot;" followUpDate="=now() + @&quot;P1D&quot;"/>'
                  '<zeebe:priorityDefinition priority="=40 + count(people)"/>')
    assert (task.assignee, task.roles, task.priority) == ("An", ("coordinator",), 42)
    assert (task.due_at - MONDAY).days == 3 and (task.follow_up_at - MONDAY).days == 1


def test_in_a_timer():
    late = boundary("late", "t", timer("duration", '=if count(people) > 1 then @"P2D" else @"P9D"'))
    case = Played(file(process("p", start(), user("t"), late, end(), *path("start", "t", "end"), flow("late", "end"))), PEOPLE)
    assert case.due("late").days == 2


def test_in_many_at_once():
    case = straight(user("t", many(f"=concatenate({NEAR}, [\"Cas\"])", "who", False, "said", "=upper case(answer)", 'every a in said satisfies a = "JA"')))
    assert [case.sees("t", nth)["who"] for nth in (1, 2)] == ["An", "Cas"]


def test_in_a_form():
    drawn = form(field("textfield", "who", conditional={"hide": f"=count({NEAR}) > 1"}), field("number", "many", validate={"max": "=count(people)"}))
    world = Played(file(process("p", start(), user("t"), end(), *path("start", "t", "end")))).moment.world
    assert forms.check(drawn, {"who": "An", "many": "2"}, PEOPLE, world).values == {"who": "An", "many": 2}


def test_chance_never_repeats_within_a_case_and_a_replay_draws_the_same():
    def played() -> dict:
        return straight(script("one", "a", "[uuid(), random number()]"), script("two", "b", "[uuid(), random number()]"),
                        user("t", "", io(("output", "=uuid()", "c"), ("output", "=uuid()", "d")))).complete("t").data
    case = played()
    assert len({case["a"][0], case["b"][0], case["c"], case["d"]}) == 4 and case["a"][1] != case["b"][1]
    assert played() == case


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam"])
def test_now_is_the_moment_of_the_step(zone):
    case = straight(script("s", "at", f'date and time(now(), "{zone}")'))
    assert datetime.fromisoformat(case.data["at"].partition("[")[0].replace("@" + zone, "+00:00" if zone == "UTC" else "+01:00")).astimezone(UTC) == MONDAY
