"""Tables that work but leave a doubt: rules that clash, that never come up, or a case nobody thought of."""
import pytest

from engine import dmn
from tests.dmn.models import decision, definitions, table


def doubts(*arguments, language: str = "nl", **keywords) -> list[str]:
    model = dmn.read(definitions(decision("keuze", table(*arguments, **keywords), name="Wie gaat er mee?")))
    assert all(finding.severity == "warning" for finding in model.findings)
    return [finding.sentence(language) for finding in model.findings]


def test_rules_that_can_fit_together_in_a_unique_table():
    assert doubts(["leeftijd"], ["wie"], ['<= 18; "jongeren"', '[18..65); "buren"', '>= 65; "ouderen"']) == [
        "In „Wie gaat er mee?” kunnen de regels 1 en 2 tegelijk passen. Bij UNIQUE mag dat niet."]


def test_rules_that_another_column_keeps_apart_do_not_clash():
    assert doubts(["leeftijd", "lid"], ["wie"], ['>= 12; true; "lid"', '>= 12; false; "gast"', '< 12; -; "kind"']) == []


def test_rules_that_may_overlap_under_another_policy():
    assert doubts(["leeftijd"], ["wie"], ['>= 0; "ieder"', '>= 65; "ouderen"'], hit="COLLECT") == []


def test_a_case_without_an_answer():
    assert doubts(["leeftijd"], ["wie"], ['[0..11]; "kinderen"', '[12..17]; "jongeren"', '> 18; "buren"']) == [
        "In „Wie gaat er mee?” past geen regel als leeftijd = 18."]
    assert doubts(["lid", "leeftijd"], ["wie"], ['true; -; "lid"', 'false; < 18; "kind"'], language="en") == [
        'In "Wie gaat er mee?" no rule fits when lid = false, leeftijd = 18.']


def test_listed_values_that_no_rule_names():
    assert doubts(['weer|"zon","regen","sneeuw"'], ["wie"], ['"zon"; "allen"', '"regen"; "wie wil"']) == [
        "In „Wie gaat er mee?” past geen regel als weer = \"sneeuw\"."]


@pytest.mark.parametrize("keywords", [{"hit": "COLLECT"}, {"hit": "RULE ORDER"}])
def test_no_answer_is_an_answer_where_rules_are_collected(keywords: dict):
    assert doubts(["leeftijd"], ["wie"], ['> 65; "ouderen"'], **keywords) == []


def test_a_default_leaves_no_gap():
    assert doubts(["leeftijd"], ['wie||"ieder"'], ['> 65; "ouderen"']) == []


def test_what_cells_leave_open_is_not_doubted():
    assert doubts(["leeftijd", "wijk"], ["wie"], ['> 65; -; "a"', '<= 65; list contains(wijken, ?); "b"']) == []
    assert doubts(["naam"], ["wie"], ['"Ans"; "gastvrouw"', '"Bo"; "maatje"']) == []
    assert doubts(["leeftijd"], ["wie"], ['[0..11]; "kind"', '>= 12; "buur"']) == []


def test_a_rule_that_never_gets_its_turn():
    assert doubts(["leeftijd", "lid"], ["wie"], ['>= 12; -; "ieder"', '>= 18; true; "leden"', '-; -; "kind"'], hit="FIRST") == [
        "In „Wie gaat er mee?” komt regel 2 nooit aan de beurt: regel 1 past dan altijd al."]


def test_rules_that_ask_the_same_hard_thing():
    assert doubts(["naam"], ["wie"], ['matches(?, "A.*"); "a"', 'matches(?, "A.*"); "b"', '-; "c"'], hit="FIRST") == [
        "In „Wie gaat er mee?” komt regel 2 nooit aan de beurt: regel 1 past dan altijd al."]


def test_a_large_table_is_not_searched_without_end():
    columns = [f"vraag{number}" for number in range(12)]
    rules = ["; ".join(["true"] * 12) + "; 1", "; ".join(["false"] * 12) + "; 2"]
    assert doubts(columns, ["wie"], rules) == ["In „Wie gaat er mee?” past geen regel als "
                                               + ", ".join(f"{column} = {'false' if column == 'vraag11' else 'true'}" for column in columns) + "."]
    assert doubts([f"vraag{number}" for number in range(40)], ["wie"], ["; ".join(["true"] * 40) + "; 1"]) == []
