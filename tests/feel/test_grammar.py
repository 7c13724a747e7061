"""How FEEL is read: precedence, names, literals, and every kind of expression."""
import pytest

from engine import feel
from tests.feel.speaking import WORLD, text, value


@pytest.mark.parametrize("source, expected", [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 2 - 3", 5), ("24 / 4 / 2", 3), ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4), ("- (2 + 3)", -5), ("--5", 5), ("1 + 2 = 3", True), ("not(1 = 2)", True),
    ("true or false and false", True), ("1 < 2 and 2 < 3", True), ("5 - -3", 8), (".5 + .5", 1),
    ("1.5e3", 1500), ("0.1 + 0.2 = 0.3", True), ("1 / 3 * 3", 1), ("10 instance of number", True),
    ("1 + 1 instance of number", None), ("-1 instance of number", True),
])
def test_operators_bind_as_the_standard_orders_them(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    (r'"a\nb"', "a\nb"), (r'"say \"hoi\""', 'say "hoi"'), (r'"\u00e9\U01F40E"', "é🐎"), (r'"back\\slash"', "back\\slash"),
    (r'"\q"', "\\q"), ('"two\nlines"', "two\nlines"), ('""', ""), ("null", None), ("true", True),
])
def test_text_is_written_between_double_quotes(source, expected):
    assert value(source) == expected


def test_comments_are_skipped():
    assert value("1 + // one\n 2 /* and\n three */ + 3") == 6


def test_the_longest_known_name_wins():
    scope = {"date of birth": "2001-02-03", "date": 1, "total - vat": 5, "total": 100, "vat": 21}
    assert value("date of birth", scope, names={"date of birth"}) == "2001-02-03"
    assert value("total - vat", scope, names={"total - vat"}) == 5
    assert value("total-vat", scope, names={"total - vat"}) == 5
    assert value("total - vat", scope) == 79
    assert value("date  and\ttime(\"2031-05-03\")") == "2031-05-03T00:00:00"


def test_a_name_may_be_given_between_backticks():
    assert value("`first name` + \"!\"", {"first name": "Noor"}) == "Noor!"


def test_a_variable_hides_no_function_and_a_function_no_variable():
    assert value("count + count([1, 2])", {"count": 5}) == 7
    assert value("sum(numbers)", {"sum": "x", "numbers": [1, 2]}) == 3


def test_names_of_contexts_iterators_and_parameters_may_hold_spaces():
    assert value("{first name: \"Noor\", greeting: \"Dag \" + first name}.greeting") == "Dag Noor"
    assert value("{\"first name\": \"Noor\"}.first name") == "Noor"
    assert value("for this day in 1..3 return this day * 2") == [2, 4, 6]
    assert value("(function(a b, c) a b - c)(5, 3)") == 2


def test_a_context_sees_what_it_wrote_before():
    assert value("{a: 1, b: a + 1, c: {d: a + b}}.c.d", {"a": 100}) == 3


def test_if_takes_else_for_everything_that_is_not_true():
    assert value("if 1 > 2 then \"a\" else if null then \"b\" else \"c\"") == "c"


@pytest.mark.parametrize("source, expected", [
    ("for i in 1..4 return i * i", [1, 4, 9, 16]), ("for i in 3..1 return i", [3, 2, 1]), ("for i in [1, 2] return i", [1, 2]),
    ("for i in 1..2, j in i..3 return [i, j]", [[1, 1], [1, 2], [1, 3], [2, 2], [2, 3]]),
    ("for i in [1..3] return i", [1, 2, 3]), ("for i in [3..1] return i", None), ("for i in (1..3) return i", None),
    ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
    ("for d in @\"2031-05-01\"..@\"2031-05-03\" return d.day", [1, 2, 3]), ("for i in null return i", None),
    ("for i in 5 return i", [5]), ("for i in [] return i", []),
])
def test_for_walks_lists_ranges_and_what_came_before(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("some x in [1, 5] satisfies x > 3", True), ("every x in [1, 5] satisfies x > 3", False),
    ("some x in [] satisfies x > 3", False), ("every x in [] satisfies x > 3", True),
    ("some x in [1, null] satisfies x > 3", None), ("some x in [null, 5] satisfies x > 3", True),
    ("every x in [1, null] satisfies x > 3", False), ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
])
def test_some_and_every_know_three_answers(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("[1, 2, 3][2]", 2), ("[1, 2, 3][-1]", 3), ("[1, 2, 3][4]", None), ("[1, 2, 3][item > 1]", [2, 3]), ("5[1]", 5),
    ("null[1 = 1]", None), ("[1, 2][\"a\"]", None), ("[{a: null}, {a: 1}][a < 2]", [{"a": 1}]), ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", [4]), ("[{a: 1}, {b: 2}].a", [1, None]),
    ("[{item: 5}][item = 5]", [{"item": 5}]), ("[1, 2, 3][i]", 2), ("[[1, 2], [3]][2][1]", 3), ("[10, 20][1 = 2]", []),
])
def test_filters_choose_by_place_or_by_condition(source, expected):
    assert value(source, {"i": 2}) == expected


def test_functions_are_values_with_scope_and_types():
    assert value("{add: function(a, b) a + b, r: add(b: 1, a: 2)}.r") == 3
    assert value("{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(20)}.r") == 2432902008176640000
    assert value("{f: function(n: number) n + 1, r: [f(1), f([1]), f(\"1\"), f(1, 2)]}.r") == [2, 2, None, None]
    assert value("{by: function(n) function(m) n * m, twice: by(2), r: twice(21)}.r") == 42


def test_functions_outside_feel_are_refused():
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile("function(a) external {java: {class: \"java.lang.Runtime\"}}")
    assert refused.value.key == "feel.syntax.external"


@pytest.mark.parametrize("source, key", [
    ("function", "feel.syntax.expected"), ("1 + function x", "feel.syntax.expected"), ("function(a, a) a", "feel.syntax.twice")])
def test_a_function_without_brackets_or_with_one_parameter_twice_is_refused(source, key):
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile(source)
    assert refused.value.key == key


@pytest.mark.parametrize("source, expected", [
    ("1 instance of number", True), ("\"a\" instance of number", False), ("null instance of Any", False),
    ("null instance of Null", True), ("[1, 2] instance of list<number>", True), ("[1, \"a\"] instance of list<number>", False),
    ("{a: 1} instance of context<a: number>", True), ("{a: 1} instance of context<b: number>", False),
    ("[1..5] instance of range<number>", True), ("@\"P1D\" instance of days and time duration", True),
    ("@\"2031-05-03\" instance of date and time", False), ("(function(a: number) a) instance of function<number> -> Any", True),
])
def test_instance_of_asks_for_the_type(source, expected):
    assert value(source) == expected


def test_types_from_outside_can_be_asked_for():
    amount = feel.compile("x instance of Amount", types={"Amount": feel.types.BASIC["number"]})
    assert amount({"x": 5}, WORLD) is True


@pytest.mark.parametrize("source, expected", [
    ("[1..5]", "[1..5]"), ("]1..5[", "(1..5)"), ("(1..5]", "(1..5]"), ("[x..x + 1]", "[2..3]"), ("[1..10[", "[1..10)"),
])
def test_intervals_are_values(source, expected):
    assert text(source, {"x": 2}) == expected


def test_a_bracket_behind_an_interval_closes_it_or_filters():
    assert value("5 in [1..5[") is False
    assert value("[1..xs[2]].end", {"xs": [3, 4]}) == 4
    assert value("[1..10[.end") == 10


def test_free_names_are_told_apart_from_bound_ones():
    read = feel.compile("for i in items[price > limit] return {x: i, y: x + rate, z: count(other)}.z")
    assert read.names == {"items", "rate", "other"}
    assert read.possible_names == {"price", "limit"}
    assert feel.unary_test("> limit, ? + extra = 5").names == {"limit", "extra"}
