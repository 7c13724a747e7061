"""Decisions that need other decisions, functions, services and models."""
import pytest

from engine import dmn, feel
from tests.dmn.models import DMN_13, MORNING, box, decide, decision, definitions, entry, input_data, literal, table, variable, verdict

WEATHER = input_data("weer", "string")
PLACE = decision("plek", table(["weer"], ["plek"], ['"regen"; "buurthuis"', '-; "plein"'], hit="FIRST"), needs=["input:#weer"])
WHAT = decision("activiteit", table(["plek", "weer"], ["wat"], ['"plein"; "zon"; "voetbal"', '-; -; "koken"'], hit="FIRST"),
                name="welke activiteit eerst", needs=["input:#weer", "decision:#plek"])


def knowledge(key: str, parameters: dict[str, str], body: str, *needs: str, result: str = "") -> str:
    names = "".join(f'<formalParameter name="{name}" typeRef="{kind}"/>' for name, kind in parameters.items())
    lines = "".join(f'<knowledgeRequirement><requiredKnowledge href="#{need}"/></knowledgeRequirement>' for need in needs)
    return (f'<businessKnowledgeModel id="{key}" name="{key}">{variable(key, result)}'
            f"<encapsulatedLogic>{names}{body}</encapsulatedLogic>{lines}</businessKnowledgeModel>")


def service(key: str, outputs: str, inputs: str = "", decisions: str = "") -> str:
    def listed(tag, keys):
        return "".join(f'<{tag} href="#{one}"/>' for one in keys.split())
    return (f'<decisionService id="{key}" name="{key}">{variable(key)}{listed("outputDecision", outputs)}'
            f'{listed("inputDecision", decisions)}{listed("inputData", inputs)}</decisionService>')


def test_a_decision_takes_the_decisions_it_needs_first():
    told = verdict(definitions(WEATHER, PLACE, WHAT), "activiteit", weer="zon")
    assert told.value == "voetbal"
    assert [taken["decision"] for taken in told.trace] == ["plek", "activiteit"]
    assert told.trace[1]["inputs"] == [{"name": "weer", "value": "zon"}, {"name": "plek", "value": "plein"}]


def test_a_decision_needed_twice_is_taken_once():
    both = decision("beide", literal("[plek, welke activiteit eerst]"), needs=["decision:#plek", "decision:#activiteit"])
    told = verdict(definitions(WEATHER, PLACE, WHAT, both), "beide", weer="regen")
    assert told.value == ["buurthuis", "koken"]
    assert [taken["decision"] for taken in told.trace] == ["plek", "activiteit", "beide"]


def test_a_long_chain_of_decisions_is_no_matter():
    chain = [decision("stap0", literal("1"))]
    chain += [decision(f"stap{number}", literal(f"stap{number - 1} + 1"), needs=[f"decision:#stap{number - 1}"])
              for number in range(1, 400)]
    assert decide(definitions(*chain), "stap399") == 400


def test_what_a_model_declares_is_seen_only_along_a_line():
    without_line = decision("plek", literal("weer"))
    told = verdict(definitions(WEATHER, without_line), "plek", weer="zon")
    assert told.value is None
    assert [problem.key for problem in told.problems] == ["feel.null.unknown_name"]


def test_a_missing_line_is_told():
    model = dmn.read(definitions(WEATHER, decision("plek", literal("if weer = \"zon\" then 1 else regen"))))
    assert [finding.sentence("nl") for finding in model.findings] == [
        "„plek” gebruikt „weer”, maar er loopt geen lijn naartoe. Daarom is „weer” daar altijd leeg. Trek de lijn."]
    shadowed = box("context", entry("weer", literal("1")), entry("", literal("weer + 1")))
    assert dmn.read(definitions(WEATHER, decision("plek", shadowed))).findings == ()
    assert dmn.read(definitions(WEATHER, PLACE, WHAT)).findings == ()


def test_what_camundas_modeller_drew_sees_all_it_is_given():
    without_line = decision("plek", literal("weer"))
    drawn = definitions(WEATHER, without_line, more='exporter="Camunda Modeler" exporterVersion="5.30.0"')
    assert decide(drawn, "plek", weer="zon") == "zon"


def test_a_needed_decision_is_known_by_name_and_by_id():
    first = decision("plek_id", literal('"plein"'), name="De plek")
    asked = decision("vraag", literal("De plek = plek_id"), needs=["decision:#plek_id"])
    assert decide(definitions(first, asked), "vraag") is True


def test_keys_with_spaces_in_one_decision_are_known_in_another():
    first = decision("gast", literal('{volle naam: "Ans de Boer", "oude straat": "Laan 3"}'))
    asked = decision("brief", literal('gast.volle naam + ", " + gast.oude straat'), needs=["decision:#gast"])
    assert decide(definitions(first, asked), "brief") == "Ans de Boer, Laan 3"


def test_a_knowledge_model_is_a_function():
    points = knowledge("punten", {"uren": "number"}, literal("uren * 10"))
    asked = decision("dank", literal("punten(3) + punten(uren: 1)"), needs=["knowledge:#punten"])
    assert decide(definitions(points, asked), "dank") == 40


def test_a_knowledge_model_may_need_another():
    one = knowledge("per uur", {"rol": "string"}, table(["rol"], ["punten"], ['"bewoner"; 10', '-; 5'], hit="FIRST"))
    two = knowledge("punten", {"rol": "string", "uren": "number"}, literal("per uur(rol) * uren"), "per uur")
    told = verdict(definitions(one, two, decision("dank", literal('punten("bewoner", 3)'), needs=["knowledge:#punten"])), "dank")
    assert told.value == 30
    assert told.trace[0]["tables"][0]["in"] == "per uur"


def test_a_knowledge_model_can_be_asked_by_itself():
    model = dmn.read(definitions(knowledge("punten", {"uren": "number"}, literal("uren * 10"))))
    assert model.call("punten", {"uren": 2}, MORNING).value == 20
    assert model.call("punten", {"uren": "veel"}, MORNING).value is None


def test_a_service_takes_the_input_data_and_decisions_it_names():
    model = definitions(WEATHER, PLACE, WHAT, service("kiezen", "activiteit", inputs="weer", decisions="plek"))
    told = dmn.read(model).call("kiezen", {"weer": "zon", "plek": "tuin"}, MORNING)
    assert told.value == "koken"
    assert [taken["decision"] for taken in told.trace] == ["activiteit"]


def test_a_service_with_several_outputs_gives_a_context():
    model = definitions(WEATHER, PLACE, WHAT, service("alles", "plek activiteit", inputs="weer"))
    told = dmn.read(model).call("alles", {"weer": "zon"}, MORNING)
    assert told.value == {"plek": "plein", "welke activiteit eerst": "voetbal"}


def test_a_decision_can_call_a_service():
    asked = decision("week", literal('for dag in ["zon", "regen"] return plek kiezen(dag)'), needs=["knowledge:#plek kiezen"])
    assert decide(definitions(WEATHER, PLACE, service("plek kiezen", "plek", inputs="weer"), asked), "week") == ["plein", "buurthuis"]


def test_a_model_can_use_another():
    shared = dmn.read(definitions(
        '<itemDefinition name="tGast"><itemComponent name="naam"><typeRef>string</typeRef></itemComponent></itemDefinition>',
        input_data("gast", "tGast"), decision("aanhef", literal('"Dag " + gast.naam'), needs=["input:#gast"]),
        knowledge("begroet", {"wie": "tGast"}, literal('"Welkom " + wie.naam')), namespace="http://buurt.example/gasten"))
    gasten = "http://buurt.example/gasten"
    importing = f'<import name="gasten" namespace="{gasten}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    asked = decision("brief", literal("[gasten.aanhef, gasten.begroet({naam: naam})]"),
                     needs=[f"decision:{gasten}#aanhef", f"knowledge:{gasten}#begroet", "input:#naam"])
    model = dmn.read(definitions(importing, input_data("naam", "string"), asked), imports=[shared])
    told = model.decide("brief", {"naam": "Bo", "gasten": {"gast": {"naam": "Ans"}}}, MORNING)
    assert told.value == ["Dag Ans", "Welkom Bo"]
    assert model.decide("brief", {"naam": "Bo", "gasten.gast": {"naam": "Ans"}}, MORNING).value == ["Dag Ans", "Welkom Bo"]
    assert model.decide("brief", {"naam": "Bo", "gast": {"naam": "Ans"}}, MORNING).value == ["Dag Ans", "Welkom Bo"]


def test_two_models_can_be_used_without_a_name():
    one = dmn.read(definitions(decision("plek", literal('"plein"')), namespace="http://buurt.example/plekken"))
    two = dmn.read(definitions(decision("tijd", literal('"middag"')), namespace="http://buurt.example/tijden"))
    importing = "".join(f'<import name="" namespace="http://buurt.example/{name}" importType="{DMN_13}"/>' for name in ("plekken", "tijden"))
    asked = decision("uitnodiging", literal('plek + ", " + tijd'),
                     needs=["decision:http://buurt.example/plekken#plek", "decision:http://buurt.example/tijden#tijd"])
    assert dmn.read(definitions(importing, asked), imports=[one, two]).decide("uitnodiging", {}, MORNING).value == "plein, middag"


def test_files_that_use_each_other_are_read_in_the_order_that_takes():
    def file(name: str, *imports: str) -> bytes:
        lines = "".join(f'<import name="{one}" namespace="http://buurt.example/{one}" importType="{DMN_13}"/>' for one in imports)
        text = " + ".join([f'"{name}"', *(f"{one}.{one}" for one in imports)])
        needs = [f"decision:http://buurt.example/{one}#{one}" for one in imports]
        return definitions(lines, decision(name, literal(text), needs=needs), namespace=f"http://buurt.example/{name}")
    models = dmn.read_all({"1.dmn": file("een", "twee", "drie"), "2.dmn": file("twee", "drie"), "3.dmn": file("drie")})
    assert models["1.dmn"].decide("een", {}, MORNING).value == "eentweedriedrie"
    circle = {"1.dmn": file("een", "twee"), "2.dmn": file("twee", "een")}
    with pytest.raises(dmn.DmnError):
        dmn.read_all(circle)
    assert {path: [finding.key for finding in findings] for path, (_, findings) in dmn.examine(circle).items()} == {
        "1.dmn": ["dmn.unknown_import", "dmn.unknown_requirement"], "2.dmn": ["dmn.unknown_import", "dmn.unknown_requirement"]}


def test_decisions_that_wait_for_each_other_are_refused():
    circle = definitions(decision("een", literal("twee"), needs=["decision:#twee"]), decision("twee", literal("een"), needs=["decision:#een"]))
    with pytest.raises(dmn.DmnError) as refused:
        dmn.read(circle)
    assert refused.value.findings[0].sentence("nl") == "Deze beslissingen wachten op elkaar: een - twee - een. Haal een lijn weg."
    assert dmn.read(circle, tolerant=True).decide("een", {}, MORNING).value is None


def test_an_unknown_decision_is_refused():
    with pytest.raises(dmn.DmnError) as refused:
        dmn.read(definitions(PLACE, WEATHER)).decide("nergens", {}, MORNING)
    assert refused.value.sentence("en") == 'There is no decision "nergens" in this file.'


def test_one_budget_serves_the_whole_graph():
    heavy = [decision(f"deel{number}", literal("count(for x in 1..400, y in 1..200 return x)")) for number in range(4)]
    asked = decision("alles", literal("deel0"), needs=[f"decision:#deel{number}" for number in range(4)])
    with pytest.raises(feel.BudgetExceeded):
        verdict(definitions(*heavy, asked), "alles")


def test_a_list_box_holds_decisions_too():
    asked = decision("lijst", box("list", literal("plek"), literal('"tuin"')), needs=["decision:#plek"])
    assert decide(definitions(WEATHER, PLACE, asked), "lijst", weer="zon") == ["plein", "tuin"]
