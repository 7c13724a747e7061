"""A file as Camunda Modeler saves it, with its own marks and its drawing, works unchanged."""
from engine import dmn, feel
from tests.dmn.models import MORNING

FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/"
    xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="plek_kiezen" name="DRD" namespace="http://camunda.org/schema/1.0/dmn"
    exporter="Camunda Modeler" exporterVersion="5.30.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">
  <decision id="geschikt" name="Is deze plek geschikt?">
    <extensionElements><zeebe:versionTag value="v1" /></extensionElements>
    <informationRequirement id="lijn_1"><requiredInput href="#invoer_1" /></informationRequirement>
    <informationRequirement id="lijn_2"><requiredDecision href="#toegankelijk" /></informationRequirement>
    <decisionTable id="tabel_1" hitPolicy="FIRST">
      <input id="kolom_1" label="Gemeden?" biodi:width="192">
        <inputExpression id="vraag_1" typeRef="boolean"><text>gemeden</text></inputExpression>
      </input>
      <input id="kolom_2" label="Rolstoel">
        <inputExpression id="vraag_2" typeRef="boolean"><text>toegankelijk</text></inputExpression>
      </input>
      <input id="kolom_3">
        <inputExpression id="vraag_3" typeRef="date"><text>open_vanaf</text></inputExpression>
      </input>
      <output id="uit_1" label="Oordeel" name="oordeel" typeRef="string" biodi:width="150">
        <outputValues id="waarden_1"><text>"ja","eerst aanpassen","nee"</text></outputValues>
      </output>
      <output id="uit_2" name="punten" typeRef="integer" />
      <rule id="regel_1"><description>Mensen komen er niet</description>
        <inputEntry id="cel_1"><text>true</text></inputEntry><inputEntry id="cel_2"><text></text></inputEntry>
        <inputEntry id="cel_3"><text></text></inputEntry>
        <outputEntry id="uitcel_1"><text>"nee"</text></outputEntry><outputEntry id="uitcel_2"><text>0</text></outputEntry>
      </rule>
      <rule id="regel_2">
        <inputEntry id="cel_4"><text></text></inputEntry><inputEntry id="cel_5"><text>false</text></inputEntry>
        <inputEntry id="cel_6"><text></text></inputEntry>
        <outputEntry id="uitcel_3"><text>"eerst aanpassen"</text></outputEntry><outputEntry id="uitcel_4"><text></text></outputEntry>
      </rule>
      <rule id="regel_3">
        <inputEntry id="cel_7"><text>-</text></inputEntry><inputEntry id="cel_8"><text>true</text></inputEntry>
        <inputEntry id="cel_9"><text>&lt;= date("2031-06-01")</text></inputEntry>
        <outputEntry id="uitcel_5"><text>"ja"</text></outputEntry><outputEntry id="uitcel_6"><text>stoelen * 2</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <decision id="toegankelijk" name="Kan iedereen erin?">
    <variable id="var_1" name="toegankelijk" typeRef="boolean" />
    <literalExpression id="uitdrukking_1"><text>drempel &lt;= 2 and deurbreedte &gt;= 85</text></literalExpression>
  </decision>
  <inputData id="invoer_1" name="Hoe de buurt de plek ziet" />
  <textAnnotation id="noot_1"><text>Vraag het ter plekke na</text></textAnnotation>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="geschikt"><dc:Bounds height="80" width="180" x="150" y="150" />
  </dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>"""
PLACE = {"gemeden": False, "drempel": 0, "deurbreedte": 90, "open_vanaf": "2031-05-01", "stoelen": 12}


def decide(**given: object) -> object:
    return feel.to_json(dmn.read(FILE, "plek.dmn").decide("geschikt", PLACE | given, MORNING).value)


def test_the_table_decides_on_what_the_case_knows():
    assert decide() == {"oordeel": "ja", "punten": 24}
    assert decide(gemeden=True) == {"oordeel": "nee", "punten": 0}


def test_a_decision_may_carry_a_version_tag():
    decisions = dmn.read(FILE, "plek.dmn").decisions
    assert (decisions["geschikt"].version_tag, decisions["toegankelijk"].version_tag) == ("v1", None)


def test_values_to_choose_from_while_drawing_refuse_nothing():
    listed = FILE.replace(b'<input id="kolom_2"', b'<input id="kolom_4"><inputExpression><text>soort</text></inputExpression>'
                          b'<inputValues><text>"plein","zaal"</text></inputValues></input><input id="kolom_2"')
    listed = listed.replace(b'<inputEntry id="cel_2"', b'<inputEntry><text>-</text></inputEntry><inputEntry id="cel_2"')
    listed = listed.replace(b'<inputEntry id="cel_5"', b'<inputEntry><text>-</text></inputEntry><inputEntry id="cel_5"')
    listed = listed.replace(b'<inputEntry id="cel_8"', b'<inputEntry><text>-</text></inputEntry><inputEntry id="cel_8"')
    told = dmn.read(listed).decide("geschikt", PLACE | {"soort": "tuin"}, MORNING)
    assert feel.to_json(told.value) == {"oordeel": "ja", "punten": 24}


def test_an_empty_output_cell_is_nothing():
    assert decide(drempel=10) == {"oordeel": "eerst aanpassen", "punten": None}


def test_the_record_names_columns_as_the_coordinator_did():
    told = dmn.read(FILE, "plek.dmn").decide("geschikt", PLACE | {"gemeden": True}, MORNING)
    table = told.trace[-1]["tables"][0]
    assert [column["label"] for column in table["inputs"]] == ["Gemeden?", "Rolstoel", "open_vanaf"]
    assert table["rules"] == [{"id": "regel_1", "number": 1, "annotations": ["Mensen komen er niet"],
                               "outputs": {"oordeel": "nee", "punten": 0}}]


def test_the_file_raises_no_doubts_but_the_true_one():
    assert [finding.key for finding in dmn.read(FILE, "plek.dmn").findings] == []
