"""Each kind of box that a modeller can put in a decision."""
import pytest

from engine import feel
from tests.dmn.models import MORNING, box, decide, decision, definitions, entry, literal, table, variable, verdict


def answer(logic: str, **given: object) -> object:
    return decide(definitions(decision("vraag", logic)), "vraag", **given)


def function(parameters: dict[str, str], body: str) -> str:
    names = "".join(f'<formalParameter name="{name}" typeRef="{kind}"/>' for name, kind in parameters.items())
    return box("functionDefinition", names, body)


def binding(name: str, logic: str) -> str:
    return box("binding", f'<parameter name="{name}"/>', logic)


GUESTS = '[{naam: "Ans", leeftijd: 71}, {naam: "Bo", leeftijd: 9}, {naam: "Cor", leeftijd: 40}]'


def test_literal_expression():
    assert answer(literal("stoelen - gasten"), stoelen=12, gasten=9) == 3


def test_context_entries_see_those_above_them_and_the_last_box_is_the_result():
    logic = box("context", entry("vaste gasten", literal("8")), entry("gasten", literal("vaste gasten + nieuwe gasten")),
                entry("", literal("gasten * 2")))
    assert decide(definitions(decision("koekjes", logic, needs=["input:#nieuw"]),
                              f'<inputData id="nieuw" name="nieuwe gasten">{variable("nieuwe gasten", "number")}</inputData>'),
                  "koekjes", **{"nieuwe gasten": 2}) == 20


def test_context_without_a_result_is_the_context():
    logic = box("context", entry("tafels", literal("2")), entry("stoelen", literal("tafels * 6")))
    assert answer(logic) == {"tafels": 2, "stoelen": 12}


def test_function_and_invocation():
    logic = box("context", entry("koekjes voor", function({"gasten": "number"}, literal("gasten * 2"))),
                entry("", box("invocation", literal("koekjes voor"), binding("gasten", literal("5")))))
    assert answer(logic) == 10


def test_a_function_may_call_itself():
    logic = box("context", entry("rondes", function({"mensen": "number"}, literal("if mensen <= 1 then 0 else 1 + rondes(mensen / 2)"))),
                entry("", literal("rondes(16)")))
    assert answer(logic) == 4


def test_a_function_that_never_stops_calling_itself_is_refused_by_name():
    logic = box("context", entry("rondes", function({"mensen": "number"}, literal("rondes(mensen + 1)"))), entry("", literal("rondes(1)")))
    with pytest.raises(feel.BudgetExceeded):
        verdict(definitions(decision("vraag", logic)), "vraag")


def test_invocation_of_what_is_no_function_gives_nothing_and_says_so():
    told = verdict(definitions(decision("vraag", box("invocation", literal("aantal"), binding("n", literal("1"))))), "vraag", aantal=3)
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["dmn.not_a_function"]


def test_invocation_of_a_built_in_function():
    assert answer(box("invocation", literal("count"), binding("list", literal("[1, 2, 3]")))) == 3


def test_list():
    assert answer(box("list", literal('"soep"'), literal("gerecht"), box("context", entry("toe", literal('"vla"')))),
                  gerecht="stamppot") == ["soep", "stamppot", {"toe": "vla"}]


def test_relation():
    logic = box("relation", '<column name="naam"/><column name="taak van de week"/>',
                box("row", literal('"Ans"'), literal('"koffie"')), box("row", literal('"Bo"'), literal('"afwas"')))
    assert answer(logic) == [{"naam": "Ans", "taak van de week": "koffie"}, {"naam": "Bo", "taak van de week": "afwas"}]


def test_the_columns_of_a_relation_can_be_named_elsewhere():
    relation = decision("rooster", box("relation", '<column name="taak van de week"/>', box("row", literal('"koffie"'))))
    asked = decision("eerste", literal("rooster[1].taak van de week"), needs=["decision:#rooster"])
    assert decide(definitions(relation, asked), "eerste") == "koffie"


def test_conditional():
    logic = box("conditional", box("if", literal("weer = \"regen\"")), box("then", literal('"koken"')), box("else", literal('"tuin"')))
    assert [answer(logic, weer=weer) for weer in ("regen", "zon", None)] == ["koken", "tuin", "tuin"]


def test_filter_by_condition_and_by_place():
    older = box("filter", box("in", literal("gasten")), box("match", literal("leeftijd >= 18")))
    second = box("filter", box("in", literal("gasten")), box("match", literal("2")))
    guests = [{"naam": "Ans", "leeftijd": 71}, {"naam": "Bo", "leeftijd": 9}]
    assert answer(older, gasten=guests) == guests[:1]
    assert answer(second, gasten=guests) == guests[1]
    assert answer(box("filter", box("in", literal("dagen")), box("match", literal("item > 2"))), dagen=[1, 2, 3]) == [3]


def test_filter_that_gives_no_yes_or_no():
    told = verdict(definitions(decision("vraag", box("filter", box("in", literal("[1]")), box("match", literal('"ja"'))))), "vraag")
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["dmn.match_not_boolean"]


def test_a_filter_leaves_out_what_cannot_be_told():
    known = box("filter", box("in", literal("[{uren: null}, {uren: 1}]")), box("match", literal("uren < 2")))
    assert answer(known) == [{"uren": 1}]


def test_for_walks_a_list_or_a_range_and_remembers():
    walk = 'iteratorVariable="gast"'
    names = box("for", box("in", literal(GUESTS)), box("return", literal("gast.naam")), attributes=walk)
    assert answer(names) == ["Ans", "Bo", "Cor"]
    running = box("for", box("in", literal("[1..4]")), box("return", literal("gast + sum(append(partial, 0))")), attributes=walk)
    assert answer(running) == [1, 3, 7, 15]


@pytest.mark.parametrize(("kind", "limit", "outcome"), [
    ("some", 70, True), ("some", 80, False), ("every", 5, True), ("every", 18, False)])
def test_some_and_every(kind: str, limit: int, outcome: bool):
    logic = box(kind, box("in", literal(GUESTS)), box("satisfies", literal(f"gast.leeftijd > {limit}")), attributes='iteratorVariable="gast"')
    assert answer(logic) is outcome


def test_a_table_inside_a_function_inside_a_context():
    drink = table(["leeftijd"], ["wat"], ['< 18; "limonade"', '>= 18; "koffie"'])
    logic = box("context", entry("drankje", function({"leeftijd": "number"}, drink)),
                entry("", literal(f"for gast in {GUESTS} return drankje(gast.leeftijd)")))
    told = verdict(definitions(decision("bestelling", logic)), "bestelling")
    assert told.value == ["koffie", "limonade", "koffie"]
    assert [seen["rules"][0]["number"] for seen in told.trace[0]["tables"]] == [2, 1, 2]


def test_now_is_the_moment_of_the_step():
    assert answer(literal("today()")) == MORNING.now.date().isoformat()
