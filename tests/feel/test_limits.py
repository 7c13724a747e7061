"""Attacks on FEEL: whatever is written, evaluation ends soon, within its budget, with an answer or a named refusal."""
import time
import tracemalloc
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import feel
from tests.feel.speaking import WORLD

NET = 5.0                       # seconds of work, whoever else is at it on the machine; a net under the budgets
STEPS = 20_000                  # a tenth of what an expression may use, so that many attacks fit in a test
SMALL = replace(WORLD, budget=feel.Budget(steps=STEPS, memory=2_000_000, text=100_000, items=20_000))


def outcome(source: str, scope: dict | None = None, world: feel.World = SMALL) -> str:
    """"answer", or the key of the refusal. Fails when the meter ran past its budget or time past the net."""
    began = time.thread_time()
    opened = feel.open_scope(scope or {"a": None, "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}, world)
    try:
        feel.to_json(feel.compile(source)(opened))
        said = "answer"
    except feel.FeelError as refused:
        assert refused.sentence("nl") and refused.sentence("en")
        said = refused.key
    assert opened.run.steps <= world.budget.steps or said == "feel.budget.steps"
    assert time.thread_time() - began < NET
    return said


@pytest.mark.parametrize("source, said", [
    (" or ".join(["a"] * 3000), "answer"), (" and ".join(["true"] * 3000), "answer"), (" + ".join(["1"] * 3000), "answer"),
    ("a" + ".b" * 3000, "answer"), ("[1]" * 3000, "answer"), ("-" * 3000 + "1", "answer"), (" = ".join(["1"] * 3000), "answer"),
    ("if a then 1 else " * 2000 + "2", "answer"), ("f" + "()" * 3000, "answer"), ("[" + ",".join(["1"] * 10_000) + "]", "answer"),
    ("a" * 60_000, "feel.budget.source"), ("(" * 5000 + "1" + ")" * 5000, "feel.budget.nesting"), ("[" * 3000, "feel.budget.nesting"),
    ("{a:" * 3000, "feel.budget.nesting"), ("function(a) " * 3000 + "1", "feel.budget.nesting"), ("not(" * 3000, "feel.budget.nesting"),
    ("for " + ",".join(f"i{n} in [1]" for n in range(300)) + " return 1", "feel.budget.nesting"),
    ("f(a" + " " * 49_000, "feel.syntax.expected"), ("{a" + " " * 49_000, "feel.syntax.expected"), ("for a" + " " * 49_000, "feel.syntax.expected"),
    ("f(a" + " a" * 24_000, "feel.syntax.expected"), ("for a" + " a" * 24_000, "feel.syntax.expected"), ("date and " * 5_000, "feel.syntax.expected"),
    ("a instance of " + "list<" * 3000, "feel.budget.nesting"), ("[1..a" * 40, "feel.syntax.expected"),
])
def test_length_is_no_depth_and_depth_has_an_end(source, said):
    assert outcome(source) == said


@pytest.mark.parametrize("source, said", [
    ("{f: function(n) f(n + 1), r: f(0)}.r", "feel.budget.depth"), ("{f: function(n) g(n), g: function(n) f(n), r: f(1)}.r", "feel.budget.depth"),
    ("(function(x) x(x))(function(x) x(x))", "feel.budget.depth"), ("count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)", "feel.budget.steps"),
    ("count(for a in 1..100000000 return a)", "feel.budget.steps"), ("some x in 1..9999999999 satisfies x < 0", "feel.budget.steps"),
    ("{f: function(n, s) if n = 0 then s else f(n - 1, s + s), r: f(40, \"xxxxxxxx\")}.r", "feel.budget.text"),
    ("{f: function(n, s) if n = 0 then s else f(n - 1, concatenate(s, s)), r: f(40, [1])}.r", "feel.budget.items"),
    ("{s: string join(for i in 1..5000 return \"xxxxxxxxx\"), r: for i in 1..500 return s + \"y\"}.r", "feel.budget.memory"),
    ("count(distinct values(for i in 1..5000 return [i]))", "feel.budget.steps"), ("count(duplicate values(for i in 1..5000 return [i]))", "feel.budget.steps"),
    ("count(union(for i in 1..5000 return [i]))", "feel.budget.steps"), ("{l: for i in 1..2000 return i, r: for i in l return list contains(l, i)}.r", "feel.budget.steps"),
    ("{l: for i in 1..2000 return i, r: for i in l return index of(l, i)}.r", "feel.budget.steps"), ("{l: for i in 1..2000 return i, r: for i in l return i in l}.r", "feel.budget.steps"),
    ("sort(for i in 1..5000 return i, function(x, y) x > y)[1]", "feel.budget.steps"), ("{l: for i in 1..400 return i, r: l[count(l[item > 1]) > 1]}.r", "feel.budget.steps"),
    ("for i in 1..9999 return 1.1 ** 1.1", "feel.budget.steps"), ("for i in 1..9999 return nobody", "feel.budget.steps"),
    ("for i in 1..2000 return [partial[-1]]", "feel.budget.memory"), ("9 ** 9 ** 9 ** 9", "feel.json.number"), ("exp(99999999)", "answer"),
    ("{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: l = l[-1]}.r", "answer"),
    ("{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: string(l)}.r", "feel.budget.steps"),
    ("{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: flatten(l)}.r", "feel.budget.steps"),
    ("{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: to json(l)}.r", "feel.budget.memory"),
    ("{l: for i in 1..40 return if i = 1 then [{a: 1}] else [partial[-1], partial[-1]], r: l.a}.r", "feel.budget.steps"),
])
def test_work_is_charged_where_it_hides(source, said):
    assert outcome(source) == said


@pytest.mark.parametrize("source", [
    'matches(text, "^(a+)+$")', 'matches(text, "(a|aa)+$")', 'matches(text, "(a|a?)+$")', 'replace(text, "(a|a)*b", "c")', 'split(text, "(a*)*b")',
    'matches(text, "(.*)*x")', 'matches(text, "((((a{100}){100}){100}){100})")', 'matches(text, "' + "(" * 500 + 'a")',
    'extract(text, "(a+)+b")', 'for i in 1..1000 return matches(text, "(a|aa)+b" + string(i))',
])
def test_a_catastrophic_pattern_stops(source):
    outcome(source, {"text": "a" * 200 + "!"})


def test_memory_stays_near_its_budget():
    tracemalloc.start()
    try:
        outcome("{f: function(n, s) if n = 0 then s else f(n - 1, s + s), r: [f(12, \"xxxxxxxx\"), for i in 1..900 return f(7, string(i) + \"xxxx\")]}.r")
        outcome("for i in 1..100 return for j in 1..1000 return string(j)")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_the_stopwatch_catches_what_steps_cannot_see():
    hurried = replace(WORLD, budget=feel.Budget(steps=10**9, seconds=0.05))
    with pytest.raises(feel.BudgetExceeded) as stopped:
        feel.compile("some x in 1..99999999 satisfies x < 0")({}, hurried)
    assert stopped.value.key == "feel.budget.seconds"


LEAVES = st.sampled_from(["1", "-2.5", "\"x\"", "null", "true", "a", "text", "@\"2031-05-03\"", "@\"P1D\"", "[]", "{}", "1e30", "item", "partial", "?"])
SHAPES = [
    "({0} + {1})", "({0} * {1})", "({0} ** {1})", "({0} < {1})", "({0} = {1})", "({0} or {1})", "not({0})", "-({0})", "[{0}, {1}]", "{{a: {0}, b: {1}}}",
    "({0})[{1}]", "({0}).a", "for i in 1..{0} return {1}", "for i in [{0}, {1}], j in 1..50 return [i, j]", "some x in {0} satisfies {1}",
    "(function(a) {0})({1})", "concatenate({0}, {1})", "string({0}) + string({1})", "string join([string({0}), string({1})], text)",
    "flatten({0})", "sort({0}, function(x, y) {1})", "distinct values({0})", "if {0} then {1} else {0}", "{0} in ({1}, > 3)", "[{0}..{1}]",
    "({0} between {1} and {0})", "replace(string({0}), \"(.+)+x\", \"y\")", "for k in 1..30 return partial", "count({0}) ** {1}", "{0} instance of list<number>",
    "{{f: function(n) if n < 1 then {0} else [f(n - 1), f(n - 1)], r: f(9)}}.r",
]
EXPRESSIONS = st.recursive(LEAVES, lambda inner: st.builds(str.format, st.sampled_from(SHAPES), inner, inner), max_leaves=16)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(EXPRESSIONS)
def test_random_expressions_end_within_their_budget(source):
    outcome(source)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(st.text(alphabet="abin.()[]{},:\"'@?-+*/<>=!1 0\n\\`|&", max_size=60))
def test_random_characters_are_read_or_refused(source):
    outcome(source)
    try:
        feel.unary_test(source)(1, {}, SMALL)
    except feel.FeelError:
        pass


MERSENNE = 2**61 - 1            # Python's hash of a number is what is left after dividing by it


@pytest.mark.parametrize("source", [
    "count(distinct values(numbers)) = 4000", "count(mode(numbers)) = 4000", "count(union(numbers, numbers)) = 4000", "duplicate values(numbers) = []"])
def test_numbers_chosen_to_collide_cost_no_more_than_others(source):
    assert feel.compile(source)({"numbers": [number * MERSENNE for number in range(4000)]}, WORLD) is True


@pytest.mark.parametrize("digits", ["1e9999999", "-1e9999999", "1e-9999999", "0." + "1" * 100_000, "NaN", "sNaN", "Infinity"])
@pytest.mark.parametrize("source", ["string(x)", "floor(x)", "[1][x]", "substring(text, x)", "for i in 1..x return i", "even(x)", "x + 1", "x = x"])
def test_decimals_from_outside_are_cut_to_what_feel_holds(source, digits):
    assert outcome(source, {"x": Decimal(digits), "text": "abc"}) in ("answer", "feel.budget.steps")


def test_guessing_what_a_name_meant_and_filling_in_groups_stay_cheap():
    assert outcome("a" * 40_000, {("a%d" % number) * 20_000: 1 for number in range(200)}) == "answer"
    assert outcome('replace(text, "a", groups)', {"text": "a" * 5_000, "groups": "$" + "9" * 4_000}) == "feel.budget.text"


def test_without_values_or_a_world_it_says_what_it_needs():
    for given in [({"a": 1},), (None, WORLD)]:
        with pytest.raises(TypeError, match="a mapping of values and a World"):
            feel.compile("a + b")(*given)


def test_what_json_cannot_hold_is_refused_by_name():
    for number in ("Infinity", "-Infinity", "1e999"):
        with pytest.raises(feel.FeelError, match="too large to store"):
            feel.to_json(Decimal(number))
