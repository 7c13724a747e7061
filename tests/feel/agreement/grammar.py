"""Makes FEEL expressions from the grammar: the same ones for the same seed, on every machine."""
from random import Random

LITERALS = {
    "number": ("0", "1", "2", "-3", "2.5", "10", "0.125", "count([1, 2])"),
    "text": ('"a"', '"Buurt"', '""', '"a,b;c"', '"Koffie op de stoep"', 'string(12)'),
    "boolean": ("true", "false", "not(false)", "null = null"),
    "date": ('@"2031-05-03"', 'date("2031-02-28")', "date(2032, 2, 29)", 'date("2030-12-31")'),
    "moment": ('@"2031-05-03T10:00:00Z"', 'date and time("2031-05-03T09:30:15Z")', '@"2031-12-31T23:59:59+02:00"'),
    "time": ('@"10:15:00Z"', 'time("23:59:59Z")', "time(8, 0, 0, @\"PT0S\")"),
    "months": ('@"P1Y2M"', 'duration("P3M")', '@"-P10M"'),
    "days": ('@"P1DT2H"', 'duration("PT90M")', '@"-P2D"'),
    "numbers": ("[1, 2, 3]", "[]", "[5]", "[3, 1, 2, 1]", "for i in 1..4 return i * i"),
    "texts": ('["a", "b"]', '["Buurt"]', 'split("a;b;c", ";")'),
    "context": ("{a: 1, b: 2}", "{a: {b: 5}}", "{}", '{"a b": 3}'),
    "range": ("[1..5]", "(1..5)", "[2..8)", "]0..2]"),
}
NOTHING = ("null", "nobody", "1 / 0", '"a" + 1', "[1, 2][9]", "{a: 1}.z", "1 + null")
# Each {kind} is filled with an expression of that kind; {number:name} with one that may use the name.
SHAPES = {
    "number": (
        "{number} + {number}", "{number} - {number}", "{number} * {number}", "{number} / {number}", "({number} + {number}) * {number}", "-({number})",
        "{number} ** 2", "if {boolean} then {number} else {number}", "sum({numbers})", "max({numbers})", "min({numbers})", "mean({numbers})",
        "median({numbers})", "count({numbers})", "product({numbers})", "stddev({numbers})", "abs({number})", "floor({number})", "ceiling({number})",
        "decimal({number}, 1)", "round half up({number}, 0)", "round up({number}, 1)", "round down({number}, 1)", "modulo({number}, {number})",
        "sqrt({number})", "string length({text})", "{numbers}[1]", "{numbers}[-1]", "{context}.a", "get value({context}, \"a\")", "{date}.year",
        "{date}.weekday", "{moment}.hour", "{time}.minute", "{days}.hours", "{months}.months", "{days} / {days}", "(function(x, y) x + y)({number}, {number})",
        "{{f: function(n) n * 2, r: f({number})}}.r", "number(\"1 000,5\", \" \", \",\")", "day of year({date})", "week of year({date})", "{range}.start",
        "(for i in {numbers} return i + 1)[1]", "{numbers}[item > {number}][1]"),
    "text": (
        "{text} + {text}", "substring({text}, 2)", "substring({text}, 1, 2)", "substring({text}, -2)", "upper case({text})", "lower case({text})",
        "substring before({text}, \"t\")", "substring after({text}, \"u\")", "replace({text}, \"[aeiou]\", \"x\")", "string({number})", "string({date})",
        "string({days})", "string({boolean})", "string join({texts}, \"-\")", "string join({texts})", "{texts}[1]", "if {boolean} then {text} else {text}",
        "day of week({date})", "month of year({date})", "string({months})", "string({numbers})"),
    "boolean": (
        "{number} < {number}", "{number} <= {number}", "{number} = {number}", "{number} != {number}", "{text} = {text}", "{text} < {text}", "{date} < {date}",
        "{moment} >= {moment}", "{time} < {time}", "{days} = {days}", "{months} > {months}", "{numbers} = {numbers}", "{context} = {context}",
        "{boolean} and {boolean}", "{boolean} or {boolean}", "not({boolean})", "{number} between {number} and {number}", "{number} in {range}",
        "{number} in ({number}, {number})", "{number} in (< {number}, > {number})", "{number} in {numbers}", "some x in {numbers} satisfies x > {number}",
        "every x in {numbers} satisfies x > {number}", "contains({text}, {text})", "starts with({text}, {text})", "ends with({text}, {text})",
        "matches({text}, \"^[a-zA-Z ]+$\")", "list contains({numbers}, {number})", "{number} instance of number", "{text} instance of number",
        "{numbers} instance of list<number>", "{date} instance of date", "{context} instance of context", "all([{boolean}, {boolean}])",
        "any([{boolean}, {boolean}])", "before({number}, {range})", "includes({range}, {number})", "overlaps({range}, {range})", "meets({range}, {range})",
        "odd({number})", "even({number})", "coincides({range}, {range})", "{nothing} = null", "{number} > {nothing}",
        "{boolean} and {nothing} = 1", "{boolean} or {nothing}"),
    "date": ("{date} + {months}", "{date} - {months}", "{date} + {days}", "date({moment})", "if {boolean} then {date} else {date}", "[{date}, {date}][1]", "max([{date}, {date}])"),
    "moment": ("{moment} + {days}", "{moment} - {days}", "{moment} + {months}", "date and time({date}, {time})"),
    "time": ("{time} + {days}", "{time} - {days}", "time({moment})"),
    "months": ("{months} + {months}", "{months} * 2", "years and months duration({date}, {date})", "-{months}"),
    "days": ("{days} + {days}", "{date} - {date}", "{moment} - {moment}", "{time} - {time}", "{days} * 2", "{days} / 2", "abs({days})"),
    "numbers": (
        "[{number}, {number}]", "append({numbers}, {number})", "concatenate({numbers}, {numbers})", "reverse({numbers})", "remove({numbers}, 1)",
        "insert before({numbers}, 1, {number})", "sublist({numbers}, 1, 2)", "distinct values({numbers})", "union({numbers}, {numbers})",
        "sort({numbers}, function(x, y) x < y)", "flatten([{numbers}, [{numbers}]])", "index of({numbers}, 1)", "{numbers}[item > 1]",
        "{numbers}[item != {number}]", "for x in {numbers} return x + {number}", "for x in {numbers}, y in {numbers} return x * y",
        "for i in 1..3 return i * {number}", "for i in 3..1 return i", "mode({numbers})", "list replace({numbers}, 1, {number})",
        "[{context}, {context}].a", "if {boolean} then {numbers} else {numbers}"),
    "texts": ("[{text}, {text}]", "split({text}, \" \")", "for t in {texts} return upper case(t)", "distinct values({texts})", "sort({texts}, function(x, y) x < y)"),
    "context": (
        "{{a: {number}, b: {text}}}", "{{a: {number}, b: a + 1}}", "context put({context}, \"a\", {number})", "context merge([{context}, {context}])",
        "context([{{key: \"a\", value: {number}}}])", "if {boolean} then {context} else {context}"),
    "range": ("[{number}..10]", "(-5..{number}]"),
}
ASKED = (*SHAPES, "number", "boolean", "boolean", "numbers", "text")


class Grammar:
    """Expressions in an order that the seed decides."""

    def __init__(self, seed: int):
        self._random = Random(seed)

    def _one_of(self, choices):
        # Only random() is promised to stay the same from one Python to the next.
        return choices[int(self._random.random() * len(choices))]

    def expression(self, kind: str, depth: int) -> str:
        """An expression that should give a value of this kind, nested at most so deep."""
        if kind == "nothing":
            return self._one_of(NOTHING)
        if depth == 0 or self._random.random() < 0.15:
            return self._one_of(LITERALS[kind])
        if self._random.random() < 0.02:
            return self._one_of(NOTHING)
        return self._filled(self._one_of(SHAPES[kind]), depth - 1)

    def _filled(self, shape: str, depth: int) -> str:
        filled, rest = "", shape
        while rest:
            before, brace, rest = rest.partition("{")
            filled += before.replace("}}", "}")
            if brace and rest.startswith("{"):
                filled, rest = filled + "{", rest[1:]
            elif brace:
                kind, _, rest = rest.partition("}")
                filled += self._inner(kind, depth)
        return filled

    def _inner(self, kind: str, depth: int) -> str:
        """In brackets where it is more than one word, so that it stays one operand."""
        written = self.expression(kind, depth)
        return written if written.isalnum() or written[-1] in ")]}" and written[0] in "([{" and depth == 0 else f"({written})"


def expressions(count: int, seed: int) -> list[str]:
    """So many different expressions: first every shape once, then what chance brings."""
    grammar = Grammar(seed)
    made = dict.fromkeys(grammar._filled(shape, 0) for shapes in SHAPES.values() for shape in shapes)
    while len(made) < count:
        made[grammar.expression(grammar._one_of(ASKED), 2)] = None
    return [*made]
