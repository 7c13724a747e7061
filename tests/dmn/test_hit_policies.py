"""What a table says when none, one or several of its rules fit."""
from tests.dmn.models import decide, decision, definitions, table, verdict


def model(*arguments, **keywords) -> bytes:
    return definitions(decision("activiteit", table(*arguments, **keywords)))


WEATHER = ['"regen"; "koken"', '"zon"; "tuinieren"']


def test_unique_gives_the_one_rule_that_fits():
    assert decide(model(["weer"], ["wat"], WEATHER), "activiteit", weer="zon") == "tuinieren"


def test_unique_with_two_rules_that_fit_gives_nothing_and_names_them():
    told = verdict(model(["leeftijd"], ["wat"], ['>= 12; "koken"', '< 18; "voetbal"']), "activiteit", leeftijd=14)
    assert told.value is None
    assert told.problems[0].sentence("nl") == "In „activiteit” passen de regels 1, 2 tegelijk, en dat mag er maar één zijn."
    assert told.fault == told.problems[0]
    assert [rule["number"] for rule in told.trace[0]["tables"][0]["rules"]] == [1, 2]


def test_no_rule_gives_nothing_and_says_so():
    told = verdict(model(["weer"], ["wat"], WEATHER), "activiteit", weer="storm")
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["dmn.no_rule"]
    assert told.fault is None


def test_no_rule_gives_the_default_where_there_is_one():
    assert decide(model(["weer"], ['wat||"koffie"'], WEATHER), "activiteit", weer="storm") == "koffie"


def test_first_takes_the_highest_rule():
    rules = ['"zon"; "tuinieren"', '-; "koffie"']
    assert decide(model(["weer"], ["wat"], rules, hit="FIRST"), "activiteit", weer="zon") == "tuinieren"
    assert decide(model(["weer"], ["wat"], rules, hit="FIRST"), "activiteit", weer="mist") == "koffie"


def test_any_accepts_rules_that_agree():
    rules = ['>= 18; "samen eten"', '>= 65; "samen eten"']
    assert decide(model(["leeftijd"], ["wat"], rules, hit="ANY"), "activiteit", leeftijd=70) == "samen eten"


def test_any_with_rules_that_disagree_gives_nothing():
    rules = ['>= 18; "samen eten"', '>= 65; "wandelen"']
    told = verdict(model(["leeftijd"], ["wat"], rules, hit="ANY"), "activiteit", leeftijd=70)
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["dmn.rules_disagree"]


HELP = ['> 3; "bellen"', '> 0; "afwachten"', '> 7; "langsgaan"']
BY_URGENCY = ['stap|"langsgaan", "bellen", "afwachten"']


def test_priority_takes_the_output_that_stands_first_in_its_list():
    assert decide(model(["dagen"], BY_URGENCY, HELP, hit="PRIORITY"), "activiteit", dagen=8) == "langsgaan"
    assert decide(model(["dagen"], BY_URGENCY, HELP, hit="PRIORITY"), "activiteit", dagen=1) == "afwachten"


def test_output_order_gives_all_in_the_order_of_that_list():
    assert decide(model(["dagen"], BY_URGENCY, HELP, hit="OUTPUT ORDER"), "activiteit", dagen=8) == ["langsgaan", "bellen", "afwachten"]


def test_rule_order_and_collect_give_all_in_the_order_of_the_table():
    for policy in ("RULE ORDER", "COLLECT"):
        assert decide(model(["dagen"], BY_URGENCY, HELP, hit=policy), "activiteit", dagen=8) == ["bellen", "afwachten", "langsgaan"]


def test_collect_without_a_hit_is_an_empty_list():
    assert decide(model(["dagen"], BY_URGENCY, HELP, hit="COLLECT"), "activiteit", dagen=0) == []


def test_collect_adds_up():
    points = ['"sleutelfiguur"; 5', '"bewoner"; 2', '"bewoner", "sleutelfiguur"; 10']
    given = {"rol": "sleutelfiguur"}
    assert decide(model(["rol"], ["punten"], points, hit="COLLECT", aggregation="SUM"), "activiteit", **given) == 15
    assert decide(model(["rol"], ["punten"], points, hit="COLLECT", aggregation="MIN"), "activiteit", **given) == 5
    assert decide(model(["rol"], ["punten"], points, hit="COLLECT", aggregation="MAX"), "activiteit", **given) == 10
    assert decide(model(["rol"], ["punten"], points, hit="COLLECT", aggregation="COUNT"), "activiteit", **given) == 2
    assert decide(model(["rol"], ["punten"], points, hit="COLLECT", aggregation="COUNT"), "activiteit", rol="gast") == 0


def test_several_outputs_make_a_context():
    rules = ['"zon"; "tuinieren"; 2', '-; "koffie"; 1']
    told = decide(model(["weer"], ["wat", "uren"], rules, hit="FIRST"), "activiteit", weer="zon")
    assert told == {"wat": "tuinieren", "uren": 2}


def test_priority_looks_at_the_first_column_before_the_second():
    rules = ['-; "bellen"; "morgen"', '-; "langsgaan"; "morgen"', '-; "langsgaan"; "vandaag"']
    outputs = ['stap|"langsgaan", "bellen"', 'wanneer|"vandaag", "morgen"']
    assert decide(model(["1"], outputs, rules, hit="PRIORITY"), "activiteit") == {"stap": "langsgaan", "wanneer": "vandaag"}


def test_every_kind_of_cell():
    rules = ['[1..3]; "kring"', '> 3, 0; "tafels"', 'not(< 100); "nooit"']
    asked = model(["aantal"], ["opstelling"], rules, hit="FIRST")
    assert [decide(asked, "activiteit", aantal=number) for number in (0, 2, 3, 4)] == ["tafels", "kring", "kring", "tafels"]
    parity = model(["aantal"], ["opstelling"], ['even(?); "paren"', 'odd(?) and ? > 1; "rij"', '-; "alleen"'], hit="FIRST")
    assert [decide(parity, "activiteit", aantal=number) for number in (4, 5, 1)] == ["paren", "rij", "alleen"]


def test_a_cell_may_name_another_input():
    asked = model(["plaatsen", "aanmeldingen"], ["past"], ["-; <= plaatsen; true", "-; -; false"], hit="FIRST")
    assert decide(asked, "activiteit", plaatsen=8, aanmeldingen=8) is True
    assert decide(asked, "activiteit", plaatsen=8, aanmeldingen=9) is False


def test_a_list_does_not_equal_a_text_in_a_cell():
    told = verdict(model(["weer"], ["wat"], WEATHER), "activiteit", weer=["zon"])
    assert told.value is None


def test_an_input_outside_its_allowed_values_gives_nothing():
    told = verdict(model(['weer|"regen","zon"'], ["wat"], ['-; "koffie"']), "activiteit", weer="mist")
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["dmn.input_not_allowed"]
