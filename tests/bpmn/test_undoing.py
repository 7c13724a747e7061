"""Undoing: which work that was done is undone, by whom it is called, and what a transaction that is called off does."""
import pytest

from engine.bpmn.step import AwaitedMessage
from tests.bpmn.drawing import (
    beside, boundary, end, event, file, flow, many, message, node, path, process, start, sub, undone_by, user)
from tests.bpmn.driving import Played


def test_what_was_done_three_times_is_undone_three_times():
    drawn = file(process("p", start(), node("exclusiveGateway", "in"), user("boek"), *undone_by("boek", "annuleer"),
                         node("exclusiveGateway", "x", default="x-terug"), node("intermediateThrowEvent", "terug", event("compensate")), user("na"),
                         end(), *path("start", "in", "boek", "x"), flow("x", "in", "=again"), *path("x", "terug", "na", "end")))
    case = Played(drawn).complete("boek", again=True).complete("boek", again=True).complete("boek", again=False)
    assert case.tasks == ["annuleer"] * 3
    case.complete("annuleer").complete("annuleer")
    assert case.tasks == ["annuleer"] and case.complete("annuleer").tasks == ["na"]


def test_only_the_activity_that_is_named_is_undone_and_only_once():
    drawn = file(process("p", start(), user("a"), *undone_by("a", "terug-a"), user("b"), *undone_by("b", "terug-b"),
                         node("intermediateThrowEvent", "een", event("compensate", activityRef="a")),
                         node("intermediateThrowEvent", "rest", event("compensate")), user("na"), end(),
                         *path("start", "a", "b", "een", "rest", "na", "end")))
    case = Played(drawn).complete("a").complete("b")
    assert case.tasks == ["terug-a"]
    assert case.complete("terug-a").tasks == ["terug-b"] and case.complete("terug-b").tasks == ["na"]


@pytest.mark.parametrize("loop", ["", many("=[1, 2]", "n")])
def test_work_inside_a_part_that_is_over_is_undone_for_each_time_it_was_done(loop):
    part = sub("deel", start("s"), user("boek"), *undone_by("boek", "annuleer"), end("e1"), *path("s", "boek", "e1"), inner=loop)
    drawn = file(process("p", start(), part, node("intermediateThrowEvent", "terug", event("compensate")), user("na"), end(),
                         *path("start", "deel", "terug", "na", "end")))
    case, times = Played(drawn), 2 if loop else 1
    for _ in range(times):
        case.complete("boek")
    assert case.tasks == ["annuleer"] * times
    for _ in range(times):
        case.complete("annuleer")
    assert case.tasks == ["na"]


def test_an_event_subprocess_undoes_the_work_around_it():
    drawn = file(process("p", start(), user("boek"), *undone_by("boek", "annuleer"), user("t"), end(),
                         sub("bij", start("bs", event("message", messageRef="m")), node("intermediateThrowEvent", "terug", event("compensate")),
                             user("melden"), end("be"), *path("bs", "terug", "melden", "be"), triggeredByEvent="true"),
                         *path("start", "boek", "t", "end")), top=message("m", "stop"))
    case = Played(drawn).complete("boek").send("stop")
    assert case.tasks == ["annuleer"]
    assert case.complete("annuleer").tasks == ["melden"] and case.complete("melden").finished


# transactions ---------------------------------------------------------------------------------------------------------
def deal(*parts, **more):
    return file(process("p", start(), sub("deal", *parts, tag="transaction", **more), boundary("af", "deal", event("cancel")), user("anders"), user("na"),
                        end(), *path("start", "deal", "na", "end"), *path("af", "anders", "end")), top=message("m", "schade"))


def test_calling_off_ends_the_many_that_are_open_and_undoes_what_was_done():
    drawn = deal(start("s"), user("boek"), *undone_by("boek", "annuleer"), node("parallelGateway", "g"), user("bel", many("=[1, 2, 3]", "n")),
                 user("kies"), end("nee", event("cancel")), end("e1"), *path("s", "boek", "g", "kies", "nee"), *path("g", "bel", "e1"))
    case = Played(drawn).complete("boek").complete("bel")
    assert case.tasks == ["bel", "bel", "kies"]
    assert case.complete("kies").tasks == ["annuleer"]
    assert case.complete("annuleer").tasks == ["anders"]


def test_calling_off_undoes_what_was_done_in_a_part_that_is_still_open():
    part = sub("deel", start("s2"), user("boek"), *undone_by("boek", "annuleer"), user("t"), end("e2"), *path("s2", "boek", "t", "e2"))
    drawn = deal(start("s"), node("parallelGateway", "g"), part, user("kies"), end("nee", event("cancel")), end("e1"),
                 *path("s", "g", "kies", "nee"), *path("g", "deel", "e1"))
    case = Played(drawn).complete("boek").complete("kies")
    assert case.tasks == ["annuleer"] and case.complete("annuleer").tasks == ["anders"]


def test_nothing_else_comes_between_while_a_transaction_is_called_off():
    drawn = deal(start("s"), user("boek"), *undone_by("boek", "annuleer"), end("nee", event("cancel")), *path("s", "boek", "nee"),
                 beside(event("message", messageRef="m")))
    case = Played(drawn)
    assert case.of(AwaitedMessage)
    assert case.complete("boek").tasks == ["annuleer"] and not case.of(AwaitedMessage)
    assert case.complete("annuleer").tasks == ["anders"]


def test_one_of_many_transactions_that_is_called_off_calls_off_them_all():
    drawn = deal(start("s"), user("boek"), *undone_by("boek", "annuleer"), user("kies"), end("nee", event("cancel")), *path("s", "boek", "kies", "nee"),
                 inner=many("=[1, 2]", "n"))
    case = Played(drawn).complete("boek").complete("boek").complete("kies")
    assert case.tasks == ["annuleer", "annuleer"]
    assert case.complete("annuleer").complete("annuleer").tasks == ["anders"]


def test_a_transaction_that_goes_well_is_a_part_like_any_other():
    drawn = deal(start("s"), user("boek"), *undone_by("boek", "annuleer"), end("e1"), *path("s", "boek", "e1"))
    assert Played(drawn).complete("boek").tasks == ["na"]


def test_what_one_of_many_transactions_had_finished_is_undone_too():
    drawn = deal(start("s"), user("boek"), *undone_by("boek", "annuleer"), user("kies"), node("exclusiveGateway", "x", default="x-e1"),
                 end("nee", event("cancel")), end("e1"), *path("s", "boek", "kies", "x", "e1"), flow("x", "nee", "=mis"), inner=many("=[1, 2]", "n"))
    case = Played(drawn).complete("boek").complete("kies", mis=False).complete("boek").complete("kies", mis=True)
    assert case.tasks == ["annuleer", "annuleer"]
    assert case.complete("annuleer").complete("annuleer").tasks == ["anders"]


def test_an_event_subprocess_undoes_its_own_work_as_well_as_the_work_around_it():
    drawn = file(process("p", start(), user("boek"), *undone_by("boek", "annuleer"), user("t"), end(),
                         sub("bij", start("bs", event("message", messageRef="m"), isInterrupting="false"), user("huur"), *undone_by("huur", "terug"),
                             node("intermediateThrowEvent", "alles", event("compensate")), user("melden"), end("be"),
                             *path("bs", "huur", "alles", "melden", "be"), triggeredByEvent="true"),
                         *path("start", "boek", "t", "end")), top=message("m", "stop"))
    case = Played(drawn).complete("boek").send("stop").complete("huur")
    assert case.tasks == ["annuleer", "t", "terug"]
    assert case.complete("annuleer").complete("terug").tasks == ["melden", "t"]
