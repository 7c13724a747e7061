"""Types that a model gives its values: what fits, what is turned into it, and what is not let through."""
import pytest

from tests.dmn.models import decide, decision, definitions, input_data, literal, table, verdict

AGES = '<itemDefinition name="tLeeftijd"><typeRef>number</typeRef><allowedValues><text>[0..120]</text></allowedValues></itemDefinition>'
GUEST = ('<itemDefinition name="tGast"><itemComponent name="naam"><typeRef>string</typeRef></itemComponent>'
         '<itemComponent name="geboren"><typeRef>date</typeRef></itemComponent>'
         '<itemComponent name="leeftijd"><typeRef>tLeeftijd</typeRef></itemComponent></itemDefinition>')
GUESTS = '<itemDefinition name="tGasten" isCollection="true"><typeRef>tGast</typeRef></itemDefinition>'
ECHO = decision("echo", literal("gegeven"), needs=["input:#gegeven"])


def echoed(type_ref: str, value: object, *items: str):
    return verdict(definitions(*items, input_data("gegeven", type_ref), ECHO), "echo", gegeven=value)


@pytest.mark.parametrize(("type_ref", "value", "fits"), [
    ("number", 3, True), ("number", "3", False), ("string", "3", True), ("boolean", "true", False), ("Any", {"x": 1}, True),
    ("integer", 3, True), ("feel:string", "zon", True), ("context", {}, True), ("list", [1, "a"], True)])
def test_a_value_of_the_wrong_kind_becomes_nothing(type_ref: str, value: object, fits: bool):
    told = echoed(type_ref, value)
    assert (told.value is not None) is fits
    assert [problem.key for problem in told.problems] == ([] if fits else ["dmn.not_of_type"])


def test_dates_in_case_data_are_text_and_become_dates_where_the_model_says_so():
    later = decision("later", literal("gegeven + duration(\"P1D\")"), needs=["input:#gegeven"])
    assert decide(definitions(input_data("gegeven", "date"), later), "later", gegeven="2031-02-28") == "2031-03-01"
    year = decision("jaar", literal("gegeven.geboren.year"), needs=["input:#gegeven"])
    model = definitions(AGES, GUEST, input_data("gegeven", "tGast"), year)
    assert decide(model, "jaar", gegeven={"naam": "Ans", "geboren": "1960-04-01", "leeftijd": 70}) == 1960


def test_text_that_is_no_date_does_not_fit_a_date():
    assert echoed("date", "morgen").value is None


def test_one_item_fits_its_list_and_a_list_of_one_its_item():
    texts = '<itemDefinition name="tTeksten" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    assert echoed("tTeksten", "zon", texts).value == ["zon"]
    assert echoed("string", ["zon"]).value == "zon"
    assert echoed("string", ["zon", "regen"]).value is None


def test_allowed_values_are_checked_however_deep():
    assert echoed("tLeeftijd", 70, AGES).value == 70
    told = echoed("tLeeftijd", 170, AGES)
    assert (told.value, told.problems[0].key) == (None, "dmn.value_not_allowed")
    guest = {"naam": "Ans", "geboren": "1960-04-01", "leeftijd": 70}
    assert echoed("tGasten", [guest], AGES, GUEST, GUESTS).value is not None
    assert echoed("tGasten", [guest, guest | {"leeftijd": 170}], AGES, GUEST, GUESTS).value is None


def test_a_constraint_looks_at_the_whole_list():
    pair = ('<itemDefinition name="tPaar" isCollection="true"><typeRef>string</typeRef><allowedValues><text>"Ans","Bo","Cor"</text>'
            '</allowedValues><typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>')
    assert echoed("tPaar", ["Ans", "Bo"], pair).value == ["Ans", "Bo"]
    assert echoed("tPaar", ["Ans"], pair).value is None
    assert echoed("tPaar", ["Ans", "Dirk"], pair).value is None


def test_a_context_needs_its_components_and_may_have_more():
    assert echoed("tGast", {"naam": "Ans", "geboren": None, "leeftijd": None, "hond": "Max"}, AGES, GUEST).value is not None
    assert echoed("tGast", {"naam": "Ans"}, AGES, GUEST).value is None


def test_a_type_that_contains_itself():
    family = ('<itemDefinition name="tMens"><itemComponent name="naam"><typeRef>string</typeRef></itemComponent>'
              '<itemComponent name="kinderen" isCollection="true"><typeRef>tMens</typeRef></itemComponent></itemDefinition>')
    person = {"naam": "Ans", "kinderen": [{"naam": "Bo", "kinderen": []}]}
    assert echoed("tMens", person, family).value == person


def test_instance_of_knows_the_types_of_the_model():
    asked = decision("vraag", literal("[gegeven instance of tGast, 3 instance of tLeeftijd]"), needs=["input:#gegeven"])
    model = definitions(AGES, GUEST, input_data("gegeven"), asked)
    assert decide(model, "vraag", gegeven={"naam": "Ans"}) == [False, True]


def test_the_result_of_a_decision_fits_its_own_type():
    assert verdict(definitions(decision("aantal", literal('"veel"'), type_ref="number")), "aantal").value is None


def test_camundas_columns_read_dates_from_text():
    columns = table(["dag"], ["wat"], ['< date("2031-04-01"); "winter"', '-; "zomer"'], hit="FIRST")
    columns = columns.replace("<inputExpression>", '<inputExpression typeRef="date">')
    model = definitions(decision("seizoen", columns), more='exporter="Camunda Modeler"')
    assert [decide(model, "seizoen", dag=day) for day in ("2031-03-03", "2031-05-05")] == ["winter", "zomer"]


def test_an_unknown_type_is_a_warning_and_asks_nothing():
    from_elsewhere = definitions(input_data("gegeven", "tNergens"), ECHO)
    assert decide(from_elsewhere, "echo", gegeven=3) == 3
