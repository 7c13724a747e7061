"""A small exploration with two parts of a buurt-DNA, and a form for hospitable places."""
from tests.core.processes import END, START, flows, own, process, user_task

NAME = {"aanzet:subject": "resident", "aanzet:purpose": "Om deze mensen te kunnen vragen.", "aanzet:basis": "toestemming", "aanzet:retention": "P2Y",
        "aanzet:visibility": "facilitator"}
WALK = process(
    "walk", START, '<bpmn:adHocSubProcess id="parts" name="Onderdelen"><bpmn:extensionElements><zeebe:adHoc />' + own(phase="exploring") + "</bpmn:extensionElements>"
    + user_task("around", "facilitator,policy_officer", "Omgeving bekijken", form="omgeving") + user_task("figures", "facilitator", "Sleutelfiguren spreken", form="figuren")
    + user_task("street", "facilitator", "Op straat", form="straat") + user_task("place", "facilitator", "Gastvrije plek", form="gastvrije-plek")
    + "</bpmn:adHocSubProcess>", END, flows(("start", "parts"), ("parts", "end")), name="De buurt verkennen").replace(
    'isExecutable="true">', f'isExecutable="true"><bpmn:extensionElements>{own(phase="exploring")}</bpmn:extensionElements>', 1)


def part(name, *components):
    return {"type": "default", "id": name, "components": [{"type": "group", "id": f"g_{name}", "label": name, "path": name, "components": list(components)}]}


def asked(key, label, kind="textfield", **more):
    return {"type": kind, "id": f"f_{key}", "key": key, "label": label, **more}


FORMS = {
    "omgeving__form": part("omgeving", asked("proud", "Wat is mooi?"), asked("borders", "Wat begrenst de buurt?"), asked("outside", "Wie zie je buiten?")),
    "figuren__form": part("figuren", {
        "type": "dynamiclist", "id": "people", "path": "people", "label": "Wie?", "isRepeating": True, "allowAddRemove": True, "components": [
            asked("person_name", "Naam", properties=NAME),
            asked("role", "Welke rol?", "select", values=[{"value": "pionier", "label": "Pionier"}, {"value": "helper", "label": "Helper"}])]}),
    "straat__form": {"type": "default", "id": "straat", "components": [asked("lacks", "Wat mist er?")]},
    "gastvrije-plek__form": {"type": "default", "id": "gastvrije-plek", "components": [asked("place_name", "Welke plek?"), asked("place_for", "Voor wie?")]}}
