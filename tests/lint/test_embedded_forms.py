"""Camunda Modeler may keep a form inside the diagram: it is checked there, and found there when the task opens."""
from engine.library import Contents
from tests.forms.drawing import content, field
from tests.lint.drawing import extensions, found, keys, line, node, process, told


def diagram(form: bytes, key: str = "userTaskForm_1") -> bytes:
    kept = extensions(f'<zeebe:userTaskForm id="userTaskForm_1">{form.decode()}</zeebe:userTaskForm>')
    visit = node("userTask", "go", extensions(f'<zeebe:formDefinition formKey="camunda-forms:bpmn:{key}"/>'), name="Ga langs")
    return process(kept, node("startEvent", "start"), visit, node("endEvent", "end"), line("start", "go", "end"))


def test_a_form_inside_a_diagram_is_found_by_the_name_it_has_there():
    drawn = diagram(content(field("textfield", "place")))
    contents = Contents(None, {"visit.bpmn": drawn})
    assert keys(found(drawn)) == [] and list(contents.forms) == ["userTaskForm_1"]
    assert contents.places["form", "userTaskForm_1"] == "visit.bpmn"


def test_a_form_inside_a_diagram_is_refused_at_its_task():
    assert told(found(diagram(content({"type": "iframe", "id": "F1", "label": "Kaart"})))) == [
        'visit.bpmn:go: error: Het onderdeel "Kaart" is van de soort "iframe". Die kunnen we niet tonen. Kies een andere soort.']


def test_a_form_that_is_not_inside_is_missing():
    assert keys(found(diagram(content(field("textfield", "place")), key="userTaskForm_2"), strict=True), "error").count("form_missing") == 1
