"""The built-in functions, family by family, with what they do at their edges."""
import pytest

from engine.feel.builtins import BUILTINS
from tests.feel.speaking import text, value, why


@pytest.mark.parametrize("source, expected", [
    ('substring("foobar", 3)', "obar"), ('substring("foobar", -2, 1)', "a"), ('substring("foobar", 0)', None),
    ('substring("🐎ab", 2)', "ab"), ('string length("🐎ab")', 3), ('upper case("aBc4")', "ABC4"), ('lower case("aBc4")', "abc4"),
    ('substring before("foobar", "bar")', "foo"), ('substring before("foobar", "x")', ""), ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""), ('contains("foobar", "of")', False), ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True), ('string join(["a", null, "b"], "-")', "a-b"), ('string join(["a"], ", ", "<", ">")', "<a>"),
    ('string join(["a", 1])', None), ('string join([])', ""), ('number("1.000,5", ".", ",")', 1000.5), ('number("1e3")', 1000),
    ('number("1,5")', None), ('number(" 1")', None), ('string(1.10)', "1.1"), ('string(@"P1D")', "P1D"), ('string(null)', None),
    ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
])
def test_text(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("decimal(1/3, 2)", 0.33), ("decimal(1.5, 0)", 2), ("decimal(2.5, 0)", 2), ("floor(-1.5)", -2), ("ceiling(-1.5)", -1),
    ("floor(1.56, 1)", 1.5), ("round up(5.5, 0)", 6), ("round down(-5.5, 0)", -5), ("round half up(-5.5, 0)", -6),
    ("round half down(5.5, 0)", 5), ("round half up(1.126, 2)", 1.13), ("abs(-3)", 3), ('abs(@"-P1D")', "P1D"), ("modulo(12, 5)", 2),
    ("modulo(-12, 5)", 3), ("modulo(12, -5)", -3), ("modulo(1, 0)", None), ("sqrt(16)", 4), ("sqrt(-1)", None), ("log(-1)", None),
    ("decimal(exp(log(10)), 20)", 10), ("odd(5)", True), ("even(5)", False), ("even(2.5)", None), ("decimal(1, 7000)", None),
])
def test_numbers(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("min(3, 1, 2)", 1), ("max([\"a\", \"c\", \"b\"])", "c"), ("min([])", None), ("min(1, \"a\")", None), ("sum(1, 2, 3)", 6),
    ("sum([])", None), ('sum(@"P1D", @"PT12H")', "P1DT12H"), ("mean([1, 2])", 1.5), ("median(8, 2, 5, 3, 4)", 4), ("median([6, 1, 2, 3])", 2.5),
    ("stddev(2, 4, 7, 5)", 2.0816659994661326), ("stddev([5])", None), ("mode(6, 3, 9, 6, 6)", [6]), ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("mode([])", []), ("product(2, 3, 4)", 24), ("count([])", 0), ("count(null)", None), ("all([true, null, false])", False),
    ("all([true, null])", None), ("all([])", True), ("any([false, true, null])", True), ("any([])", False), ("all(true, 1)", None),
])
def test_one_value_of_many(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("list contains([1, null], null)", True), ("sublist([4, 5, 6], 1, 2)", [4, 5]), ("sublist([1, 2], 2, 2)", None),
    ("append([1], 2, 3)", [1, 2, 3]), ("concatenate([1, 2], [3], 4)", [1, 2, 3, 4]), ("insert before([1, 3], 1, 2)", [2, 1, 3]),
    ("insert before([1], -1, 0)", [0, 1]), ("remove([1, 2, 3], 2)", [1, 3]), ("remove([1], 2)", None), ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, null, 2], 2)", [2, 4]), ("union([1, 2], [2, 3])", [1, 2, 3]), ("distinct values([1, 1.0, [2], [2], null, null])", [1, [2], None]),
    ("duplicate values([1, 2, 1, [3], [3], 1])", [1, [3]]), ("flatten([[1, [2]], [[3]], 4])", [1, 2, 3, 4]),
    ("sort([3, 1, 2])", [1, 2, 3]), ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]), ("sort(list: [2, 1], precedes: function(a, b) a < b)", [1, 2]),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]), ("list replace([1, 5], function(item, new) item < new, 3)", [3, 5]),
    ("count(\"one\")", 1), ("upper case([\"one\"])", "ONE"),
])
def test_lists(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("get value({a: 1}, \"a\")", 1), ("get value({a: 1}, \"b\")", None), ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ("context([{key: \"a\", value: 1}])", {"a": 1}), ("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", None),
    ("context put({a: 1}, \"b\", 2)", {"a": 1, "b": 2}), ("context put({a: {b: 1}}, [\"a\", \"c\"], 2)", {"a": {"b": 1, "c": 2}}),
    ("context merge([{a: 1, b: 1}, {b: 2}])", {"a": 1, "b": 2}),
])
def test_contexts(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("before(1, 10)", True), ("before(1, [1..10])", False), ("before(1, (1..10])", True), ("before([1..5), [5..10])", True),
    ("after([5..10], [1..5))", True), ("meets([1..5], [5..10])", True), ("meets([1..5), [5..10])", False), ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True), ("overlaps([1..5), [5..8])", False), ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True), ("finishes(5, [1..5])", True), ("finishes([3..5], [1..5])", True),
    ("finished by([1..5], 5)", True), ("includes([1..10], 5)", True), ("includes([1..10], [4..6])", True), ("during(5, [1..10])", True),
    ("starts(1, [1..10])", True), ("starts([1..5], [1..10])", True), ("started by([1..10], [1..5])", True), ("coincides([1..5], [1..5])", True),
    ("coincides(3, 4)", False), ("before(1, \"a\")", None), ("is([1..2], [1..2])", True), ("5 in range(\"[1..10)\")", True),
    ("range(\"[1+1..5]\")", None), ("range(\"[5..1]\")", None), ("range(\"[\\\"a\\\"..\\\"c\\\"]\").end", "c"),
    ("range(\"(..5]\").start", None), ("range(\"[\\\"a..b\\\"..\\\"c\\\"]\").start", "a..b"), ("range(\"[..]\")", None), ("range(\"\")", None), ("is(@\"12:00:00Z\", @\"14:00:00+02:00\")", False), ("is(1, \"1\")", False),
])
def test_points_and_ranges(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ("is defined(x)", False), ("is defined(1)", True), ("get or else(null, 5)", 5), ("get or else(4, 5)", 4), ("trim(\"  a \")", "a"),
    ("is blank(\" \")", True), ("is empty([])", True), ("partition([1, 2, 3], 2)", [[1, 2], [3]]), ("partition([1], 0)", None),
    ("to base64(\"FEEL\")", "RkVFTA=="), ("from base64(\"RkVFTA==\")", "FEEL"), ("from json(\"{\\\"a\\\": [1, null]}\")", {"a": [1, None]}),
    ("from json(\"{\")", None), ("from json(\"NaN\")", None), ("to json({a: [1, null]})", '{"a":[1,null]}'),
    ("substring after last(\"a/b/c\", \"/\")", "c"), ("substring before last(\"a/b/c\", \"/\")", "a/b"),
    ("extract(\"a1b22\", \"[0-9]+\")", ["1", "22"]), ("assert(5, true)", 5), ("assert(5, false)", None),
    ("context merge({a: 1}, {b: 2})", {"a": 1, "b": 2}), ("get value({a: {b: 1}}, [\"a\", \"b\"])", 1),
])
def test_camundas_own_functions(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, expected", [
    ('matches("abracadabra", "^a.*a$")', True), ('matches("Abra", "abra", "i")', True), ('matches("a\\nb", "a.b")', False),
    ('matches("a\\nb", "a.b", "s")', True), ('matches("a\\nb", "^b$", "m")', True), ('matches("helloworld", "hello world", "x")', True),
    ('matches("a.c", "a.c", "q")', True), ('matches("abc", "a.c", "q")', False), ('matches("aa", "(a)\\\\1")', True),
    ('matches("q", "[a-z-[aeiou]]")', True), ('matches("e", "[a-z-[aeiou]]")', False), ('matches("ss", "ß", "i")', False),
    ('matches("a", "a", "z")', None), ('matches("a", "(?=a)")', None), ('matches("a", "a++")', None), ('matches("a", "[")', None),
    ('matches("é", "\\\\p{L}")', True), ('matches("m", "\\\\p{Lu}", "i")', False), ('matches("hello world", "hello\\\\ sworld", "x")', True), ('matches("b", "[a-\\\\d]")', None),
    ('matches("x1", "\\\\i\\\\c*")', True), ('matches("a", "(a{1000}){1000}")', None),
    ('replace("abracadabra", "a(.)", "<$1>")', "<b>r<c><d><b>ra"), ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("abc", "x*", "-")', None), ('replace("a", "a", "\\\\$")', "$"), ('replace("a", "a", "$")', None), ('replace("a.b", ".", "$", "q")', "a$b"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]), ('split("John  Doe", "\\\\s+")', ["John", "Doe"]),
])
def test_patterns_follow_xpath(source, expected):
    assert value(source) == expected


@pytest.mark.parametrize("source, sentence", [
    ("sum([1, \"a\"])", "`sum`: the list holds something else than numbers."),
    ("number(\"x\")", "`number`: this text cannot be read as a number. Write for example \"1.5\"."),
    ("upper case(null)", "`upper case`: the argument `string` is empty."),
    ("upper case(5)", "`upper case`: the argument `string` is a number; that does not fit here."),
    ("upper case()", "`upper case` does not take these arguments."),
    ("date(2031, 2, 30)", "`date`: this day does not exist."),
])
def test_a_function_that_gives_nothing_says_why(source, sentence):
    assert why(source) == [sentence]


def test_every_built_in_can_be_called_by_the_names_of_its_arguments():
    assert value("substring(start position: 2, string: \"abc\")") == "bc"
    assert value("substring(string: \"abc\", from: 2)") is None
    assert text("date(year: 2031, month: 5, day: 3)") == "2031-05-03"


def test_nothing_that_is_called_with_nonsense_raises():
    nonsense = ["", "null", "\"x\"", "-1", "[null]", "{}", "[1..2]", "function(a) a", "null, null", "\"a\", 1.5, [1]", "1e40, 1e40, 1e40"]
    for name in BUILTINS:
        for arguments in nonsense:
            value(f"[{name}({arguments})] instance of list")


def test_names_in_order_say_which_range_function_is_meant():
    assert value("before(range: [1..2], point: 3)") is True
    assert value("before(point: 3, range: [1..2])") is False
    assert value("finishes(point: 3, range: [1..3])") is True
