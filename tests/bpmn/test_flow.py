"""Tokens, gateways and loops: the turn goes where the drawing says, every round again."""
import pytest

from engine.bpmn.step import BrokenStep
from tests.bpmn.drawing import end, file, flow, node, path, process, script, start, user
from tests.bpmn.driving import Played


def test_a_case_goes_from_task_to_task_to_its_end():
    case = Played(file(process("p", start(), user("kiezen"), user("houden"), end(), *path("start", "kiezen", "houden", "end"))))
    assert case.tasks == ["kiezen"]
    case.complete("kiezen", wat="soep")
    assert case.tasks == ["houden"] and case.data == {"wat": "soep"}
    case.complete("houden")
    assert case.finished and case.ends == ["end"]


def test_manual_and_plain_tasks_are_passed():
    case = Played(file(process("p", start(), node("manualTask", "m"), node("task", "t"), end(), *path("start", "m", "t", "end"))))
    assert case.finished


def choice(*flows):
    return file(process("p", start(), node("exclusiveGateway", "keuze", default="keuze-c"), user("a"), user("b"), user("c"),
                        end(), flow("start", "keuze"), *flows, *path("a", "end"), *path("b", "end"), *path("c", "end")))


def test_an_exclusive_gateway_takes_the_first_flow_that_holds_else_the_default():
    drawn = choice(flow("keuze", "a", "=n > 10"), flow("keuze", "b", "=n > 5"), flow("keuze", "c"))
    assert Played(drawn, {"n": 11}).tasks == ["a"]
    assert Played(drawn, {"n": 6}).tasks == ["b"]
    assert Played(drawn, {"n": 1}).tasks == ["c"]


def test_a_condition_that_is_neither_yes_nor_no_says_why():
    drawn = choice(flow("keuze", "a", "=opkomts > 10"), flow("keuze", "c"))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn, {"opkomst": 3})
    assert broken.value.element == "keuze" and "opkomst" in str(broken.value.params["why"])


def test_no_way_out_of_an_exclusive_gateway_is_broken():
    drawn = file(process("p", start(), node("exclusiveGateway", "keuze"), user("a"), end(), flow("start", "keuze"),
                         flow("keuze", "a", "=false"), flow("keuze", "end", "=false"), *path("a", "end")))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn)
    assert (broken.value.element, broken.value.key) == ("keuze", "bpmn.no_way_out")


def block(kind, *conditions):
    ways = [flow("uit", name, test) for name, test in zip("ab", conditions or (None, None))]
    return file(process("p", start(), node(kind, "uit"), user("a"), user("b"), node(kind, "samen"), user("na"),
                        node("exclusiveGateway", "nog", default="nog-end"), end(), node("exclusiveGateway", "weer"), *path("start", "weer", "uit"), *ways,
                        *path("a", "samen", "na", "nog"), flow("b", "samen"), flow("nog", "weer", "=again"), flow("nog", "end")))


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_parallel_join_waits_for_both_in_every_round_of_a_loop(order):
    case = Played(block("parallelGateway"))
    for round_number in range(5):
        assert case.tasks == ["a", "b"]
        case.complete(order[0])
        assert case.tasks == [order[1]]
        case.complete(order[1])
        assert case.tasks == ["na"]
        case.complete("na", again=round_number < 4)
    assert case.finished


def test_branches_that_write_different_names_never_lose_either():
    case = Played(block("parallelGateway")).complete("a", plek="zaal").complete("b", ritme="wekelijks")
    assert case.data == {"plek": "zaal", "ritme": "wekelijks"}


def test_an_inclusive_join_waits_for_the_branches_that_were_taken():
    drawn = block("inclusiveGateway", "=x", "=y")
    both = Played(drawn, {"x": True, "y": True}).complete("b")
    assert both.tasks == ["a"]
    assert both.complete("a").tasks == ["na"]
    one = Played(drawn, {"x": True, "y": False}).complete("a")
    assert one.tasks == ["na"]
    assert one.complete("na", again=True).complete("a").complete("na", again=False).finished


def test_an_inclusive_gateway_without_a_way_is_broken():
    with pytest.raises(BrokenStep):
        Played(block("inclusiveGateway", "=x", "=y"), {"x": False, "y": False})


def test_conditional_flows_out_of_a_task_and_its_default():
    drawn = file(process("p", start(), user("t", default="t-c"), user("a"), user("b"), user("c"), end(), flow("start", "t"),
                         flow("t", "a", "=x > 1"), flow("t", "b", "=x > 2"), flow("t", "c"), *path("a", "end"), *path("b", "end"),
                         *path("c", "end")))
    assert Played(drawn).complete("t", x=3).tasks == ["a", "b"]
    assert Played(drawn).complete("t", x=2).tasks == ["a"]
    assert Played(drawn).complete("t", x=0).tasks == ["c"]


def test_a_join_that_can_never_fill_is_told_not_hidden():
    drawn = file(process("p", start(), node("exclusiveGateway", "x", default="x-b"), user("a"), user("b"),
                         node("parallelGateway", "samen"), end(), flow("start", "x"), flow("x", "a", "=true"), flow("x", "b"),
                         *path("a", "samen", "end"), flow("b", "samen")))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn).complete("a")
    assert (broken.value.element, broken.value.key) == ("samen", "bpmn.waits_for_nothing")


def test_turning_in_circles_is_broken_not_endless():
    drawn = file(process("p", start(), script("s", "n", "1"), node("exclusiveGateway", "x", default="x-s"), end(),
                         *path("start", "s", "x"), flow("x", "end", "=n > 1"), flow("x", "s")))
    with pytest.raises(BrokenStep) as broken:
        Played(drawn)
    assert broken.value.key == "bpmn.turns_in_circles"


def test_five_hundred_rounds_leave_the_state_as_small_as_one():
    drawn = file(process("p", start(), user("t"), node("exclusiveGateway", "x", default="x-end"), end(), *path("start", "t", "x"),
                         flow("x", "t", "=n < 500"), flow("x", "end")))
    case, sizes = Played(drawn), []
    for n in range(1, 501):
        sizes.append(len(case.snapshot.state["t"]))
        case.complete("t", n=n)
    assert case.finished and set(sizes) == {1}
